package beanstalk_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// imported is a VPC with subnets of each kind in two zones, before a test changes it.
func imported(change func(*awsec2.VpcAttributes)) *awsec2.VpcAttributes {
	a := &awsec2.VpcAttributes{
		VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
		PublicSubnetIds: jsii.Strings("subnet-1", "subnet-2"), PrivateSubnetIds: jsii.Strings("subnet-3", "subnet-4"),
		PublicSubnetRouteTableIds: jsii.Strings("rtb-1", "rtb-2"), PrivateSubnetRouteTableIds: jsii.Strings("rtb-3", "rtb-4"),
	}
	change(a)
	return a
}

func subnetIn(scope constructs.Construct, id, zone string) awsec2.ISubnet {
	return awsec2.Subnet_FromSubnetAttributes(scope, &id, &awsec2.SubnetAttributes{SubnetId: &id, AvailabilityZone: &zone})
}

// What an imported VPC is known to lack is told in a sentence, before anything is deployed.
func TestVpcWrongUses(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	type A = awsec2.VpcAttributes
	single := &beanstalk.SingleInstance{}
	private := &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}
	public := &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}
	withoutPublic := func(a *A) { a.PublicSubnetIds, a.PublicSubnetRouteTableIds = nil, nil }
	named := func(list ...awsec2.ISubnet) *awsec2.SubnetSelection { return &awsec2.SubnetSelection{Subnets: &list} }
	for name, test := range map[string]struct {
		vpc    func(*A)
		region string
		props  func(scope constructs.Construct) P
		want   []string
	}{
		"two subnets of a load balancer in one zone": {func(a *A) {
			a.AvailabilityZones = jsii.Strings("eu-west-1a")
			a.PublicSubnetNames, a.PrivateSubnetNames = jsii.Strings("A", "B"), jsii.Strings("C", "D")
		}, "", func(constructs.Construct) P {
			return P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{Subnets: public}}
		}, []string{`LoadBalancer.Subnets must be in zones of their own, got two in "eu-west-1a"; set OnePerAz, or name one for each zone`}},
		"one zone": {func(a *A) {
			a.AvailabilityZones = jsii.Strings("eu-west-1a")
			a.PublicSubnetNames, a.PrivateSubnetNames = jsii.Strings("A", "B"), jsii.Strings("C", "D")
		}, "", func(constructs.Construct) P { return P{} },
			[]string{"LoadBalancer.Subnets must be at least 2, each in a zone of its own, got 1"}},
		"named subnets in one zone": {func(*A) {}, "", func(scope constructs.Construct) P {
			return P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{
				Internal: jsii.Bool(false), Subnets: named(subnetIn(scope, "subnet-8", "eu-west-1c"), subnetIn(scope, "subnet-9", "eu-west-1c")),
			}}
		}, []string{`LoadBalancer.Subnets must be in zones of their own, got two in "eu-west-1c"; set OnePerAz, or name one for each zone`}},
		"instances where the load balancer is not": {func(*A) {}, "", func(scope constructs.Construct) P {
			return P{
				AssociatePublicIpAddress: jsii.Bool(false), InstanceSubnets: named(subnetIn(scope, "subnet-9", "eu-west-1c")),
			}
		}, []string{`InstanceSubnets must be in the zones of the load balancer, eu-west-1a and eu-west-1b, got one in "eu-west-1c"; ` +
			"give the load balancer a subnet there, or the instances none"}},
		"no public subnets": {withoutPublic, "", func(constructs.Construct) P { return P{} },
			[]string{"LoadBalancer.Subnets must be given, since the VPC has no public subnets, got nil; " +
				"set Internal of LoadBalancer for one inside the VPC, or use a VPC with public subnets"}},
		"no public subnets for a single instance": {withoutPublic, "",
			func(constructs.Construct) P { return P{Capacity: single} },
			[]string{"InstanceSubnets must be given, since the VPC has no public subnets, in which visitors reach a single instance, got nil; " +
				"use a VPC with public subnets, or set Capacity to &beanstalk.AutoScalingGroup{}"}},
		"a single instance in private subnets": {func(*A) {}, "",
			func(constructs.Construct) P { return P{Capacity: single, InstanceSubnets: private} },
			[]string{"InstanceSubnets must be public for a single instance, which visitors have to reach, got private ones; " +
				"choose public subnets, or say in AllowFrom which private addresses visit"}},
		"a public load balancer in private subnets": {func(*A) {}, "", func(constructs.Construct) P {
			return P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{Subnets: private, Internal: jsii.Bool(false)}}
		}, []string{"LoadBalancer.Subnets must be public for a load balancer that is not internal, got private ones; " +
			"choose public subnets, or leave Internal out"}},
		"a VPC of another region by its zones": {func(*A) {}, "us-east-1", func(constructs.Construct) P { return P{} },
			[]string{`Vpc must be in the region of the stack, us-east-1, got one in "eu-west-1"`}},
		"a VPC of another region": {func(a *A) { a.Region = jsii.String("eu-west-2") }, "eu-west-1", func(constructs.Construct) P { return P{} },
			[]string{`Vpc must be in the region of the stack, eu-west-1, got one in "eu-west-2"`}},
		"a subnet that is public and private": {func(a *A) { a.PrivateSubnetIds = jsii.Strings("subnet-3", "subnet-2") }, "",
			func(constructs.Construct) P { return P{} },
			[]string{`Vpc must list each subnet once, got "subnet-2" as private and public; name it once`}},
		"an id of something else": {func(a *A) { a.VpcId = jsii.String("subnet-1") }, "", func(constructs.Construct) P { return P{} },
			[]string{`Vpc must be a VPC with an id such as vpc-0123abcd, got "subnet-1"`}},
		"wrong ids and repeated subnets in several lists": {func(a *A) {
			a.PublicSubnetIds, a.PrivateSubnetIds = jsii.Strings("rtb-1", "subnet-2"), jsii.Strings("eni-3", "subnet-2")
			a.IsolatedSubnetIds = jsii.Strings("vpc-5", "subnet-2")
		}, "", func(constructs.Construct) P { return P{} }, []string{
			`Vpc must be a VPC of subnets with ids such as subnet-0123abcd, got "vpc-5"`,
			`Vpc must be a VPC of subnets with ids such as subnet-0123abcd, got "eni-3"`,
			`Vpc must list each subnet once, got "subnet-2" as isolated and private; name it once`,
			`Vpc must be a VPC of subnets with ids such as subnet-0123abcd, got "rtb-1"`,
			`Vpc must list each subnet once, got "subnet-2" as isolated and public; name it once`,
		}},
		"a security group of another VPC": {func(*A) {}, "", func(scope constructs.Construct) P {
			other := awsec2.Vpc_FromVpcAttributes(scope, jsii.String("Other"), imported(func(a *A) { a.VpcId = jsii.String("vpc-2") }))
			return P{SecurityGroups: &[]awsec2.ISecurityGroup{
				awsec2.NewSecurityGroup(scope, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: other}),
			}}
		}, []string{"SecurityGroups[0] must be in the VPC, got a group of another one"}},
	} {
		t.Run(name, func(t *testing.T) {
			stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
			stackProps := &awscdk.StackProps{}
			if test.region != "" {
				stackProps.Env = &awscdk.Environment{Account: jsii.String("111122223333"), Region: &test.region}
			}
			stack := awscdk.NewStack(stage, jsii.String("Stack"), stackProps)
			props := test.props(stack)
			props.Vpc = awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(test.vpc))
			props.Application = beanstalk.ApplicationFromName(stack, jsii.String("Shop"), jsii.String("shop"))
			got := cdktest.Rejection(func() { beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props) })
			if want := "Test/Stack/Subject: " + strings.Join(test.want, "\nTest/Stack/Subject: "); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// What the app defines in one VPC cannot be used in another one of its own.
func TestMembersOfAnotherVpcOfTheAppAreRefused(t *testing.T) {
	stack := cdktest.NewStack(nil)
	first := awsec2.NewVpc(stack, jsii.String("First"), nil)
	second := awsec2.NewVpc(stack, jsii.String("Second"), nil)
	props := beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil), Vpc: first,
		SecurityGroups:  &[]awsec2.ISecurityGroup{awsec2.NewSecurityGroup(stack, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: second})},
		InstanceSubnets: &awsec2.SubnetSelection{Subnets: second.PrivateSubnets()}, AssociatePublicIpAddress: jsii.Bool(false),
	}
	rejects(t, stack, &props, "SecurityGroups[0] must be in the VPC, got a group of another one",
		"InstanceSubnets must be in the VPC, got a subnet of another one")
}

