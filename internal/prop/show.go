package prop

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words are text about a value that must not be quoted, such as "an empty list".
type Words string

// Show writes a value as messages do: text quoted and truncated, numbers as people write them, and tokens as "a token".
func Show(value any) string {
	if words, ok := value.(Words); ok {
		return string(words)
	}
	if IsNil(value) {
		return "nil"
	}
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		if Unresolved(v.String()) {
			return "a token"
		}
		return Quote(v.String())
	case reflect.Float64:
		if Unresolved(v.Float()) {
			return "a token"
		}
		if TokenLike(v.Float()) {
			return "a number that only looks like a token"
		}
		return Plain(v.Float())
	case reflect.Bool, reflect.Int:
		return fmt.Sprint(v.Interface())
	}
	return Quote(fmt.Sprint(v.Interface()))
}

// Quote quotes text for a message: what is not printable is escaped, and what is too long is truncated.
func Quote(text string) string {
	kept, dots := truncate(text, 100)
	return strconv.Quote(kept) + dots
}

// QuoteAll quotes each of some words.
func QuoteAll(words []string) []string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = Quote(word)
	}
	return quoted
}

// OneLine makes a foreign text part of a message: its first line, without what is not printable, and truncated.
func OneLine(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	return harmless(strings.TrimSpace(text))
}

// harmless is a text as a terminal may show it: what is not printable is escaped, such as line ends and marks that reverse
// the direction of writing, and what is too long is truncated.
func harmless(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		quoted := strconv.Quote(text)
		text = quoted[1 : len(quoted)-1]
	}
	kept, dots := truncate(text, 400)
	return kept + dots
}

// truncate ends a text that is too long before a character; dots stand for the rest.
func truncate(text string, most int) (kept, dots string) {
	if len(text) <= most {
		return text, ""
	}
	cut := most
	for cut > most-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut], "..."
}

// Plain writes a number as people do.
func Plain(n float64) string {
	if math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// List joins words as a sentence does: "a, b or c".
func List(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// Unresolved reports whether a text, a number or a list of texts is a token: a value that is only known when the stack is
// deployed, and so is never judged. Package cdk sets it; without the CDK there are no tokens.
var Unresolved = func(value any) bool { return false }

var textToken = regexp.MustCompile(`[$#]\{Token\[[A-Za-z0-9:._-]+\]\}`)

// TokenLike reports whether a value has the look of a token, which anybody can give it: a text with the CDK's mark in it, or
// a number of the kind in whose lower bits the CDK hides tokens. The CDK refuses what has the look and is none.
func TokenLike(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.Contains(v, "{Token[") && textToken.MatchString(v)
	case float64:
		return math.Float64bits(v)>>48 == 0xFBFF
	}
	return false
}

// ListToken reports whether a text is a token that stands for a list of texts.
func ListToken(text string) bool { return strings.HasPrefix(text, "#{Token[") && Unresolved(text) }

// Or is the value of an optional property, or what it defaults to.
func Or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}

// IsNil reports whether a value is nil, also one that hides in an interface.
func IsNil(value any) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func:
		return v.IsNil()
	}
	return false
}

// Prints reports whether a text is UTF-8 without control characters.
func Prints(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
