package rules

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"beanstalkline/internal/prop"
)

// textRules judge values as text, whatever they mean.
var textRules = []rule{
	{Rule: Rule{ID: "value-unprintable", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "A value has no control characters other than tabs and line breaks, and is UTF-8: the files and " +
			"templates through which it travels cannot hold them.",
		Doc: optionsPage}, check: unprintable, yields: true},
	{Rule: Rule{ID: "value-blank", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "A value is not only spaces and commas.", Doc: optionsPage}, check: blank, yields: true},
	{Rule: Rule{ID: "value-oversized", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "A value for which AWS states no limit has at most 4096 characters, as any text that Elastic " +
			"Beanstalk passes to CloudFormation.",
		Doc: optionsPage}, check: oversized, yields: true},
}

func unprintable(v *view, r *reporter) {
	for _, x := range v.values {
		if !x.unknown && (!utf8.ValidString(x.Value) || strings.ContainsFunc(x.Value, isControl)) {
			r.problem(x, "must have no control characters, got "+x.shown(), "remove them")
		}
	}
}

func isControl(c rune) bool { return unicode.IsControl(c) && !strings.ContainsRune("\t\n\r", c) }

func blank(v *view, r *reporter) {
	for _, x := range v.values {
		if !x.unknown && x.Value != "" && strings.Trim(x.Value, ", \t\r\n") == "" {
			r.problem(x, "must be more than spaces and commas, got "+prop.Quote(x.Value), "remove it, or write a value")
		}
	}
}

const mostCharacters = 4096

func oversized(v *view, r *reporter) {
	for _, x := range v.values {
		if n := utf8.RuneCountInString(x.Value); n > mostCharacters && x.option.MaxLength == 0 && !x.unknown {
			r.problem(x, "must have at most 4096 characters, got "+strconv.Itoa(n), "shorten it")
		}
	}
}
