package beanstalk

import (
	"errors"
	"fmt"
	"math"

	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// ApplicationProps are the properties of an [Application]. All are optional.
type ApplicationProps struct {
	// ApplicationName is the physical name, 1 to 100 characters without a slash. Defaults to one that CloudFormation
	// generates, which a later replacement needs.
	ApplicationName *string
	// Description tells people what the application is, at most 200 characters. Defaults to none.
	Description *string
	// MaxVersions is the number of application versions to keep, 1 to 1000; the oldest beyond it are deleted, never
	// one that is deployed. The quota of 1000 versions is shared by all applications of a region (AWS page
	// "Configuring application version lifecycle settings"). Defaults to 100.
	MaxVersions *float64
	// DeleteSourceBundles says whether a version's source bundle leaves Amazon S3 together with the version.
	// Defaults to false.
	DeleteSourceBundles *bool
}

// Application is an Elastic Beanstalk application: the container of environments and of the versions deployed to them.
type Application struct {
	constructs.Construct
	// Resource is the application itself.
	Resource awselasticbeanstalk.CfnApplication
	// ServiceRole is the role that Elastic Beanstalk assumes to watch the health of the application's environments, to
	// update their platform and to delete old versions.
	ServiceRole awsiam.Role
}

// NewApplication defines
//   - the application, with a lifecycle for its versions
//   - a service role with the two managed policies that AWS names for it
//
// It panics with every problem of the properties at once.
func NewApplication(scope constructs.Construct, id *string, props *ApplicationProps) *Application {
	if props == nil {
		props = &ApplicationProps{}
	}
	prop.Reject(scope, id, props.validate())
	a := &Application{}
	constructs.NewConstruct_Override(a, scope, id)

	a.ServiceRole = awsiam.NewRole(a, jsii.String("ServiceRole"), &awsiam.RoleProps{
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
	return a
}

// Name is the application's name: a reference to it, so that whoever uses the name waits for the application.
func (a *Application) Name() *string { return a.Resource.Ref() }

func (p *ApplicationProps) validate() error {
	var maxVersions error
	if n := prop.Or(p.MaxVersions, 1); !prop.IsNumberToken(n) && (n < 1 || n > 1000 || n != math.Trunc(n)) {
		maxVersions = fmt.Errorf("MaxVersions must be a whole number from 1 to 1000, got %v", n)
	}
	return errors.Join(
		matches("ApplicationName", p.ApplicationName, applicationName, "1 to 100 characters without a slash"),
		atMost200(p.Description),
		maxVersions,
	)
}
