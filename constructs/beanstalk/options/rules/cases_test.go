package rules_test

import (
	"bufio"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options/rules"
)

func TestCases(t *testing.T) {
	for _, rule := range rules.Rules() {
		for _, c := range rules.Cases(rule.ID) {
			t.Run(c.Topic+"/"+c.Rule, func(t *testing.T) {
				for _, p := range c.Passes.Check() {
					t.Errorf("passing set: %s", p)
				}
				var got []string
				for _, p := range c.Fails.Check() {
					got = append(got, strings.TrimSuffix(p.String(), " "+p.Doc))
					if !strings.HasPrefix(p.Doc, "https://docs.aws.amazon.com/") {
						t.Errorf("failing set: page %q", p.Doc)
					}
				}
				if diff := cmp.Diff(c.Says+" ["+c.Rule+"]", strings.Join(got, "\n")); diff != "" {
					t.Errorf("failing set (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TestEveryRuleHasACase keeps the tables of rules and the files of cases in step.
func TestEveryRuleHasACase(t *testing.T) {
	seen := map[string]bool{}
	cases := 0
	for _, r := range rules.Rules() {
		n := len(rules.Cases(r.ID))
		if n == 0 {
			t.Errorf("rule %s has no case", r.ID)
		}
		cases += n
		if seen[r.ID] {
			t.Errorf("rule %s is there twice", r.ID)
		}
		seen[r.ID] = true
		if strings.ToLower(r.ID) != r.ID || strings.Contains(r.ID, " ") || r.Summary == "" || !strings.HasSuffix(r.Summary, ".") {
			t.Errorf("rule %+v: want a kebab-case id and a sentence", r)
		}
		if r.Severity != rules.SeverityError && r.Severity != rules.SeverityWarning {
			t.Errorf("rule %s: severity %q", r.ID, r.Severity)
		}
	}
	t.Logf("%d rules, %d cases", len(seen), cases)

	// Each case is in the file that goes with the table of its rule.
	files, err := filepath.Glob("cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	cased := map[string]string{}
	for _, file := range files {
		topic := strings.TrimSuffix(filepath.Base(file), ".txt")
		table, err := os.ReadFile("table_" + topic + ".go")
		if err != nil {
			t.Error(err)
		}
		for line := range linesOf(t, file) {
			id, ok := strings.CutPrefix(line, "== ")
			if ok && !seen[id] {
				t.Errorf("%s: there is no rule %s", file, id)
			}
			if ok && !strings.Contains(string(table), `"`+id+`"`) {
				t.Errorf("%s: rule %s is not in table_%s.go", file, id, topic)
			}
			if len(line) > 140 {
				t.Errorf("%s: a line of %d characters, want at most 140: %s", file, len(line), line)
			}
			cased[topic] = file
		}
	}
	tables, err := filepath.Glob("table_*.go")
	if err != nil || len(tables) != len(cased) {
		t.Errorf("tables %v, cases %v", tables, slices.Sorted(maps.Keys(cased)))
	}
}

// linesOf calls yield with every line of a file.
func linesOf(t *testing.T, file string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		content, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer content.Close()
		for lines := bufio.NewScanner(content); lines.Scan(); {
			if !yield(lines.Text()) {
				return
			}
		}
	}
}

const document = `# Rules

What Elastic Beanstalk refuses, ignores or does not do as people expect. This page is generated from the tables and the
[cases](cases) of this package: ` + "`go generate`" + `. ` + "`go run ./cmd/beanstalk-check -explain RULE`" + ` prints one rule of it.

An **error** is what Elastic Beanstalk rejects, and a **warning** what it accepts and ignores, what AWS's documents
contradict each other on, and what is merely unwise. A rule is based on a *verdict* (AWS refused it when somebody deployed
it or had it validated), on a *report* of what people saw, on *documentation*, or on an *inference* from examples and formats.

In addition to what is shown, every set has ` + "`IamInstanceProfile`" + `, or in the Cluster tier the three roles, unless it says
` + "`bare`" + `. ` + "`?`" + ` is a value that is not known before deployment.

`

// TestRulesDocument keeps RULES.md in step with what the rules say about themselves.
func TestRulesDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString(document)
	for _, r := range rules.Rules() {
		text, err := rules.Explain(r.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(text + "\n")
	}
	want := strings.TrimSuffix(b.String(), "\n")
	if *update {
		if err := os.WriteFile("RULES.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("RULES.md")
	if err != nil || string(got) != want {
		t.Errorf("RULES.md is stale; run go generate (%v):\n%s", err, cmp.Diff(string(got), want))
	}
}

func TestExplainUnknownRule(t *testing.T) {
	for id, want := range map[string]string{
		"min-size-above-maxsize": `the rule must be one that RULES.md lists, got "min-size-above-maxsize"; write min-size-above-max-size`,
		"nonsense":               `the rule must be one that RULES.md lists, got "nonsense"`,
	} {
		if text, err := rules.Explain(id); err == nil || err.Error() != want || text != "" {
			t.Errorf("Explain(%q): got %q, %v, want %s", id, text, err, want)
		}
	}
}
