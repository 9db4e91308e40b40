package beanstalk_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

const someParameterArn = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/password"

// Stand-ins for constructs where there is no Node.js.
type (
	someApplication struct{ beanstalk.IApplication }
	someVpc         struct{ awsec2.IVpc }
	someRole        struct{ awsiam.IRole }
	someGroup       struct{ awsec2.ISecurityGroup }
	someBucket      struct{ awss3.IBucket }
	someSubnet      struct{ awsec2.ISubnet }
	someFilter      struct{ awsec2.SubnetFilter }
	someBalancer    struct {
		awselasticloadbalancingv2.ApplicationLoadBalancer
	}
	someRepository struct{ awsecr.IRepository }
)

var wrongInstances = map[reflect.Type][]any{
	reflect.TypeFor[beanstalk.IApplication]():  {(*beanstalk.Application)(nil), &beanstalk.Application{}, (*someApplication)(nil)},
	reflect.TypeFor[beanstalk.Capacity]():      {(*beanstalk.SingleInstance)(nil), (*beanstalk.AutoScalingGroup)(nil)},
	reflect.TypeFor[beanstalk.LoadBalancing](): {(*beanstalk.DedicatedLoadBalancer)(nil), (*beanstalk.SharedLoadBalancer)(nil)},
	reflect.TypeFor[*beanstalk.LoadBalancer](): {(*beanstalk.LoadBalancer)(nil), &beanstalk.LoadBalancer{}},
	reflect.TypeFor[awsec2.IVpc]():             {(*someVpc)(nil)},
	reflect.TypeFor[awsiam.IRole]():            {(*someRole)(nil)},
	reflect.TypeFor[awsec2.ISecurityGroup]():   {(*someGroup)(nil)},
	reflect.TypeFor[awss3.IBucket]():           {(*someBucket)(nil)},
	reflect.TypeFor[awsec2.ISubnet]():          {(*someSubnet)(nil)},
	reflect.TypeFor[awsec2.SubnetFilter]():     {(*someFilter)(nil)},
	reflect.TypeFor[awsecr.IRepository]():      {(*someRepository)(nil)},
}

func TestWrongValues(t *testing.T) {
	cdktest.TestWrongValues(t, map[string]cdktest.Subject{
		"Application":              wrongApplication(),
		"EnvironmentMadeElsewhere": wrongEnvironmentMadeElsewhere(),
		"WebEnvironment":           wrongWebEnvironment(),
		"LoadBalancer":             wrongLoadBalancer(),
		"PlaceBehindALoadBalancer": wrongPlaceBehindALoadBalancer(),
	})
}

func wrongApplication() cdktest.Subject {
	return cdktest.WrongValues[beanstalk.ApplicationProps]{
		Props:    func(constructs.Construct) *beanstalk.ApplicationProps { return &beanstalk.ApplicationProps{} },
		Validate: (*beanstalk.ApplicationProps).Validate,
		Define: func(scope constructs.Construct, props *beanstalk.ApplicationProps) {
			beanstalk.NewApplication(scope, jsii.String("Subject"), props)
		},
		Accepted: map[string]string{
			"ApplicationName with (unicode|.*spaces)":           "AWS restricts only the length and the slash",
			"Description with (nothing in it|unicode|.*spaces)": "it is for people",
		},
	}
}

func wrongEnvironmentMadeElsewhere() cdktest.Subject {
	return cdktest.WrongValues[beanstalk.EnvironmentAttributes]{
		Props: func(constructs.Construct) *beanstalk.EnvironmentAttributes {
			return &beanstalk.EnvironmentAttributes{
				ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"), Architecture: awsec2.InstanceArchitecture_ARM_64,
			}
		},
		Validate: (*beanstalk.EnvironmentAttributes).Validate,
		Define: func(scope constructs.Construct, attributes *beanstalk.EnvironmentAttributes) {
			beanstalk.EnvironmentFromName(scope, jsii.String("Subject"), attributes)
		},
		Accepted: map[string]string{
			"ApplicationName with (unicode|.*spaces)": "AWS restricts only the length and the slash",
			"Architecture with nothing in it":         "the default",
		},
	}
}

// webEnvironment makes sound properties of an environment.
func webEnvironment(scope constructs.Construct) *beanstalk.WebEnvironmentProps {
	p := &beanstalk.WebEnvironmentProps{
		Application:          &someApplication{},
		Vpc:                  &someVpc{},
		Domain:               &beanstalk.Domain{Name: jsii.String("shop.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")},
		Platform:             beanstalk.PlatformDocker,
		InstanceTypes:        jsii.Strings("t3.small"),
		Architecture:         awsec2.InstanceArchitecture_X86_64,
		InstanceSubnets:      &awsec2.SubnetSelection{SubnetGroupName: jsii.String("Public")},
		AllowFrom:            jsii.Strings("203.0.113.0/24"),
		SecurityGroups:       &[]awsec2.ISecurityGroup{&someGroup{}},
		DeploymentPolicy:     beanstalk.DeploymentPolicyRolling,
		EnvironmentVariables: &map[string]*string{"CURRENCY": jsii.String("EUR")},
		Secrets:              &map[string]beanstalk.Secret{"PASSWORD": beanstalk.SecretFromArn(jsii.String(someParameterArn), nil)},
		Image:                &beanstalk.EcrImage{Repository: &someRepository{}, Tag: jsii.String("1.4.2")},
		Metrics:              jsii.Strings("ApplicationRequests5xx"),
		RemovalPolicy:        awscdk.RemovalPolicy_RETAIN,
		Options:              []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:xray", Name: "XRayEnabled", Value: "true"}},
		Capacity: &beanstalk.AutoScalingGroup{
			Trigger: &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricCPUUtilization},
			Schedule: []beanstalk.ScheduledAction{{
				Name: "morning", Recurrence: "0 7 * * MON-FRI", MinSize: jsii.Number(2), MaxSize: jsii.Number(4),
			}},
			Spot: &beanstalk.Spot{},
		},
		WorkingHours: &beanstalk.WorkingHours{},
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{Subnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}},
	}
	if scope != nil {
		p.Application = beanstalk.ApplicationFromName(scope, jsii.String("Shop"), jsii.String("shop"))
		p.Vpc = awsec2.Vpc_FromVpcAttributes(scope, jsii.String("Vpc"), &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
			PublicSubnetIds: jsii.Strings("subnet-1", "subnet-2"), PublicSubnetRouteTableIds: jsii.Strings("rtb-1", "rtb-2"),
		})
		p.Image.Repository = awsecr.Repository_FromRepositoryName(scope, jsii.String("Images"), jsii.String("shop"))
		(*p.SecurityGroups)[0] = awsec2.SecurityGroup_FromSecurityGroupId(scope, jsii.String("Group"), jsii.String("sg-1"), nil)
	}
	return p
}

