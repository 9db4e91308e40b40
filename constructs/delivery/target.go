package delivery

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/isolation"
	"beanstalkline/internal/prop"
)

// A target is an environment as a pipeline refers to it.
type target struct {
	application, name, tag *string
	// roles are the ARNs of those that a deployment may pass; nil if nobody knows them.
	roles []*string
}

// arn is that of the environment, in the account and region of a stack.
func (t target) arn(stack awscdk.Stack) *string {
	return stack.FormatArn(&awscdk.ArnComponents{
		Service: new("elasticbeanstalk"), Resource: new("environment"), ResourceName: new(*t.application + "/" + *t.name),
	})
}

// seenFrom is how a pipeline refers to an environment. The names of one that another stack defines are written out where they
// are known at synthesis, and the stack of the pipeline depends on the other one: what one stack takes from another is
// unknown in a change set, and stays the same in a template while the environment behind it is replaced.
func seenFrom(scope constructs.Construct, environment beanstalk.IEnvironment) target {
	defined, is := environment.(interface {
		beanstalk.IEnvironment
		Roles() []awsiam.IRole
		ApplicationTag() *string
		KnownNames() (application, environment *string)
	})
	if !is {
		application := environment.ApplicationName()
		return target{application: application, name: environment.EnvironmentName(), tag: isolation.TagValue(application)}
	}
	here, there := awscdk.Stack_Of(scope), awscdk.Stack_Of(environment)
	application, name := defined.KnownNames()
	nested := here.NestedStackParent() != nil || there.NestedStackParent() != nil // which hand parameters to each other
	if *here.Node().Path() == *there.Node().Path() || nested || prop.Or(application, "") == "" || prop.Or(name, "") == "" {
		t := target{application: defined.ApplicationName(), name: defined.EnvironmentName(), tag: defined.ApplicationTag()}
		for _, role := range defined.Roles() {
			t.roles = append(t.roles, role.RoleArn())
		}
		return t
	}
	here.AddStackDependency(there, nil)
	t := target{application: application, name: name, tag: isolation.TagValue(application)}
	for _, role := range defined.Roles() {
		t.roles = append(t.roles, arnFrom(here, role))
	}
	return t
}

// arnFrom is the ARN of a role of another stack, of which nothing but the end is unknown: CloudFormation calls it after the
// stack and its logical id, both of which it may cut.
func arnFrom(here awscdk.Stack, role awsiam.IRole) *string {
	resource, is := role.Node().DefaultChild().(awsiam.CfnRole)
	there := awscdk.Stack_Of(role)
	if !is || there.NestedStackParent() != nil {
		return role.RoleArn()
	}
	name := resource.RoleName()
	if name == nil || prop.Unresolved(*name) {
		pattern := cut(*there.StackName()) + "-" + strings.TrimSuffix(cut(*there.GetLogicalId(resource)), "*") + "*"
		name = &pattern
	}
	path := strings.Trim(prop.Or(resource.Path(), ""), "/")
	if path != "" {
		path += "/"
	}
	return here.FormatArn(&awscdk.ArnComponents{
		Service: new("iam"), Region: new(""), Resource: new("role"), ResourceName: new(path + *name),
	})
}

// cut keeps what CloudFormation leaves of a part of a name.
func cut(part string) string {
	const shortest = 24
	if len(part) <= shortest {
		return part
	}
	return part[:shortest] + "*"
}
