package beanstalk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/beanstalk/options/template"
	"beanstalkline/constructs/delivery/definition"
)

// OptionChecks is a validation plugin for any CDK app: it checks the option settings of every Elastic Beanstalk
// environment and configuration template, whoever defined it, in every stack, nested stacks and stages included. So it
// does the definitions of the pipelines of CodePipeline that deploy to Elastic Beanstalk.
//
//	awscdk.Validations_Of(app).AddPlugins(beanstalk.NewOptionChecks())
//
// What Elastic Beanstalk rejects is an error and fails `cdk synth`. What it ignores, what is unwise and what AWS
// Security Hub reports (controls ElasticBeanstalk.1 to .3) is a warning, which fails it only with --strict. A value
// that is not known before deployment, such as a Ref, is not judged, nor are resources that Fn::ForEach makes. Whether
// a platform is retired depends on the day of the synthesis.
//
// For stacks in a stage (awscdk.Stage), the CDK CLI prints problems, and fails, only if they are selected: `cdk synth
// '**'` selects them all.
//
// Each problem, error or warning, names the id by which it can be acknowledged:
//
//	awscdk.Validations_Of(app).Acknowledge(&awscdk.Acknowledgment{
//		Id:     jsii.String("Elastic-Beanstalk::unknown-option(aws:autoscaling:asg/MinSzie)"),
//		Reason: jsii.String("..."),
//	})
//
// The CDK applies an acknowledgment of a plugin's problem to the whole app, whichever construct it is recorded on. That
// is why an id names the option as well as the rule: acknowledging one misspelled option hides no other.
//
// Environments that are constructs of this package check themselves and show their warnings at the construct, in terms
// of its props. The plugin does not repeat those. Both use the same id, so that one acknowledgment is enough.
type OptionChecks struct {
	// The jsii kernel tells objects apart by their address, and a struct without fields may not have one of its own.
	name string
}

var _ awscdk.IPolicyValidationPlugin = (*OptionChecks)(nil)

// NewOptionChecks returns the plugin, for awscdk.Validations_Of(app).AddPlugins.
func NewOptionChecks() *OptionChecks {
	return &OptionChecks{name: "Elastic Beanstalk"}
}

// Name is what the CDK's report calls the plugin; acknowledgments start with it.
func (c *OptionChecks) Name() *string { return &c.name }

// Version returns nil: the CDK would write it into every template, and a new version would change them all.
func (c *OptionChecks) Version() *string { return nil }

// RuleIds returns nil, for the same reason.
func (c *OptionChecks) RuleIds() *[]*string { return nil }

// Validate checks the templates of a synthesized app. The CDK calls it.
//
// It reads the templates itself: every call to the CDK goes to another process.
func (c *OptionChecks) Validate(context awscdk.IPolicyValidationContext) *awscdk.PolicyValidationPluginReport {
	violations, err := checkTemplates(*context.TemplatePaths(), time.Now())
	report := &awscdk.PolicyValidationPluginReport{Success: jsii.Bool(err == nil), Violations: &violations}
	if err != nil {
		// The CDK prints this if there is nothing else to report; a panic would end the app with a stack trace.
		report.Metadata = &map[string]*string{"error": jsii.String(err.Error())}
	}
	for _, v := range violations {
		// Warnings alone leave the report a success.
		if *v.Severity == string(rules.SeverityError) {
			report.Success = jsii.Bool(false)
		}
	}
	return report
}

// nestedTemplate matches what the CDK calls the template of a nested stack.
var nestedTemplate = regexp.MustCompile(`"([^"/\\]+\.nested\.template\.json)"`)

// checkTemplates checks the templates of stacks and of the stacks nested in them.
func checkTemplates(stacks []*string, now time.Time) ([]*awscdk.PolicyViolation, error) {
	var violations []*awscdk.PolicyViolation
	for _, stack := range stacks {
		files, shown := []string{*stack}, readShown(*stack)
		checker := rules.Checker{Now: now, SecurityHub: true, Region: regionOf(*stack)}
		for i := 0; i < len(files); i++ {
			data, err := os.ReadFile(files[i])
			if i > 0 && errors.Is(err, fs.ErrNotExist) {
				continue // a name that only looked like one
			}
			if err != nil {
				return nil, err
			}
			// A look at the text saves parsing most templates.
			if bytes.Contains(data, []byte(`"AWS::ElasticBeanstalk::`)) {
				resources, err := template.ParseJSON(data)
				if err != nil {
					return nil, fmt.Errorf("%s is not a template: %w", files[i], err)
				}
				for _, r := range resources {
					violations = append(violations, checkResource(r, files[i], checker, shown[r.LogicalID])...)
				}
			}
			if bytes.Contains(data, []byte(`"`+definition.Type+`"`)) {
				pipelines, err := definition.ParseJSON(data)
				if err != nil {
					return nil, fmt.Errorf("%s is not a template: %w", files[i], err)
				}
				for _, r := range pipelines {
					for _, p := range (definition.Checker{Region: checker.Region}).Check(r.Properties) {
						path := append([]string{"Properties"}, p.Path...)
						violations = append(violations, violation(p.ID(), p.Problem, r.LogicalID, files[i], path))
					}
				}
			}
			if !bytes.Contains(data, []byte(`"AWS::CloudFormation::Stack"`)) {
				continue
			}
			// The CDK does not say where the templates of nested stacks are. The assets of the stack do, and the
			// metadata of the resource unless it is turned off.
			if assets, err := os.ReadFile(strings.TrimSuffix(files[i], "template.json") + "assets.json"); err == nil {
				data = append(data, assets...)
			}
			for _, match := range nestedTemplate.FindAllSubmatch(data, -1) {
				if file := filepath.Join(filepath.Dir(*stack), string(match[1])); !slices.Contains(files, file) {
					files = append(files, file)
				}
			}
		}
	}
	return violations, nil
}

// checkResource checks one of Beanstalk's resources. What is already shown about it is not repeated.
func checkResource(r template.Resource, file string, checker rules.Checker, shown []string) []*awscdk.PolicyViolation {
	var violations []*awscdk.PolicyViolation
	for _, p := range checker.Check(r.Environment, r.Settings) {
		if slices.Contains(shown, acknowledgedAs(p)) {
			continue
		}
		violations = append(violations, violation(p.ID(), p, r.LogicalID, file, r.Path(p)))
	}
	return violations
}

// violation is a problem as the CDK reports it.
func violation(id string, p rules.Problem, logicalID, file string, path []string) *awscdk.PolicyViolation {
	return &awscdk.PolicyViolation{
		RuleName:     jsii.String(id),
		Severity:     jsii.String(string(p.Severity)),
		Description:  jsii.String(p.Message),
		Fix:          jsii.String(strings.TrimPrefix(p.Fix+"\n"+p.Doc, "\n")),
		RuleMetadata: &map[string]*string{"documentation": jsii.String(p.Doc)},
		ViolatingResources: &[]*awscdk.PolicyViolatingResource{{
			ResourceLogicalId: jsii.String(logicalID),
			TemplatePath:      jsii.String(file),
			Locations:         jsii.Strings(strings.Join(path, "/")),
		}},
	}
}
