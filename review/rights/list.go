package rights

import (
	"slices"
	"strings"

	"beanstalkline/review/reference"
)

// A list is what a statement is about: one pattern, or all but some.
type list struct {
	but      bool
	patterns []string
}

func one(pattern string) list { return list{patterns: []string{pattern}} }

// key is the same for lists that say the same.
func (l list) key() string {
	if l.but {
		return "!" + strings.Join(l.patterns, "\x01")
	}
	return strings.Join(l.patterns, "\x01")
}

// everything reports whether nothing is outside the list.
func (l list) everything() bool { return !l.but && slices.Contains(l.patterns, "*") }

// nothing reports whether all is left out.
func (l list) nothing() bool { return l.but && slices.Contains(l.patterns, "*") }

// covers reports whether all of another list surely is in this one.
func (l list) covers(other list, scope *reference.Scope) bool {
	each := func(patterns []string, by func(string) bool) bool {
		return !slices.ContainsFunc(patterns, func(p string) bool { return !by(p) })
	}
	switch {
	case !l.but && !other.but:
		return each(other.patterns, l.has)
	case l.but && other.but:
		return each(l.patterns, other.has)
	case l.but:
		return each(other.patterns, func(p string) bool {
			return each(l.patterns, func(not string) bool { return scope.Apart(not, p) })
		})
	}
	return l.everything()
}

// has reports whether one of the patterns covers another.
func (l list) has(pattern string) bool {
	return slices.ContainsFunc(l.patterns, func(p string) bool { return reference.Covers(p, pattern) })
}

// apart reports whether two lists surely have nothing in common.
func (l list) apart(other list, scope *reference.Scope) bool {
	switch {
	case l.but && other.but:
		return false
	case l.but:
		return !slices.ContainsFunc(other.patterns, func(p string) bool { return !l.has(p) })
	case other.but:
		return other.apart(l, scope)
	}
	return !slices.ContainsFunc(l.patterns, func(p string) bool {
		return slices.ContainsFunc(other.patterns, func(q string) bool { return !scope.Apart(p, q) })
	})
}

// common is what two lists have in common. If neither covers the other, it is the first as a whole.
func (l list) common(other list, scope *reference.Scope) list {
	if l.covers(other, scope) {
		return other
	}
	return l
}
