package rules_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
)

// onItsOwn are the rules that judge a setting without looking at others.
var onItsOwn = []string{
	"unknown-namespace", "unknown-option", "option-name-case",
	"value-type", "value-not-allowed", "value-out-of-bounds", "list-length", "value-form",
}

// fill replaces the placeholder at the end of a templated namespace, and the name that stands for any name.
func fill(o options.Option) (namespace, name string) {
	namespace, name = o.Namespace, o.Name
	if o.Templated {
		prefix := namespace[:strings.LastIndex(namespace, ":")+1]
		namespace = prefix + "custom"
		if strings.HasSuffix(o.Namespace, "_port") {
			namespace = prefix + "8080"
		}
	}
	if name == "*" {
		name = "ANY_NAME"
	}
	return namespace, name
}

// judge returns what the rules of one setting find.
func judge(namespace, name, value string) []rules.Problem {
	var s options.Settings
	s.Add(options.Setting{Namespace: namespace, ResourceName: "night", Name: name, Value: value})
	return slices.DeleteFunc(check(rules.Environment{}, s), func(p rules.Problem) bool {
		return !slices.Contains(onItsOwn, p.Rule)
	})
}

// legal returns values that an option accepts.
func legal(o options.Option) []string {
	var values []string
	if o.Default != nil {
		values = append(values, *o.Default)
	}
	values = append(values, o.Literals...)
	isList := o.Type == options.TypeList || o.Type == options.TypeCommaSeparatedList
	for _, allowed := range o.Allowed {
		values = append(values, allowed)
		if !o.CaseSensitive {
			values = append(values, strings.ToUpper(allowed), strings.ToLower(allowed))
		}
	}
	if isList && len(o.Allowed) > 1 {
		values = append(values, " "+o.Allowed[0]+" , "+o.Allowed[1])
	}
	if o.Example != "" {
		values = append(values, o.Example)
	}
	if len(o.Allowed) > 0 || o.Pattern != "" {
		return values
	}
	switch o.Type {
	case options.TypeInteger, options.TypeNumber:
		for _, bound := range []*float64{o.Min, o.Max} {
			if bound != nil {
				values = append(values, number(*bound))
			}
		}
		if o.Min == nil && o.Max == nil {
			values = append(values, "1")
		}
	case options.TypeJSON:
		values = append(values, `{"a": [1]}`)
	case options.TypeTimestamp:
		values = append(values, "2026-12-01T07:00:00Z", "2026-12-01T07:00:00.5+01:00", "2026-12-01T07:00Z")
	case options.TypeCron:
		values = append(values, "0 7 * * *", "*/15 7-19 1,15 * MON-FRI")
	case options.TypeKeyValueList:
		values = append(values, "key=value", "/static=static, /img=img")
	case options.TypeList, options.TypeCommaSeparatedList:
		values = append(values, "one", "one, two ,three")
		if o.Max != nil {
			values = append(values, strings.TrimSuffix(strings.Repeat("x,", int(*o.Max)), ","))
		}
	case options.TypeScalar:
		values = append(values, "any text, even this")
	}
	return values
}

// illegal is a value that an option does not accept, and the rule that says so.
type illegal struct {
	value, rule string
	doubt       options.Doubt
}

