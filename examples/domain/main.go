// Domain is a web app at https://shop.example.com, whose hosted zone is in the same account: a certificate, its
// validation, HTTPS on the load balancer, a redirect from HTTP, and the record of the name.
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
	stack := awscdk.NewStack(app, jsii.String("DomainStack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Region: jsii.String("us-east-1")}, // part of the environment's own name
	})

	beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		Domain: &beanstalk.Domain{
			Name:         jsii.String("shop.example.com"),
			HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ"), // of example.com
		},
	})

	app.Synth(nil)
}
