package network_test

import (
	"fmt"

	"beanstalkline/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

// A small network with one way out.
func Example() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)

	net := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{
		Cidr:        jsii.String("10.42.0.0/20"),
		NatGateways: jsii.Number(1),
	})

	private := net.SelectSubnets(&awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS})
	fmt.Println(len(*net.Vpc.PublicSubnets()), "public subnets")
	fmt.Println(len(*private.SubnetIds), "private subnets")
	// Output:
	// 2 public subnets
	// 2 private subnets
}

// A stack in a known place needs no credentials to be synthesized: the zones are not looked up.
func ExampleNewNetwork() {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Live"), nil)
	stack := awscdk.NewStack(stage, jsii.String("Shop"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
	})
	network.NewNetwork(stack, jsii.String("Network"), nil)

	fmt.Println("to look up:", stage.Synth(nil).Manifest().Missing)
	// Output:
	// to look up: <nil>
}

// Wrong properties are found before Node.js starts, all at once.
func ExampleNetworkProps_Validate() {
	props := &network.NetworkProps{
		MaxAzs:      jsii.Number(7),
		Cidr:        jsii.String("10.1.2.3/16"),
		NatGateways: jsii.Number(-1),
	}
	fmt.Println(props.Validate())
	// Output:
	// MaxAzs must be a whole number from 1 to 6, known at synthesis, got 7
	// NatGateways must be a whole number from 0 to 6, one per zone, known at synthesis, got -1
	// Cidr must be the first address of its range, got "10.1.2.3/16"; write 10.1.0.0/16
}
