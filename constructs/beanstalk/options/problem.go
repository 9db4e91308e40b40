package options

import "strings"

// Severity says what becomes of a set with a problem.
type Severity string

const (
	// SeverityError marks what Elastic Beanstalk rejects: the deployment would fail.
	SeverityError Severity = "error"
	// SeverityWarning marks what Elastic Beanstalk accepts and ignores, what AWS's own documents
	// disagree on, and what is merely unwise.
	SeverityWarning Severity = "warning"
)

// Problem is one finding of Check.
type Problem struct {
	// Rule is the id of the rule, one of Rules.
	Rule string `json:"rule"`
	// Severity tells an error from a warning.
	Severity Severity `json:"severity"`
	// Namespace is the namespace of the setting at fault. Empty if the fault is not in a setting.
	Namespace string `json:"namespace,omitempty"`
	// Name is the name of the option at fault.
	Name string `json:"name,omitempty"`
	// ResourceName is the resource name of the setting at fault, that is the scheduled action.
	ResourceName string `json:"resourceName,omitempty"`
	// Field is the caller's word for what is at fault: the Field of the setting's Origin.
	Field string `json:"field,omitempty"`
	// Value is what was given. Empty if it looks like a secret.
	Value string `json:"value,omitempty"`
	// Message says what is allowed and what was given.
	Message string `json:"message"`
	// Fix says what to write instead.
	Fix string `json:"fix,omitempty"`
	// Doc is the address of the documentation page.
	Doc string `json:"doc,omitempty"`
}

// String returns the problem on one line: severity, message, fix, rule and documentation page.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(string(p.Severity) + ": " + p.Message)
	if p.Fix != "" {
		b.WriteString("; " + p.Fix)
	}
	b.WriteString(" [" + p.Rule + "]")
	if p.Doc != "" {
		b.WriteString(" " + p.Doc)
	}
	return b.String()
}

// reporter collects the problems of one rule.
type reporter struct {
	rule  Rule
	found []Problem
}

// problem reports a setting.
func (r *reporter) problem(s *setting, message, fix string) { r.add(r.rule.Severity, s, message, fix) }

// warning reports a setting where the fact that the rule stands on is in doubt.
func (r *reporter) warning(s *setting, message, fix string) {
	r.add(SeverityWarning, s, message, fix)
}

func (r *reporter) add(severity Severity, s *setting, message, fix string) {
	p := Problem{
		Rule: r.rule.ID, Severity: severity, Message: message, Fix: fix, Doc: r.rule.Doc,
		Namespace: s.Namespace, Name: s.Name, ResourceName: s.ResourceName, Field: s.Origin.Field,
	}
	if !s.secret {
		p.Value = s.Value
	}
	if ns := load().namespace(s.Namespace); p.Doc == "" && ns != nil {
		p.Doc = load().Pages[ns.name]
	}
	if p.Doc == "" {
		p.Doc = guide + "command-options.html"
	}
	r.found = append(r.found, p)
}

// environment reports a property of the environment.
func (r *reporter) environment(field, value, message, fix string) {
	r.found = append(r.found, Problem{
		Rule: r.rule.ID, Severity: r.rule.Severity, Field: field, Value: value, Message: message, Fix: fix, Doc: r.rule.Doc,
	})
}
