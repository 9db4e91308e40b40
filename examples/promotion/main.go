// Promotion takes one build to a staging environment and, once somebody has approved it, to the public one. Each is asked
// whether it answers, and returns to the last release if not.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("PromotionStack"), nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(1)}).Vpc
	environment := func(id string) *beanstalk.WebEnvironment {
		return beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{Application: application, Vpc: vpc})
	}

	repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("promotion"),
	})
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: repository.Source(nil),
		Deployments: &[]*delivery.Deployment{
			{
				Environment:       environment("Staging"),
				SmokeTest:         &delivery.SmokeTest{}, // anything but silence or a server error
				RollbackOnFailure: jsii.Bool(true),
			},
			{
				Environment: environment("Public"),
				Approval:    jsii.Bool(true),
				SmokeTest: &delivery.SmokeTest{
					Path: jsii.String("/cart"), Status: jsii.Number(200), Text: jsii.String("Your cart"),
				},
				RollbackOnFailure: jsii.Bool(true),
				Window:            &delivery.Window{Cron: jsii.String("* * 9-15 ? * MON-THU *"), TimeZone: jsii.String("Europe/Berlin")},
			},
		},
		ArtifactRetentionDays: jsii.Number(365), // how long it can return to a release
		Notifications: &delivery.Notifications{
			EmailAddresses: jsii.Strings("operations@example.com"), // each confirms a mail from AWS first
		},
	})

	app.Synth(nil)
}