// Nothing is said about what works, or about what nobody can know.
func TestVpcsThatAreNotRefused(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	type A = awsec2.VpcAttributes
	token := func(scope constructs.Construct, id string) *string {
		return awscdk.NewCfnParameter(scope, &id, nil).ValueAsString()
	}
	for name, define := range map[string]func(stack awscdk.Stack) P{
		"an imported VPC": func(stack awscdk.Stack) P {
			return P{Vpc: awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(func(*A) {}))}
		},
		"a VPC of tokens": func(stack awscdk.Stack) P {
			return P{Vpc: awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(func(a *A) {
				a.VpcId, a.AvailabilityZones = token(stack, "Id"), &[]*string{token(stack, "ZoneA"), token(stack, "ZoneB")}
				a.PublicSubnetIds = &[]*string{token(stack, "SubnetA"), token(stack, "SubnetB")}
			}))}
		},
		"two groups of public subnets": func(stack awscdk.Stack) P {
			return P{Vpc: awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
				{Name: jsii.String("Front"), SubnetType: awsec2.SubnetType_PUBLIC}, {Name: jsii.String("Other"), SubnetType: awsec2.SubnetType_PUBLIC},
				{Name: jsii.String("App"), SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS},
			}})}
		},
		"an internal load balancer in a VPC without public subnets": func(stack awscdk.Stack) P {
			vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(func(a *A) {
				a.PublicSubnetIds, a.PublicSubnetRouteTableIds = nil, nil
			}))
			return P{Vpc: vpc, LoadBalancer: &beanstalk.DedicatedLoadBalancer{Internal: jsii.Bool(true)}}
		},
		"a private single instance for private visitors": func(stack awscdk.Stack) P {
			return P{Vpc: awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(func(*A) {})), Capacity: &beanstalk.SingleInstance{},
				InstanceSubnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}, AllowFrom: jsii.Strings("10.0.0.0/8")}
		},
		"groups of the same VPC, and of nobody knows which": func(stack awscdk.Stack) P {
			vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), nil)
			again := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Again"), imported(func(a *A) { a.VpcId = vpc.VpcId() }))
			return P{Vpc: vpc, SecurityGroups: &[]awsec2.ISecurityGroup{
				awsec2.NewSecurityGroup(stack, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: vpc}),
				awsec2.NewSecurityGroup(stack, jsii.String("Same"), &awsec2.SecurityGroupProps{Vpc: again}),
				awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Known"), jsii.String("sg-1"), nil),
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			props := define(stack)
			props.Application = beanstalk.NewApplication(stack, jsii.String("Application"), nil)
			beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
			if found := *assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(
				jsii.String("Vpc|Subnets"))); len(found) > 0 {
				t.Errorf("%d warnings, want none", len(found))
			}
			if name == "two groups of public subnets" {
				if got := settings(t, stack)["aws:ec2:vpc ELBSubnets"]; strings.Count(got, "FrontSubnet") != 2 || strings.Contains(got, "OtherSubnet") {
					t.Errorf("the load balancer is in %s", got)
				}
			}
		})
	}
}

