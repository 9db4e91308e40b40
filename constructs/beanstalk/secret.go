package beanstalk

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Secret is where the instances of an environment fetch the value of a variable when they start: [SecretFromSecretsManager],
// [SecretFromSsmParameter] or [SecretFromArn].
type Secret interface {
	// validate finds what is wrong with it, without Node.js.
	validate(problems *prop.Problems, field string)
	// judged is what the option rules judge: the value itself, or one like it where only Node.js knows the value.
	judged() string
	// made finds what only the construct tree shows: what was never made or cannot be read from the scope's account.
	made(problems *prop.Problems, field string, scope constructs.Construct)
	// value is the value of the option.
	value() string
	// resource is its ARN, without a key of its JSON text.
	resource() string
	// reads are the actions that read it.
	reads(scope constructs.Construct) []string
	// keys allow to decrypt it.
	keys(scope constructs.Construct) []awsiam.PolicyStatement
	// variable is how a build of CodeBuild names it: the type of a variable, and its value. The type is empty where only the
	// deployment knows it.
	variable(scope constructs.Construct) (kind, value string)
}

// statements allow instances to read a secret, and nothing else.
func statements(secret Secret, scope constructs.Construct) []awsiam.PolicyStatement {
	return append(secret.keys(scope), allow(secret.resource(), secret.reads(scope)...))
}

type managedSecret struct {
	secret  awssecretsmanager.ISecret
	jsonKey *string
}

// SecretFromSecretsManager is a secret of Secrets Manager, or the value that the key of its JSON text has, such as
// "password". The key is one of the top level, and has no colon; nil stands for the whole text. An imported secret must have
// its complete ARN, as from Secret_FromSecretCompleteArn. If it names the customer managed key that encrypts it
// (EncryptionKey), the instances may decrypt with that key; the key's policy must let IAM policies of the account decide, as
// those of the CDK's keys do.
func SecretFromSecretsManager(secret awssecretsmanager.ISecret, jsonKey *string) Secret {
	return &managedSecret{secret, jsonKey}
}

var jsonKeyForm = regexp.MustCompile(`^[^:]{1,256}$`)

func (s *managedSecret) validate(problems *prop.Problems, field string) {
	problems.Required(field, s.secret, "leave the variable out")
	if key := s.jsonKey; key != nil && !prop.Unresolved(*key) && (!jsonKeyForm.MatchString(*key) || !prop.Prints(*key) || prop.TokenLike(*key)) {
		problems.Say(field, "give nil for the whole secret", "must have a JSON key of 1 to 256 characters without a colon, got %s", prop.Show(*key))
	}
}

func (s *managedSecret) judged() string {
	const one = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"
	if s.jsonKey != nil {
		return one + ":key"
	}
	return one
}

func (s *managedSecret) made(problems *prop.Problems, field string, scope constructs.Construct) {
	var complete *string
	if err := cdk.Try(func() { complete = s.secret.SecretFullArn() }); err != nil {
		problems.Say(field, "", "must be of a secret that was made, got one without an ARN")
		return
	}
	if complete == nil {
		problems.Say(field, "import it with Secret_FromSecretCompleteArn", "must be of a secret with its complete ARN, got one that is imported by its name")
		return
	}
	there := s.secret.Env()
	if prop.Unresolved(*complete) && apart(scope, there.Account, there.Region) {
		problems.Say(field, "deploy it first, and import it with Secret_FromSecretCompleteArn",
			"must be of a secret with a complete ARN, which a stack of another account or region does not know, got one of %s in %s",
			prop.Quote(*there.Account), prop.Quote(*there.Region))
		return
	}
	if prop.IsNil(s.secret.EncryptionKey()) {
		elsewhere(problems, field, scope, *there.Account, "import it with its EncryptionKey")
	}
}

func (s *managedSecret) value() string {
	if s.jsonKey != nil {
		return s.resource() + ":" + *s.jsonKey
	}
	return s.resource()
}

func (s *managedSecret) resource() string                    { return *s.secret.SecretFullArn() }
func (s *managedSecret) reads(constructs.Construct) []string { return []string{readSecret} }

func (s *managedSecret) keys(constructs.Construct) []awsiam.PolicyStatement {
	return decrypt(s.secret.EncryptionKey())
}

func (s *managedSecret) variable(constructs.Construct) (kind, value string) {
	return inSecretsManager, s.value()
}

type parameterSecret struct{ parameter awsssm.IParameter }

// SecretFromSsmParameter is a parameter of Parameter Store, a String or a SecureString. The customer managed key of a
// SecureString is that of StringParameter_FromSecureStringParameterAttributes. Give an alias that is imported by its name to
// SecretFromArn instead: there, no feature flag of the app decides whether the instances may decrypt.
func SecretFromSsmParameter(parameter awsssm.IParameter) Secret { return &parameterSecret{parameter} }

func (s *parameterSecret) validate(problems *prop.Problems, field string) {
	problems.Required(field, s.parameter, "leave the variable out")
}

func (s *parameterSecret) judged() string { return "arn:aws:ssm:eu-west-1:111122223333:parameter/app" }
func (s *parameterSecret) value() string  { return *s.parameter.ParameterArn() }

func (s *parameterSecret) resource() string                    { return s.value() }
func (s *parameterSecret) reads(constructs.Construct) []string { return readParameter }

func (s *parameterSecret) variable(constructs.Construct) (kind, value string) {
	return inParameterStore, *s.parameter.ParameterName()
}

func (s *parameterSecret) made(problems *prop.Problems, field string, _ constructs.Construct) {
	if err := cdk.Try(func() { _ = *s.parameter.ParameterArn() }); err != nil {
		problems.Say(field, "", "must be of a parameter that was made, got one without an ARN")
	}
}

