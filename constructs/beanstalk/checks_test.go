package beanstalk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
)

// sound are the settings of an environment that has no problem.
var sound = []string{
	"aws:elasticbeanstalk:environment EnvironmentType SingleInstance",
	"aws:elasticbeanstalk:environment ServiceRole service-role",
	"aws:autoscaling:launchconfiguration IamInstanceProfile instance-profile",
	"aws:autoscaling:launchconfiguration DisableIMDSv1 true",
	"aws:elasticbeanstalk:cloudwatch:logs StreamLogs true",
	"aws:elasticbeanstalk:healthreporting:system SystemType enhanced",
	"aws:elasticbeanstalk:managedactions ManagedActionsEnabled true",
	"aws:elasticbeanstalk:managedactions PreferredStartTime Sun:10:00",
	"aws:elasticbeanstalk:managedactions:platformupdate UpdateLevel minor",
}

// plainEnvironment defines an environment the way somebody who does not use these constructs would. Each of the
// settings, which are added to the sound ones, is a namespace, a name and a value.
func plainEnvironment(scope constructs.Construct, id string, settings ...string) {
	var optionSettings []any
	for _, setting := range append(slices.Clone(sound), settings...) {
		parts := strings.SplitN(setting, " ", 3)
		optionSettings = append(optionSettings, &awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
			Namespace: &parts[0], OptionName: &parts[1], Value: &parts[2],
		})
	}
	awselasticbeanstalk.NewCfnEnvironment(scope, &id, &awselasticbeanstalk.CfnEnvironmentProps{
		ApplicationName: jsii.String("application"),
		PlatformArn:     awscdk.Fn_Sub(jsii.String("${Platform}"), nil), // A platform known by name would retire one day.
		OptionSettings:  optionSettings,
	})
}

// report is what the CDK makes of the plugin's report, as far as these tests read it.
type report struct {
	PluginName, Conclusion           string
	Violations, SuppressedViolations []struct {
		RuleName, Severity, Description, SuggestedFix, AcknowledgedID string
		ViolatingConstructs                                           []struct {
			ConstructPath          string
			CloudFormationResource struct {
				LogicalID     string
				PropertyPaths []string
			}
		}
	}
}