func wrongWebEnvironment() cdktest.Subject {
	return cdktest.WrongValues[beanstalk.WebEnvironmentProps]{
		Props:    webEnvironment,
		Validate: (*beanstalk.WebEnvironmentProps).Validate,
		Define: func(scope constructs.Construct, props *beanstalk.WebEnvironmentProps) {
			beanstalk.NewWebEnvironment(scope, jsii.String("Subject"), props)
		},
		Instances: wrongInstances,
		Later:     `^(InstanceSubnets|LoadBalancer\.Subnets)\b`,
		Accepted: map[string]string{
			"Description with (nothing in it|unicode|.*spaces)":                                                          "it is for people",
			"(Platform|Architecture|DeploymentPolicy|RemovalPolicy|.*Metric|.*SubnetType|.*Strategy) with nothing in it": "the default",
			`.*Schedule\[0\].(StartTime|EndTime) with nothing in it|.*ResourceName with nothing in it`:                   "the default",
			"(Capacity.Schedule|Options|Metrics|.*SubnetFilters) with an empty list":                                     "the default, none",
			"AllowFrom with an empty list":                                             "nobody may visit",
			"Capacity.(MinSize|MaxSize|Schedule.*MinSize|Spot.*) with zero":            "none is allowed",
			"Capacity.Trigger.LowerThreshold with (a fraction|zero)":                   "percent may have a fraction",
			`Capacity.Schedule\[0\].Name with (unicode|.*spaces)`:                      "AWS restricts only the length",
			`Options\[0\].ResourceName with (unicode|.*spaces)`:                        "the name of a scheduled action",
			`EnvironmentVariables\["CURRENCY"\] with (nothing in it|unicode|.*spaces)`: "text for the app",
		},
	}
}

func wrongLoadBalancer() cdktest.Subject {
	return cdktest.WrongValues[beanstalk.LoadBalancerProps]{
		Props: func(scope constructs.Construct) *beanstalk.LoadBalancerProps {
			environment := webEnvironment(scope)
			return &beanstalk.LoadBalancerProps{
				Vpc:             environment.Vpc,
				CertificateArns: jsii.Strings(certificate),
				Subnets:         environment.InstanceSubnets,
				AllowFrom:       environment.AllowFrom,
				RemovalPolicy:   awscdk.RemovalPolicy_RETAIN,
			}
		},
		Validate: (*beanstalk.LoadBalancerProps).Validate,
		Define: func(scope constructs.Construct, props *beanstalk.LoadBalancerProps) {
			beanstalk.NewLoadBalancer(scope, jsii.String("Subject"), props)
		},
		Instances: wrongInstances,
		Later:     `^Subnets\b`,
		Accepted: map[string]string{
			"(RemovalPolicy|.*SubnetType) with nothing in it": "the default",
			".*SubnetFilters with an empty list":              "the default, none",
			"AllowFrom with an empty list":                    "nobody may visit",
		},
	}
}

// behind is the part of an environment's properties that says where it is.
type behind struct{ LoadBalancer beanstalk.LoadBalancing }

func (b *behind) environment(scope constructs.Construct) *beanstalk.WebEnvironmentProps {
	p := webEnvironment(scope)
	p.LoadBalancer, p.AllowFrom, p.Domain = nil, nil, nil
	if b != nil {
		p.LoadBalancer = b.LoadBalancer
	}
	return p
}

func wrongPlaceBehindALoadBalancer() cdktest.Subject {
	var vpc awsec2.IVpc // the load balancer's
	return cdktest.WrongValues[behind]{
		Props: func(scope constructs.Construct) *behind {
			balancer := &beanstalk.LoadBalancer{Resource: &someBalancer{}}
			if scope != nil {
				vpc = webEnvironment(constructs.NewConstruct(scope, jsii.String("Front"))).Vpc
				balancer = beanstalk.NewLoadBalancer(scope, jsii.String("LoadBalancer"), &beanstalk.LoadBalancerProps{Vpc: vpc})
			}
			return &behind{&beanstalk.SharedLoadBalancer{
				LoadBalancer: balancer, Hosts: jsii.Strings("shop.example.com"), Priority: jsii.Number(2), HealthCheckPath: jsii.String("/health"),
			}}
		},
		Validate: func(b *behind) error { return b.environment(nil).Validate() },
		Define: func(scope constructs.Construct, b *behind) {
			props := b.environment(scope)
			props.Vpc = vpc
			beanstalk.NewWebEnvironment(scope, jsii.String("Subject"), props)
		},
		Instances: wrongInstances,
	}
}