// Of the subnets of an existing VPC, instances have by default those in the zones of the load balancer.
func TestInstancesAreWhereTheLoadBalancerIs(t *testing.T) {
	stack := cdktest.NewStack(nil)
	balancer := []awsec2.ISubnet{subnetIn(stack, "subnet-1", "eu-west-1a"), subnetIn(stack, "subnet-2", "eu-west-1b")}
	vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(func(a *awsec2.VpcAttributes) {
		a.AvailabilityZones = jsii.Strings("eu-west-1a", "eu-west-1b", "eu-west-1c")
		a.PublicSubnetIds, a.PublicSubnetRouteTableIds, a.PrivateSubnetRouteTableIds = nil, nil, nil
		a.PrivateSubnetIds = jsii.Strings("subnet-3", "subnet-4", "subnet-5")
	}))
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:  beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:          vpc,
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{Internal: jsii.Bool(false), Subnets: &awsec2.SubnetSelection{Subnets: &balancer}},
	})
	expect(t, settings(t, stack), map[string]string{"aws:ec2:vpc Subnets": "subnet-3,subnet-4", "aws:ec2:vpc ELBSubnets": "subnet-1,subnet-2"})
}

// Two groups of public subnets are too many for a load balancer that is told to be in all of them.
func TestLoadBalancerInTwoSubnetsOfAZone(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc: awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			{Name: jsii.String("Front"), SubnetType: awsec2.SubnetType_PUBLIC}, {Name: jsii.String("Other"), SubnetType: awsec2.SubnetType_PUBLIC},
		}}),
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{Subnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}},
	}
	rejects(t, stack, &props, "LoadBalancer.Subnets must be in zones of their own, got two in one zone; "+
		"set OnePerAz, or name one for each zone")
}