// synthesize returns the reports that the CDK makes of an app.
func synthesize(t *testing.T, app awscdk.App) []report {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(*app.Synth(nil).Directory(), "validation-report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ PluginReports []report }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.PluginReports
}

// One synthesis of an app shows what the CDK does with the plugin: where it looks, how problems are placed, and which
// acknowledgments hold.
func TestOptionChecksOfAnApp(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir: jsii.String(t.TempDir()),
		// The report is read from the file instead.
		Context: &map[string]any{"@aws-cdk/core:failSynthOnValidationErrors": false},
	})
	awscdk.Validations_Of(app).AddPlugins(beanstalk.NewOptionChecks())

	shop := awscdk.NewStack(app, jsii.String("Shop"), nil)
	plainEnvironment(shop, "Sound")
	plainEnvironment(shop, "Misspelt", "aws:autoscaling:asg MinSzie 1")
	abroad := awscdk.NewStack(app, jsii.String("Abroad"), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String("us-east-1")}})
	plainEnvironment(abroad, "Certified",
		"aws:elbv2:listener:443 SSLCertificateArns arn:aws:acm:eu-west-1:111122223333:certificate/0123")
	cooldown := awscdk.NewCfnParameter(shop, jsii.String("Cooldown"), nil)
	plainEnvironment(shop, "Unknown", "aws:autoscaling:asg Cooldown "+*cooldown.ValueAsString())
	nested := awscdk.NewNestedStack(shop, jsii.String("Nested"), nil)
	plainEnvironment(awscdk.NewNestedStack(nested, jsii.String("Deep"), nil), "Boolean", "aws:elasticbeanstalk:xray XRayEnabled yes")
	stage := awscdk.NewStage(app, jsii.String("Prod"), nil)
	plainEnvironment(awscdk.NewStack(stage, jsii.String("Shop"), nil), "Staged", "aws:autoscaling:asg Cooldown never")
	awselasticbeanstalk.NewCfnConfigurationTemplate(shop, jsii.String("Template"), &awselasticbeanstalk.CfnConfigurationTemplateProps{
		ApplicationName: jsii.String("application"),
		PlatformArn:     jsii.String("arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023"),
		OptionSettings: []any{&awselasticbeanstalk.CfnConfigurationTemplate_ConfigurationOptionSettingProperty{
			Namespace: jsii.String("aws:autoscaling:asg"), OptionName: jsii.String("MaxSize"), Value: jsii.String("many"),
		}},
	})

	// One error and one warning are acknowledged, with the ids that the report gives them.
	plainEnvironment(shop, "Acknowledged", "aws:autoscaling:asg MaxSzie 1", "aws:elasticbeanstalk:application:environment DB_PASSWORD x")
	awscdk.Validations_Of(shop).Acknowledge(
		&awscdk.Acknowledgment{Id: jsii.String("Elastic-Beanstalk::unknown-option(aws:autoscaling:asg/MaxSzie)"), Reason: jsii.String("known")},
		&awscdk.Acknowledgment{
			Id:     jsii.String("Elastic-Beanstalk::secret-in-plain-option(aws:elasticbeanstalk:application:environment/DB_PASSWORD)"),
			Reason: jsii.String("known"),
		},
	)

	reports := synthesize(t, app)
	if len(reports) != 1 || reports[0].PluginName != "Elastic Beanstalk" || reports[0].Conclusion != "failure" {
		t.Fatalf("got reports %+v, want one of Elastic Beanstalk that is a failure", reports)
	}
	var got []string
	for _, v := range reports[0].Violations {
		c := v.ViolatingConstructs[0]
		words := []string{v.Severity, c.ConstructPath, c.CloudFormationResource.LogicalID, v.RuleName}
		got = append(got, strings.Join(append(words, c.CloudFormationResource.PropertyPaths...), " "))
	}
	want := []string{
		"error Abroad/Certified Certified arn-of-other-region(aws:elbv2:listener:443/SSLCertificateArns) Properties/OptionSettings/9/Value",
		"error Shop/Misspelt Misspelt unknown-option(aws:autoscaling:asg/MinSzie) Properties/OptionSettings/9/OptionName",
		"error Shop/Template Template value-type(aws:autoscaling:asg/MaxSize) Properties/OptionSettings/0/Value",
		"error Shop/Nested/Deep/Boolean Boolean value-type(aws:elasticbeanstalk:xray/XRayEnabled) Properties/OptionSettings/9/Value",
		"error Prod/Shop/Staged Staged value-type(aws:autoscaling:asg/Cooldown) Properties/OptionSettings/9/Value",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	var acknowledged []string
	for _, v := range reports[0].SuppressedViolations {
		acknowledged = append(acknowledged, v.Severity+" "+v.AcknowledgedID)
	}
	if diff := cmp.Diff([]string{
		"error Elastic-Beanstalk::unknown-option(aws:autoscaling:asg/MaxSzie)",
		"warning Elastic-Beanstalk::secret-in-plain-option(aws:elasticbeanstalk:application:environment/DB_PASSWORD)",
	}, acknowledged); diff != "" {
		t.Errorf("acknowledged (-want +got):\n%s", diff)
	}
}

// templates is the context of a validation, of which the plugin needs only the paths.
type templates struct {
	awscdk.IPolicyValidationContext
	paths []string
}

func (c templates) TemplatePaths() *[]*string { return jsii.Strings(c.paths...) }

// validate writes files into one directory and checks the template that comes first.
func validate(t *testing.T, first string, files map[string]string) *awscdk.PolicyValidationPluginReport {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return beanstalk.NewOptionChecks().Validate(templates{paths: []string{filepath.Join(dir, first)}})
}

// bare is a template whose environment deserves warnings but no error.
const bare = `{"Resources": {"Env": {"Type": "AWS::ElasticBeanstalk::Environment"}}}`

// Warnings do not fail a synthesis. Security Hub's three controls are among them.
func TestOptionChecksWarn(t *testing.T) {
	got := validate(t, "S.template.json", map[string]string{"S.template.json": bare})
	if !*got.Success {
		t.Error("got a failure, want a success")
	}
	controls := 0
	for _, v := range *got.Violations {
		if *v.Severity != "warning" {
			t.Errorf("got %s %s, want warnings alone", *v.Severity, *v.Description)
		}
		if strings.HasPrefix(*v.RuleName, "security-hub-") {
			controls++
		}
	}
	if controls != 3 {
		t.Errorf("got %d of Security Hub's controls, want 3", controls)
	}
}

