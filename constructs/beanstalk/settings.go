package beanstalk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

const (
	environmentNamespace = "aws:elasticbeanstalk:environment"
	variablesNamespace   = "aws:elasticbeanstalk:application:environment"
	secretsNamespace     = "aws:elasticbeanstalk:application:environmentsecrets"
	processPrefix        = "aws:elasticbeanstalk:environment:process:"
	listenerPrefix       = "aws:elbv2:listener:"
	listenerRulePrefix   = "aws:elbv2:listenerrule:"
	httpListener         = listenerPrefix + "default"
	httpByNumber         = listenerPrefix + "80" // another name of it
	httpsListener        = listenerPrefix + "443"
	// redirectVariable is the environment property by which an app's .platform files know that they redirect to HTTPS.
	redirectVariable = "HTTPS_REDIRECT"
)

// A table is what this construct sets for the options of one topic.
type table struct {
	namespace string
	rows      []row
}

// A row is one option: the construct's own value, and the caller's where there is a property for it.
type row struct {
	name      string
	otherwise string  // the value unless the caller gives one
	field     string  // the property, in the caller's words
	given     *string // what the caller gave it
	reference bool    // the value is a name that only the deployment knows; it is filled in when the set is written out
}

// add puts the rows of a table into a set.
func add(set *options.Settings, t table, resourceName string) {
	for _, r := range t.rows {
		setting := options.Setting{
			Namespace: t.namespace, Name: r.name, ResourceName: resourceName, Value: prop.Or(r.given, r.otherwise),
			Origin: options.Origin{Kind: options.OriginDefault, Field: r.field},
		}
		if r.given != nil {
			setting.Origin.Kind = options.OriginProp
		}
		setting.Unresolved = r.reference || prop.Unresolved(setting.Value)
		set.Add(setting)
	}
}

// option names one option of an environment.
type option struct{ namespace, name string }

// write writes a set in CloudFormation's form, with references for the names that only the deployment knows.
func write(
	set options.Settings, references map[option]string,
) (options.Settings, *[]*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty) {
	var written options.Settings
	var properties []*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty
	for _, setting := range set.All() {
		if setting.Unresolved && setting.Value == "" {
			if setting.Value = references[option{setting.Namespace, setting.Name}]; setting.Value == "" {
				continue // what it would name does not exist
			}
		}
		written.Add(setting)
		properties = append(properties, &awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
			Namespace:    &setting.Namespace,
			OptionName:   &setting.Name,
			ResourceName: text(setting.ResourceName),
			Value:        &setting.Value,
		})
	}
	return written, &properties
}

// refused are rules of which this construct makes errors: which of two answers counts is not documented, so the caller has
// to choose one; and nobody can be granted a secret by a part of its ARN.
var refused = []string{"duplicate-option", "variable-and-secret", "secret-arn-suffix"}

// check asks the option rules about a set. What is wrong with a property on its own has already been reported. Warnings
// are for whoever defines the environment.
func check(
	problems *prop.Problems, checker rules.Checker, environment rules.Environment, set options.Settings,
) (warnings []rules.Problem) {
	for _, found := range checker.Check(environment, set) {
		found.Fix = inProps(found.Fix)
		switch {
		case found.Field != "" && problems.Of(found.Field):
		case found.Severity == rules.SeverityError || slices.Contains(refused, found.Rule):
			problems.Add(&prop.Problem{Field: found.Field, Message: found.Message, Fix: found.Fix})
		default:
			warnings = append(warnings, found)
		}
	}
	return warnings
}

// inProps says a fix of the rules in terms of the properties.
func inProps(fix string) string {
	return strings.Replace(fix, "set it in "+secretsNamespace+" to the ARN of", "set it in Secrets to", 1)
}

// variableRows are the environment variables, sorted by name.
func variableRows(problems *prop.Problems, variables *map[string]*string) []row {
	var rows []row
	all := prop.Or(variables, nil)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		field := fmt.Sprintf("EnvironmentVariables[%s]", prop.Quote(name))
		if problems.Required(field, all[name], "leave the variable out") {
			problems.Value(field, *all[name])
			rows = append(rows, row{name: name, field: field, given: all[name]})
		}
	}
	return rows
}

// text leaves out what is not given.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// number is a number as the value of an option.
func number(n *float64) *string {
	if n == nil {
		return nil
	}
	return new(numberText(*n))
}

// numberText is a number as text; one that CloudFormation supplies becomes a reference to it.
func numberText(n float64) string {
	if prop.Unresolved(n) {
		return *awscdk.Tokenization_StringifyNumber(jsii.Number(n))
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
