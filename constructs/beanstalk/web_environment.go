package beanstalk

import (
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/prop"
)

// EnvironmentType says whether a load balancer stands before the instances. The values are those of the option
// EnvironmentType in aws:elasticbeanstalk:environment. It can be changed later, by an update that replaces instances.
type EnvironmentType string

const (
	// EnvironmentTypeSingleInstance is one instance with an Elastic IP address and no load balancer.
	EnvironmentTypeSingleInstance EnvironmentType = "SingleInstance"
	// EnvironmentTypeLoadBalanced is a group of instances behind an Application Load Balancer that scales in and out.
	EnvironmentTypeLoadBalanced EnvironmentType = "LoadBalanced"
)

// DeploymentPolicy says how a new version reaches the instances. The values are those of the option DeploymentPolicy
// in aws:elasticbeanstalk:command (AWS page "Deployment policies and settings").
type DeploymentPolicy string

const (
	// DeploymentPolicyAllAtOnce deploys to all instances at the same time, with a short outage.
	DeploymentPolicyAllAtOnce DeploymentPolicy = "AllAtOnce"
	// DeploymentPolicyRolling deploys in batches, each out of service meanwhile.
	DeploymentPolicyRolling DeploymentPolicy = "Rolling"
	// DeploymentPolicyRollingWithAdditionalBatch starts a further batch first, so that capacity never falls.
	DeploymentPolicyRollingWithAdditionalBatch DeploymentPolicy = "RollingWithAdditionalBatch"
	// DeploymentPolicyImmutable starts a second group of instances, and drops it if they are not healthy.
	DeploymentPolicyImmutable DeploymentPolicy = "Immutable"
	// DeploymentPolicyTrafficSplitting sends a share of the visitors to new instances before all of them.
	DeploymentPolicyTrafficSplitting DeploymentPolicy = "TrafficSplitting"
)

// WebEnvironmentProps are the properties of a [WebEnvironment]. Application and Vpc are required.
type WebEnvironmentProps struct {
	// Application is what the environment belongs to. Required.
	Application *Application
	// Vpc is where the instances and the load balancer run. Required.
	Vpc awsec2.IVpc

	// EnvironmentName is the physical name, 4 to 40 letters, digits and hyphens, unique in its region. Defaults to one
	// that CloudFormation generates: an environment with a name of yours cannot be replaced before it is renamed.
	EnvironmentName *string
	// CnamePrefix is the first part of the environment's address, 4 to 63 letters, digits and hyphens. A change
	// replaces the environment. Defaults to the environment's name and a suffix.
	CnamePrefix *string
	// Description tells people what the environment is for, at most 200 characters. Defaults to none.
	Description *string
	// Platform is the platform branch that runs the app. Defaults to [PlatformGo].
	Platform Platform
	// EnvironmentType says whether there is a load balancer. Defaults to [EnvironmentTypeLoadBalanced].
	EnvironmentType EnvironmentType

	// InstanceTypes are the EC2 instance types to choose from, preferred first, at most 40, all of one architecture.
	// Defaults to t3.micro for a single instance and t3.small behind a load balancer (t4g on Arm).
	InstanceTypes *[]awsec2.InstanceType
	// Architecture is the processor architecture of the default instance types. Defaults to that of InstanceTypes, and
	// to x86_64 without them.
	Architecture awsec2.InstanceArchitecture
	// MinSize is the least number of instances, behind a load balancer only. Defaults to 2, so that one can fail.
	MinSize *float64
	// MaxSize is the greatest number of instances, behind a load balancer only. Defaults to 4, or to MinSize where that
	// is more.
	MaxSize *float64
	// Scaling says when instances are added and removed, behind a load balancer only. Defaults to a trigger on the
	// traffic that the instances send.
	Scaling *ScalingTrigger

	// DeploymentPolicy says how a new version reaches the instances. A single instance takes AllAtOnce and Immutable
	// only. Defaults to RollingWithAdditionalBatch behind a load balancer and AllAtOnce for a single instance.
	DeploymentPolicy DeploymentPolicy
	// HealthCheckPath is what the load balancer asks for, behind a load balancer only. A new environment runs the
	// platform's sample app, which on platforms other than Go, Node.js and Python may know no path but "/".
	// Defaults to "/".
	HealthCheckPath *string
	// EnvironmentVariables are handed to the app in plain text, at most 4096 bytes in all; a secret belongs into
	// aws:elasticbeanstalk:application:environmentsecrets, through Options. Defaults to none.
	EnvironmentVariables *map[string]*string
	// PreferredStartTime is the weekly time of managed platform updates, as day:hour:minute in UTC. Defaults to
	// "Sun:10:00".
	PreferredStartTime *string
	// LogRetentionDays is how long CloudWatch Logs keeps the logs of instances and health, and how long the load
	// balancer's access logs are kept. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or
	// 3653. Defaults to 90.
	LogRetentionDays *float64
	// Certificate turns on HTTPS on port 443 and turns off plain HTTP: option settings cannot redirect from one to the
	// other. To turn HTTPS off again, set ListenerEnabled of aws:elbv2:listener:443 to false through Options, because
	// Elastic Beanstalk keeps what a template stops mentioning. Behind a load balancer only. Defaults to plain HTTP on
	// port 80.
	Certificate awscertificatemanager.ICertificate

	// AllowFrom are the CIDR ranges whose visitors reach ports 80 and 443. Defaults to any IPv4 address.
	AllowFrom *[]*string
	// SecurityGroups are used instead of groups that the environment defines for itself; AllowFrom is then theirs.
	SecurityGroups *network.WebSecurityGroups
	// InstanceSubnets are where the instances run. Defaults to the public subnets for a single instance, and behind a
	// load balancer to the private ones, where the VPC has any.
	InstanceSubnets *awsec2.SubnetSelection
	// LoadBalancerSubnets are where the load balancer stands, in two zones at least. Defaults to the public subnets.
	LoadBalancerSubnets *awsec2.SubnetSelection

	// Options are any further option settings. One that has a field above is set there; a default of this construct is
	// overridden here. They pass the same checks as everything else (package options). Defaults to none.
	Options *[]*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty
	// RemovalPolicy says what becomes of logs when the environment goes: RETAIN keeps them, DESTROY deletes them.
	// Defaults to RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
	// Now is the day by which the retirement of the platform branch is judged: a warning for half a year before, an
	// error after. Defaults to not judging it, so that a template depends on no clock.
	Now time.Time
}

