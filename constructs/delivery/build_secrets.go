package delivery

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

const (
	inParameterStore = awscodebuild.BuildEnvironmentVariableType_PARAMETER_STORE
	inSecretsManager = awscodebuild.BuildEnvironmentVariableType_SECRETS_MANAGER
)

var (
	// parameterForm is the name of a parameter, which begins with a slash if there is another one in it, and a version or label.
	parameterForm = regexp.MustCompile(`^(/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*|[A-Za-z0-9_.-]+)(:[A-Za-z0-9_.-]+)?$`)
	// secretForm is the name of a secret, and what is read of it: the JSON key, and the version by its stage or id.
	secretForm = regexp.MustCompile(`^[A-Za-z0-9/_+=.@-]{1,512}(:[^:]*(:[^:]*:?|::[^:]*)?)?$`)
	// nameOfSecret is how the CDK cuts the name of a secret out of its ARN.
	nameOfSecret = regexp.MustCompile(`^\{"Fn::(Join":\["-"|Select")`)
)

// reference is a variable that a build reads from Secrets Manager or Parameter Store.
type reference struct {
	field, value string
	kind         awscodebuild.BuildEnvironmentVariableType
}

// references are those of BuildEnvironmentVariables, and of the build specification if it is known.
func (p *PipelineProps) references() (all []reference) {
	variables := prop.Or(p.BuildEnvironmentVariables, nil)
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		v := variables[name]
		if v != nil && !prop.IsNil(v.Value) && (v.Type == inParameterStore || v.Type == inSecretsManager) {
			all = append(all, reference{variableField(name) + ".Value", textOf(v), v.Type})
		}
	}
	if text, where, known := p.buildSpec(); known {
		for _, r := range buildspec.References(text) {
			field := "BuildSpec, " + where + r.Field + ","
			all = append(all, reference{field, r.Value, awscodebuild.BuildEnvironmentVariableType(r.Type)})
		}
	}
	return all
}

func secretField(name string) string { return fmt.Sprintf("BuildSecrets[%s]", prop.Quote(name)) }

// validateSecrets finds what a build could not read, or could not be granted alone; without a scope, only what needs no Node.js.
func (p *PipelineProps) validateSecrets(problems *prop.Problems, scope constructs.Construct) {
	variables, secrets := prop.Or(p.BuildEnvironmentVariables, nil), prop.Or(p.BuildSecrets, nil)
	for _, name := range slices.Sorted(maps.Keys(secrets)) {
		field := secretField(name)
		validateVariableName(problems, field, name)
		if n := len(name); n > variablesMost {
			problems.MustBe(field, "at most "+prop.Plain(variablesMost)+" characters with its name and all other variables", prop.Words(prop.Plain(float64(n))))
		}
		if !problems.Required(field, secrets[name], "leave the variable out") || problems.Of(field) {
			continue
		}
		if _, both := variables[name]; both {
			problems.Say(field, "remove one of the two", "must be the only variable of its name, got another in %s", variableField(name))
			continue
		}
		beanstalk.ValidateBuildSecret(problems, field, secrets[name], scope)
	}
	for _, r := range p.references() {
		if !problems.Of(r.field) {
			r.validate(problems, scope)
		}
	}
}

// validate does not show the value, which may be the secret itself.
func (r reference) validate(problems *prop.Problems, scope constructs.Construct) {
	const other = "use BuildSecrets"
	unresolved, arn := prop.Unresolved(r.value), strings.HasPrefix(r.value, "arn:")
	switch {
	case r.kind == inParameterStore && arn:
		problems.MustBe(r.field, "the name of a parameter", prop.Words("an ARN"), "write the name, or "+other)
	case r.kind == inParameterStore && !unresolved && !parameterForm.MatchString(r.value):
		problems.MustBe(r.field, `the name of a parameter, which begins with "/" if there is another one in it`, prop.Words("another text"))
	case r.kind == inSecretsManager && arn:
		beanstalk.ValidateBuildSecret(problems, r.field, beanstalk.SecretFromArn(&r.value, nil), scope)
	case r.kind == inSecretsManager && !unresolved && !secretForm.MatchString(r.value):
		problems.MustBe(r.field, "the name or the ARN of a secret, and behind it :JSON-KEY:VERSION-STAGE or :JSON-KEY::VERSION-ID",
			prop.Words("another text"))
	case r.kind == inSecretsManager && unresolved && scope != nil && nameOfSecret.MatchString(cdk.Resolved(scope, r.value)):
		problems.MustBe(r.field, "the ARN of a secret, where the deployment makes it", prop.Words("its name"), other)
	}
}

