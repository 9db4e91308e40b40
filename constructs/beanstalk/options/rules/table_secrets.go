package rules

import (
	"regexp"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// secretRules judge the environment variables that are fetched from Secrets Manager and Parameter Store.
var secretRules = []rule{
	{Rule: Rule{ID: "secret-blank", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A secret has the ARN of a secret or a parameter, not nothing.",
		Doc:     secretsPage}, scope: standardTiers, check: blankSecret},
	{Rule: Rule{ID: "secret-name", Severity: SeverityError,
		Summary: "The ARN of a secret or a parameter names one, without wildcards.",
		Doc:     secretsPage}, scope: standardTiers, check: secretResource},
	{Rule: Rule{ID: "secret-arn-suffix", Severity: SeverityWarning,
		Summary: "The ARN of a Secrets Manager secret has the six characters that Secrets Manager added to its name.",
		Doc:     secretsPage}, scope: standardTiers, check: secretSuffix},
	{Rule: Rule{ID: "secret-json-key", Severity: SeverityError,
		Summary: "Only the ARN of a Secrets Manager secret, not that of a parameter, ends with a JSON key.",
		Doc:     secretsPage}, scope: standardTiers, check: secretKey},
	{Rule: Rule{ID: "secret-json-key-form", Severity: SeverityWarning,
		Summary: "A JSON key is not empty and has no colon, after which Elastic Beanstalk ignores it; on ECS, a version stage and a " +
			"version follow it.",
		Doc: secretsPage}, scope: standardTiers, check: secretKeyForm},
	{Rule: Rule{ID: "secret-platform-version", Severity: SeverityError,
		Summary: "A platform version that is named fetches secrets, as those since 2025-03-28 do, and reads JSON keys, as those " +
			"since 2026-01-13 do.",
		Doc: secretsPage}, scope: standardTiers, check: secretVersion},
	{Rule: Rule{ID: "variable-and-secret", Severity: SeverityWarning,
		Summary: "A variable is set once, in plain text or from a secret: no page says which of the two counts.",
		Doc:     secretsPage}, scope: standardTiers, check: variableAndSecret},
}

func blankSecret(v *view, r *reporter) {
	for x := range v.within(nsSecrets) {
		if !x.unknown && x.Value == "" {
			r.problem(x, "must be the ARN of a secret or a parameter, got nothing", "remove it, or set it to an ARN")
		}
	}
}

var (
	secretNameForm    = regexp.MustCompile(`^[A-Za-z0-9/_+=.@-]+$`)
	parameterNameForm = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)

const writeSecret = `write it as in "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"`

func secretResource(v *view, r *reporter) {
	for x, arn := range v.secrets() {
		switch {
		case strings.Contains(x.Value, "{{resolve:secretsmanager:"):
			r.problem(x, "must be the ARN of a secret, got a dynamic reference to its value, which everybody who may describe the "+
				"environment could read", "write the ARN")
		case arn.service == "secretsmanager" && arn.name != "" && !secretNameForm.MatchString(arn.name):
			r.problem(x, "must name one secret, got "+prop.Quote(x.Value), writeSecret)
		case arn.service == "ssm" && !parameterNameForm.MatchString(arn.name):
			r.problem(x, "must name one parameter, got "+prop.Quote(x.Value),
				`write it as in "arn:aws:ssm:eu-west-1:111122223333:parameter/app/key"`)
		case arn.service == "ssm" && strings.Contains("/"+arn.name, "//"):
			r.warning(x, "must name one parameter with a slash between levels, got "+prop.Quote(x.Value),
				`write one slash: "/app/key" is "parameter/app/key" in its ARN`)
		}
	}
}

func secretSuffix(v *view, r *reporter) {
	for x, arn := range v.secrets() {
		named := arn.name == "" || secretNameForm.MatchString(arn.name)
		if arn.service == "secretsmanager" && named && !options.CompleteSecretName(arn.name) {
			r.problem(x, "must be the secret's complete ARN, got "+prop.Quote(x.Value), writeSecret)
		}
	}
}

func secretKey(v *view, r *reporter) {
	for x, arn := range v.secrets() {
		if arn.service == "ssm" && arn.keyGiven {
			r.problem(x, "must be the ARN of a parameter without a JSON key, got "+prop.Quote(x.Value),
				"remove "+prop.Quote(":"+arn.key)+", or use a Secrets Manager secret")
		}
	}
}

func secretKeyForm(v *view, r *reporter) {
	for x, arn := range v.secrets() {
		key, _, more := strings.Cut(arn.key, ":")
		switch {
		case arn.service != "secretsmanager" || !arn.keyGiven:
		case v.platform.Family == "ecs":
			if strings.Count(arn.key, ":") != 2 {
				r.problem(x, "must end with a JSON key, a version stage and a version on ECS, got "+prop.Quote(arn.key),
					"write "+prop.Quote(key+"::")+" for the current version")
			}
		case key == "":
			r.problem(x, "must end with a JSON key after the colon, got nothing", "remove the colon for the whole secret")
		case more:
			r.problem(x, "must end with a JSON key without a colon, got "+prop.Quote(arn.key),
				"write "+prop.Quote(key)+", or rename the key in the secret")
		}
	}
}

func secretVersion(v *view, r *reporter) {
	for x, arn := range v.secrets() {
		if need := v.tooOld(arn); need.version != "" {
			r.problem(x, "must have a platform that "+need.does+", as version "+prop.Quote(need.version)+" of "+need.day+" does, got "+
				prop.Quote(v.platform.version), v.platform.withoutVersion())
		}
	}
}

func variableAndSecret(v *view, r *reporter) {
	for x := range v.within(nsSecrets) {
		if v.contains(value{Setting: options.Setting{Namespace: nsVariables, Name: x.Name}, option: x.option}) {
			r.problem(x, "must be the only setting of "+prop.Quote(x.Name)+", got another in "+nsVariables, "remove one of the two")
		}
	}
}