// Instances without a route to the internet need endpoints: what a VPC of the app lacks of them is known, what an imported
// one has is not.
func TestEndpointsOfIsolatedSubnets(t *testing.T) {
	isolated := &awsec2.VpcProps{NatGateways: jsii.Number(0)}
	secret := []beanstalk.Option{{
		Namespace: "aws:elasticbeanstalk:application:environmentsecrets", Name: "KEY",
		Value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf",
	}}
	for name, test := range map[string]struct {
		vpc     func(stack awscdk.Stack) awsec2.IVpc
		options []beanstalk.Option
		want    string
	}{
		"a network of ours": {func(stack awscdk.Stack) awsec2.IVpc {
			return network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)}).Vpc
		}, nil, ""},
		"a network of ours, with a secret": {func(stack awscdk.Stack) awsec2.IVpc {
			return network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)}).Vpc
		}, secret, "and Vpc has not yet the endpoints secretsmanager, without which"},
		"a network of ours, with a secret and its endpoint": {func(stack awscdk.Stack) awsec2.IVpc {
			return network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{
				NatGateways: jsii.Number(0), Endpoints: jsii.Strings("secretsmanager"),
			}).Vpc
		}, secret, ""},
		"a VPC of the app": {func(stack awscdk.Stack) awsec2.IVpc {
			return awsec2.NewVpc(stack, jsii.String("Vpc"), isolated)
		}, nil, "has not yet the endpoints s3, elasticbeanstalk, elasticbeanstalk-health, cloudformation, logs, ssm and ssmmessages, without"},
		"an imported VPC": {func(stack awscdk.Stack) awsec2.IVpc {
			return awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), imported(func(a *awsec2.VpcAttributes) {
				a.IsolatedSubnetIds, a.PrivateSubnetIds, a.PrivateSubnetRouteTableIds = a.PrivateSubnetIds, nil, nil
			}))
		}, []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:xray", Name: "XRayEnabled", Value: "true"}},
			"Vpc must have the endpoints s3, elasticbeanstalk, elasticbeanstalk-health, cloudformation, logs, ssm, ssmmessages and xray"},
		"NAT gateways": {func(stack awscdk.Stack) awsec2.IVpc {
			return cdktest.Vpc(stack)
		}, secret, ""},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
				Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil), Vpc: test.vpc(stack), Options: test.options,
			})
			annotations := assertions.Annotations_FromStack(stack)
			found := *annotations.FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String("no route to the internet")))
			if test.want == "" && len(found) > 0 {
				t.Errorf("got %d warnings, want none", len(found))
			}
			if test.want != "" {
				annotations.HasWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(&test.want))
			}
		})
	}
}