// A parameter does not tell its key, but grants it.
func (s *parameterSecret) keys(scope constructs.Construct) (all []awsiam.PolicyStatement) {
	const id = "Parameter"
	granted := awsiam.NewPolicy(scope, jsii.String(id), nil)
	s.parameter.GrantRead(granted)
	document, _ := granted.Document().ToJSON().(map[string]any)
	written, _ := document["Statement"].([]any)
	for _, statement := range written {
		if fields, _ := statement.(map[string]any); fields["Action"] == "kms:Decrypt" {
			all = append(all, awsiam.PolicyStatement_FromJson(fields))
		}
	}
	scope.Node().TryRemoveChild(jsii.String(id))
	return all
}

type arnSecret struct {
	arn *string
	key awskms.IKey
}

// SecretFromArn is a secret or a parameter given by its ARN, behind which ":key" names a key of the JSON text of a secret;
// behind a function such as Fn_Sub too, and not within it.
// The encryption key is the customer managed one, and nil for AWS's own. A secret of another account needs one, and a
// resource policy there that admits the instances' role ("Access AWS Secrets Manager secrets from a different account").
func SecretFromArn(arn *string, encryptionKey awskms.IKey) Secret {
	return &arnSecret{arn, encryptionKey}
}

func (s *arnSecret) validate(problems *prop.Problems, field string) {
	if problems.Required(field, s.arn, "leave the variable out") {
		problems.Value(field, *s.arn)
	}
	if s.key != nil {
		problems.Required(field, s.key, "give nil for AWS's own key")
	}
}

func (s *arnSecret) judged() string { return *s.arn }
func (s *arnSecret) value() string  { return *s.arn }

func (s *arnSecret) made(problems *prop.Problems, field string, scope constructs.Construct) {
	if s.key != nil && cdk.Try(func() { _ = *s.key.KeyArn() }) != nil {
		problems.Say(field, "", "must have an encryption key that was made, got one without an ARN")
	}
	if typeOf(referred(*s.arn)) == "AWS::SSM::Parameter" {
		problems.Say(field, "use SecretFromSsmParameter", "must be an ARN, got a reference to the name or the value of a parameter")
	}
	if prop.Unresolved(*s.arn) {
		validateWritten(problems, field, written(scope, withoutKey(*s.arn)))
	}
	if parts := strings.Split(*s.arn, ":"); s.key == nil && len(parts) > 5 && parts[2] == "secretsmanager" {
		elsewhere(problems, field, scope, parts[4], "use SecretFromArn, with the key")
	}
}

func (s *arnSecret) resource() string { return withoutKey(*s.arn) }

// Where it is not known what the ARN is of, each action matches only what it is for.
func (s *arnSecret) reads(scope constructs.Construct) []string {
	switch s.kind(scope) {
	case inSecretsManager:
		return []string{readSecret}
	case inParameterStore:
		return readParameter
	}
	return append([]string{readSecret}, readParameter...)
}

func (s *arnSecret) kind(scope constructs.Construct) string {
	arn := s.resource()
	switch text := written(scope, arn); {
	case strings.Contains(text, ":secretsmanager:") || strings.HasPrefix(typeOf(referred(arn)), "AWS::SecretsManager::"):
		return inSecretsManager
	case strings.Contains(text, ":ssm:"):
		return inParameterStore
	}
	return ""
}

func (s *arnSecret) keys(constructs.Construct) []awsiam.PolicyStatement {
	return decrypt(cmp.Or(s.key, keyOf(referred(s.resource()))))
}

func (s *arnSecret) variable(scope constructs.Construct) (kind, value string) {
	switch kind = s.kind(scope); kind {
	case inSecretsManager:
		return kind, *s.arn
	case inParameterStore:
		if name := parameterName(written(scope, *s.arn)); name != "" {
			return kind, name
		}
	}
	return "", ""
}

// elsewhere finds a secret of another account without a key: AWS's own key is for one account only.
func elsewhere(problems *prop.Problems, field string, scope constructs.Construct, account, fix string) {
	if here := awscdk.Stack_Of(scope).Account(); unlike(&account, here) {
		problems.Say(field, fix, "must be of account %s, or have a customer managed key, without which no other account reads it, got one of %s",
			prop.Quote(*here), prop.Quote(account))
	}
}

// What the instances need, by the AWS page "Required IAM permissions for Elastic Beanstalk to access secrets and parameters".
const readSecret = "secretsmanager:GetSecretValue"

var readParameter = []string{"ssm:GetParameter", "ssm:GetParameters"}

func allow(resource string, actions ...string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(actions...), Resources: jsii.Strings(resource),
	})
}

// decrypt allows to decrypt with a key, without a change to the policy of the key, which may be in another stack: that would
// make the two stacks depend on each other. IAM knows a key by its ARN, and not by an alias.
func decrypt(key awskms.IKey) []awsiam.PolicyStatement {
	if prop.IsNil(key) {
		return nil
	}
	if alias, is := key.(awskms.IAlias); is {
		_ = cdk.Try(func() { key = alias.AliasTargetKey() }) // which one that is imported by its name does not know
	}
	arn := *key.KeyArn()
	before, alias, is := strings.Cut(arn, ":alias/")
	if !is {
		return []awsiam.PolicyStatement{allow(arn, "kms:Decrypt")}
	}
	statement := allow(before+":key/*", "kms:Decrypt")
	statement.AddCondition(jsii.String("ForAnyValue:StringEquals"), map[string]string{"kms:ResourceAliases": "alias/" + alias})
	return []awsiam.PolicyStatement{statement}
}
