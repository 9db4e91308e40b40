package delivery_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

const (
	someSecret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf"
	someKey    = "arn:aws:kms:eu-central-1:111122223333:key/0a1b"
)

// reads are what the build of a stack may read and decrypt, each statement on a line.
func reads(t *testing.T, stack awscdk.Stack) (lines []string) {
	t.Helper()
	for id, r := range resources(t, stack) {
		if r.Type != "AWS::IAM::Policy" || !strings.HasPrefix(id, "PipelineBuildRole") {
			continue
		}
		for _, s := range r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			s := s.(map[string]any)
			actions := cdktest.Text(s["Action"])
			if !strings.Contains(actions, "ssm:") && !strings.Contains(actions, "secretsmanager:") && !strings.Contains(actions, "kms:") {
				continue
			}
			line := actions + " " + cdktest.Text(s["Resource"])
			if s["Condition"] != nil {
				line += " if " + cdktest.Text(s["Condition"])
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

func typedAs(kind awscodebuild.BuildEnvironmentVariableType, values ...string) *map[string]*awscodebuild.BuildEnvironmentVariable {
	all := map[string]*awscodebuild.BuildEnvironmentVariable{}
	for i, value := range values {
		all["V"+string(rune('A'+i))] = &awscodebuild.BuildEnvironmentVariable{Value: value, Type: kind}
	}
	return &all
}

const (
	inManager = awscodebuild.BuildEnvironmentVariableType_SECRETS_MANAGER
	inStore   = awscodebuild.BuildEnvironmentVariableType_PARAMETER_STORE
)

func arns(service string, resources ...string) string {
	const partition = `{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":`
	for i, r := range resources {
		resources[i] = partition + service + `:eu-central-1:111122223333:` + r + `"]]}`
	}
	if len(resources) == 1 {
		return resources[0]
	}
	return "[" + strings.Join(resources, ",") + "]"
}

// A build reads what it is told to, and nothing beside it: not what has a longer name, and with no other key.
func TestABuildReadsExactlyItsSecrets(t *testing.T) {
	const read, readParameters = `"secretsmanager:GetSecretValue" `, `"ssm:GetParameters" `
	for name, test := range map[string]struct {
		change func(awscdk.Stack, *delivery.PipelineProps)
		want   []string
	}{
		"nothing": {func(awscdk.Stack, *delivery.PipelineProps) {}, nil},
		"names of parameters": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = typedAs(inStore, "/shop/token", "token", "/shop/key:3")
		}, []string{readParameters + arns("ssm", "parameter/shop/key", "parameter/shop/token", "parameter/token")}},
		"a name that the deployment knows": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = typedAs(inStore, *awscdk.NewCfnParameter(stack, jsii.String("Name"), nil).ValueAsString())
		}, []string{readParameters + strings.ReplaceAll(arns("ssm", "parameter#", "parameter/#"), `#"`, `",{"Ref":"Name"}`)}},
		"names of secrets": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = typedAs(inManager, "shop/token:key::", "npm")
		}, []string{read + arns("secretsmanager", "secret:npm-??????", "secret:shop/token-??????")}},
		"the ARN of a secret, with key and version": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = typedAs(inManager, someSecret+":password:AWSPREVIOUS")
		}, []string{read + `"` + someSecret + `"`}},
		"a secret of the app by its ARN": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			key := awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String(someKey))
			made := awssecretsmanager.NewSecret(stack, jsii.String("Made"), &awssecretsmanager.SecretProps{EncryptionKey: key})
			p.BuildEnvironmentVariables = typedAs(inManager, *made.SecretArn()+":password")
		}, []string{`"kms:Decrypt" "` + someKey + `"`, read + `{"Ref":"MadeC17AB48A"}`}},
		"secrets as an environment has them": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			key := awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String(someKey))
			made := awssecretsmanager.NewSecret(stack, jsii.String("Made"), &awssecretsmanager.SecretProps{EncryptionKey: key})
			p.BuildSecrets = &map[string]beanstalk.Secret{
				"A": beanstalk.SecretFromSecretsManager(made, jsii.String("password")),
				"B": beanstalk.SecretFromSsmParameter(awsssm.StringParameter_FromSecureStringParameterAttributes(stack, jsii.String("Secure"),
					&awsssm.SecureStringParameterAttributes{ParameterName: jsii.String("/secure"), EncryptionKey: key})),
				"C": beanstalk.SecretFromArn(jsii.String(someSecret+":user"), nil),
				"D": beanstalk.SecretFromArn(jsii.String("arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token"), nil),
				"E": beanstalk.SecretFromArn(jsii.String("arn:aws:secretsmanager:eu-central-1:444455556666:secret:far-AbCdEf"), key),
			}
		}, []string{
			`"kms:Decrypt" "` + someKey + `"`,
			read + `[{"Ref":"MadeC17AB48A"},"` + someSecret + `","arn:aws:secretsmanager:eu-central-1:444455556666:secret:far-AbCdEf"]`,
			readParameters + `[` + arns("ssm", "parameter/secure") + `,"arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token"]`,
		}},
		"what a build specification names": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildSpec = jsii.String("version: 0.2\nenv:\n  parameter-store: {A: /shop/a, B: $NAME}\n  secrets-manager: {C: 'npm:token'}\n" +
				"phases: {build: {commands: make}}\nartifacts: {files: app}\n")
		}, []string{read + arns("secretsmanager", "secret:npm-??????"), readParameters + arns("ssm", "parameter/shop/a")}},
		"what the build specification of the first commit names": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.Source = delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
				RepositoryName: jsii.String("shop"),
				Directory:      folder(t, map[string]string{"buildspec.yml": "env: {parameter-store: {A: token}}\n" + soundSpec}),
			}).Source(nil)
		}, []string{readParameters + arns("ssm", "parameter/token")}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := placed()
			pipeline(stack, func(p *delivery.PipelineProps) { test.change(stack, p) })
			if diff := cmp.Diff(test.want, reads(t, stack)); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

