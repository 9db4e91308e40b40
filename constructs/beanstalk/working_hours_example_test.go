package beanstalk_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
)

// A stage that is idle at night keeps one instance then, and most of its instances may be Spot Instances.
func ExampleWorkingHours() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Test"), nil), jsii.String("Shop"), nil)

	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application:   beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:           network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		InstanceTypes: jsii.Strings("t3.small", "t3a.small"),
		Capacity: &beanstalk.AutoScalingGroup{
			Spot: &beanstalk.Spot{OnDemandBase: jsii.Number(1), OnDemandAboveBasePercentage: jsii.Number(0)},
		},
		WorkingHours: &beanstalk.WorkingHours{Start: jsii.String("06:30"), End: jsii.String("20:00")},
	})

	for _, setting := range environment.Settings.All() {
		if setting.Name == "Recurrence" {
			fmt.Println(setting.ResourceName, setting.Value)
		}
	}
	// Output:
	// WorkingHoursEnd 0 20 * * MON-FRI
	// WorkingHoursStart 30 6 * * MON-FRI
}
