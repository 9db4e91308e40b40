package beanstalk

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/isolation"
	"beanstalkline/internal/prop"
)

var namePattern = regexp.MustCompile(`^[^/\pC]{1,100}$`)

const applicationNameForm = "1 to 100 characters without a slash"

// ApplicationProps are the properties of an [Application]. All are optional.
type ApplicationProps struct {
	// ApplicationName is the physical name, 1 to 100 characters without a slash. Defaults to one that CloudFormation
	// generates, which allows a later replacement.
	ApplicationName *string
	// Description tells people what the application is, at most 200 characters. Defaults to none.
	Description *string
	// MaxVersions is the number of application versions to keep, 1 to 1000; the oldest beyond it are deleted, never one
	// that is deployed. The quota of 1000 versions is shared by all applications of a region (AWS page "Configuring
	// application version lifecycle settings"). Defaults to 100.
	MaxVersions *float64
	// DeleteSourceBundles says whether a version's source bundle is deleted from Amazon S3 together with the version.
	// Defaults to false.
	DeleteSourceBundles *bool
}

// IApplication is an application, whether the app defines it or it already exists.
type IApplication interface {
	constructs.IConstruct
	// ApplicationName is the application's name.
	ApplicationName() *string
	// Env is the account and the region that the application is in.
	Env() *interfaces.ResourceEnvironment
}

var _, _ IApplication = (*Application)(nil), (*importedApplication)(nil)

// Application is an Elastic Beanstalk application: the container of environments and of the versions deployed to them.
type Application struct {
	constructs.Construct
	// Resource is the application itself.
	Resource awselasticbeanstalk.CfnApplication
	// ServiceRole is the role that Elastic Beanstalk assumes to delete old versions, and for the environments in the stack
	// of the application to watch their health and to update their platform.
	ServiceRole awsiam.Role

	passes awsiam.PolicyStatement
	given  *string
	name   *string // what refers to the application; every environment asks for it several times
}

// NewApplication defines
//   - the application, with a lifecycle for its versions
//   - a service role with the two managed policies that AWS names for it, and without what they allow on other
//     applications of the account: see SECURITY.md
//
// Nil props mean all defaults. It panics with every problem of the properties at once.
func NewApplication(scope constructs.Construct, id *string, props *ApplicationProps) *Application {
	cdk.Reject("NewApplication", scope, id, props.Validate())
	if props == nil {
		props = &ApplicationProps{}
	}
	a := &Application{given: props.ApplicationName}
	cdk.Define("NewApplication", a, scope, id)

	a.ServiceRole = newServiceRole(a)
	a.Resource = awselasticbeanstalk.NewCfnApplication(a, jsii.String("Resource"), &awselasticbeanstalk.CfnApplicationProps{
		ApplicationName: props.ApplicationName,
		Description:     props.Description,
		ResourceLifecycleConfig: &awselasticbeanstalk.CfnApplication_ApplicationResourceLifecycleConfigProperty{
			ServiceRole: a.ServiceRole.RoleArn(),
			VersionLifecycleConfig: &awselasticbeanstalk.CfnApplication_ApplicationVersionLifecycleConfigProperty{
				MaxCountRule: &awselasticbeanstalk.CfnApplication_MaxCountRuleProperty{
					Enabled:            jsii.Bool(true),
					MaxCount:           jsii.Number(prop.Or(props.MaxVersions, 100)),
					DeleteSourceFromS3: jsii.Bool(prop.Or(props.DeleteSourceBundles, false)),
				},
			},
		},
	})
	a.passes = isolate(a.ServiceRole, a, a.ServiceRole)
	return a
}

// ApplicationName is a reference to the application, so that whoever uses the name waits for the application.
func (a *Application) ApplicationName() *string {
	if a.name == nil {
		a.name = a.Resource.Ref()
	}
	return a.name
}

// Env is the account and the region that the application is in.
func (a *Application) Env() *interfaces.ResourceEnvironment { return a.Resource.Env() }

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
func (p *ApplicationProps) Validate() error {
	if p == nil {
		return nil
	}
	var problems prop.Problems
	problems.Matches("ApplicationName", p.ApplicationName, namePattern, applicationNameForm)
	problems.Description("Description", p.Description, 0, 200)
	problems.Whole("MaxVersions", p.MaxVersions, 1, 1000)
	return problems.Err()
}

type importedApplication struct {
	constructs.Construct
	name *string
	env  *interfaces.ResourceEnvironment
}

// ApplicationFromName refers to an existing application in the account and region of the stack.
func ApplicationFromName(scope constructs.Construct, id, applicationName *string) IApplication {
	var problems prop.Problems
	if problems.Required("applicationName", applicationName, "") {
		problems.Matches("applicationName", applicationName, namePattern, applicationNameForm)
	}
	cdk.Reject("ApplicationFromName", scope, id, problems.Err())
	a := &importedApplication{name: applicationName, env: environmentOf(scope)}
	cdk.Define("ApplicationFromName", a, scope, id)
	return a
}

func (a *importedApplication) ApplicationName() *string             { return a.name }
func (a *importedApplication) Env() *interfaces.ResourceEnvironment { return a.env }

// environmentOf is the account and the region of a scope's stack.
func environmentOf(scope constructs.Construct) *interfaces.ResourceEnvironment {
	stack := awscdk.Stack_Of(scope)
	return &interfaces.ResourceEnvironment{Account: stack.Account(), Region: stack.Region()}
}

// newServiceRole defines the role with which Elastic Beanstalk works on environments and versions.
func newServiceRole(scope constructs.Construct) awsiam.Role {
	return awsiam.NewRole(scope, jsii.String("ServiceRole"), &awsiam.RoleProps{
		Description: jsii.String("Elastic Beanstalk: health, managed updates and version lifecycle"),
		// Only Elastic Beanstalk itself presents this external id.
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("elasticbeanstalk.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]string{"sts:ExternalId": "elasticbeanstalk"}},
		}),
		ManagedPolicies: &[]awsiam.IManagedPolicy{
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("service-role/AWSElasticBeanstalkEnhancedHealth")),
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy")),
		},
	})
}

// isolate takes away from a service role what is not for the application, and returns the statement with the roles that it
// may pass.
func isolate(serviceRole awsiam.Role, application IApplication, passes ...awsiam.IRole) awsiam.PolicyStatement {
	policy := isolation.NewPolicy(serviceRole)
	isolation.Worker(policy, application.ApplicationName(), tagOf(application))
	isolation.OwnDatabases(policy, tagOf(application))
	var arns []*string
	for _, role := range passes {
		arns = append(arns, role.RoleArn())
	}
	return isolation.PassOnly(policy, arns...)
}

// tagOf is the value of the tag that marks what belongs to an application. A name that is given here may have characters
// that a tag must not have.
func tagOf(application IApplication) *string {
	if own, is := application.(*Application); is && own.given != nil {
		return isolation.TagValue(own.given)
	}
	return isolation.TagValue(application.ApplicationName())
}
