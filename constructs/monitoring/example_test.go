package monitoring_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/constructs/network"
)

// Monitoring needs an environment. Everything that an alarm says by itself can be changed, and any alarm turned off.
func Example() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Shop"), nil)
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
	})

	m := monitoring.NewMonitoring(stack, jsii.String("Monitoring"), &monitoring.MonitoringProps{
		Environment:    environment,
		EmailAddresses: jsii.Strings("ops@example.com"),
		Latency:        &monitoring.Alarm{Threshold: jsii.Number(0.5)}, // seconds
		AtMaximum:      &monitoring.Alarm{Enabled: jsii.Bool(false)},
	})

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::SNS::Subscription"), jsii.Number(1))
	fmt.Println(len(m.Alarms()), "alarms, and one that tells people:", *m.Unwell.Node().Id())
	// Output: 4 alarms, and one that tells people: Unwell
}
