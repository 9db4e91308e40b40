package beanstalk

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// IEnvironment is an environment, whether the app defines it or it already exists: what others, such as a pipeline,
// need to know about it.
type IEnvironment interface {
	constructs.IConstruct
	// ApplicationName is the name of the application that the environment belongs to.
	ApplicationName() *string
	// EnvironmentName is the environment's name.
	EnvironmentName() *string
	// Architecture is the processor architecture of the instances, for which the app must be built.
	Architecture() awsec2.InstanceArchitecture
	// Env is the account and the region that the environment is in.
	Env() *interfaces.ResourceEnvironment
	// Metric is a metric of the environment.
	Metric(name *string, props *awscloudwatch.MetricOptions) awscloudwatch.Metric
}

var _ IEnvironment = (*importedEnvironment)(nil)

// Environment is what every environment has, whatever its tier. Its Connections are those of its instances, and what is
// granted to it is granted to them, so that bucket.GrantRead(environment, nil) reads as it should.
type Environment struct {
	// Resource is the environment itself. Its AttrEndpointUrl is the load balancer's address or an Elastic IP; whatever
	// refers to it fails to deploy while the app is not healthy, as before its first release. Use
	// [Environment.DomainName], or read the address where it is needed, after the deployment.
	Resource awselasticbeanstalk.CfnEnvironment
	// Application is what the environment belongs to.
	Application IApplication
	// InstanceRole is the role of the instances. The one that the construct defines has AWS's own policy for the web
	// tier, which also lets them call Amazon Bedrock models and read every Elastic Beanstalk bucket in the account, but
	// may write only logs there.
	InstanceRole awsiam.IRole
	// InstanceProfile hands the role to the instances.
	InstanceProfile awsiam.InstanceProfile
	// ServiceRole is the role with which Elastic Beanstalk watches health and updates the platform.
	ServiceRole awsiam.IRole
	// Settings is the complete set of option settings, each with its origin.
	Settings options.Settings

	connections  awsec2.Connections
	architecture awsec2.InstanceArchitecture
	cnamePrefix  *string
}

// Connections are those of the instances. To let them reach something in another stack, begin with the environment,
// environment.Connections().AllowTo(database, ...): the rule is then defined beside the environment, and not beside the
// database, where it would make the two stacks depend on each other.
func (e *Environment) Connections() awsec2.Connections { return e.connections }

// GrantPrincipal is the role of the instances.
func (e *Environment) GrantPrincipal() awsiam.IPrincipal { return e.InstanceRole.GrantPrincipal() }

// ApplicationName is a reference to the application.
func (e *Environment) ApplicationName() *string { return e.Application.ApplicationName() }

// EnvironmentName is a reference to the environment, so that whoever uses the name waits for the environment.
func (e *Environment) EnvironmentName() *string { return e.Resource.Ref() }

// Architecture is the processor architecture of the instances, for which the app must be built.
func (e *Environment) Architecture() awsec2.InstanceArchitecture { return e.architecture }

// Env is the account and the region that the environment is in.
func (e *Environment) Env() *interfaces.ResourceEnvironment { return e.Resource.Env() }

// DomainName is the environment's own domain name, PREFIX.REGION.elasticbeanstalk.com; nil without a CnamePrefix or a Domain. It refers to
// nothing, so what the environment needs may name it, such as the CORS rule of a bucket that the instances may write to.
func (e *Environment) DomainName() *string {
	if e.cnamePrefix == nil {
		return nil
	}
	region, suffix := *e.Resource.Stack().Region(), ".elasticbeanstalk.com"
	if strings.HasPrefix(region, "cn-") {
		suffix = ".eb.amazonaws.com.cn"
	}
	return jsii.String(*e.cnamePrefix + "." + region + suffix)
}

// core is what a tier says about its environment.
type core struct {
	environmentName, description *string
	tier, tierType               string
	platform                     Platform
	settings                     options.Settings
	references                   map[option]string
	// shape is what cannot be changed once the environment exists.
	shape string
	// named tells that the caller has given a name or a prefix, which an environment in its place would have too.
	named bool
	needs []constructs.IDependable
}

