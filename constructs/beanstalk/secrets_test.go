package beanstalk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

const (
	someSecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"
	someKeyArn    = "arn:aws:kms:eu-west-1:111122223333:key/0a1b"
)

// reader is an environment that reads secrets.
func reader(scope constructs.Construct, props beanstalk.WebEnvironmentProps) *beanstalk.WebEnvironment {
	sound := webEnvironment(constructs.NewConstruct(scope, jsii.String("Imported")))
	props.Application, props.Vpc = sound.Application, sound.Vpc
	return beanstalk.NewWebEnvironment(scope, jsii.String("Subject"), &props)
}

// granted are the statements of the policy with which the instances of a stack read, sorted, each on a line.
func granted(t *testing.T, stack awscdk.Stack) (lines []string) {
	t.Helper()
	waited := false
	resources := cdktest.Resources(t, assertions.Template_FromStack(stack, nil))
	for id, r := range resources {
		if r.Type != "AWS::IAM::Policy" || !strings.HasPrefix(id, "SubjectInstancePolicy") {
			continue
		}
		for _, s := range r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			statement := s.(map[string]any)
			line := cdktest.Text(statement["Action"]) + " " + cdktest.Text(statement["Resource"])
			if statement["Condition"] != nil {
				line += " if " + cdktest.Text(statement["Condition"])
			}
			lines = append(lines, line)
		}
		for _, environment := range resources {
			waited = waited || environment.Type == "AWS::ElasticBeanstalk::Environment" && slices.Contains(environment.DependsOn, id)
		}
	}
	if !waited {
		t.Error("the environment does not wait for the policy")
	}
	slices.Sort(lines)
	return lines
}

func secretOption(name, arn string) beanstalk.Option {
	return beanstalk.Option{Namespace: "aws:elasticbeanstalk:application:environmentsecrets", Name: name, Value: arn}
}

// The instances may read exactly the secrets that Secrets and option settings name, and what is in both is said once.
func TestSecretsMayBeRead(t *testing.T) {
	stack := cdktest.NewStack(nil)
	key := awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String(someKeyArn))
	secure := awskms.Key_FromKeyArn(stack, jsii.String("SecureKey"), jsii.String(someKeyArn+"2c"))
	alias := awskms.Alias_FromAliasName(stack, jsii.String("Alias"), jsii.String("alias/app"))
	later := awscdk.NewCfnParameter(stack, jsii.String("Later"), nil)
	made := awssecretsmanager.NewSecret(stack, jsii.String("Made"), nil)
	other := awssecretsmanager.NewSecret(stack, jsii.String("Other"), &awssecretsmanager.SecretProps{EncryptionKey: key})
	reader(stack, beanstalk.WebEnvironmentProps{
		Secrets: &map[string]beanstalk.Secret{
			"A": beanstalk.SecretFromSecretsManager(made, nil),
			"B": beanstalk.SecretFromSecretsManager(made, jsii.String("password")),
			"C": beanstalk.SecretFromSecretsManager(awssecretsmanager.Secret_FromSecretAttributes(stack, jsii.String("Given"),
				&awssecretsmanager.SecretAttributes{SecretCompleteArn: jsii.String(someSecretArn), EncryptionKey: alias}), nil),
			"D": beanstalk.SecretFromSsmParameter(
				awsssm.StringParameter_FromStringParameterName(stack, jsii.String("Plain"), jsii.String("/plain"))),
			"E": beanstalk.SecretFromSsmParameter(awsssm.StringParameter_FromSecureStringParameterAttributes(stack, jsii.String("Secure"),
				&awsssm.SecureStringParameterAttributes{ParameterName: jsii.String("/secure"), EncryptionKey: secure})),
			"F": beanstalk.SecretFromArn(jsii.String(*other.SecretArn()+":user"), nil), // whose key is known
		},
		Options: []beanstalk.Option{
			secretOption("G", someSecretArn+":password"), secretOption("H", someParameterArn),
			secretOption("I", *later.ValueAsString()+":key"),
		},
	})
	const place = `{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},"`
	const parameter = `{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":ssm:",` + place + `:parameter/`
	const keys = `{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":kms:",` + place + `:key/*"]]}`
	want := []string{
		`"kms:Decrypt" ["` + someKeyArn + `","` + someKeyArn + `2c"]`,
		`"kms:Decrypt" ` + keys + ` if {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/app"}}`,
		`"secretsmanager:GetSecretValue" ["` + someSecretArn + `",{"Ref":"MadeC17AB48A"},{"Ref":"Other34654A52"}]`,
		`["secretsmanager:GetSecretValue","ssm:GetParameter","ssm:GetParameters"] {"Ref":"Later"}`,
		`["ssm:GetParameter","ssm:GetParameters"] ["` + someParameterArn + `",` + parameter + `plain"]]},` + parameter + `secure"]]}]`,
	}
	if diff := cmp.Diff(want, granted(t, stack)); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	got := settings(t, stack)
	expect(t, got, map[string]string{
		"aws:elasticbeanstalk:application:environmentsecrets C": someSecretArn,
		"aws:elasticbeanstalk:application:environmentsecrets G": someSecretArn + ":password",
	})
}

