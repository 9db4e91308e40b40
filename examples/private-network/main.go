// Private-network is a web app whose instances have no way to the internet, not even out of it: AWS services are
// reached through endpoints of the VPC, and visitors come through the load balancer.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("PrivateStack"), nil)

	private := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{
		NatGateways: jsii.Number(0),
		Endpoints:   jsii.Strings("secretsmanager"), // beside what Elastic Beanstalk itself needs
	})
	beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         private.Vpc,
	})

	app.Synth(nil)
}
