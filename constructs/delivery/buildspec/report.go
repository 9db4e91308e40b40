package buildspec

import (
	"cmp"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// most is how many problems are told: who has so many looks at the page.
const most = 20

// Problem is one finding of [Check]. Its Field is the place as AWS writes it, such as phases/build/on-failure.
type Problem struct {
	rules.Problem
	// Line is the line of the specification, from 1.
	Line int `json:"line"`
}

// ID returns the id by which the problem is acknowledged, such as buildspec-key(phases/build/comands).
func (p Problem) ID() string {
	if p.Field == "" {
		return p.Rule
	}
	return p.Rule + "(" + acknowledgeable.Replace(p.Field) + ")"
}

// The CDK wants brackets in pairs and no spaces.
var acknowledgeable = strings.NewReplacer(" ", "-", "[", ".", "]", "", "(", "", ")", "", "{", "", "}", "", `"`, "", `\`, "")

// Context is what is known of where a build runs. The zero value is a build of its own.
type Context struct {
	// Image is the image that it runs in. The runtimes of one that is not CodeBuild's are not judged.
	Image string
	// Outputs are the names of the artifacts that a pipeline takes from it. Of several, each is in secondary-artifacts.
	Outputs []string
	// Batch means that the pipeline builds a batch.
	Batch bool
}

func (c Context) windows() bool { return strings.Contains(c.Image, "windows") }

// report collects what is found.
type report struct {
	Context
	version string
	found   []Problem
}

// mustBe reports what something may be, and what it is.
func (r *report) mustBe(rule string, at place, allowed string, got any, fix string) {
	r.add(rule, rules.SeverityError, at, "must be "+allowed+", got "+prop.Show(got), fix)
}

// warn reports what CodeBuild ignores, or what no page says is refused.
func (r *report) warn(rule string, at place, predicate, fix string) {
	r.add(rule, rules.SeverityWarning, at, predicate, fix)
}

func (r *report) add(rule string, severity rules.Severity, at place, predicate, fix string) {
	if len(r.found) > 10*most {
		return
	}
	found, _ := Lookup(rule)
	r.found = append(r.found, Problem{Line: max(1, at.line), Problem: rules.Problem{
		Rule: rule, Severity: severity, Field: at.path, Message: at.String() + " " + predicate, Fix: fix, Doc: found.Doc,
	}})
}

// problems are the findings in the order of their lines, the errors before the warnings if there are too many.
func (r *report) problems() []Problem {
	found := r.found
	if len(found) > most {
		slices.SortStableFunc(found, func(a, b Problem) int { return cmp.Compare(a.Severity, b.Severity) })
		last := found[most-1]
		last.Message = "the build specification must follow the grammar everywhere, got more that does not"
		last.Field, last.Fix, last.Rule = "", "", ruleDocument
		return append(found[:most-1:most-1], last)
	}
	slices.SortStableFunc(found, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return found
}

// oneOf finds a text that is none of those allowed.
func (r *report) oneOf(at place, v *value, allowed []string) {
	if slices.Contains(allowed, v.text) {
		return
	}
	r.mustBe(ruleValue, at, prop.List(allowed, "or"), v.text, write(v.text, allowed))
}

// write is what to write instead of a misspelt text, if that is known.
func write(text string, allowed []string) string {
	if near, _, found := options.Nearest(text, allowed); found {
		return "write " + near
	}
	var begun []string
	for _, a := range allowed {
		if text != "" && strings.HasPrefix(a, strings.ToUpper(text)) {
			begun = append(begun, a)
		}
	}
	if len(begun) == 1 {
		return "write " + begun[0]
	}
	return ""
}
