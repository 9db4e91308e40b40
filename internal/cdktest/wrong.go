package cdktest

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/cdk"
)

// A Subject is what TestWrongValues tries.
type Subject interface {
	judge(t *testing.T) *judged
	define(t *testing.T, scope constructs.Construct, values *judged)
}

// judged are the wrong values of a subject, by what Validate says to them.
type judged struct{ refused, accepted, later []wrong }

// TestWrongValues tries all wrong values of each subject one by one, then many at once, and expects answers in the form of
// package prop. Then it defines some. Node.js, which must not run before that, starts once for all subjects.
func TestWrongValues(t *testing.T, subjects map[string]Subject) {
	nodejs.Stop() // what other tests have started
	values := map[string]*judged{}
	names := slices.Sorted(maps.Keys(subjects))
	for _, name := range names {
		t.Run(name, func(t *testing.T) { values[name] = subjects[name].judge(t) })
	}
	if cdk.Running() {
		t.Error("Validate starts Node.js")
	}
	stack := NewStack(map[string]any{"@aws-cdk/core:stackResourceLimit": 0}) // it is never deployed
	for _, name := range names {
		t.Run(name+"/defined", func(t *testing.T) { subjects[name].define(t, constructs.NewConstruct(stack, &name), values[name]) })
	}
	if lines := Rejection(func() { assertions.Template_FromStack(stack, nil) }); lines != "" {
		t.Errorf("what is defined cannot be synthesized: %.2000s", lines)
	}
	if lines := Rejection(func() { awscdk.NewApp(nil) }); lines != "" {
		t.Errorf("Node.js is out of order: %s", lines)
	}
}

func (w WrongValues[P]) judge(t *testing.T) *judged {
	if w.Later == "" {
		w.Later = "^$"
	}
	var refused, accepted, later []wrong
	reasons := map[string]bool{}
	cases := w.cases(t)
	for _, c := range cases {
		fault := ""
		lines := answer(func() error { return w.Validate(w.with(nil, c)) })
		switch why := w.acceptable(c); {
		case lines != "":
			refused = append(refused, c)
			fault = faults(lines, c.field)
		case why == "" && matches(w.Later, c.field):
			later = append(later, c)
		case why == "":
			fault = "is accepted; refuse it in Validate or by an option rule, or list it in Accepted of wrong_test.go, with the reason"
		default:
			accepted = append(accepted, c)
			reasons[why] = true
		}
		if fault != "" {
			t.Errorf("%s %s\n%.2000s", c, fault, lines)
		}
	}
	for why := range w.Accepted {
		if !reasons[why] {
			t.Errorf("nothing is accepted for %q: take it out of the table", why)
		}
	}
	for name, props := range map[string]*P{"no properties": nil, "empty properties": new(P)} {
		if lines := answer(func() error { return w.Validate(props) }); lines != "" && faults(lines, "") != "" {
			t.Errorf("%s: %s\n%s", name, faults(lines, ""), lines)
		}
	}
	w.testTogether(t, refused)
	t.Logf("%d wrong values: %d refused, %d accepted, %d judged later", len(cases), len(refused), len(accepted), len(later))
	return &judged{refused, accepted, later}
}

// testTogether puts a wrong value in every field at once and expects an answer for each.
func (w WrongValues[P]) testTogether(t *testing.T, refused []wrong) {
	var together []wrong
	for i, c := range refused {
		// The value of a struct or a list would overwrite those of its elements.
		inside := func(o wrong) bool { return o.field != c.field && strings.HasPrefix(o.field, c.field) }
		if (i == len(refused)-1 || refused[i+1].field != c.field) && !slices.ContainsFunc(refused, inside) {
			together = append(together, c)
		}
	}
	lines := answer(func() error { return w.Validate(w.with(nil, together...)) })
	for _, c := range together {
		if !names(lines, c.field) {
			t.Errorf("%s has no answer among others\n%.3000s", c, lines)
		}
	}
	if fault := faults(lines, ""); fault != "" && len(together) > 0 {
		t.Errorf("all at once %s\n%.3000s", fault, lines)
	}
}

