package definition

import (
	"fmt"
	"strings"
)

// Explain returns in Markdown what a rule demands, how severe it is and what it is based on, with a change that fails,
// what is said about it, and the nearest change that passes. For an id that no rule has it returns nothing.
func Explain(id string) string {
	rule, ok := Lookup(id)
	if !ok {
		return ""
	}
	c := Cases(id)[0]
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", rule.ID, rule.Summary)
	fmt.Fprintf(&b, "- severity: %s\n- based on: %s, %s\n", rule.Severity, rule.Basis, rule.Doc)
	fmt.Fprintf(&b, "\nfails:\n\n%s\n%s\n\npasses:\n\n%s", block(c.Fails), c.Says, block(c.Passes))
	return b.String()
}

// block writes lines as a block of code.
func block(lines []string) string { return "```\n" + strings.Join(lines, "\n") + "\n```\n" }
