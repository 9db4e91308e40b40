package delivery

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// variablesMost is how many characters all variables may have together, including their names (AWS page "Troubleshooting
// AWS CodeBuild").
const variablesMost = 5500

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func variableField(name string) string {
	return fmt.Sprintf("BuildEnvironmentVariables[%s]", prop.Quote(name))
}

// validateVariables finds what no build can get.
func (p *PipelineProps) validateVariables(problems *prop.Problems) {
	all, total, most, largest := prop.Or(p.BuildEnvironmentVariables, nil), 0, 0, ""
	for _, name := range slices.Sorted(maps.Keys(all)) {
		field := variableField(name)
		validateVariableName(problems, field, name)
		if !problems.Required(field, all[name], "leave the variable out") {
			continue
		}
		problems.OneOf(field+".Type", string(all[name].Type), "PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER")
		validateVariable(problems, field+".Value", all[name].Value)
		text := textOf(all[name])
		validatePlain(problems, name, all[name], text)
		if !prop.Unresolved(text) {
			n := len(name) + utf8.RuneCountInString(text)
			if total += n; n > most {
				most, largest = n, name
			}
		}
	}
	if total > variablesMost {
		problems.MustBe(variableField(largest),
			"at most "+prop.Plain(variablesMost)+" characters with its name and all other variables",
			prop.Words(prop.Plain(float64(total))), "move it to a file or a parameter")
	}
}

func validateVariableName(problems *prop.Problems, field, name string) {
	if !variableName.MatchString(name) || strings.HasPrefix(name, "CODEBUILD_") {
		problems.Say(field, "", `must be named with letters, digits and "_", no digit first, not beginning with "CODEBUILD_"`)
	}
}

// textOf is the value of a variable as a build sees it.
func textOf(variable *awscodebuild.BuildEnvironmentVariable) string {
	return fmt.Sprint(reflect.Indirect(reflect.ValueOf(variable.Value)))
}

// validatePlain finds a plain variable that CloudFormation would fill with a secret.
func validatePlain(problems *prop.Problems, name string, variable *awscodebuild.BuildEnvironmentVariable, text string) {
	if kind := variable.Type; kind == "" || kind == "PLAINTEXT" {
		noSecret(problems, fmt.Sprintf("BuildEnvironmentVariables[%s].Value", prop.Quote(name)), text,
			"give the name of the secret or parameter, and set Type to SECRETS_MANAGER or PARAMETER_STORE")
	}
}

// validateReferences finds tokens that stand for a secret.
func (p *PipelineProps) validateReferences(problems *prop.Problems, scope constructs.Construct) {
	all := prop.Or(p.BuildEnvironmentVariables, nil)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] == nil || prop.IsNil(all[name].Value) {
			continue
		}
		if text := textOf(all[name]); prop.Unresolved(text) {
			validatePlain(problems, name, all[name], cdk.Resolved(scope, text))
		}
	}
}

// validateVariable finds a value that cannot be passed to a build, or not even to the CDK.
func validateVariable(problems *prop.Problems, field string, value any) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case prop.IsNil(value):
		problems.Required(field, nil, "")
	case v.CanFloat() && (math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0)):
		problems.MustBe(field, "a number", v.Float())
	case v.CanFloat() && prop.TokenLike(v.Float()) && !prop.Unresolved(v.Float()):
		problems.MustBe(field, "a number", v.Float())
	case v.Kind() == reflect.String:
		problems.Value(field, v.String())
	case v.Kind() != reflect.Bool && !v.CanInt() && !v.CanFloat():
		problems.MustBe(field, "text, a number or a boolean", prop.Words(v.Type().String()))
	}
}
