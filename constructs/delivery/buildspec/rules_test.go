package buildspec_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/constructs/delivery/definition"
)

var update = flag.Bool("update", false, "write the generated files")

func TestCases(t *testing.T) {
	for _, rule := range buildspec.Rules() {
		for i, c := range buildspec.Cases(rule.ID) {
			if got := say(buildspec.Check(c.Passes, buildspec.CaseContext)); got != "" {
				t.Errorf("%s, passing case %d: %s", rule.ID, i, got)
			}
			failing := say(buildspec.Check(c.Fails, buildspec.CaseContext))
			if diff := cmp.Diff(c.Says+" ["+rule.ID+"]", failing); diff != "" {
				t.Errorf("%s, failing case %d (-want +got):\n%s", rule.ID, i, diff)
			}
		}
	}
}

// Whatever is found is of a rule that says enough of itself.
func TestEveryRuleIsListed(t *testing.T) {
	all := buildspec.Rules()
	if !slices.IsSortedFunc(all, func(a, b rules.Rule) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the rules are not sorted")
	}
	for _, r := range all {
		if !strings.HasPrefix(r.ID, "buildspec-") || !strings.HasSuffix(r.Summary, ".") || len(buildspec.Cases(r.ID)) == 0 ||
			!strings.HasPrefix(r.Doc, "https://docs.aws.amazon.com/codebuild/") {
			t.Errorf("rule %+v: want an id that begins with buildspec-, a sentence, a page and a case", r)
		}
		_, option := rules.Lookup(r.ID)
		if _, pipeline := definition.Lookup(r.ID); option || pipeline {
			t.Errorf("%s is the id of another rule too", r.ID)
		}
		if (r.Basis == rules.BasisInference) != (r.Severity == rules.SeverityWarning) {
			t.Errorf("%s: an inference, and nothing else, is a warning; got %s, %s", r.ID, r.Basis, r.Severity)
		}
	}
	source, err := os.ReadFile("registry.go")
	if err != nil {
		t.Fatal(err)
	}
	if ids := strings.Count(string(source), `= "buildspec-`); ids != len(all) {
		t.Errorf("%d rules are listed, and problems have %d ids", len(all), ids)
	}
}

// A problem names the page of its rule.
func TestProblemsNameThePageOfTheirRule(t *testing.T) {
	for _, rule := range buildspec.Rules() {
		for _, problem := range buildspec.Check(buildspec.Cases(rule.ID)[0].Fails, buildspec.CaseContext) {
			if problem.Doc != rule.Doc {
				t.Errorf("%s: got the page %s, want %s", rule.ID, problem.Doc, rule.Doc)
			}
		}
	}
}

const document = `# Rules for build specifications

What AWS CodeBuild refuses in a build specification. This page is generated from the rules and the
[cases](cases.txt) of this package: ` + "`go generate`" + `.
` + "`go run ./cmd/beanstalk-check -explain RULE`" + ` prints one rule of it.

An **error** is what CodeBuild refuses by its pages; a **warning** is what it ignores. A rule that is an error warns of what no page
states. The cases are builds of a pipeline that takes one artifact, in the image
` + "`aws/codebuild/amazonlinux-x86_64-standard:5.0`" + `.

`

// TestRulesDocument keeps RULES.md in step with what the rules say about themselves.
func TestRulesDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString(document)
	for _, r := range buildspec.Rules() {
		b.WriteString(buildspec.Explain(r.ID) + "\n")
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
	if text := buildspec.Explain("pipeline-run-order"); text != "" {
		t.Errorf("got %q", text)
	}
}