// CodeBuild gets the name of a parameter, and the ARN of a secret with what is read of it.
func TestSecretsOfABuildAreVariables(t *testing.T) {
	stack := placed()
	made := awsssm.NewStringParameter(stack, jsii.String("Made"), &awsssm.StringParameterProps{StringValue: jsii.String("x")})
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{
			"B": {Value: "-race"}, "D": {Value: "npm", Type: inManager},
		}
		p.BuildSecrets = &map[string]beanstalk.Secret{
			"A": beanstalk.SecretFromArn(jsii.String("arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token"), nil),
			"C": beanstalk.SecretFromArn(jsii.String(someSecret+":user"), nil),
			"E": beanstalk.SecretFromSsmParameter(made),
		}
	})
	variable := func(name, kind string, value any) map[string]any {
		return map[string]any{"Name": name, "Type": kind, "Value": value}
	}
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{
		"Environment": map[string]any{"EnvironmentVariables": []any{
			variable("A", "PARAMETER_STORE", "/shop/token"), variable("B", "PLAINTEXT", "-race"),
			variable("C", "SECRETS_MANAGER", someSecret+":user"), variable("D", "SECRETS_MANAGER", "npm"),
			variable("E", "PARAMETER_STORE", map[string]any{"Ref": "MadeC17AB48A"}),
		}},
	})
}

func TestABuildReadsASecretOfAnotherStack(t *testing.T) {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	data, web := awscdk.NewStack(stage, jsii.String("Data"), nil), awscdk.NewStack(stage, jsii.String("Web"), nil)
	key := awskms.NewKey(data, jsii.String("Key"), nil)
	secret := awssecretsmanager.NewSecret(data, jsii.String("Secret"), &awssecretsmanager.SecretProps{EncryptionKey: key})
	pipeline(web, func(p *delivery.PipelineProps) {
		p.BuildSecrets = &map[string]beanstalk.Secret{"TOKEN": beanstalk.SecretFromSecretsManager(secret, jsii.String("token"))}
	})
	got := cdktest.Text(resources(t, web))
	for _, want := range []string{`Data:ExportsOutputRefSecret`, `Data:ExportsOutputFnGetAttKey`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in the template", want)
		}
	}
}