// define defines constructs with what Validate has accepted, as much at once as possible, and with some of what it has
// refused. Node.js must survive it unharmed.
func (w WrongValues[P]) define(t *testing.T, scope constructs.Construct, values *judged) {
	if w.Define == nil || values == nil {
		return
	}
	var batches [][]wrong
	for _, c := range values.accepted {
		i := slices.IndexFunc(batches, func(batch []wrong) bool {
			overlaps := func(o wrong) bool { return strings.HasPrefix(o.field, c.field) || strings.HasPrefix(c.field, o.field) }
			return !slices.ContainsFunc(batch, overlaps) && w.Validate(w.with(nil, append(slices.Clip(batch), c)...)) == nil
		})
		if i < 0 {
			batches = append(batches, []wrong{c})
		} else {
			batches[i] = append(batches[i], c)
		}
	}
	sound := len(batches)
	for i, c := range append(values.later, values.refused...) {
		if i < len(values.later) || i%40 == 0 || strings.Contains(c.value, "token") && i%5 == 0 {
			batches = append(batches, []wrong{c})
		}
	}
	start := time.Now()
	for i, batch := range batches {
		scope := constructs.NewConstruct(scope, jsii.Sprintf("Case%d", i))
		field := ""
		if len(batch) == 1 {
			field = batch[0].field
		}
		lines := Rejection(func() { w.Define(scope, w.with(scope, batch...)) })
		refusable := i >= sound
		if fault := faults(lines, field); fault != "" && (lines != "" || refusable) {
			t.Errorf("defined, %v %s\n%.2000s", batch, fault, lines)
		}
	}
	t.Logf("%d definitions, %d of them with all that is accepted, in %v", len(batches), sound, time.Since(start))
}

// with makes sound properties and puts wrong values in them.
func (w WrongValues[P]) with(scope constructs.Construct, all ...wrong) *P {
	props := w.Props(scope)
	for _, c := range all {
		c.put(reflect.ValueOf(props).Elem())
	}
	return props
}

// acceptable is the reason why Validate may accept a value, or "" if there is none.
func (w WrongValues[P]) acceptable(c wrong) string {
	for _, pattern := range slices.Sorted(maps.Keys(w.Accepted)) {
		if matches(`^(`+pattern+`)$`, c.String()) {
			return pattern
		}
	}
	return ""
}

var patterns = map[string]*regexp.Regexp{}

// matches compiles each pattern once.
func matches(pattern, text string) bool {
	if patterns[pattern] == nil {
		patterns[pattern] = regexp.MustCompile(pattern)
	}
	return patterns[pattern].MatchString(text)
}

// answer is what a person would read: the text of the error, or of a panic, which is allowed only in a definition.
func answer(call func() error) string {
	var err error
	if panicked := Rejection(func() { err = call() }); panicked != "" {
		return panicked
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

var (
	number = regexp.MustCompile(`\[[^\]]*\]`)
	inList = regexp.MustCompile(`\w+\[[^\]]+\]`)
	inPart = regexp.MustCompile(`^(?:.*?\.)?(\w+\.\w+|\w*Subnets)\.\w+$`)
	hump   = regexp.MustCompile(`([a-z])([A-Z])`)
	quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	given  = regexp.MustCompile("got |left out|must be named|subnets of the VPC: ")
	// foreign is what Go, JavaScript and the CDK say to programmers.
	foreign = regexp.MustCompile(`goroutine|runtime error|reflect[.:]|nil pointer|at Object|at new |node_modules|jsii|@jsii|\(\*|%!|0x|` +
		`\$\{Token\[|[#]\{Token\[|1\.8881545897087626e\+289|undefined|\[object|Error:`)
)

// faults says what is wrong with an answer to a wrong value of a field, or "" if nothing is.
func faults(lines, field string) string {
	seen := map[string]bool{}
	for line := range strings.SplitSeq(lines, "\n") {
		said := quoted.ReplaceAllString(line, `""`)
		sentences := strings.Split(line, "; ")
		switch {
		case utf8.RuneCountInString(line) > 600:
			return fmt.Sprintf("has an answer of %d characters", utf8.RuneCountInString(line))
		case !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }):
			return fmt.Sprintf("has an answer that does not print: %q", line)
		case foreign.MatchString(said):
			return fmt.Sprintf("has %q in an answer", foreign.FindString(said))
		case !strings.Contains(said, "must "):
			return "has an answer that does not say what is allowed: " + line
		case !given.MatchString(said):
			return "has an answer that does not say what was given: " + line
		case seen[line] || len(slices.Compact(slices.Sorted(slices.Values(sentences)))) < len(sentences):
			return "says a thing twice: " + line
		}
		seen[line] = true
	}
	if !names(lines, field) {
		return "has no answer that names the field; a row of an option names it with field:"
	}
	return ""
}

// names reports whether lines name a field: by its last name, also as words, or by what it is in, "Options[0]" or
// "Capacity.Trigger".
func names(lines, field string) bool {
	last := number.ReplaceAllString(field[strings.LastIndex(field, ".")+1:], "")
	name := hump.ReplaceAllString(regexp.QuoteMeta(last), "$1 ?$2")
	for _, around := range []string{inList.FindString(field), inPart.ReplaceAllString(field, "$1")} {
		if around != "" && around != field && strings.Contains(lines, around) {
			return true
		}
	}
	return matches(`(?i)(\b|^)`+name+`(\b|$)`, lines)
}
