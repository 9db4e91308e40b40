package beanstalk

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/isolation"
)

// Roles are the two roles of the environment, which whoever deploys to it may pass to AWS services: that of the instances
// and the service role.
func (e *Environment) Roles() []awsiam.IRole { return []awsiam.IRole{e.InstanceRole, e.ServiceRole} }

// ApplicationTag is the value of the tag beanstalk:application, which marks what belongs to the environment's application:
// its name, without characters that a tag must not have.
func (e *Environment) ApplicationTag() *string { return tagOf(e.Application) }

// defineRoles defines the roles that are not given, and marks what belongs to the environment. The service role is the
// application's where both are in one stack: it may pass only the roles that it knows, and two stacks cannot know each
// other's.
func (e *Environment) defineRoles(scope constructs.Construct, tierPolicy string) {
	application := e.Application.ApplicationName()
	if e.InstanceRole == nil {
		e.InstanceRole = newInstanceRole(scope, tierPolicy, application)
	}
	e.InstanceProfile = awsiam.NewInstanceProfile(scope, jsii.String("InstanceProfile"), &awsiam.InstanceProfileProps{Role: e.InstanceRole})
	if own, is := e.Application.(*Application); is && e.ServiceRole == nil && sameStack(scope, own) {
		e.ServiceRole = own.ServiceRole
		own.passes.AddNotResources(e.InstanceRole.RoleArn())
	} else if e.ServiceRole == nil {
		role := newServiceRole(scope)
		isolate(role, e.Application, role, e.InstanceRole)
		e.ServiceRole = role
	}
	awscdk.Tags_Of(scope).Add(jsii.String(isolation.TagKey), e.ApplicationTag(), nil)
}

// newInstanceRole defines a role with AWS's policy for the tier, less what it allows on other applications. For Session
// Manager it has what the AWS page "Create a custom IAM role for Session Manager" lists, and not the policy
// AmazonSSMManagedInstanceCore, which reads every parameter of the account.
func newInstanceRole(scope constructs.Construct, tierPolicy string, application *string) awsiam.Role {
	role := awsiam.NewRole(scope, jsii.String("InstanceRole"), &awsiam.RoleProps{
		Description:     jsii.String("Elastic Beanstalk: the instances of a web environment"),
		AssumedBy:       awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
		ManagedPolicies: &[]awsiam.IManagedPolicy{awsiam.ManagedPolicy_FromAwsManagedPolicyName(&tierPolicy)},
		InlinePolicies: &map[string]awsiam.PolicyDocument{"SessionManager": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Minimize: jsii.Bool(true),
			Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel",
					"ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"),
				Resources: jsii.Strings("*"),
			})},
		})},
	})
	isolation.Instance(isolation.NewPolicy(role), application)
	return role
}

func sameStack(a, b constructs.IConstruct) bool {
	one, other := awscdk.Stack_Of(a), awscdk.Stack_Of(b)
	return one == other || *one.Node().Path() == *other.Node().Path()
}