func TestBuildSecretsWrongUses(t *testing.T) {
	typed := func(kind awscodebuild.BuildEnvironmentVariableType, value string) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(_ awscdk.Stack, p *delivery.PipelineProps) { p.BuildEnvironmentVariables = typedAs(kind, value) }
	}
	secret := func(make func(awscdk.Stack) beanstalk.Secret) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildSecrets = &map[string]beanstalk.Secret{"TOKEN": make(stack)}
		}
	}
	arn := func(text string) func(awscdk.Stack, *delivery.PipelineProps) {
		return secret(func(awscdk.Stack) beanstalk.Secret { return beanstalk.SecretFromArn(&text, nil) })
	}
	const value, token = `BuildEnvironmentVariables["VA"].Value must be `, `BuildSecrets["TOKEN"] must `
	const named = value + `the name or the ARN of a secret, and behind it :JSON-KEY:VERSION-STAGE or :JSON-KEY::VERSION-ID, got another text`
	const parameter = value + `the name of a parameter, which begins with "/" if there is another one in it, got another text`
	for name, test := range map[string]struct {
		change func(awscdk.Stack, *delivery.PipelineProps)
		want   string
	}{
		"a wildcard":      {typed(inManager, "shop*"), named},
		"a secret itself": {typed(inManager, "hunter2 is my password"), named},
		"stage and id":    {typed(inManager, "shop:key:AWSCURRENT:0a1b"), named},
		"a parameter's ARN": {typed(inStore, "arn:aws:ssm:eu-central-1:111122223333:parameter/token"),
			value + "the name of a parameter, got an ARN; write the name, or use BuildSecrets"},
		"a path without a root": {typed(inStore, "shop/token"), parameter},
		"all parameters":        {typed(inStore, "/shop/*"), parameter},
		"half an ARN": {typed(inManager, "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop"),
			value + `the secret's complete ARN, with the six characters behind its name, got "shop"`},
		"the name of a secret that is made": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = typedAs(inManager, *awssecretsmanager.NewSecret(stack, jsii.String("Made"), nil).SecretName())
		}, value + "the ARN of a secret, where the deployment makes it, got its name; use BuildSecrets"},
		"another account without its key": {arn("arn:aws:secretsmanager:eu-central-1:444455556666:secret:shop-AbCdEf"),
			token + `be of account "111122223333", or have a customer managed key, without which no other account reads it, ` +
				`got one of "444455556666"; use SecretFromArn, with the key`},
		"another region": {arn("arn:aws:secretsmanager:us-east-1:111122223333:secret:shop-AbCdEf"),
			token + `be in the region of the stack, "eu-central-1", whose secrets a build reads, got "us-east-1"`},
		"a parameter of another account": {arn("arn:aws:ssm:eu-central-1:444455556666:parameter/token"),
			token + `be in the account of the stack, "111122223333", whose parameters a build reads by their names, got "444455556666"`},
		"no ARN":     {arn("hunter2"), token + "be the ARN of a Secrets Manager secret or a Systems Manager parameter, got another text"},
		"a wild ARN": {arn(someSecret + "*"), token + "name one secret or parameter, got a wildcard; write its name"},
		"an ARN of something": {secret(func(stack awscdk.Stack) beanstalk.Secret {
			return beanstalk.SecretFromArn(awscdk.NewCfnParameter(stack, jsii.String("Arn"), nil).ValueAsString(), nil)
		}), token + "tell at synthesis whether it is a secret or a parameter, and the parameter's name, got an ARN that only the deployment " +
			"knows; use SecretFromSecretsManager or SecretFromSsmParameter"},
		"one name for two": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = typedAs("", "x")
			p.BuildSecrets = &map[string]beanstalk.Secret{"VA": beanstalk.SecretFromArn(jsii.String(someSecret), nil)}
		}, `BuildSecrets["VA"] must be the only variable of its name, got another in BuildEnvironmentVariables["VA"]; remove one of the two`},
		"a parameter's ARN in a build specification": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildSpec = jsii.String("env: {parameter-store: {A: 'arn:aws:ssm:eu-central-1:111122223333:parameter/a'}}\n" + soundSpec)
		}, "BuildSpec, env/parameter-store/A, must be the name of a parameter, got an ARN; write the name, or use BuildSecrets"},
		"a foreign secret in a build specification": {func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildSpec = jsii.String("env:\n  secrets-manager: {A: 'arn:aws:secretsmanager:eu-central-1:444455556666:secret:a-AbCdEf'}\n" +
				soundSpec)
		}, `BuildSpec, env/secrets-manager/A, must be of account "111122223333", or have a customer managed key, without which no other ` +
			`account reads it, got one of "444455556666"; use SecretFromArn, with the key`},
	} {
		t.Run(name, func(t *testing.T) {
			stack := placed()
			checkRejection(t, "Pipeline", func() {
				pipeline(stack, func(p *delivery.PipelineProps) { test.change(stack, p) })
			}, test.want)
		})
	}
}
