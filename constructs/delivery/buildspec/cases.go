package buildspec

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed cases.txt
var casesText string

// Case is a build specification that a rule refuses and the nearest one that passes every rule, both in [CaseContext].
type Case struct {
	Rule, Fails, Passes string
	// Says is the one problem: severity, message and fix.
	Says string
}

// CaseContext is where the builds of cases run.
var CaseContext = Context{Image: "aws/codebuild/amazonlinux-x86_64-standard:5.0", Outputs: []string{"Release"}, Batch: true}

// Cases returns the cases of a rule, in their order. Every rule has at least one.
func Cases(rule string) []Case {
	return slices.DeleteFunc(slices.Clone(allCases()), func(c Case) bool { return c.Rule != rule })
}

var allCases = sync.OnceValue(func() (all []Case) {
	key := ""
	for line := range strings.Lines(casesText) {
		if rule, is := strings.CutPrefix(line, "== "); is {
			all = append(all, Case{Rule: strings.TrimSpace(rule)})
		}
		if len(all) == 0 || len(line) < 8 || strings.HasPrefix(line, "=") {
			continue
		}
		if next := strings.TrimSpace(line[:7]); next != "" {
			key = next
		}
		switch c := &all[len(all)-1]; key {
		case "fails":
			c.Fails += line[7:]
		case "passes":
			c.Passes += line[7:]
		case "says":
			c.Says = strings.TrimPrefix(c.Says+" "+strings.TrimSpace(line[7:]), " ")
		}
	}
	return all
})

// Explain returns in Markdown what a rule demands, how severe it is and what it is based on, with a build specification that
// fails, what is said about it, and the nearest one that passes. For an id that no rule has it returns nothing.
func Explain(id string) string {
	rule, is := Lookup(id)
	if !is {
		return ""
	}
	c := Cases(id)[0]
	return fmt.Sprintf("## %s\n\n%s\n\n- severity: %s\n- based on: %s, %s\n\nfails:\n\n%s\n%s\n\npasses:\n\n%s",
		rule.ID, rule.Summary, rule.Severity, rule.Basis, rule.Doc, block(c.Fails), c.Says, block(c.Passes))
}

// block writes a specification as a block of code.
func block(specification string) string { return "```yaml\n" + specification + "```\n" }