func illegals(o options.Option) []illegal {
	var all []illegal
	add := func(rule string, doubt options.Doubt, values ...string) {
		for _, value := range values {
			all = append(all, illegal{value, rule, doubt})
		}
	}
	isList := o.Type == options.TypeList || o.Type == options.TypeCommaSeparatedList
	switch o.Type {
	case options.TypeBoolean:
		add("value-type", "", "maybe", "yes", "1", " true", "truefalse")
	case options.TypeInteger:
		add("value-type", "", "many", "1.5", "1 ", "0x10", "1,000", "--1")
	case options.TypeNumber:
		add("value-type", "", "much", "1,5", "0x10", "NaN", "Inf", "1.2.3")
	case options.TypeJSON:
		add("value-type", "", "{", "{'a': 1}", "text")
	case options.TypeDuration:
		add("value-type", "", "PT", "30", "30M", "P1D", "PT1M30", "PT30m")
	case options.TypeTimestamp:
		add("value-type", "", "tomorrow", "2026-12-01", "2026-13-01T07:00:00Z", "2026-02-31T07:00:00Z",
			"2026-12-01T25:00:00Z", "2026-12-01 07:00:00")
	case options.TypeCron:
		add("value-type", "", "daily", "0 7 * *", "0 7 * * * *", "0 7 * * !")
	case options.TypeKeyValueList:
		add("value-type", "", "key", "=value", "a=b,c", ",")
	}
	if len(o.Allowed) > 0 && o.Type != options.TypeBoolean {
		switch {
		case o.Type == options.TypeInteger || o.Type == options.TypeNumber:
			last, _ := strconv.Atoi(o.Allowed[len(o.Allowed)-1])
			add("value-not-allowed", o.Doubts.Allowed, strconv.Itoa(last+1))
		case isList:
			add("value-not-allowed", o.Doubts.Allowed, "sausage", o.Allowed[0]+",sausage")
		default:
			add("value-not-allowed", o.Doubts.Allowed, "sausage", o.Allowed[0]+"x")
		}
		if o.CaseSensitive {
			for _, allowed := range o.Allowed {
				other := strings.ToUpper(allowed)
				if other == allowed {
					other = strings.ToLower(allowed)
				}
				add("value-not-allowed", o.Doubts.Allowed, other)
			}
		}
	}
	for _, bound := range []struct {
		at   *float64
		step float64
	}{{o.Min, -1}, {o.Max, 1}} {
		if bound.at == nil {
			continue
		}
		n := *bound.at + bound.step
		switch {
		case o.Type == options.TypeDuration && n >= 0:
			add("value-out-of-bounds", o.Doubts.Bounds, "PT"+number(n)+"S")
		case o.Type == options.TypeDuration:
		case isList && n > 0:
			add("list-length", o.Doubts.Bounds, strings.TrimSuffix(strings.Repeat("x,", int(n)), ","))
		case isList:
			add("list-length", o.Doubts.Bounds, ",")
		default:
			add("value-out-of-bounds", o.Doubts.Bounds, number(n))
		}
	}
	if o.Pattern != "" && o.Type != options.TypeDuration {
		pattern := regexp.MustCompile(o.Pattern)
		for _, value := range []string{"not this!", "http:/ /", "a b", "###"} {
			if !pattern.MatchString(value) {
				add("value-form", o.Doubts.Pattern, value)
			}
		}
	}
	return all
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// typos returns misspelled forms of a name: a letter dropped, doubled, replaced, two swapped.
func typos(name string) []string {
	i := len(name) / 2
	all := []string{
		name[:i] + name[i+1:],
		name[:i] + name[i:i+1] + name[i:],
		name[:i] + "q" + name[i+1:],
		name + "s",
	}
	if name[i-1] != name[i] {
		all = append(all, name[:i-1]+name[i:i+1]+name[i-1:i]+name[i+1:])
	}
	return all
}

// TestEveryOption tries every entry of the catalogue with values that it accepts and rejects, and every name that is
// fixed with misspelled forms of it.
func TestEveryOption(t *testing.T) {
	var entries, passed, failed, suggested int
	for _, o := range options.Catalogue() {
		entries++
		namespace, name := fill(o)

		values := legal(o)
		if len(values) == 0 {
			t.Errorf("%s %s: no legal value tried", namespace, name)
		}
		for _, value := range values {
			passed++
			for _, p := range judge(namespace, name, value) {
				t.Errorf("%s %s = %q: %s", namespace, name, value, p)
			}
		}

		for _, bad := range illegals(o) {
			failed++
			problems := judge(namespace, name, bad.value)
			want := rules.SeverityError
			if bad.doubt != "" {
				want = rules.SeverityWarning
			}
			if len(problems) != 1 || problems[0].Rule != bad.rule || problems[0].Severity != want || problems[0].Fix == "" {
				t.Errorf("%s %s = %q: got %v, want one %s of %s", namespace, name, bad.value, problems, want, bad.rule)
			}
		}

		if o.Freeform || o.Name == "*" {
			continue
		}
		for _, typo := range typos(name) {
			if _, taken := options.Lookup(namespace, typo); taken {
				continue
			}
			if o.Obsolete && slices.ContainsFunc(options.Catalogue(), func(other options.Option) bool { return other.Name == typo }) {
				continue // a current option rather than an obsolete one
			}
			suggested++
			rule := "unknown-option"
			if strings.EqualFold(typo, name) {
				rule = "option-name-case"
			}
			problems := judge(namespace, typo, "")
			if len(problems) != 1 || problems[0].Rule != rule || problems[0].Fix != "write "+strconv.Quote(name) {
				t.Errorf("%s %s: got %v, want one suggestion of %s", namespace, typo, problems, name)
			}
		}
	}
	seen := map[string]bool{}
	for _, o := range options.Catalogue() {
		namespace, name := fill(o)
		if seen[namespace] {
			continue
		}
		seen[namespace] = true
		for _, typo := range typos(namespace) {
			if _, taken := options.Lookup(typo, name); taken {
				continue
			}
			suggested++
			problems := judge(typo, name, "")
			if len(problems) != 1 || problems[0].Rule != "unknown-namespace" || problems[0].Fix != "write "+strconv.Quote(namespace) {
				t.Errorf("%s: got %v, want one suggestion of %s", typo, problems, namespace)
			}
		}
	}
	if entries != 361 || len(seen) != 65 {
		t.Errorf("got %d options in %d namespaces, want 361 in 65", entries, len(seen))
	}
	t.Logf("%d options in %d namespaces: %d legal values passed, %d illegal ones failed, "+
		"%d misspelled names got the right suggestion: %d cases",
		entries, len(seen), passed, failed, suggested, passed+failed+suggested)
}
