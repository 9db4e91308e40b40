// Package cdktest is what the tests of the constructs share.
package cdktest

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/nodejs"
)

// Main runs the tests of a package and stops the one Node.js process they share, which leaves out the CDK's own validation
// of an app: it takes seconds, and the tests of the whole app have it.
func Main(m *testing.M) {
	os.Setenv("CDK_VALIDATION", "false")
	nodejs.Start()
	code := m.Run()
	nodejs.Stop()
	os.Exit(code)
}

// NewStack defines a stack in an app with the given context. It stands under a stage, whose synthesis leaves out the
// app's validation and is a hundred times faster.
func NewStack(context map[string]any) awscdk.Stack {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context})
	return awscdk.NewStack(awscdk.NewStage(app, jsii.String("Test"), nil), jsii.String("Stack"), nil)
}

// Vpc imports a VPC with two public and two private subnets. It stands in for one of the app's own, which takes the CDK
// as long as all the rest of a small stack.
func Vpc(scope constructs.Construct) awsec2.IVpc {
	region := *awscdk.Stack_Of(scope).Region()
	return awsec2.Vpc_FromVpcAttributes(scope, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId:                      jsii.String("vpc-0a1b2c3d"),
		AvailabilityZones:          jsii.Strings(region+"a", region+"b"),
		PublicSubnetIds:            jsii.Strings("subnet-0a1b2c01", "subnet-0a1b2c02"),
		PublicSubnetRouteTableIds:  jsii.Strings("rtb-0a1b2c01", "rtb-0a1b2c02"),
		PrivateSubnetIds:           jsii.Strings("subnet-0a1b2c03", "subnet-0a1b2c04"),
		PrivateSubnetRouteTableIds: jsii.Strings("rtb-0a1b2c03", "rtb-0a1b2c04"),
	})
}

// Check runs an assertion of the assertions module, which panics when it fails.
func Check(t *testing.T, assert func()) {
	t.Helper()
	defer func() {
		if failure := recover(); failure != nil {
			t.Error(failure)
		}
	}()
	assert()
}

// Counts expects as many resources of each type as given.
func Counts(t *testing.T, template assertions.Template, counts map[string]int) {
	t.Helper()
	for resource, count := range counts {
		Check(t, func() { template.ResourceCountIs(jsii.String(resource), jsii.Number(count)) })
	}
}

// Rejection returns what define panics with, or "" if it does not.
func Rejection(define func()) (message string) {
	defer func() {
		if problem := recover(); problem != nil {
			message = fmt.Sprint(problem)
		}
	}()
	define()
	return ""
}

// JSON returns a template as text.
func JSON(t *testing.T, template assertions.Template) string {
	t.Helper()
	text, err := json.MarshalIndent(template.ToJSON(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Resource is what tests look at in a resource of a template.
type Resource struct {
	Type           string
	Properties     map[string]any
	DependsOn      []string
	DeletionPolicy string
}

// Resources returns the resources of a template by logical id.
func Resources(t *testing.T, template assertions.Template) map[string]Resource {
	t.Helper()
	var parsed struct{ Resources map[string]Resource }
	if err := json.Unmarshal([]byte(JSON(t, template)), &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed.Resources
}

// Text writes a value of a template as JSON on one line.
func Text(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
