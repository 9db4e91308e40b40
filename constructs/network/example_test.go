package network_test

import (
	"fmt"

	"beanstalkline/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// A small network with one way out, and a web application that only one office may visit.
func Example() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)

	net := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{
		Cidr:        jsii.String("10.42.0.0/20"),
		NatGateways: jsii.Number(1),
	})
	groups := network.NewWebSecurityGroups(stack, jsii.String("SecurityGroups"), &network.WebSecurityGroupsProps{
		Vpc:       net.Vpc,
		AllowFrom: jsii.Strings("203.0.113.0/24"),
	})

	fmt.Println(len(*net.Vpc.PublicSubnets()), "public subnets")
	fmt.Println(len(*net.Vpc.PrivateSubnets()), "private subnets")
	fmt.Println(*groups.LoadBalancer.Node().Path(), "meets the visitors")
	// Output:
	// 2 public subnets
	// 2 private subnets
	// Shop/SecurityGroups/LoadBalancer meets the visitors
}
