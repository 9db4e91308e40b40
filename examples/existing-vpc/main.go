// Existing-vpc is a web app in a VPC that somebody else looks after: its load balancer in the public subnets, its
// instances in the private ones.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("ExistingVpcStack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Region: jsii.String("us-east-1")},
	})

	shared := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{
		VpcAttributes: &awsec2.VpcAttributes{
			VpcId:             jsii.String("vpc-0a1b2c3d4e5f60718"),
			VpcCidrBlock:      jsii.String("10.20.0.0/16"),
			AvailabilityZones: jsii.Strings("us-east-1a", "us-east-1b"),
			PublicSubnetIds:   jsii.Strings("subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"),
			PrivateSubnetIds:  jsii.Strings("subnet-0a1b2c3d4e5f60003", "subnet-0a1b2c3d4e5f60004"),
		},
	})
	beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         shared.Vpc,
	})

	app.Synth(nil)
}
