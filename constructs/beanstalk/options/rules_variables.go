package options

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

const (
	variablesPage = guide + "environments-cfg-softwaresettings.html"
	secretsPage   = guide + "AWSHowTo.secrets.env-vars.html"
	variablesMost = 4096
)

// variableRules judge environment variables and secrets.
var variableRules = []rule{
	{Rule: Rule{ID: "environment-variables-size", Severity: SeverityError,
		Summary: "All environment variables together, each as key=value, have at most 4096 bytes.", Doc: variablesPage}, scope: standardTiers, check: variablesSize},
	{Rule: Rule{ID: "environment-variable-name", Severity: SeverityError,
		Summary: `The name of an environment variable has letters, digits and _ . : / + \ - @ only.`, Doc: variablesPage}, scope: standardTiers, check: variableName},
	{Rule: Rule{ID: "secret-in-plain-option", Severity: SeverityWarning,
		Summary: "What looks like a secret is not in a plain option, which everybody who may describe the environment can read.", Doc: secretsPage}, scope: standardTiers, check: plainSecret},
	{Rule: Rule{ID: "secret-json-key", Severity: SeverityError,
		Summary: "Only the ARN of a Secrets Manager secret, not that of a parameter, ends with a JSON key.", Doc: secretsPage}, scope: standardTiers, check: secretKey},
	{Rule: Rule{ID: "secret-arn-suffix", Severity: SeverityWarning,
		Summary: "The ARN of a Secrets Manager secret has the six characters that Secrets Manager added to its name.", Doc: secretsPage}, scope: standardTiers, check: secretSuffix},
}

func variablesSize(v *view, r *reporter) {
	total, all := 0, true
	var largest *setting
	v.each(nsVariables, func(s *setting) {
		total += len(s.Name) + len("=")
		if s.unknown {
			all = false // and what is known may be too much already
			return
		}
		total += len(s.Value)
		if largest == nil || len(s.Name)+len(s.Value) > len(largest.Name)+len(largest.Value) {
			largest = s
		}
	})
	if total <= variablesMost || largest == nil {
		return
	}
	got := strconv.Itoa(total)
	if !all {
		got = "at least " + got
	}
	r.problem(largest, "environment variables must have at most 4096 bytes in all, got "+got+", the largest is "+prop.Quote(largest.Name),
		"move what is large to a file, a parameter or a secret")
}

var variableForm = regexp.MustCompile(`^[\pL\pN_.:/+\\@-]+$`)

func variableName(v *view, r *reporter) {
	for _, namespace := range []string{nsVariables, nsSecrets} {
		v.each(namespace, func(s *setting) {
			if s.Name != "" && !variableForm.MatchString(s.Name) {
				r.problem(s, subject(s)+` must have a name of letters, digits and _ . : / + \ - @ only, got `+prop.Quote(s.Name), "write it as in "+prop.Quote("DATABASE_URL"))
			}
		})
	}
}

var (
	secretName    = regexp.MustCompile(`(?i)(password|passwd|passphrase|secrets?|token|credentials?|secret_?key_?base|(api|access|secret|private|master|signing|encryption)_?key|[_.-]pwd)([_.-]?[0-9]+)?$`)
	secretInURL   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`)
	secretInText  = regexp.MustCompile(`(?i)(password|passwd|pwd|accountkey|accesskey)=[^;&\\s]`)
	secretPointer = regexp.MustCompile(`^(arn:|/|https?://[^@]*$|[0-9]*$|(?i:true|false)$)`)
)

// isSecret says that a setting looks like a secret, by its name or because its value is an address or a
// connection string with a password in it. What a name like a secret's often holds instead is none: where the secret is,
// how long it lives, whether there is one.
func isSecret(s *setting) bool {
	switch s.Namespace {
	case nsDatabase:
		return s.Name == "DBPassword"
	case nsVariables:
		return secretName.MatchString(s.Name) && !secretPointer.MatchString(s.Value) ||
			secretInURL.MatchString(s.Value) || secretInText.MatchString(s.Value)
	}
	return false
}

func plainSecret(v *view, r *reporter) {
	for _, s := range v.settings {
		if !s.secret || s.unknown || s.Value == "" {
			continue
		}
		fix := "set it in " + nsSecrets + " to the ARN of a secret or a parameter"
		if s.Namespace == nsDatabase {
			fix = "keep the database in a stack of its own, or give the password as a parameter"
		}
		r.problem(s, s.label()+" must not hold a secret, got a plain value of "+prop.Quote(s.Name), fix)
	}
}

// arnResource splits an ARN after its sixth colon: service, and what the ARN is of.
func arnResource(arn string) (service, resource string) {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[2], parts[5]
	}
	return "", ""
}

func secretKey(v *view, r *reporter) {
	v.each(nsSecrets, func(s *setting) {
		if service, resource := arnResource(s.Value); !s.unknown && service == "ssm" && strings.Contains(resource, ":") {
			r.problem(s, s.label()+" must be the ARN of a parameter without a JSON key, got "+prop.Quote(s.Value), "remove "+prop.Quote(resource[strings.Index(resource, ":"):])+", or use a Secrets Manager secret")
		}
	})
}

var secretSuffixForm = regexp.MustCompile(`-[A-Za-z0-9]{6}$`)

func secretSuffix(v *view, r *reporter) {
	v.each(nsSecrets, func(s *setting) {
		service, resource := arnResource(s.Value)
		if name, _, _ := strings.Cut(strings.TrimPrefix(resource, "secret:"), ":"); !s.unknown && service == "secretsmanager" && !secretSuffixForm.MatchString(name) {
			r.problem(s, s.label()+" must be the secret's complete ARN, got "+prop.Quote(s.Value), `write it as in "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf"`)
		}
	})
}
