package definition

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// Problem is one finding of a [Checker]. Its Field is the place in the properties as people write it, such as
// Stages[1].Actions[0].RunOrder.
type Problem struct {
	rules.Problem
	// Path is the place, step by step.
	Path []string `json:"-"`
}

// ID returns the id by which the problem is acknowledged: the rule and its place, such as
// pipeline-run-order(Stages/1/Actions/0/RunOrder).
func (p Problem) ID() string {
	return p.Rule + "(" + acknowledgeable.Replace(strings.Join(p.Path, "/")) + ")"
}

// The CDK wants brackets in pairs and no spaces; only the names in a configuration can have them.
var acknowledgeable = strings.NewReplacer(" ", "-", "[", "", "]", "", "(", "", ")", "", "{", "", "}", "")

// rule is a rule with what it takes to apply it.
type rule struct {
	rules.Rule
	check func(p *pipeline, r *reporter)
}

// reporter collects the findings of one rule.
type reporter struct {
	pipeline *pipeline
	rule     rules.Rule
	found    []Problem
}

// mustBe reports what something may be, and what it is.
func (r *reporter) mustBe(n node, allowed, fix string) {
	r.say(n, "must be "+allowed+", got "+n.given(), fix)
}

// say reports something in a sentence that begins with its place.
func (r *reporter) say(n node, predicate, fix string) {
	r.add(r.rule.Severity, n, predicate, fix)
}

// warn reports something that the rule's page does not say is refused.
func (r *reporter) warn(n node, predicate, fix string) {
	r.add(rules.SeverityWarning, n, predicate, fix)
}

func (r *reporter) add(severity rules.Severity, n node, predicate, fix string) {
	value, _ := n.text()
	r.found = append(r.found, Problem{Path: n.path, Problem: rules.Problem{
		Rule: r.rule.ID, Severity: severity, Field: field(n.path), Value: value,
		Message: r.pipeline.label(n.path) + " " + predicate, Fix: fix, Doc: r.rule.Doc,
	}})
}

// ask applies rules to a pipeline. Problems come in the order of their places.
func ask(rules []rule, p *pipeline) []Problem {
	var problems []Problem
	for _, rule := range rules {
		r := reporter{pipeline: p, rule: rule.Rule}
		rule.check(p, &r)
		problems = append(problems, r.found...)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(slices.CompareFunc(a.Path, b.Path, compareSteps), cmp.Compare(a.Rule, b.Rule))
	})
	return problems
}

func compareSteps(a, b string) int {
	m, err1 := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if err1 == nil && err2 == nil {
		return cmp.Compare(m, n)
	}
	return cmp.Compare(a, b)
}

// oneOf reports a text that is none of those allowed.
func (r *reporter) oneOf(n node, allowed ...string) {
	text, known := n.text()
	// No page says that the case of a boolean matters.
	boolean := strings.EqualFold(text, "true") || strings.EqualFold(text, "false")
	if boolean && slices.Contains(allowed, "true") || slices.Contains(allowed, text) || runtime(text) {
		return
	}
	if known {
		fix := "write one of them"
		if near := nearest(text, allowed); len(near) == 1 {
			fix = "write " + prop.Quote(near[0])
		}
		r.mustBe(n, prop.List(prop.QuoteAll(allowed), "or"), fix)
	}
}

// unique reports names that are there before.
func (r *reporter) unique(names []node, among string) {
	seen := map[string]bool{}
	for _, name := range names {
		text, known := name.text()
		if known && seen[text] {
			r.say(name, "must differ from that of every other "+among+", got "+prop.Quote(text)+" twice", "choose another name")
		}
		seen[text] = known
	}
}

// runtime reports whether a text has a variable in it, which has a value only while the pipeline runs.
func runtime(text string) bool { return strings.Contains(text, "#{") }