// WebEnvironment is an Elastic Beanstalk environment of the web server tier. Its Connections are those of its instances,
// and what is granted to it is granted to them, so that bucket.GrantRead(environment, nil) reads as it should.
type WebEnvironment struct {
	constructs.Construct
	// Resource is the environment itself.
	Resource awselasticbeanstalk.CfnEnvironment
	// Application is what the environment belongs to.
	Application *Application
	// InstanceRole is the role of the instances. Its policy for the web tier is AWS's own, which also lets them call models
	// of Amazon Bedrock and use every bucket of Elastic Beanstalk in the account.
	InstanceRole awsiam.Role
	// InstanceProfile hands the role to the instances.
	InstanceProfile awsiam.InstanceProfile
	// SecurityGroups are the groups of the instances and of the load balancer.
	SecurityGroups *network.WebSecurityGroups
	// AccessLogs is the bucket of the load balancer's access logs; nil without a load balancer.
	AccessLogs awss3.Bucket
	// Settings is the complete set of option settings, each with where it came from.
	Settings options.Settings

	architecture awsec2.InstanceArchitecture
}

var (
	_ awsec2.IConnectable = (*WebEnvironment)(nil)
	_ awsiam.IGrantable   = (*WebEnvironment)(nil)
)

// NewWebEnvironment defines
//   - the environment, with a complete, sorted and checked set of option settings
//   - the role of its instances, with the managed policies for the web tier and for Session Manager, and the profile
//   - security groups for the load balancer and the instances, in place of those that Elastic Beanstalk would make
//   - an encrypted bucket for the access logs, where there is a load balancer
//
// The environment waits for all that it needs on its first boot: routes and endpoints of the VPC, rules of the security
// groups, policies of the roles and of the log bucket. It panics with every problem of the properties at once.
func NewWebEnvironment(scope constructs.Construct, id *string, props *WebEnvironmentProps) *WebEnvironment {
	p, err := plan(props)
	warnings, optionsErr := p.check()
	prop.Reject(scope, id, errors.Join(err, optionsErr))

	e := &WebEnvironment{Application: p.Application, SecurityGroups: p.SecurityGroups, architecture: p.Architecture}
	constructs.NewConstruct_Override(e, scope, id)

	e.InstanceRole = awsiam.NewRole(e, jsii.String("InstanceRole"), &awsiam.RoleProps{
		Description: jsii.String("Elastic Beanstalk: the instances of a web environment"),
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
		ManagedPolicies: &[]awsiam.IManagedPolicy{
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("AWSElasticBeanstalkWebTier")),
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("AmazonSSMManagedInstanceCore")),
		},
	})
	e.InstanceProfile = awsiam.NewInstanceProfile(e, jsii.String("InstanceProfile"), &awsiam.InstanceProfileProps{Role: e.InstanceRole})
	if e.SecurityGroups == nil {
		e.SecurityGroups = network.NewWebSecurityGroups(e, jsii.String("SecurityGroups"), &network.WebSecurityGroupsProps{
			Vpc:          p.Vpc,
			LoadBalanced: jsii.Bool(p.loadBalanced()),
			AllowFrom:    p.AllowFrom,
		})
	}
	// CloudFormation infers none of these: without them the environment boots before it can reach AWS, or is still
	// running when they are deleted.
	needs := []constructs.IDependable{p.Vpc, p.Application.ServiceRole, e.InstanceRole, e.InstanceProfile, e.SecurityGroups}

	known := references{
		vpc:             *p.Vpc.VpcId(),
		instanceSubnets: p.instanceSubnets.joined(),
		instanceGroup:   *e.SecurityGroups.Instances.SecurityGroupId(),
		instanceProfile: *e.InstanceProfile.InstanceProfileName(),
		serviceRole:     *p.Application.ServiceRole.RoleName(),
	}
	if p.loadBalanced() {
		e.AccessLogs = newAccessLogs(e, p)
		needs = append(needs, e.AccessLogs)
		known.loadBalancerSubnets = p.loadBalancerSubnets.joined()
		known.loadBalancerGroup = *e.SecurityGroups.LoadBalancer.SecurityGroupId()
		known.accessLogs = *e.AccessLogs.BucketName()
		if p.Certificate != nil {
			known.certificate = *p.Certificate.CertificateArn()
		}
	}
	e.Settings = p.settings(known)
	e.Resource = awselasticbeanstalk.NewCfnEnvironment(e, jsii.String("Resource"), &awselasticbeanstalk.CfnEnvironmentProps{
		ApplicationName: p.Application.Name(),
		EnvironmentName: p.EnvironmentName,
		CnamePrefix:     p.CnamePrefix,
		Description:     p.Description,
		PlatformArn:     jsii.String(p.Platform.arn(*awscdk.Aws_PARTITION(), *awscdk.Aws_REGION())),
		Tier: &awselasticbeanstalk.CfnEnvironment_TierProperty{
			Name: jsii.String("WebServer"),
			Type: jsii.String("Standard"),
		},
		OptionSettings: optionSettings(e.Settings),
	})
	e.Resource.Node().AddDependency(needs...)
	for _, w := range warnings {
		awscdk.Annotations_Of(e).AddWarningV2(jsii.String("beanstalk:"+w.Rule), jsii.String(sentence(w)))
	}
	return e
}

