package beanstalk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// instancePolicy is the id of the policy with what the instances read.
const instancePolicy = "InstancePolicy"

// imageVariable is the environment property that has the address of the image.
const imageVariable = "IMAGE"

// given are the variables that the properties fetch from secrets, with their names in order.
func (r *resolved) given() (names []string, secrets map[string]Secret) {
	secrets = prop.Or(r.props.Secrets, nil)
	return slices.Sorted(maps.Keys(secrets)), secrets
}

func secretField(name string) string { return fmt.Sprintf("Secrets[%s]", prop.Quote(name)) }

// addSecrets adds the settings of Secrets and Image.
func (r *resolved) addSecrets(problems *prop.Problems) {
	names, secrets := r.given()
	if len(names) > 0 && r.platform.family() == "ecs" {
		problems.Say("Secrets", "name them in Dockerrun.aws.json", "must be left out on ECS, whose tasks fetch secrets by a role of their own, got %d", len(names))
	}
	for _, name := range names {
		field := secretField(name)
		if !problems.Required(field, secrets[name], "leave the variable out") {
			continue
		}
		if secrets[name].validate(problems, field); problems.Of(field) {
			continue
		}
		if i := slices.IndexFunc(r.props.Options, func(o Option) bool { return o.Namespace == secretsNamespace && o.Name == name }); i >= 0 {
			problems.Say(field, "remove one of the two", "must be the only setting of %s, got another in Options[%d]", prop.Quote(name), i)
			continue
		}
		value := secrets[name].judged()
		r.settings.Add(options.Setting{
			Namespace: secretsNamespace, Name: name, Value: value, Unresolved: prop.Unresolved(value),
			Origin: options.Origin{Kind: options.OriginProp, Field: field},
		})
	}
	if image := r.props.Image; image != nil {
		image.validate(problems, r.platform)
		r.addImage(problems)
	}
}

// addImage adds the variable with the address of the image.
func (r *resolved) addImage(problems *prop.Problems) {
	const allowed, fix = "left out beside Image, whose address it has", "rename it"
	if v := prop.Or(r.props.EnvironmentVariables, nil)[imageVariable]; v != nil {
		problems.MustBe(fmt.Sprintf("EnvironmentVariables[%q]", imageVariable), allowed, *v, fix)
		return
	}
	for i, o := range r.props.Options {
		if o.Namespace == variablesNamespace && o.Name == imageVariable {
			problems.MustBe(fmt.Sprintf("Options[%d]", i), allowed, o.Name, fix)
			return
		}
	}
	r.settings.Add(options.Setting{
		Namespace: variablesNamespace, Name: imageVariable, Unresolved: true,
		Origin: options.Origin{Kind: options.OriginProp, Field: "Image"},
	})
}

// platformOtherwise is the platform where none is given.
func (r *resolved) platformOtherwise() Platform {
	if r.props.Image != nil {
		return PlatformDocker
	}
	return PlatformGo
}

// validateAccess finds what only the construct tree shows of what the instances are to read.
func (r *resolved) validateAccess(problems *prop.Problems, scope constructs.Construct) {
	fields, secrets := r.secrets()
	for _, field := range fields {
		if !problems.Of(field) {
			secrets[field].made(problems, field, scope)
		}
	}
	if image := r.props.Image; image != nil && !problems.Within("Image") {
		image.made(problems, scope)
	}
}

// secrets are all that the instances are to fetch, from Secrets and from Options, by field, with the fields in order.
func (r *resolved) secrets() (fields []string, all map[string]Secret) {
	all = map[string]Secret{}
	for _, setting := range r.settings.All() {
		if setting.Namespace == secretsNamespace && setting.Origin.Kind == options.OriginExplicit {
			all[setting.Origin.Field] = SecretFromArn(jsii.String(setting.Value), nil)
		}
	}
	names, secrets := r.given()
	for _, name := range names {
		all[secretField(name)] = secrets[name]
	}
	return slices.Sorted(maps.Keys(all)), all
}

