package beanstalk

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

var keyBehindToken = regexp.MustCompile(`^((?:\$\{Token\[[^\]]+\]\})+):.*$`)

// withoutKey is the ARN of a secret or a parameter without the key of the secret's JSON text that follows it.
func withoutKey(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 7 && parts[2] == "secretsmanager" {
		return strings.Join(parts[:7], ":")
	}
	return keyBehindToken.ReplaceAllString(arn, "$1")
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
