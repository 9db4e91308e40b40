package network_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// attributes are those of a VPC with public and private subnets in two zones.
func attributes() *awsec2.VpcAttributes {
	return &awsec2.VpcAttributes{
		VpcId:             text("vpc-0123abcd"),
		AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
		PublicSubnetIds:   jsii.Strings("subnet-1", "subnet-2"), PublicSubnetNames: jsii.Strings("Front"),
		PublicSubnetRouteTableIds: jsii.Strings("rtb-1", "rtb-2"), PublicSubnetIpv4CidrBlocks: jsii.Strings("10.0.0.0/24", "10.0.1.0/24"),
		PrivateSubnetIds: jsii.Strings("subnet-3", "subnet-4"), VpcCidrBlock: text("10.0.0.0/16"), Region: text("eu-west-1"),
	}
}

// An existing VPC in words is used as it is: nothing is looked up, and nothing is defined but flow logs, if asked for.
func TestExistingVpcInWords(t *testing.T) {
	app := awscdk.NewApp(nil)
	stage := awscdk.NewStage(app, text("Test"), nil)
	stack := awscdk.NewStack(stage, text("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: text("111122223333"), Region: text("eu-west-1")},
	})
	plain := network.NewNetwork(stack, text("Plain"), &network.NetworkProps{VpcAttributes: attributes()})
	network.NewNetwork(stack, text("Logged"), &network.NetworkProps{VpcAttributes: attributes(), FlowLogs: jsii.Bool(true)})
	private := plain.SelectSubnets(&awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS})
	got := *plain.Vpc.VpcId() + " " + *(*private.SubnetIds)[0] + " " + *(*private.AvailabilityZones)[1]
	if got != "vpc-0123abcd subnet-3 eu-west-1b" {
		t.Errorf("the VPC is %s", got)
	}
	if missing := stage.Synth(nil).Manifest().Missing; missing != nil {
		t.Errorf("to look up: %v", *missing)
	}
	cdktest.Check(t, func() { // of the private subnets no route table is given, nor asked for
		assertions.Annotations_FromStack(stack).HasNoWarning(text("*"), assertions.Match_AnyValue())
	})
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{
		"AWS::EC2::VPC": 0, "AWS::EC2::Subnet": 0, "AWS::EC2::FlowLog": 1, "AWS::EC2::VPCEndpoint": 0,
	})
}