// Pipelines that deploy to Elastic Beanstalk are judged too, each place under an id of its own.
func TestOptionChecksOfPipelines(t *testing.T) {
	sound, err := os.ReadFile("../delivery/definition/sound.json")
	if err != nil {
		t.Fatal(err)
	}
	for definition, want := range map[string][]string{
		string(sound): nil,
		strings.Replace(string(sound), `"RunOrder": 2`, `"RunOrder": 1000`, 1): {
			"error pipeline-run-order(Stages/2/Actions/1/RunOrder) at Properties/Stages/2/Actions/1/RunOrder of Line"},
		strings.Replace(string(sound), `"ElasticBeanstalk"`, `"SomethingNew"`, 1): nil,
	} {
		got := validate(t, "S.template.json", map[string]string{
			"S.template.json": `{"Resources": {"Line": {"Type": "AWS::CodePipeline::Pipeline", "Properties": ` + definition + `}}}`,
		})
		var found []string
		for _, v := range *got.Violations {
			place := (*v.ViolatingResources)[0]
			found = append(found, *v.Severity+" "+*v.RuleName+" at "+*(*place.Locations)[0]+" of "+*place.ResourceLogicalId)
		}
		if diff := cmp.Diff(want, found); diff != "" || *got.Success != (want == nil) {
			t.Errorf("got success %v (-want +got):\n%s", *got.Success, diff)
		}
	}
}

func TestOptionChecksOfNestedStacks(t *testing.T) {
	const parent = `{"Resources": {"Nested": {"Type": "AWS::CloudFormation::Stack"%s}}}`
	tests := map[string]struct {
		parent, assets string
		found          bool
	}{
		"by the assets":   {parent: fmt.Sprintf(parent, ""), assets: `{"source": {"path": "N.nested.template.json"}}`, found: true},
		"by the metadata": {parent: fmt.Sprintf(parent, `, "Metadata": {"aws:asset:path": "N.nested.template.json"}`), found: true},
		"left over":       {parent: fmt.Sprintf(parent, ""), assets: `{}`},
		"gone":            {parent: fmt.Sprintf(parent, ""), assets: `{"source": {"path": "O.nested.template.json"}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"S.template.json": test.parent, "N.nested.template.json": bare}
			if test.assets != "" {
				files["S.assets.json"] = test.assets
			}
			got := validate(t, "S.template.json", files)
			if found := len(*got.Violations) > 0; !*got.Success || found != test.found {
				t.Errorf("got success %v and violations %v, want success and violations %v", *got.Success, found, test.found)
			}
		})
	}
}

// What cannot be read appears in the CDK's report; a panic in a plugin would end the app.
func TestOptionChecksUnreadable(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"absent":  {},
		"garbled": {"S.template.json": `{"Resources": {"Type": "AWS::ElasticBeanstalk::Environment"`},
	} {
		got := validate(t, "S.template.json", files)
		if *got.Success || len(*got.Violations) > 0 || got.Metadata == nil || !strings.Contains(*(*got.Metadata)["error"], "S.template.json") {
			t.Errorf("%s: got %+v, want a failure that names the file", name, got)
		}
	}
}

// The README of the example quotes the output for its five mistakes.
func TestOptionChecksExample(t *testing.T) {
	const example = "../../examples/checks/"
	source, err := os.ReadFile(example + "main.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(example + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	var settings []string
	for _, call := range regexp.MustCompile(`option\(("[^"]+"), ("[^"]+"), ("[^"]+")\)`).FindAllStringSubmatch(string(source), -1) {
		settings = append(settings, fmt.Sprintf(`{"Namespace": %s, "OptionName": %s, "Value": %s}`, call[1], call[2], call[3]))
	}
	got := validate(t, "S.template.json", map[string]string{
		"S.template.json": `{"Resources": {"Environment": {"Type": "AWS::ElasticBeanstalk::Environment", "Properties": ` +
			`{"OptionSettings": [` + strings.Join(settings, ",") + `]}}}}`,
	})
	if *got.Success || len(*got.Violations) != 5 {
		t.Errorf("got success %v and %d violations, want a failure with five", *got.Success, len(*got.Violations))
	}
	for _, v := range *got.Violations {
		fix := "   Suggested fix: " + strings.ReplaceAll(*v.Fix, "\n", "\n   ") + "\n   Acknowledge with 'Elastic-Beanstalk::" + *v.RuleName + "'"
		for _, text := range []string{"ERROR " + *v.Description, fix} {
			if !strings.Contains(string(readme), text) {
				t.Errorf("README.md does not say %q", text)
			}
		}
	}
}
