package rules

import "strings"

// Severity says what happens to a set with a problem.
type Severity string

const (
	// SeverityError marks what Elastic Beanstalk rejects: the deployment would fail.
	SeverityError Severity = "error"
	// SeverityWarning marks what Elastic Beanstalk accepts and ignores, what AWS's own documents disagree on, and what
	// is merely unwise.
	SeverityWarning Severity = "warning"
)

// Problem is one finding of a [Checker].
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

// ID returns the id by which the problem is acknowledged: the rule and, in parentheses, the option and its scheduled
// action, such as unknown-option(aws:autoscaling:asg/MinSzie). It has no spaces and no brackets other than these, which
// the CDK wants in pairs.
func (p Problem) ID() string {
	if p.Name == "" {
		return p.Rule
	}
	option := p.Namespace + "/" + p.Name
	if p.ResourceName != "" {
		option = p.Namespace + "/" + p.ResourceName + "/" + p.Name
	}
	return p.Rule + "(" + acknowledgeable.Replace(option) + ")"
}

var acknowledgeable = strings.NewReplacer(" ", "-", "[", "", "]", "", "(", "", ")", "", "{", "", "}", "")