func TestExistingVpcWrongUses(t *testing.T) {
	type A = awsec2.VpcAttributes
	for name, test := range map[string]struct {
		change func(*A)
		want   []string
	}{
		"nothing": {func(a *A) { *a = A{} }, []string{
			"VpcAttributes.VpcId must be given, got nil; give the id of the VPC",
			"VpcAttributes.AvailabilityZones must be given, got nil; name the zones of the subnets",
			"VpcAttributes must name subnets, got none; set PublicSubnetIds, PrivateSubnetIds or IsolatedSubnetIds",
		}},
		"a name for an id": {func(a *A) { a.VpcId = text("main") }, []string{
			`VpcAttributes.VpcId must be the id of a VPC, such as vpc-0123abcd, got "main"`,
		}},
		"the VPC's id for a subnet's": {func(a *A) { (*a.PrivateSubnetIds)[0] = a.VpcId }, []string{
			`VpcAttributes.PrivateSubnetIds[0] must be the id of a subnet, such as subnet-0123abcd, got "vpc-0123abcd"`,
		}},
		"a subnet twice": {func(a *A) { (*a.PublicSubnetIds)[1] = (*a.PublicSubnetIds)[0] }, []string{
			`VpcAttributes.PublicSubnetIds[1] must be different from PublicSubnetIds[0], got "subnet-1"`,
		}},
		"a subnet that is public and private": {func(a *A) { (*a.PrivateSubnetIds)[1] = (*a.PublicSubnetIds)[0] }, []string{
			`VpcAttributes.PrivateSubnetIds[1] must be different from PublicSubnetIds[0], got "subnet-1"`,
		}},
		"more zones than subnets": {func(a *A) { a.AvailabilityZones = jsii.Strings("eu-west-1a", "eu-west-1b", "eu-west-1c") }, []string{
			"VpcAttributes.PublicSubnetIds must be as many as AvailabilityZones, 3, or a multiple of that, in their order, got 2; " +
				"name only zones that have such a subnet, and a subnet for each",
			"VpcAttributes.PrivateSubnetIds must be as many as AvailabilityZones, 3, or a multiple of that, in their order, got 2; " +
				"name only zones that have such a subnet, and a subnet for each",
		}},
		"more subnets than zones": {func(a *A) { a.PrivateSubnetIds = jsii.Strings("subnet-3", "subnet-4", "subnet-5") }, []string{
			"VpcAttributes.PrivateSubnetIds must be as many as AvailabilityZones, 2, or a multiple of that, in their order, got 3; " +
				"name only zones that have such a subnet, and a subnet for each",
		}},
		"two subnets in each zone without names": {func(a *A) {
			a.PrivateSubnetIds = jsii.Strings("subnet-3", "subnet-4", "subnet-5", "subnet-6")
		}, []string{"VpcAttributes.PrivateSubnetNames must be given for 2 subnets in each zone, one name for each of them, got nil"}},
		"route tables that do not fit": {func(a *A) { a.PublicSubnetRouteTableIds = jsii.Strings("rtb-1") }, []string{
			"VpcAttributes.PublicSubnetRouteTableIds must be as many as PublicSubnetIds, 2, got 1",
		}},
		"ranges that do not fit": {func(a *A) {
			a.PublicSubnetIpv4CidrBlocks = jsii.Strings("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/33")
		}, []string{
			"VpcAttributes.PublicSubnetIpv4CidrBlocks must be as many as PublicSubnetIds, 2, got 3",
			`VpcAttributes.PublicSubnetIpv4CidrBlocks[2] must be an IPv4 range such as 10.0.0.0/16, got "10.0.2.0/33"`,
		}},
		"ids of zones": {func(a *A) { a.AvailabilityZones = jsii.Strings("euw1-az1", "euw1-az2") }, []string{
			`VpcAttributes.AvailabilityZones[0] must be the name of a zone, such as us-east-1b, got an id, "euw1-az1"`,
			`VpcAttributes.AvailabilityZones[1] must be the name of a zone, such as us-east-1b, got an id, "euw1-az2"`,
		}},
		"a zone twice": {func(a *A) { a.AvailabilityZones = jsii.Strings("eu-west-1a", "eu-west-1a") }, []string{
			`VpcAttributes.AvailabilityZones[1] must be different from VpcAttributes.AvailabilityZones[0], got "eu-west-1a"`,
		}},
		"another region": {func(a *A) {
			a.Region = text("eu-west-2")
			a.AvailabilityZones = jsii.Strings("eu-west-2a", "eu-west-2b")
		}, []string{
			`VpcAttributes.Region must be the region of the stack, eu-west-1, got "eu-west-2"`,
			`VpcAttributes.AvailabilityZones[0] must be a zone of eu-west-1, where the network is, got "eu-west-2a"`,
			`VpcAttributes.AvailabilityZones[1] must be a zone of eu-west-1, where the network is, got "eu-west-2b"`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			a := attributes()
			test.change(a)
			err := (&network.NetworkProps{VpcAttributes: a}).ValidateIn("eu-west-1")
			if want := strings.Join(test.want, "\n"); err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// What would change an existing VPC is refused beside it, with where to do it.
func TestExistingVpcIsUsedAsItIs(t *testing.T) {
	p := &network.NetworkProps{
		VpcAttributes: attributes(), Cidr: text("10.0.0.0/16"), NatGateways: number(1), Endpoints: jsii.Strings("sqs"),
	}
	const as = " must be left out with VpcAttributes, which is used as it is; "
	want := "Cidr" + as + "remove one of the two\nNatGateways" + as + "remove one of the two\n" +
		"Endpoints" + as + "call AddInterfaceEndpoint of the VPC, unless it has them"
	if err := p.Validate(); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	p = &network.NetworkProps{VpcAttributes: attributes(), Vpc: &ownVpc{}}
	want = "VpcAttributes must be left out with Vpc, which is used as it is; remove one of the two"
	if err := p.Validate(); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func wrongExistingVpc() cdktest.Subject {
	return cdktest.WrongValues[struct{ VpcAttributes *awsec2.VpcAttributes }]{
		Props: func(constructs.Construct) *struct{ VpcAttributes *awsec2.VpcAttributes } {
			return &struct{ VpcAttributes *awsec2.VpcAttributes }{attributes()}
		},
		Validate: func(p *struct{ VpcAttributes *awsec2.VpcAttributes }) error {
			if p == nil {
				return nil
			}
			return (&network.NetworkProps{VpcAttributes: p.VpcAttributes}).ValidateIn("eu-west-1")
		},
		Accepted: map[string]string{
			".*PublicSubnetRouteTableIds with an element twice":    "subnets may share one",
			`.*(RouteTableIds|Names)\[0\] with (unicode|.*spaces)`: "they name nothing in a template",
			".*IsolatedSubnet.* with an empty list":                "there are none",
			"VpcAttributes.PrivateSubnetIds with an empty list":    "there are none",
		},
	}
}