// define defines the environment itself, which waits for what it needs on its first boot: CloudFormation infers none of
// that.
func (e *Environment) define(scope constructs.Construct, c core) {
	here := cdk.PseudoParameters()
	set, properties := write(c.settings, c.references)
	e.Settings = set
	e.Resource = awselasticbeanstalk.NewCfnEnvironment(scope, jsii.String("Resource"), &awselasticbeanstalk.CfnEnvironmentProps{
		ApplicationName: e.Application.ApplicationName(),
		EnvironmentName: c.environmentName,
		CnamePrefix:     e.cnamePrefix,
		Description:     c.description,
		PlatformArn:     jsii.String(c.platform.arn(here.Partition, here.Region)),
		Tier:            &awselasticbeanstalk.CfnEnvironment_TierProperty{Name: &c.tier, Type: &c.tierType},
		OptionSettings:  properties,
	})
	// Beanstalk sets this tag itself and fails to change it. The priority is above that of any tag that an app would add.
	awscdk.Tags_Of(e.Resource).Remove(jsii.String("Name"), &awscdk.TagProps{Priority: jsii.Number(1000)})
	e.Resource.Node().AddDependency(c.needs...)
	if !c.named {
		id := *awscdk.Stack_Of(scope).GetLogicalId(e.Resource)
		// What makes an id unique is the hash at its end.
		if most := 255 - len(c.shape); len(id) > most {
			id = id[:most-8] + id[len(id)-8:]
		}
		e.Resource.OverrideLogicalId(jsii.String(id + c.shape))
	}
	noteSources(scope, set.All())
}

// EnvironmentAttributes identify an existing environment. All but Architecture are required.
type EnvironmentAttributes struct {
	// ApplicationName is the name of the environment's application.
	ApplicationName *string
	// EnvironmentName is the environment's name.
	EnvironmentName *string
	// Architecture is the processor architecture of its instances. Defaults to x86_64.
	Architecture awsec2.InstanceArchitecture
}

// Validate returns every problem of the attributes in one error, or nil.
func (a *EnvironmentAttributes) Validate() error {
	if a == nil {
		a = &EnvironmentAttributes{}
	}
	var problems prop.Problems
	if problems.Required("ApplicationName", a.ApplicationName, "") {
		problems.Matches("ApplicationName", a.ApplicationName, namePattern, applicationNameForm)
	}
	if problems.Required("EnvironmentName", a.EnvironmentName, "") {
		problems.Matches("EnvironmentName", a.EnvironmentName, environmentName, environmentNameForm)
	}
	validateArchitecture(&problems, a.Architecture)
	return problems.Err()
}

type importedEnvironment struct {
	constructs.Construct
	attributes EnvironmentAttributes
	env        *interfaces.ResourceEnvironment
}

// EnvironmentFromName refers to an existing environment in the account and region of the stack, so that a pipeline can
// deploy to it.
func EnvironmentFromName(scope constructs.Construct, id *string, attributes *EnvironmentAttributes) IEnvironment {
	cdk.Reject("EnvironmentFromName", scope, id, attributes.Validate())
	e := &importedEnvironment{attributes: *attributes, env: environmentOf(scope)}
	if e.attributes.Architecture == "" {
		e.attributes.Architecture = awsec2.InstanceArchitecture_X86_64
	}
	cdk.Define("EnvironmentFromName", e, scope, id)
	return e
}

func (e *importedEnvironment) ApplicationName() *string { return e.attributes.ApplicationName }
func (e *importedEnvironment) EnvironmentName() *string { return e.attributes.EnvironmentName }
func (e *importedEnvironment) Architecture() awsec2.InstanceArchitecture {
	return e.attributes.Architecture
}
func (e *importedEnvironment) Env() *interfaces.ResourceEnvironment { return e.env }

// KnownNames are the names of the application and of the environment that are known at synthesis; those that are not are nil.
func (e *Environment) KnownNames() (application, environment *string) {
	application, environment = e.Application.ApplicationName(), e.Resource.EnvironmentName()
	if own, is := e.Application.(*Application); is {
		application = own.Resource.ApplicationName()
	}
	for _, name := range []**string{&application, &environment} {
		if *name != nil && prop.Unresolved(**name) {
			*name = nil
		}
	}
	return application, environment
}
