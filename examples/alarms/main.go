// Alarms is a web app that is looked after: its alarms, and those of its pipeline, reach people by e-mail.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("AlarmsStack"), nil)

	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
	})
	repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("alarms"),
	})
	pipeline := delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source:      repository.Source(nil),
		Deployments: &[]*delivery.Deployment{{Environment: environment}},
	})

	monitoring.NewMonitoring(stack, jsii.String("Monitoring"), &monitoring.MonitoringProps{
		Environment:    environment,
		Pipeline:       pipeline.Pipeline,
		EmailAddresses: jsii.Strings("operations@example.com"), // each confirms a mail from AWS first
		Latency:        &monitoring.Alarm{Threshold: jsii.Number(0.8)},
		Dashboard:      jsii.Bool(true),
	})

	app.Synth(nil)
}