// A secret, its key and a parameter of another stack are read without a change there: neither stack waits for the other twice.
func TestSecretsOfAnotherStack(t *testing.T) {
	for name, role := range map[string]bool{"its own role": false, "a role of the other stack": true} {
		stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
		data, web := awscdk.NewStack(stage, jsii.String("Data"), nil), awscdk.NewStack(stage, jsii.String("Web"), nil)
		key := awskms.NewKey(data, jsii.String("Key"), nil)
		secret := awssecretsmanager.NewSecret(data, jsii.String("Secret"), &awssecretsmanager.SecretProps{EncryptionKey: key})
		before := cdktest.Text(data.Resolve(secret.SecretArn()))
		props := beanstalk.WebEnvironmentProps{Secrets: &map[string]beanstalk.Secret{
			"PASSWORD": beanstalk.SecretFromSecretsManager(secret, jsii.String("password")),
			"TOKEN": beanstalk.SecretFromSsmParameter(awsssm.NewStringParameter(data, jsii.String("Token"),
				&awsssm.StringParameterProps{StringValue: jsii.String("t")})),
			"LOCAL": beanstalk.SecretFromSecretsManager(awssecretsmanager.NewSecret(web, jsii.String("Local"), nil), nil),
		}}
		if role {
			props.InstanceRole = awsiam.NewRole(data, jsii.String("Role"), &awsiam.RoleProps{
				AssumedBy: awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
			})
		}
		reader(web, props)
		if lines := granted(t, web); len(lines) != 3 || !strings.Contains(lines[0], "ExportsOutputFnGetAttKey") {
			t.Errorf("%s: %s", name, strings.Join(lines, "\n"))
		}
		if text := cdktest.JSON(t, assertions.Template_FromStack(data, nil)); strings.Contains(text, "ImportValue") || before == "" {
			t.Errorf("%s: Data depends on Web", name)
		}
	}
}

// A role of which nobody can say whether it may read is told, and is not changed.
func TestSecretsOfARoleThatIsNotMutable(t *testing.T) {
	for account, options := range map[string]*awsiam.FromRoleArnOptions{
		"111122223333": {Mutable: jsii.Bool(false)}, "444455556666": nil,
	} {
		stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
			Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
		})
		role := awsiam.Role_FromRoleArn(stack, jsii.String("Role"), jsii.String("arn:aws:iam::"+account+":role/shop"), options)
		reader(stack, beanstalk.WebEnvironmentProps{
			InstanceRole: role, Secrets: &map[string]beanstalk.Secret{"A": beanstalk.SecretFromArn(jsii.String(someSecretArn), nil)},
		})
		const want = `InstanceRole must be mutable to be granted what the instances read, got one that is not; ` +
			`allow it elsewhere to read Secrets\["A"\] \[ack: Elastic-Beanstalk::instance-role-not-mutable\]`
		annotations := assertions.Annotations_FromStack(stack)
		if found := annotations.FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String(want))); len(*found) != 1 {
			t.Errorf("account %s: got %d warnings", account, len(*found))
		}
	}
	stack := cdktest.NewStack(nil)
	reader(stack, beanstalk.WebEnvironmentProps{
		InstanceRole: awsiam.Role_FromRoleName(stack, jsii.String("Role"), jsii.String("shop"), nil),
		Secrets:      &map[string]beanstalk.Secret{"A": beanstalk.SecretFromArn(jsii.String(someSecretArn), nil)},
	})
	if lines := granted(t, stack); len(lines) != 1 {
		t.Errorf("a mutable imported role: %v", lines)
	}
}

