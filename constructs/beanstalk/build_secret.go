package beanstalk

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

var (
	arnOfSecret    = regexp.MustCompile(`^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^:\s]+(:[^:]*){0,3}$`)
	arnOfParameter = regexp.MustCompile(`^arn:[a-z-]+:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9_./-]+$`)
)

// BuildSecret is a [Secret] for the build of a pipeline, which reads it when it begins.
type BuildSecret struct {
	// Type is SECRETS_MANAGER or PARAMETER_STORE, and Value is what a variable of that type names.
	Type, Value string
	// Statements allow to read it, and nothing else.
	Statements []awsiam.PolicyStatement
}

// NewBuildSecret is a secret that ValidateBuildSecret has found sound.
func NewBuildSecret(scope constructs.Construct, secret Secret) BuildSecret {
	kind, value := secret.variable(scope)
	read := readSecret
	if kind == inParameterStore {
		read = "ssm:GetParameters" // the only action that CodeBuild calls
	}
	return BuildSecret{kind, value, append(secret.keys(scope), allow(secret.resource(), read))}
}

// ValidateBuildSecret adds what is wrong with a secret that a build is to read; without a scope, only what needs no Node.js.
func ValidateBuildSecret(problems *prop.Problems, field string, secret Secret, scope constructs.Construct) {
	if secret.validate(problems, field); problems.Of(field) {
		return
	}
	if given, is := secret.(*arnSecret); is && !prop.Unresolved(*given.arn) {
		given.validateLiteral(problems, field)
	}
	if scope == nil || problems.Of(field) {
		return
	}
	if secret.made(problems, field, scope); problems.Of(field) {
		return
	}
	switch s := secret.(type) {
	case *managedSecret:
		cdk.InRegion(problems, field, scope, *s.secret.Env().Region, "whose secrets a build reads")
	case *parameterSecret:
		here(problems, field, scope, s.parameter.Env())
	case *arnSecret:
		if kind, _ := s.variable(scope); kind == "" {
			problems.Say(field, "use SecretFromSecretsManager or SecretFromSsmParameter",
				"must tell at synthesis whether it is a secret or a parameter, and the parameter's name, got an ARN that only the deployment knows")
			return
		}
	}
	parts := strings.Split(written(scope, secret.resource()), ":")
	if len(parts) < 6 || strings.Contains(parts[3]+parts[4], unknown) || problems.Of(field) {
		return
	}
	cdk.InRegion(problems, field, scope, parts[3], "whose secrets a build reads")
	if parts[2] == "ssm" {
		cdk.InAccount(problems, field, scope, parts[4], "whose parameters a build reads by their names")
	}
}

// here finds a parameter that is elsewhere, where a build does not look for its name.
func here(problems *prop.Problems, field string, scope constructs.Construct, there *interfaces.ResourceEnvironment) {
	cdk.InRegion(problems, field, scope, *there.Region, "whose parameters a build reads by their names")
	cdk.InAccount(problems, field, scope, *there.Account, "whose parameters a build reads by their names")
}

// validateLiteral finds what option rules find in the secrets of an environment. What is no ARN may be a secret, and is not shown.
func (s *arnSecret) validateLiteral(problems *prop.Problems, field string) {
	if validateWritten(problems, field, withoutKey(*s.arn)); problems.Of(field) {
		return
	}
	parts := slices.Concat(strings.Split(*s.arn, ":"), make([]string, 10))
	switch {
	case !arnOfSecret.MatchString(*s.arn) && !arnOfParameter.MatchString(*s.arn):
		problems.MustBe(field, "the ARN of a Secrets Manager secret or a Systems Manager parameter", prop.Words("another text"))
	case parts[8] != "" && parts[9] != "":
		problems.MustBe(field, "an ARN with a version stage or a version id behind the JSON key", prop.Words("both"))
	}
}
