package rules

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

const mostVariables = 4096 // bytes of all of them

// variableRules judge environment variables.
var variableRules = []rule{
	{Rule: Rule{ID: "environment-variables-size", Severity: SeverityError,
		Summary: "All environment variables together, each as key=value, have at most 4096 bytes.",
		Doc:     variablesPage}, scope: standardTiers, check: variablesSize},
	{Rule: Rule{ID: "environment-variable-name", Severity: SeverityError,
		Summary: `The name of an environment variable has letters, digits and _ . : / + \ - @ only.`,
		Doc:     variablesPage}, scope: standardTiers, check: variableName},
	{Rule: Rule{ID: "secret-in-plain-option", Severity: SeverityWarning,
		Summary: "What looks like a secret is not in a plain option, which everybody who may describe the " +
			"environment can read.",
		Doc: secretsPage}, scope: standardTiers, check: plainSecret},
	{Rule: Rule{ID: "secret-resolved-in-plain-option", Severity: SeverityWarning,
		Summary: "An environment variable is no dynamic reference to a secret: CloudFormation puts the secret itself into the " +
			"environment, where everybody who may describe it can read it.",
		Doc: secretsPage}, scope: standardTiers, check: resolvedSecret},
	{Rule: Rule{ID: "secure-string-reference", Severity: SeverityError,
		Summary: "No value is a dynamic reference ssm-secure, which CloudFormation resolves for a few resources only.",
		Doc:     secureStringPage}, check: secureString},
}

func variablesSize(v *view, r *reporter) {
	total, all, size := 0, true, 0
	var largest value
	for x := range v.within(nsVariables) {
		total += len(x.Name) + len("=")
		if x.unknown {
			all = false // and what is known may already be too much
			continue
		}
		total += len(x.Value)
		if n := len(x.Name) + len(x.Value); largest.Namespace == "" || n > size {
			largest, size = x, n
		}
	}
	if total <= mostVariables || largest.Namespace == "" {
		return
	}
	got := strconv.Itoa(total)
	if !all {
		got = "at least " + got
	}
	r.add(r.rule.Severity, largest, "environment variables",
		"must have at most 4096 bytes in total, got "+got+", the largest is "+prop.Quote(largest.Name),
		"move what is large to a file, a parameter or a secret")
}

var variableForm = regexp.MustCompile(`^[\pL\pN_.:/+\\@-]+$`)

func variableName(v *view, r *reporter) {
	for _, namespace := range []string{nsVariables, nsSecrets} {
		for x := range v.within(namespace) {
			if namespace == nsSecrets && len(x.Name) >= mostVariables {
				r.add(r.rule.Severity, x, x.subject(), "must have a name that fits into 4096 bytes, got one of "+strconv.Itoa(len(x.Name)),
					"shorten it")
				continue
			}
			if x.Name != "" && !variableForm.MatchString(x.Name) {
				r.add(r.rule.Severity, x, x.subject(), `must have a name of letters, digits and _ . : / + \ - @ only, got `+
					prop.Quote(x.Name),
					"write it as in "+prop.Quote("DATABASE_URL"))
			}
		}
	}
}

func plainSecret(v *view, r *reporter) {
	for _, x := range v.values {
		if !x.secret || x.unknown || x.Value == "" {
			continue
		}
		fix := "set it in " + nsSecrets + " to the ARN of a secret or a parameter"
		if x.Namespace == nsDatabase {
			fix = "keep the database in a stack of its own, or pass the password as a parameter"
		}
		r.problem(x, "must not hold a secret, got a plain value of "+prop.Quote(x.Name), fix)
	}
}

func resolvedSecret(v *view, r *reporter) {
	for x := range v.within(nsVariables) {
		if strings.Contains(x.Value, "{{resolve:secretsmanager:") {
			r.problem(x, "must not hold a secret, got a dynamic reference to one, which everybody who may describe the "+
				"environment can read", "set it in "+nsSecrets+" to the ARN of the secret")
		}
	}
}

func secureString(v *view, r *reporter) {
	for _, x := range v.values {
		if strings.Contains(x.Value, "{{resolve:ssm-secure:") {
			r.problem(x, "must not be a dynamic reference ssm-secure, which CloudFormation does not resolve here",
				"set it in "+nsSecrets+" to the ARN of the parameter")
		}
	}
}
