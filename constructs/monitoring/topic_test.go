package monitoring_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/monitoring"
	"beanstalkline/internal/cdktest"
)

// The topic refuses alarms with the names that Elastic Beanstalk gives to its own, but not those of a stack that is called so.
func TestTopicTakesAlarmsOfItsOwnStack(t *testing.T) {
	for name, want := range map[string]string{
		"eb-shop": `:alarm:eb-shop-*`, "awseb-shop": `:alarm:awseb-shop-*`, "shop-eb-": "", "ebshop": "",
	} {
		stack := awscdk.NewStack(awscdk.NewApp(nil), &name, nil)
		define(stack, monitoring.MonitoringProps{Pipeline: line(stack)})
		for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
			if r.Type != "AWS::SNS::TopicPolicy" {
				continue
			}
			text := cdktest.Text(r.Properties)
			if own := strings.Contains(text, "AlarmsOfThisStack"); own != (want != "") || !strings.Contains(text, want) {
				t.Errorf("the policy in %s is %s", name, text)
			}
		}
	}
}

// A nested stack is named by CloudFormation, after the stack that it is in.
func TestTopicInNestedStack(t *testing.T) {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("eb-shop"), nil)
	nested := awscdk.NewNestedStack(stack, jsii.String("Nested"), nil)
	define(nested, monitoring.MonitoringProps{Pipeline: line(nested)})
	if text := cdktest.JSON(t, assertions.Template_FromStack(nested, nil)); !strings.Contains(text, "AlarmsOfThisStack") {
		t.Errorf("the template is %s", text)
	}
}

// Nothing has a name of its own, so that the same app fits into an account twice.
func TestNoAlarmIsNamed(t *testing.T) {
	stack := cdktest.NewStack(nil)
	define(stack, monitoring.MonitoringProps{Environment: imported(stack), Pipeline: line(stack)})
	for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Properties["AlarmName"] != nil || r.Properties["TopicName"] != nil {
			t.Errorf("%s is named: %s", id, cdktest.Text(r.Properties))
		}
	}
}
