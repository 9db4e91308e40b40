package reference

import (
	"strings"
	"unicode/utf8"
)

// Covers reports whether every text of one pattern is one of the other, in which "*" is any text and "?" any character.
// What is not known yet is covered by itself and by "*". It may miss a cover, and never claims one that is none.
func Covers(pattern, text string) bool {
	if pattern == "*" || pattern == text {
		return true
	}
	star, mark := -1, 0
	p := 0
	for i := 0; i < len(text); {
		width := 1
		if p < len(pattern) && pattern[p] == '?' {
			width = oneCharacter(text[i:])
		}
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == text[i] || pattern[p] == '?' && width > 0):
			p++
			i += max(width, 1)
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// oneCharacter is the length of the character that a text starts with; 0 if that stands for another text.
func oneCharacter(text string) int {
	character, width := utf8.DecodeRuneInString(text)
	if character == '*' || character == utf8.RuneError || strings.HasPrefix(text, begin) || strings.HasPrefix(text, end) {
		return 0
	}
	return width
}

// Apart reports whether two patterns surely have no text in common. Two different resources of a template have different
// names; a parameter or a function may have any value.
func (s *Scope) Apart(one, other string) bool {
	one, other = s.loose(one), s.loose(other)
	switch {
	case !Wild(one):
		return !Covers(other, one)
	case !Wild(other):
		return !Covers(one, other)
	}
	start, other1 := one[:strings.IndexAny(one, "*?")], other[:strings.IndexAny(other, "*?")]
	if !strings.HasPrefix(start, other1) && !strings.HasPrefix(other1, start) {
		return true
	}
	finish, other2 := one[strings.LastIndexAny(one, "*?")+1:], other[strings.LastIndexAny(other, "*?")+1:]
	return !strings.HasSuffix(finish, other2) && !strings.HasSuffix(other2, finish)
}

// Wild reports whether a text is a pattern.
func Wild(text string) bool { return strings.ContainsAny(text, "*?") }

// loose is a text with "*" for everything that may have any value.
func (s *Scope) loose(text string) string {
	if !strings.Contains(text, begin) {
		return text
	}
	return token.ReplaceAllStringFunc(text, func(found string) string {
		id, _, _ := strings.Cut(found[len(begin):len(found)-len(end)], ".")
		if s.latest[id] != nil || strings.HasPrefix(id, "AWS::") {
			return found
		}
		return "*"
	})
}