// statements allow to read it, and nothing else. The key of a value that is only named is not known.
func (r reference) statements(scope constructs.Construct) []awsiam.PolicyStatement {
	stack := awscdk.Stack_Of(scope)
	local := func(service, resource, action string) []awsiam.PolicyStatement {
		pseudo := cdk.PseudoParameters()
		arn := fmt.Sprintf("arn:%s:%s:%s:%s:%s", pseudo.Partition, service, *stack.Region(), *stack.Account(), resource)
		return []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(action), Resources: jsii.Strings(arn),
		})}
	}
	const readParameters = "ssm:GetParameters"
	switch {
	case r.kind == inParameterStore && prop.Unresolved(r.value):
		// Nobody knows whether the name begins with a slash; of the two, one names nothing.
		return append(local("ssm", "parameter"+r.value, readParameters), local("ssm", "parameter/"+r.value, readParameters)...)
	case r.kind == inParameterStore:
		name, _, _ := strings.Cut(strings.TrimPrefix(r.value, "/"), ":")
		return local("ssm", "parameter/"+name, readParameters)
	case prop.Unresolved(r.value), strings.HasPrefix(r.value, "arn:"):
		return beanstalk.NewBuildSecret(scope, beanstalk.SecretFromArn(&r.value, nil)).Statements
	}
	name, _, _ := strings.Cut(r.value, ":")
	return local("secretsmanager", "secret:"+name+"-??????", "secretsmanager:GetSecretValue")
}

// variables are those of the project without their types, since the CDK grants by type, and more than a build reads: it
// cuts ARNs, and knows no keys. They are in the order of their names, as in the template, and beside them are the types.
func (p *PipelineProps) variables(scope constructs.Construct) (plain *map[string]*awscodebuild.BuildEnvironmentVariable, types map[string]string) {
	types = map[string]string{}
	all := map[string]*awscodebuild.BuildEnvironmentVariable{}
	for name, v := range prop.Or(p.BuildEnvironmentVariables, nil) {
		all[name], types[name] = &awscodebuild.BuildEnvironmentVariable{Value: v.Value}, string(v.Type)
	}
	for name, s := range prop.Or(p.BuildSecrets, nil) {
		secret := beanstalk.NewBuildSecret(scope, s)
		all[name], types[name] = &awscodebuild.BuildEnvironmentVariable{Value: &secret.Value}, secret.Type
	}
	if p.Image != nil {
		for name, value := range p.Image.variables() {
			all[name], types[name] = &awscodebuild.BuildEnvironmentVariable{Value: value}, ""
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return &all, types
}

// grantSecrets gives the variables of a project their types, and lets it read what they and its specification name.
func (p *PipelineProps) grantSecrets(project awscodebuild.PipelineProject, types map[string]string) {
	resource := project.Node().DefaultChild().(awscodebuild.CfnProject)
	for i, name := range slices.Sorted(maps.Keys(types)) {
		if kind := types[name]; kind != "" && kind != string(awscodebuild.BuildEnvironmentVariableType_PLAINTEXT) {
			resource.AddPropertyOverride(jsii.Sprintf("Environment.EnvironmentVariables.%d.Type", i), kind)
		}
	}
	secrets := prop.Or(p.BuildSecrets, nil)
	var all []awsiam.PolicyStatement
	for _, name := range slices.Sorted(maps.Keys(secrets)) {
		all = append(all, beanstalk.NewBuildSecret(project, secrets[name]).Statements...)
	}
	for _, r := range p.references() {
		all = append(all, r.statements(project)...)
	}
	for _, statement := range all {
		project.AddToRolePolicy(statement)
	}
}
