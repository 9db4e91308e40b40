package rules

import (
	"fmt"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// Explain returns in Markdown what a rule demands, how severe it is and what it is based on, with a set that fails,
// what is said about it, and the nearest set that passes. For an id that no rule has, the error names the nearest one.
func Explain(id string) (string, error) {
	rule, ok := Lookup(id)
	if !ok {
		fix := ""
		if near, _, ok := options.Nearest(id, ids()); ok {
			fix = "; write " + near
		} else if near, ok := options.Extended(id, ids()); ok {
			fix = "; write " + near
		}
		return "", fmt.Errorf("the rule must be one that RULES.md lists, got %s%s", prop.Quote(id), fix)
	}
	if len(Cases(id)) == 0 {
		return "", fmt.Errorf("rule %s must have a case, got none; add one to the file of its table in cases", id)
	}
	c := Cases(id)[0]
	doc := rule.Doc
	if doc == "" {
		doc = c.Fails.Check()[0].Doc // the page of the option at fault
	}
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", rule.ID, rule.Summary)
	fmt.Fprintf(&b, "- severity: %s\n- based on: %s, %s\n", rule.Severity, rule.Basis, doc)
	if rule.SecurityHub {
		b.WriteString("- applied only if the controls of AWS Security Hub are wanted\n")
	}
	severity, message, _ := strings.Cut(c.Says, ": ")
	fmt.Fprintf(&b, "\nfails:\n\n%s\n%s: %s\n\npasses:\n\n%s", c.Fails.block(), severity, message, c.Passes.block())
	return b.String(), nil
}

// block writes a set as a block of code.
func (s Set) block() string {
	var b strings.Builder
	b.WriteString("```\n")
	for _, fact := range s.Facts {
		b.WriteString("# " + fact + "\n")
	}
	for _, line := range s.Lines {
		b.WriteString(line + "\n")
	}
	return b.String() + "```\n"
}

func ids() []string {
	all := make([]string, len(registry))
	for i, r := range registry {
		all[i] = r.ID
	}
	return all
}
