package cdktest

import (
	"fmt"
	"maps"
	"math"
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

// WrongValues tries wrong values in every field of a props struct, found by reflection, so that a new field is tried too.
type WrongValues[P any] struct {
	// Props makes sound properties in which every struct and list of ours is filled in, for all fields of it to be tried.
	// Without a scope it must do without Node.js.
	Props func(scope constructs.Construct) *P
	// Validate judges the properties.
	Validate func(*P) error
	// Define defines the construct. Without it, only Validate is tried.
	Define func(scope constructs.Construct, props *P)
	// Instances are wrong values of the interfaces that fields have, such as a nil or a half-made construct.
	Instances map[reflect.Type][]any
	// Accepted are the only values that Validate may accept, each a pattern of "FIELD with VALUE" and why.
	Accepted map[string]string
	// Later is a pattern of the fields that only Define can judge.
	Later string
}

// A wrong value in one field.
type wrong struct {
	field string // in the caller's words, "Capacity.MinSize"
	value string // what the value is, "a fraction"
	put   func(props reflect.Value)
}

func (w wrong) String() string { return w.field + " with " + w.value }

var (
	forged = "a\x00\x1b[31mb\nerror: forged"
	texts  = []any{
		"nothing in it", "", "1 MB", strings.Repeat("x", 1<<20), "1 MB of accents", strings.Repeat("é", 1<<19),
		"unicode", "Größe – 東京 🚀", "control characters", forged, "invalid UTF-8", "a\xffb", "the look of a token", "${Token[abc.1]}",
		"the look of a list token", "#{Token[abc.1]}", "spaces", " a b ", "only spaces", "   ",
	}
	numbers = []any{
		"a negative number", -1.0, "a fraction", 2.5, "a huge number", 1e300, "no number", math.NaN(), "infinity", math.Inf(1),
		"negative infinity", math.Inf(-1), "zero", 0.0, "the look of a number token", -1.8881545897087626e+289,
	}
	// anything is what no text, number or boolean is.
	anything = []any{"a struct", struct{}{}, "a function", func() {}, "a channel", make(chan int), "a nil pointer", (*string)(nil)}
)

// Test tries all values one by one, then many at once, and expects answers in the form of package prop.
func (w WrongValues[P]) Test(t *testing.T) {
	nodejs.Stop() // what other tests have started
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
		case why == "" && regexp.MustCompile(w.Later).MatchString(c.field):
			later = append(later, c)
		case why == "":
			fault = "is accepted"
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
	if cdk.Running() {
		t.Error("Validate starts Node.js")
	}
	t.Logf("%d wrong values: %d refused, %d accepted, %d judged later", len(cases), len(refused), len(accepted), len(later))
	if w.Define != nil {
		w.testDefine(t, refused, accepted, later)
	}
}

// testTogether puts a wrong value in every field at once and expects an answer for each.
func (w WrongValues[P]) testTogether(t *testing.T, refused []wrong) {
	var together []wrong
	for i, c := range refused {
		// The value of a struct or a list would undo those of what is in it.
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

// testDefine defines constructs with what Validate has accepted, as much at once as goes together, and with some of what it
// has refused. Node.js must be none the worse for it.
func (w WrongValues[P]) testDefine(t *testing.T, refused, accepted, later []wrong) {
	var batches [][]wrong
	for _, c := range accepted {
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
	for i, c := range append(later, refused...) {
		if i < len(later) || i%40 == 0 || strings.Contains(c.value, "token") && i%5 == 0 {
			batches = append(batches, []wrong{c})
		}
	}
	stack := NewStack(nil)
	start := time.Now()
	for i, batch := range batches {
		scope := constructs.NewConstruct(stack, jsii.Sprintf("Case%d", i))
		field := ""
		if len(batch) == 1 {
			field = batch[0].field
		}
		lines := answer(func() error { w.Define(scope, w.with(scope, batch...)); return nil })
		refusable := i >= sound
		if fault := faults(lines, field); fault != "" && (lines != "" || refusable) {
			t.Errorf("defined, %v %s\n%.2000s", batch, fault, lines)
		}
	}
	t.Logf("%d definitions, %d of them with all that is accepted, in %v", len(batches), sound, time.Since(start))
	if lines := answer(func() error { assertions.Template_FromStack(stack, nil); return nil }); lines != "" {
		t.Errorf("what is defined cannot be synthesized: %.2000s", lines)
	}
	if lines := answer(func() error { awscdk.NewApp(nil); return nil }); lines != "" {
		t.Errorf("Node.js is out of order: %s", lines)
	}
}

// with makes sound properties and puts wrong values into them.
func (w WrongValues[P]) with(scope constructs.Construct, all ...wrong) *P {
	props := w.Props(scope)
	for _, c := range all {
		c.put(reflect.ValueOf(props).Elem())
	}
	return props
}

// acceptable is the reason for which Validate may accept a value, "" if there is none.
func (w WrongValues[P]) acceptable(c wrong) string {
	for _, pattern := range slices.Sorted(maps.Keys(w.Accepted)) {
		if regexp.MustCompile(`^(` + pattern + `)$`).MatchString(c.String()) {
			return pattern
		}
	}
	return ""
}

// cases are all wrong values of all fields.
func (w WrongValues[P]) cases(t *testing.T) (all []wrong) {
	root := reflect.ValueOf(w.Props(nil)).Elem()
	w.fields(t, "", func(props reflect.Value) reflect.Value { return props }, root, &all)
	return all
}

// fields tries what is in a struct. At finds the struct in properties made anew.
func (w WrongValues[P]) fields(t *testing.T, path string, at func(reflect.Value) reflect.Value, sample reflect.Value, all *[]wrong) {
	for i := range sample.NumField() {
		if field := sample.Type().Field(i); field.IsExported() && !field.Anonymous {
			name := strings.TrimPrefix(path+"."+field.Name, ".")
			w.values(t, name, func(props reflect.Value) reflect.Value { return at(props).Field(i) }, sample.Field(i), all)
		}
	}
}

// values tries one field, given by a function that finds it in properties made anew.
func (w WrongValues[P]) values(t *testing.T, path string, at func(reflect.Value) reflect.Value, sample reflect.Value, all *[]wrong) {
	say := func(value string, wrongValue reflect.Value) {
		*all = append(*all, wrong{path, value, func(props reflect.Value) { at(props).Set(wrongValue) }})
	}
	target, kind := sample.Type(), sample.Kind()
	if kind == reflect.Pointer {
		target, kind = target.Elem(), target.Elem().Kind()
	}
	plain := func(pairs []any) {
		for i := 0; i < len(pairs); i += 2 {
			v := reflect.New(target).Elem()
			v.Set(reflect.ValueOf(pairs[i+1]).Convert(target))
			if sample.Kind() == reflect.Pointer {
				v = v.Addr()
			}
			say(pairs[i].(string), v)
		}
	}
	deref := func(props reflect.Value) reflect.Value {
		if v := at(props); v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			return v.Elem()
		}
		return at(props)
	}
	inner := sample
	if sample.Kind() == reflect.Pointer || sample.Kind() == reflect.Interface {
		inner = sample.Elem()
	}
	ours := func(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "beanstalkline/") }
	switch {
	case target == reflect.TypeFor[time.Time]() || kind == reflect.Func || kind == reflect.Bool:
		// No value of theirs is wrong.
	case kind == reflect.String:
		plain(texts)
		if target.PkgPath() == "" {
			break
		}
		if plain([]any{"an unknown member", "NoSuchThing"}); inner.String() != "" {
			plain([]any{"lower case", strings.ToLower(inner.String())})
		}
	case kind == reflect.Float64:
		plain(numbers)
	case kind == reflect.Struct:
		if inner.IsValid() {
			w.fields(t, path, deref, inner, all)
		} else if ours(target) {
			t.Errorf("Props leaves out %s, whose fields would not be tried", path)
		}
	case kind == reflect.Slice:
		list := func(value string, elements ...reflect.Value) {
			v := reflect.New(target)
			v.Elem().Set(reflect.Append(reflect.MakeSlice(target, 0, len(elements)), elements...))
			if sample.Kind() != reflect.Pointer {
				v = v.Elem()
			}
			say(value, v)
		}
		list("an empty list")
		if element := target.Elem().Kind(); element == reflect.Pointer || element == reflect.Interface {
			list("a nil element", reflect.Zero(target.Elem()))
		}
		if !inner.IsValid() || inner.Len() == 0 {
			if ours(target.Elem()) || target.Elem().Kind() == reflect.Pointer && ours(target.Elem().Elem()) {
				t.Errorf("Props leaves %s empty, whose fields would not be tried", path)
			}
			return
		}
		list("an element twice", inner.Index(0), inner.Index(0))
		list("1000 elements", slices.Repeat([]reflect.Value{inner.Index(0)}, 1000)...)
		w.values(t, path+"[0]", func(props reflect.Value) reflect.Value { return deref(props).Index(0) }, inner.Index(0), all)
	case kind == reflect.Map:
		if !inner.IsValid() || inner.Len() == 0 {
			t.Errorf("Props leaves %s empty, whose values would not be tried", path)
			return
		}
		key := inner.MapKeys()[0]
		for i := 0; i < len(texts); i += 2 {
			name := reflect.ValueOf(texts[i+1])
			*all = append(*all, wrong{path, texts[i].(string) + " for a name", func(props reflect.Value) {
				deref(props).SetMapIndex(name, deref(props).MapIndex(key))
			}})
		}
		*all = append(*all, wrong{path, "a nil value", func(props reflect.Value) {
			deref(props).SetMapIndex(key, reflect.Zero(target.Elem()))
		}})
		held := fmt.Sprintf("%s[%q]", path, key)
		element := func(props reflect.Value) reflect.Value { return deref(props).MapIndex(key).Elem() }
		w.values(t, held, element, inner.MapIndex(key).Elem(), all)
	case kind == reflect.Interface && target.NumMethod() == 0:
		plain(slices.Concat(texts, numbers, anything))
	case kind == reflect.Interface:
		instances, known := w.Instances[target]
		if !known {
			t.Errorf("no wrong instances of %s are known, for %s", target, path)
		}
		for i, instance := range instances {
			say(fmt.Sprintf("instance %d, a %T", i, instance), reflect.ValueOf(instance))
		}
		// What embeds something is a construct, and has fields to be read.
		s := reflect.Indirect(inner)
		if s.Kind() == reflect.Struct && s.CanSet() && ours(s.Type()) && (s.NumField() == 0 || !s.Type().Field(0).Anonymous) {
			w.fields(t, path, func(props reflect.Value) reflect.Value { return at(props).Elem().Elem() }, inner.Elem(), all)
		}
	default:
		t.Errorf("no wrong values of %s are known, for %s", sample.Type(), path)
	}
}

// answer is what a person would read: the text of the error, or of the panic that must not be but in a definition.
func answer(call func() error) (lines string) {
	defer func() {
		if r := recover(); r != nil {
			lines = fmt.Sprint(r)
		}
	}()
	if err := call(); err != nil {
		return err.Error()
	}
	return ""
}

var (
	number = regexp.MustCompile(`\[[^\]]*\]`)
	inList = regexp.MustCompile(`\w+\[[^\]]+\]`)
	inPart = regexp.MustCompile(`^(?:.*?\.)?(\w+\.\w+|\w+Subnets)\.\w+$`)
	hump   = regexp.MustCompile(`([a-z])([A-Z])`)
	quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	// foreign is what Go, JavaScript and the CDK say to those who write programs.
	foreign = regexp.MustCompile(`goroutine|runtime error|reflect[.:]|nil pointer|at Object|at new |node_modules|jsii|@jsii|\(\*|%!|0x|` +
		`\$\{Token\[|[#]\{Token\[|1\.8881545897087626e\+289|undefined|\[object|Error:`)
)

// faults says what is wrong with an answer to a wrong value of a field, "" if nothing is.
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
		case !regexp.MustCompile("got |left out|must be named|subnets of the VPC: ").MatchString(said):
			return "has an answer that does not say what was given: " + line
		case seen[line] || len(slices.Compact(slices.Sorted(slices.Values(sentences)))) < len(sentences):
			return "says a thing twice: " + line
		}
		seen[line] = true
	}
	if !names(lines, field) {
		return "has no answer that names the field"
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
	return regexp.MustCompile(`(?i)(\b|^)` + name + `(\b|$)`).MatchString(lines)
}