// reference fills in what only the construct tree knows.
func (r *resolved) reference(references map[option]string) {
	names, secrets := r.given()
	for _, name := range names {
		o := option{secretsNamespace, name}
		setting, _ := r.settings.Get(o.namespace, o.name)
		r.settings.Remove(setting)
		setting.Value, setting.Unresolved = "", true
		r.settings.Add(setting)
		references[o] = secrets[name].value()
	}
	if r.props.Image != nil {
		references[option{variablesNamespace, imageVariable}] = r.props.Image.uri()
	}
}

// grantAccess lets the instances read their secrets and pull their image. The policy is beside the environment, even where
// the role is in another stack, and the environment waits for it: instances fetch secrets when they start.
func (e *Environment) grantAccess(scope constructs.Construct, r *resolved) (needs []constructs.IDependable, warnings []rules.Problem) {
	fields, secrets := r.secrets()
	image := r.props.Image
	abroad := image != nil && image.abroad(scope)
	if len(fields) > 0 || image != nil && !abroad {
		policy := newInstancePolicy(scope, e.InstanceRole)
		for _, field := range fields {
			policy.AddStatements(statements(secrets[field], scope)...)
		}
		if image != nil && !abroad {
			image.Repository.GrantPull(policy)
		}
		needs = append(needs, policy)
	}
	if abroad {
		image.Repository.GrantPull(e.InstanceRole) // and to the repository's own policy, if it is the app's
	}
	if image != nil {
		fields = append(fields, "Image")
	}
	if len(fields) > 0 && immutable(e.InstanceRole) {
		warnings = append(warnings, rules.Problem{
			Rule: "instance-role-not-mutable", Severity: rules.SeverityWarning, Field: "InstanceRole",
			Message: "InstanceRole must be mutable to be granted what the instances read, got one that is not",
			Fix:     "allow it elsewhere to read " + strings.Join(fields, ", "),
		})
	}
	return needs, warnings
}

// newInstancePolicy defines a policy of a role that other environments, in other stacks, may have in common.
func newInstancePolicy(scope constructs.Construct, role awsiam.IRole) awsiam.Policy {
	return awsiam.NewPolicy(scope, jsii.String(instancePolicy), &awsiam.PolicyProps{
		PolicyName: awscdk.Names_UniqueResourceName(scope, &awscdk.UniqueResourceNameOptions{MaxLength: jsii.Number(128)}),
		Document:   awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Minimize: jsii.Bool(true)}),
		Roles:      &[]awsiam.IRole{role},
	})
}

// immutable reports whether nothing can be granted to a role. The CDK does not say; it names a role beside the one that it
// returns for that.
func immutable(role awsiam.IRole) bool {
	id := *role.Node().Id()
	return strings.HasPrefix(id, "ImmutableRole") || role.Node().Scope() != nil &&
		role.Node().Scope().Node().TryFindChild(jsii.String("MutableRole"+id)) != nil
}

// unmodelled warns of a platform that needs what this construct does not make, unless it is given.
func (r *resolved) unmodelled() []rules.Problem {
	needs := ""
	switch family := r.platform.family(); {
	case family == "ecs" && r.props.InstanceRole == nil:
		needs = "give InstanceRole the managed policy AWSElasticBeanstalkMulticontainerDocker as well"
	case family == "windows" && (r.props.InstanceTypes == nil || r.said("aws:autoscaling:launchconfiguration", "RootVolumeSize", "") == ""):
		needs = "set RootVolumeSize and InstanceTypes to what Windows Server needs"
	default:
		return nil
	}
	return []rules.Problem{{
		Rule: "platform-not-modelled", Severity: rules.SeverityWarning, Field: "Platform",
		Message: "Platform must be one for which all is made here, got " + prop.Quote(string(r.platform)), Fix: needs,
	}}
}
