package rights

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"beanstalkline/review/reference"
)

// template is the operator of conditions of the template rather than of a policy.
const template = "cloudformation:Condition"

// A term is one key of a condition.
type term struct {
	operator, key string
	values        []string
}

// A condition is met when all its terms are.
type condition []term

// conditionOf reads a Condition; is says that it has the form of one.
func conditionOf(value any, scope *reference.Scope) (c condition, is bool) {
	if value == nil || reference.NoValue(value) {
		return nil, true
	}
	operators, is := value.(map[string]any)
	if !is {
		return nil, false
	}
	for _, operator := range slices.Sorted(maps.Keys(operators)) {
		keys, is := operators[operator].(map[string]any)
		if !is || strings.HasPrefix(operator, "Fn::") {
			return nil, false
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			t := term{operator: same(scope.Text(operator)), key: scope.Text(key), values: scope.Texts(keys[key])}
			slices.Sort(t.values)
			t.values = slices.Compact(t.values)
			c = append(c, t)
		}
	}
	return c, true
}

// same is an operator as that of those with the same meaning which is used here.
func same(operator string) string { return strings.Replace(operator, "ArnEquals", "ArnLike", 1) }

func (t term) text() string {
	return t.operator + "\x02" + strings.ToLower(t.key) + "\x02" + strings.Join(t.values, "\x03")
}

func (c condition) sortedKey() string {
	keys := make([]string, len(c))
	for i, t := range c {
		keys[i] = t.text()
	}
	slices.Sort(keys)
	return strings.Join(keys, "\x01")
}

// negative reports whether an operator wants none of the values.
func (t term) negative() bool {
	return strings.Contains(t.operator, "Not")
}

// mostBranches is how many conditions one is taken apart into.
const mostBranches = 32

// branches are conditions with one value for each key, of which one must be met.
func (c condition) branches() []condition {
	all := []condition{nil}
	for _, t := range c {
		whole := t.negative() || strings.HasPrefix(t.operator, "ForAllValues") || len(t.values) < 2 ||
			len(all)*len(t.values) > mostBranches
		var next []condition
		for _, so := range all {
			if whole {
				next = append(next, append(slices.Clone(so), t))
				continue
			}
			for _, value := range t.values {
				next = append(next, append(slices.Clone(so), term{t.operator, t.key, []string{value}}))
			}
		}
		all = next
	}
	return all
}

// implies reports whether a condition surely is met only where the other is.
func (c condition) implies(other condition) bool {
	return !slices.ContainsFunc(other, func(want term) bool {
		return !slices.ContainsFunc(c, func(has term) bool { return has.implies(want) })
	})
}

func (t term) implies(want term) bool {
	if !strings.EqualFold(t.key, want.key) || len(t.values) == 0 || len(want.values) == 0 {
		return t.text() == want.text()
	}
	if t.operator != want.operator && strings.TrimSuffix(want.operator, "IfExists") != t.operator &&
		!(t.operator == "StringEquals" && want.operator == "StringLike") {
		return false
	}
	narrow, wide := t.values, want.values
	if t.negative() {
		narrow, wide = wide, narrow
	}
	return !slices.ContainsFunc(narrow, func(value string) bool {
		return !slices.ContainsFunc(wide, func(in string) bool { return within(want.operator, value, in) })
	})
}

// within reports whether a value of a condition is in another.
func within(operator, value, in string) bool {
	switch {
	case strings.Contains(operator, "Like"):
		return reference.Covers(in, value)
	case strings.Contains(operator, "IpAddress"):
		narrow, wide := prefix(value), prefix(in)
		return value == in || narrow.IsValid() && wide.IsValid() && wide.Bits() <= narrow.Bits() && wide.Contains(narrow.Addr())
	}
	return value == in
}

func prefix(text string) netip.Prefix {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked()
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a, a.BitLen())
	}
	return netip.Prefix{}
}

var verbs = map[string]string{
	"StringEquals": "is", "StringLike": "is like", "ArnLike": "is like", "Bool": "is", "IpAddress": "is in",
	"StringNotEquals": "is not", "StringNotLike": "is not like", "ArnNotLike": "is not like", "NotIpAddress": "is not in",
	"ArnNotEquals": "is not", "StringEqualsIgnoreCase": "is, in any case,", "NumericEquals": "is",
	"NumericLessThan": "is less than", "NumericLessThanEquals": "is at most", "DateLessThan": "is before",
	"NumericGreaterThan": "is more than", "NumericGreaterThanEquals": "is at least", "DateGreaterThan": "is after",
}

// words say the condition; nothing if there is none.
func (c condition) words(scope *reference.Scope) string {
	var said []string
	for _, t := range c {
		said = append(said, t.words(scope))
	}
	return strings.Join(said, " and ")
}

func (t term) words(scope *reference.Scope) string {
	values := make([]string, len(t.values))
	for i, value := range t.values {
		if value == "*" {
			values[i] = value
			continue
		}
		values[i] = cmp.Or(scope.Words(value), `""`)
	}
	either := joined(values, "or")
	if t.negative() {
		either = joined(values, "nor")
	}
	operator, ifExists := strings.CutSuffix(t.operator, "IfExists")
	_, operator, found := strings.Cut(operator, ":")
	if !found {
		operator = strings.TrimSuffix(t.operator, "IfExists")
	}
	verb := verbs[operator]
	switch {
	case t.operator == template && either == "true":
		return "the template's condition " + t.key + " is met"
	case t.operator == template:
		return "the template's condition " + t.key + " is not met"
	case operator == "Null" && either == "true":
		return t.key + " is absent"
	case operator == "Null" && either == "false":
		return t.key + " is present"
	case verb == "":
		return t.key + " meets " + t.operator + " " + either
	case ifExists:
		return t.key + " " + verb + " " + either + " or is absent"
	}
	return t.key + " " + verb + " " + either
}
