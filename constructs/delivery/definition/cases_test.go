package definition_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/definition"
)

var update = flag.Bool("update", false, "write the generated files")

// check judges the sound definition with some changes.
func check(t *testing.T, changes ...string) []definition.Problem {
	t.Helper()
	properties, region, err := definition.Changed(changes)
	if err != nil {
		t.Fatal(err)
	}
	return definition.Checker{Region: region}.Check(properties)
}

// say writes problems without their pages, one per line.
func say(problems []definition.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, strings.TrimSuffix(p.String(), " "+p.Doc))
	}
	return strings.Join(lines, "\n")
}

func TestCases(t *testing.T) {
	for _, rule := range definition.Rules() {
		cases := definition.Cases(rule.ID)
		if len(cases) == 0 {
			t.Errorf("rule %s has no case", rule.ID)
		}
		for i, c := range cases {
			t.Run(fmt.Sprintf("%s/%s/%d", c.Topic, c.Rule, i), func(t *testing.T) {
				if got := say(check(t, c.Passes...)); got != "" {
					t.Errorf("passing definition: %s", got)
				}
				failing := check(t, c.Fails...)
				if diff := cmp.Diff(c.Says+" ["+c.Rule+"]", say(failing)); diff != "" {
					t.Errorf("failing definition (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// The tables of rules, and the files with cases, say enough of themselves.
func TestEveryRuleIsInItsTable(t *testing.T) {
	for _, r := range definition.Rules() {
		named := strings.HasPrefix(r.ID, "pipeline-") && strings.HasSuffix(r.Summary, ".")
		if !named || !strings.HasPrefix(r.Doc, "https://docs.aws.amazon.com/") {
			t.Errorf("rule %+v: want an id that begins with pipeline-, a sentence and a page", r)
		}
		if _, taken := rules.Lookup(r.ID); taken {
			t.Errorf("%s is a rule for option settings too", r.ID)
		}
		if (r.Basis == rules.BasisInference) != (r.Severity == rules.SeverityWarning) {
			t.Errorf("%s: an inference, and nothing else, is a warning; got %s, %s", r.ID, r.Basis, r.Severity)
		}
		for _, c := range definition.Cases(r.ID) {
			table, err := os.ReadFile("table_" + c.Topic + ".go")
			if err != nil || !strings.Contains(string(table), `"`+r.ID+`"`) {
				t.Errorf("a case of %s is in cases/%s.txt, but the rule is not in table_%s.go (%v)", r.ID, c.Topic, c.Topic, err)
			}
		}
	}
	files, err := filepath.Glob("cases/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			id, isRule := strings.CutPrefix(strings.TrimSpace(line), "== ")
			if _, known := definition.Lookup(id); isRule && !known {
				t.Errorf("%s: there is no rule %s", file, id)
			}
		}
	}
}

const document = `# Rules for pipelines

What AWS CodePipeline refuses in the definition of a pipeline. This page is generated from the tables and the [cases](cases)
of this package: ` + "`go generate`" + `. ` + "`go run ./cmd/beanstalk-check -explain RULE`" + ` prints one rule of it.

An **error** is what CodePipeline rejects; a **warning** is inferred, from examples and from what Elastic Beanstalk does. On
what a rule is based is said as in the [rules for option settings](../../beanstalk/options/rules/RULES.md); *verdict
(validated)* means that a call of CreatePipeline was refused.

What is shown are changes of the definition in [sound.json](sound.json).

`

// TestRulesDocument keeps RULES.md in step with what the rules say about themselves.
func TestRulesDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString(document)
	for _, r := range definition.Rules() {
		b.WriteString(definition.Explain(r.ID) + "\n")
	}
	want := strings.TrimSuffix(b.String(), "\n")
	if *update {
		if err := os.WriteFile("RULES.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("RULES.md"); err != nil || string(got) != want {
		t.Errorf("RULES.md is stale; run go generate (%v):\n%s", err, cmp.Diff(string(got), want))
	}
}

func TestExplainOfAnUnknownRule(t *testing.T) {
	if text := definition.Explain("min-size-above-max-size"); text != "" {
		t.Errorf("got %q", text)
	}
}
