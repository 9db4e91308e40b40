package beanstalk_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

func TestApplicationDefaults(t *testing.T) {
	stack := cdktest.NewStack(nil)
	beanstalk.NewApplication(stack, jsii.String("Subject"), nil)

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{"AWS::ElasticBeanstalk::Application": 1, "AWS::IAM::Role": 1, "AWS::IAM::Policy": 1})
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Application"), map[string]any{
			"ApplicationName": assertions.Match_Absent(),
			"ResourceLifecycleConfig": map[string]any{
				"ServiceRole": map[string]any{"Fn::GetAtt": assertions.Match_AnyValue()},
				"VersionLifecycleConfig": map[string]any{
					"MaxCountRule": map[string]any{"Enabled": true, "MaxCount": 100, "DeleteSourceFromS3": false},
				},
			},
		})
	})
}

// The service role is trusted under Elastic Beanstalk's external id only, and has the two policies of the developer
// guide: health, and managed updates, whose policy has no path.
func TestServiceRoleHasBothPolicies(t *testing.T) {
	stack := cdktest.NewStack(nil)
	beanstalk.NewApplication(stack, jsii.String("Subject"), nil)

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::IAM::Role"), map[string]any{
			"AssumeRolePolicyDocument": map[string]any{"Statement": []any{map[string]any{
				"Action":    "sts:AssumeRole",
				"Effect":    "Allow",
				"Principal": map[string]any{"Service": "elasticbeanstalk.amazonaws.com"},
				"Condition": map[string]any{"StringEquals": map[string]any{"sts:ExternalId": "elasticbeanstalk"}},
			}}},
			"ManagedPolicyArns": []any{
				managedPolicy("service-role/AWSElasticBeanstalkEnhancedHealth"),
				managedPolicy("AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"),
			},
		})
	})
}

func TestApplicationCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	beanstalk.NewApplication(stack, jsii.String("Subject"), &beanstalk.ApplicationProps{
		ApplicationName:     jsii.String("shop"),
		Description:         jsii.String("The shop"),
		MaxVersions:         jsii.Number(20),
		DeleteSourceBundles: jsii.Bool(true),
	})

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Application"), map[string]any{
			"ApplicationName": "shop",
			"Description":     "The shop",
			"ResourceLifecycleConfig": map[string]any{"VersionLifecycleConfig": map[string]any{
				"MaxCountRule": map[string]any{"MaxCount": 20, "DeleteSourceFromS3": true},
			}},
		})
	})
}

func TestApplicationRejectsEverythingAtOnce(t *testing.T) {
	got := cdktest.Rejection(func() {
		beanstalk.NewApplication(cdktest.NewStack(nil), jsii.String("Subject"), &beanstalk.ApplicationProps{
			ApplicationName: jsii.String("shop/web"),
			Description:     jsii.String(strings.Repeat("x", 201)),
			MaxVersions:     jsii.Number(0.5),
		})
	})
	want := `Test/Stack/Subject: ApplicationName must be 1 to 100 characters without a slash, got "shop/web"
Test/Stack/Subject: Description must be 0 to 200 characters, got 201
Test/Stack/Subject: MaxVersions must be a whole number from 1 to 1000, got 0.5`
	if got != want {
		t.Errorf("panics with\n%s\nwant\n%s", got, want)
	}
}

func managedPolicy(name string) map[string]any {
	return map[string]any{"Fn::Join": []any{"", []any{"arn:", map[string]any{"Ref": "AWS::Partition"}, ":iam::aws:policy/" + name}}}
}
