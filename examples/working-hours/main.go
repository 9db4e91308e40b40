// Working-hours is a web app for an office: Spot Instances on Arm beside one On-Demand Instance, and outside of the
// working hours only that one.
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
	stack := awscdk.NewStack(app, jsii.String("WorkingHoursStack"), nil)

	beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application:   beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:           network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		InstanceTypes: jsii.Strings("t4g.small", "m7g.medium", "m6g.medium"), // the more, the more Spot capacity
		Capacity: &beanstalk.AutoScalingGroup{
			MinSize: jsii.Number(2),
			MaxSize: jsii.Number(6),
			Spot: &beanstalk.Spot{
				OnDemandBase:                jsii.Number(1),
				OnDemandAboveBasePercentage: jsii.Number(0),
			},
			Trigger: &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricCPUUtilization},
		},
		WorkingHours: &beanstalk.WorkingHours{Start: jsii.String("06:00"), End: jsii.String("18:00")}, // in UTC
	})

	app.Synth(nil)
}
