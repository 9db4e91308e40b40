package beanstalk

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

var (
	keyBehindToken = regexp.MustCompile(`^((?:\$\{Token\[[^\]]+\]\})+):.*$`)
	tokens         = regexp.MustCompile(`\$\{Token\[[^\]]+\]\}`)
	completeName   = regexp.MustCompile(`-[A-Za-z0-9]{6}$`)
)

// withoutKey is the ARN of a secret or a parameter without the key of the secret's JSON text that follows it.
func withoutKey(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 7 && parts[2] == "secretsmanager" {
		return strings.Join(parts[:7], ":")
	}
	return keyBehindToken.ReplaceAllString(arn, "$1")
}

// validateAround judges what is around the tokens of an ARN, such as one that a stack has formatted: whoever grants by it must
// not grant more, or something that there is not.
func validateAround(problems *prop.Problems, field, arn string) {
	if strings.ContainsAny(tokens.ReplaceAllString(arn, ""), "*?") {
		problems.Say(field, "write its name", "must name one secret or parameter, got a wildcard")
	}
	parts := strings.Split(arn, ":")
	if len(parts) == 7 && parts[2] == "secretsmanager" && !tokens.MatchString(parts[6]) && !completeName.MatchString(parts[6]) {
		problems.MustBe(field, "the secret's complete ARN, with the six characters behind its name", parts[6])
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
