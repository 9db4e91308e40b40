package beanstalk

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// The types of the variables of a build (AWS page "EnvironmentVariable", of CodeBuild).
const (
	inSecretsManager = "SECRETS_MANAGER"
	inParameterStore = "PARAMETER_STORE"
)

var (
	keyBehindToken = regexp.MustCompile(`^((?:\$\{Token\[[^\]]+\]\})+):.*$`)
	variables      = regexp.MustCompile(`\$\{[^}]*\}`)
)

// withoutKey is the ARN of a secret or a parameter without the key of the secret's JSON text that follows it.
func withoutKey(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 7 && parts[2] == "secretsmanager" {
		return strings.Join(parts[:7], ":")
	}
	return keyBehindToken.ReplaceAllString(arn, "$1")
}

// unknown stands for what only the deployment knows of an ARN.
const unknown = "${}"

// written is an ARN as the template will have it, whether tokens are within it or a function of CloudFormation makes it.
func written(scope constructs.Construct, arn string) string {
	if !prop.Unresolved(arn) {
		return arn
	}
	var value any
	_ = json.Unmarshal([]byte(cdk.Resolved(scope, arn)), &value)
	return variables.ReplaceAllLiteralString(flat(value), unknown)
}

// flat is a value of a template as far as it is text.
func flat(value any) string {
	if text, is := value.(string); is {
		return text
	}
	function, _ := value.(map[string]any)
	switch sub := function["Fn::Sub"].(type) {
	case string:
		return sub
	case []any:
		return flat(slices.Concat(sub, []any{nil})[0])
	}
	join, _ := function["Fn::Join"].([]any)
	if len(join) != 2 {
		return unknown
	}
	list, is := join[1].([]any)
	if !is {
		return unknown
	}
	parts := make([]string, len(list))
	for i, part := range list {
		parts[i] = flat(part)
	}
	return strings.Join(parts, flat(join[0]))
}

// validateWritten judges what is around the unknown in an ARN, such as one that a stack has formatted: whoever grants by it must
// not grant more, or something that there is not.
func validateWritten(problems *prop.Problems, field, arn string) {
	if strings.ContainsAny(strings.ReplaceAll(arn, unknown, ""), "*?") {
		problems.Say(field, "write its name", "must name one secret or parameter, got a wildcard")
		return
	}
	parts := strings.Split(arn, ":")
	service := slices.Concat(parts, []string{"", ""})[2]
	switch {
	case strings.HasPrefix(arn, unknown) && len(parts) > 1, service == "secretsmanager" && len(parts) > 7:
		problems.Say(field, `add it to the ARN in Go, as in *arn + ":password"`,
			"must have its JSON key behind the function that makes the ARN, got one within it")
	case service == "ssm" && len(parts) > 6:
		problems.MustBe(field, "the ARN of a parameter without a JSON key", prop.Words("one with "+prop.Quote(":"+parts[6])), "leave it out")
	case service == "secretsmanager" && len(parts) == 7 && !strings.Contains(parts[6], unknown) && !options.CompleteSecretName(parts[6]):
		problems.MustBe(field, "the secret's complete ARN, with the six characters behind its name", parts[6])
	case len(parts) > 5 && service != "secretsmanager" && service != "ssm" && !strings.Contains(service, unknown):
		problems.MustBe(field, "the ARN of a Secrets Manager secret or a Systems Manager parameter", prop.Words("one of "+prop.Quote(service)))
	}
}

// keyOf is the customer managed key of the secret that a reference is to; nil if it is not known.
func keyOf(reference awscdk.Reference) (key awskms.IKey) {
	if strings.HasPrefix(typeOf(reference), "AWS::SecretsManager::") {
		_ = cdk.Try(func() {
			if secret, is := reference.Target().Node().Scope().(awssecretsmanager.ISecret); is {
				key = secret.EncryptionKey()
			}
		})
	}
	return key
}

// referred is what a text that begins with a token refers to; nil if it is not an attribute of a resource of the app.
func referred(text string) (reference awscdk.Reference) {
	if token := withoutKey(text); strings.HasPrefix(token, "${") && prop.Unresolved(token) {
		_ = cdk.Try(func() { reference, _ = awscdk.Tokenization_ReverseString(&token).FirstToken().(awscdk.Reference) })
	}
	return reference
}

// typeOf is the type of the resource that a reference is to, such as "AWS::SecretsManager::Secret"; empty if it is not known.
func typeOf(reference awscdk.Reference) (name string) {
	if reference == nil {
		return ""
	}
	_ = cdk.Try(func() {
		if resource, is := reference.Target().(awscdk.CfnResource); is {
			name = *resource.CfnResourceType()
		}
	})
	return name
}

// parameterName is the name of the parameter that has an ARN, which begins with a slash if there is another one in it; empty
// if it is not known.
func parameterName(arn string) string {
	_, name, _ := strings.Cut(arn, ":parameter/")
	switch {
	case strings.Contains(name, unknown):
		return ""
	case strings.Contains(name, "/"):
		return "/" + name
	}
	return name
}