// Each nearest wrong use has one answer, which says what to do.
func TestSecretsWrongUses(t *testing.T) {
	scope := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	abroad := strings.Replace(someSecretArn, "111122223333", "444455556666", 1)
	fromArn := func(arn string) beanstalk.WebEnvironmentProps {
		return beanstalk.WebEnvironmentProps{Secrets: &map[string]beanstalk.Secret{"A": beanstalk.SecretFromArn(&arn, nil)}}
	}
	of := func(secret beanstalk.Secret) beanstalk.WebEnvironmentProps {
		return beanstalk.WebEnvironmentProps{Secrets: &map[string]beanstalk.Secret{"A": secret}}
	}
	through := func(option beanstalk.Option) beanstalk.WebEnvironmentProps {
		return beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{option}}
	}
	with := func(props beanstalk.WebEnvironmentProps, change func(*beanstalk.WebEnvironmentProps)) beanstalk.WebEnvironmentProps {
		change(&props)
		return props
	}
	secret := awssecretsmanager.NewSecret(scope, jsii.String("Secret"), nil)
	parameter := awsssm.NewStringParameter(scope, jsii.String("Parameter"), &awsssm.StringParameterProps{StringValue: jsii.String("x")})
	pinned := func(version string) beanstalk.Platform {
		return "arn:aws:elasticbeanstalk:eu-west-1::platform/" + beanstalk.PlatformPython313 + beanstalk.Platform("/"+version)
	}
	for name, test := range map[string]struct {
		props beanstalk.WebEnvironmentProps
		want  string
	}{
		"nothing":     {of(nil), `Secrets["A"] must be given, got nil; leave the variable out`},
		"no secret":   {of(beanstalk.SecretFromSecretsManager(nil, nil)), `Secrets["A"] must be given, got nil; leave the variable out`},
		"a name":      {fromArn("shop/password"), `Secrets["A"] must be the ARN of a Secrets Manager secret or a Systems Manager parameter`},
		"a part":      {fromArn(strings.TrimSuffix(someSecretArn, "-AbCdEf")), `Secrets["A"] must be the secret's complete ARN`},
		"a wildcard":  {fromArn("arn:aws:ssm:eu-west-1:111122223333:parameter/*"), `Secrets["A"] must name one parameter`},
		"another one": {fromArn("arn:aws:s3:eu-west-1:111122223333:bucket"), `Secrets["A"] must be the ARN of a Secrets Manager secret`},
		"a wildcard beside tokens": {fromArn(*awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ssm"), Resource: jsii.String("parameter"), ResourceName: jsii.String("app/*")})),
			`Secrets["A"] must name one secret or parameter, got a wildcard; write its name`},
		"a part beside tokens": {through(secretOption("A", "arn:"+*awscdk.Aws_PARTITION()+":secretsmanager:"+*awscdk.Aws_REGION()+":"+
			*awscdk.Aws_ACCOUNT_ID()+":secret:app:password")),
			`Options[0] A must be the secret's complete ARN, with the six characters behind its name, got "app"`},
		"a wildcard in a function": {fromArn(*awscdk.Fn_Sub(
			jsii.String("arn:aws:secretsmanager:eu-west-1:${AWS::AccountId}:secret:*"), nil)),
			`Secrets["A"] must name one secret or parameter, got a wildcard; write its name`},
		"a key in a function": {through(secretOption("A", *awscdk.Fn_Sub(
			jsii.String("arn:aws:secretsmanager:${AWS::Region}:111122223333:secret:app-AbCdEf:key"), nil))),
			`Options[0] A must have its JSON key behind the function that makes the ARN, got one within it; ` +
				`add it to the ARN in Go, as in *arn + ":password"`},
		"a key that is joined": {fromArn(*awscdk.Fn_Join(jsii.String(":"), &[]*string{secret.SecretArn(), jsii.String("key")})),
			`Secrets["A"] must have its JSON key behind the function that makes the ARN, got one within it`},
		"a version beside tokens": {fromArn(*parameter.ParameterArn() + ":3"),
			`Secrets["A"] must be the ARN of a parameter without a JSON key, got one with ":3"; leave it out`},
		"another one beside tokens": {fromArn("arn:" + *awscdk.Aws_PARTITION() + ":s3:eu-west-1:111122223333:bucket"),
			`Secrets["A"] must be the ARN of a Secrets Manager secret or a Systems Manager parameter, got one of "s3"`},
		"a key of a parameter": {fromArn(someParameterArn + ":password"),
			`Secrets["A"] must be the ARN of a parameter without a JSON key`},
		"an empty key": {of(beanstalk.SecretFromSecretsManager(secret, jsii.String(""))),
			`Secrets["A"] must have a JSON key of 1 to 256 characters without a colon, got ""; give nil for the whole secret`},
		"a key with a colon": {of(beanstalk.SecretFromSecretsManager(secret, jsii.String("a:b"))),
			`Secrets["A"] must have a JSON key of 1 to 256 characters without a colon, got "a:b"; give nil for the whole secret`},
		"by name": {of(beanstalk.SecretFromSecretsManager(awssecretsmanager.Secret_FromSecretNameV2(scope, jsii.String("Named"),
			jsii.String("app")), nil)), `Secrets["A"] must be of a secret with its complete ARN, got one that is imported by its name; ` +
			`import it with Secret_FromSecretCompleteArn`},
		"the value of a parameter": {fromArn(*parameter.StringValue()),
			`Secrets["A"] must be an ARN, got a reference to the name or the value of a parameter; use SecretFromSsmParameter`},
		"another account": {fromArn(abroad), `Secrets["A"] must be of account "111122223333", or have a customer managed key, ` +
			`without which no other account reads it, got one of "444455556666"; use SecretFromArn, with the key`},
		"another account through Options": {through(secretOption("A", abroad)), `Options[0] A must be of account "111122223333"`},
		"another account's secret": {of(beanstalk.SecretFromSecretsManager(awssecretsmanager.Secret_FromSecretCompleteArn(scope,
			jsii.String("Abroad"), &abroad), nil)), `Secrets["A"] must be of account "111122223333"`},
		"a secret that another region's stack makes": {of(beanstalk.SecretFromSecretsManager(awssecretsmanager.NewSecret(
			awscdk.NewStack(scope, jsii.String("Far"), &awscdk.StackProps{
				Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("us-east-1")},
			}), jsii.String("Secret"), &awssecretsmanager.SecretProps{SecretName: jsii.String("app")}), nil)),
			`Secrets["A"] must be of a secret with a complete ARN, which a stack of another account or region does not know, ` +
				`got one of "111122223333" in "us-east-1"; deploy it first, and import it with Secret_FromSecretCompleteArn`},
		"a part through Options": {through(secretOption("A", strings.TrimSuffix(someSecretArn, "-AbCdEf"))),
			`Options[0] A must be the secret's complete ARN`},
		"in plain text too": {with(fromArn(someSecretArn), func(p *beanstalk.WebEnvironmentProps) {
			p.EnvironmentVariables = &map[string]*string{"A": jsii.String("a")}
		}), `Secrets["A"] must be the only setting of "A", got another in aws:elasticbeanstalk:application:environment; remove one of the two`},
		"in Options too": {with(fromArn(someSecretArn), func(p *beanstalk.WebEnvironmentProps) {
			p.Options = []beanstalk.Option{secretOption("A", someSecretArn)}
		}), `Secrets["A"] must be the only setting of "A", got another in Options[0]; remove one of the two`},
		"an old platform": {with(fromArn(someParameterArn), func(p *beanstalk.WebEnvironmentProps) { p.Platform = pinned("4.4.2") }),
			`Secrets["A"] must have a platform that fetches secrets, as version "4.5.0" of 2025-03-28 does, got "4.4.2"; ` +
				`write "Python 3.13 running on 64bit Amazon Linux 2023"`},
		"a key on an old platform": {with(of(beanstalk.SecretFromSecretsManager(secret, jsii.String("password"))),
			func(p *beanstalk.WebEnvironmentProps) { p.Platform = pinned("4.9.0") }),
			`Secrets["A"] must have a platform that reads JSON keys, as version "4.9.1" of 2026-01-13 does, got "4.9.0"; ` +
				`write "Python 3.13 running on 64bit Amazon Linux 2023"`},
		"ECS": {with(fromArn(someParameterArn), func(p *beanstalk.WebEnvironmentProps) { p.Platform = beanstalk.PlatformEcs }),
			`Secrets must be left out on ECS, whose tasks fetch secrets by a role of their own, got 1; name them in Dockerrun.aws.json`},
		"a dynamic reference": {beanstalk.WebEnvironmentProps{EnvironmentVariables: &map[string]*string{
			"A": awscdk.SecretValue_SsmSecure(jsii.String("shop"), jsii.String("1")).UnsafeUnwrap(),
		}}, `EnvironmentVariables["A"] must not be a dynamic reference ssm-secure, which CloudFormation does not resolve here; ` +
			`set it in Secrets to the parameter`},
		"a secret's value": {of(beanstalk.SecretFromArn(secret.SecretValue().UnsafeUnwrap(), nil)),
			`Secrets["A"] must be the ARN of a secret, got a dynamic reference to its value, which everybody who may describe the ` +
				`environment could read; write the ARN`},
		"a secret's value in text": {through(secretOption("A", "{{resolve:secretsmanager:app:SecretString:password}}")),
			`Options[0] A must be the ARN of a secret, got a dynamic reference to its value, which everybody who may describe the ` +
				`environment could read; write the ARN`},
		"a database inside": {through(beanstalk.Option{Namespace: "aws:rds:dbinstance", Name: "DBEngine", Value: "postgres"}),
			`Options[0] must not be of aws:rds:dbinstance, whose database goes with the environment, got DBEngine; ` +
				`define a database of its own, and name its secret in Secrets`},
	} {
		inside := constructs.NewConstruct(scope, &name)
		message := cdktest.Rejection(func() { reader(inside, test.props) })
		if _, answer, _ := strings.Cut(message, ": "); !strings.HasPrefix(answer, test.want) || strings.Contains(answer, "\n") {
			t.Errorf("%s: got %s\nwant %s", name, message, test.want)
		}
	}
}

// A key that encrypts a secret of another account is all that it takes here.
func TestSecretsOfAnotherAccount(t *testing.T) {
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	abroad := strings.Replace(someSecretArn, "111122223333", "444455556666", 1)
	key := awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String(strings.Replace(someKeyArn, "111122223333", "444455556666", 1)))
	reader(stack, beanstalk.WebEnvironmentProps{Secrets: &map[string]beanstalk.Secret{"A": beanstalk.SecretFromArn(&abroad, key)}})
	want := []string{`"kms:Decrypt" "arn:aws:kms:eu-west-1:444455556666:key/0a1b"`, `"secretsmanager:GetSecretValue" "` + abroad + `"`}
	if diff := cmp.Diff(want, granted(t, stack)); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
}

// What is wrong with several secrets is told in the order of their names, each time.
func TestSeveralWrongSecretsInOrder(t *testing.T) {
	stack := cdktest.NewStack(nil)
	secrets := map[string]beanstalk.Secret{}
	for _, name := range strings.Fields("A B C D E F") {
		arn := "arn:" + *awscdk.Aws_PARTITION() + ":s3:::" + strings.ToLower(name)
		secrets[name] = beanstalk.SecretFromArn(&arn, nil)
	}
	message := cdktest.Rejection(func() { reader(stack, beanstalk.WebEnvironmentProps{Secrets: &secrets}) })
	if lines := strings.Split(message, "\n"); len(lines) != len(secrets) || !slices.IsSorted(lines) {
		t.Errorf("got %s", message)
	}
}