// Connections are those of the instances.
func (e *WebEnvironment) Connections() awsec2.Connections {
	return e.SecurityGroups.Instances.Connections()
}

// GrantPrincipal is the role of the instances.
func (e *WebEnvironment) GrantPrincipal() awsiam.IPrincipal { return e.InstanceRole.GrantPrincipal() }

// EnvironmentName is a reference to the environment, so that whoever uses the name waits for the environment.
func (e *WebEnvironment) EnvironmentName() *string { return e.Resource.Ref() }

// Architecture is the processor architecture of the instances, for which the app must be built.
func (e *WebEnvironment) Architecture() awsec2.InstanceArchitecture { return e.architecture }

// newAccessLogs defines the bucket that Elastic Load Balancing writes access logs to. It takes Amazon S3's own keys
// only, and names the log delivery service rather than the regional accounts (AWS page "Enable access logs for your
// Application Load Balancer").
func newAccessLogs(e *WebEnvironment, p webEnvironment) awss3.Bucket {
	bucket := awss3.NewBucket(e, jsii.String("AccessLogs"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		LifecycleRules:    &[]*awss3.LifecycleRule{{Expiration: awscdk.Duration_Days(p.LogRetentionDays)}},
		RemovalPolicy:     p.RemovalPolicy,
		AutoDeleteObjects: jsii.Bool(p.RemovalPolicy == awscdk.RemovalPolicy_DESTROY),
	})
	account := *awscdk.Aws_ACCOUNT_ID()
	bucket.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("logdelivery.elasticloadbalancing.amazonaws.com"), nil)},
		Actions:    jsii.Strings("s3:PutObject"),
		Resources:  &[]*string{bucket.ArnForObjects(jsii.String(accessLogsPrefix + "/AWSLogs/" + account + "/*"))},
		Conditions: &map[string]any{"ArnLike": map[string]string{
			"aws:SourceArn": fmt.Sprintf("arn:%s:elasticloadbalancing:%s:%s:loadbalancer/*", *awscdk.Aws_PARTITION(), *awscdk.Aws_REGION(), account),
		}},
	}))
	return bucket
}
