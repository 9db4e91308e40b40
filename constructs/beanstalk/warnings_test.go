package beanstalk_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// One synthesis of an app with the option checks shows that each finding about an environment of this package is there once,
// under one id, and that acknowledging one leaves the others.
func TestWarningsHaveOneID(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir: jsii.String(t.TempDir()),
		Context: &map[string]any{
			"@aws-cdk/core:failSynthOnValidationErrors":   false,
			"@aws-cdk/core:annotationsInValidationReport": true, // so that one file has everything
		},
	})
	awscdk.Validations_Of(app).AddPlugins(beanstalk.NewOptionChecks())
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), nil)
	environment := func(id string) *beanstalk.WebEnvironment {
		return beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{
			Application: application, Vpc: vpc, EnvironmentVariables: &map[string]*string{
				"API_TOKEN": jsii.String("abc"), "DB_PASSWORD": jsii.String("xyz"),
			},
		})
	}
	one := environment("One")
	environment("Two")
	beanstalk.NewWebEnvironment(stack, jsii.String("Three"), &beanstalk.WebEnvironmentProps{
		Application: application, Vpc: vpc, Options: []beanstalk.Option{
			{Namespace: "aws:autoscaling:launchconfiguration", Name: "DisableIMDSv1", Value: "false"},
			{Namespace: "aws:autoscaling:launchconfiguration", Name: "SSHSourceRestriction", Value: "tcp,22,22,192.0.2.0/24"},
			{Namespace: "aws:elasticbeanstalk:cloudwatch:logs", Name: "StreamLogs", Value: "false"},
			{Namespace: "aws:elasticbeanstalk:cloudwatch:logs", Name: "RetentionInDays", Value: "30"},
			{Namespace: "aws:elasticbeanstalk:cloudwatch:logs", Name: "DeleteOnTerminate", Value: "true"},
		},
	})
	plainEnvironment(stack, "Plain", "aws:elasticbeanstalk:application:environment DB_PASSWORD x")

	const (
		variables = "secret-in-plain-option(aws:elasticbeanstalk:application:environment/"
		token     = "Elastic-Beanstalk::" + variables + "API_TOKEN)"
		ignored   = "Elastic-Beanstalk::option-without-effect("
		password  = "Elastic-Beanstalk::" + variables + "DB_PASSWORD)"
	)
	awscdk.Validations_Of(one).Acknowledge(&awscdk.Acknowledgment{Id: jsii.String(token), Reason: jsii.String("known")})

	var shown, acknowledged []string
	for _, r := range synthesize(t, app) {
		for _, v := range r.Violations {
			for _, c := range v.ViolatingConstructs {
				shown = append(shown, c.ConstructPath+" "+v.RuleName+" by "+r.PluginName)
			}
		}
		for _, v := range r.SuppressedViolations {
			acknowledged = append(acknowledged, v.ViolatingConstructs[0].ConstructPath+" "+v.AcknowledgedID+" by "+r.PluginName)
		}
	}
	slices.Sort(shown)
	slices.Sort(acknowledged)
	if diff := cmp.Diff([]string{
		"Shop/One " + password + " by Construct Annotations",
		"Shop/Plain " + variables + "DB_PASSWORD) by Elastic Beanstalk",
		"Shop/Three Elastic-Beanstalk::metadata-version-1(aws:autoscaling:launchconfiguration/DisableIMDSv1) by Construct Annotations",
		"Shop/Three " + ignored + "aws:autoscaling:launchconfiguration/SSHSourceRestriction) by Construct Annotations",
		"Shop/Three " + ignored + "aws:elasticbeanstalk:cloudwatch:logs/DeleteOnTerminate) by Construct Annotations",
		"Shop/Three/Resource security-hub-log-streaming(aws:elasticbeanstalk:cloudwatch:logs/StreamLogs) by Elastic Beanstalk",
		"Shop/Two " + password + " by Construct Annotations",
	}, shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"Shop/One/Resource " + token + " by Elastic Beanstalk",
		"Shop/Two " + token + " by Construct Annotations",
	}, acknowledged); diff != "" {
		t.Errorf("acknowledged (-want +got):\n%s", diff)
	}
}

// What a token of the CDK stands for is known when the environment is defined.
func TestSecretsBehindTokens(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := func(value *string) *beanstalk.WebEnvironmentProps {
		return &beanstalk.WebEnvironmentProps{
			Application: beanstalk.NewApplication(stack, jsii.String("Application"+strconv.Itoa(len(*stack.Node().Children()))), nil),
			Vpc:         awsec2.NewVpc(stack, jsii.String("Vpc"+strconv.Itoa(len(*stack.Node().Children()))), nil),
			EnvironmentVariables: &map[string]*string{
				"DATABASE": value, "REGION": stack.Region(),
			},
		}
	}
	secret := awscdk.SecretValue_SecretsManager(jsii.String("shop"), nil).UnsafeUnwrap()
	beanstalk.NewWebEnvironment(stack, jsii.String("Warned"), props(secret))
	found := *assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"),
		assertions.Match_StringLikeRegexp(jsii.String(`EnvironmentVariables\["DATABASE"\] must not hold a secret`)))
	if len(found) != 1 {
		t.Errorf("got %d warnings of the secret, want one", len(found))
	}

	secure := awscdk.SecretValue_SsmSecure(jsii.String("shop"), jsii.String("1")).UnsafeUnwrap()
	message := cdktest.Rejection(func() { beanstalk.NewWebEnvironment(stack, jsii.String("Refused"), props(secure)) })
	if want := `EnvironmentVariables["DATABASE"] must not be a dynamic reference ssm-secure`; !strings.Contains(message, want) {
		t.Errorf("got %q, want %s", message, want)
	}
}
