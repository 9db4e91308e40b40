package options

import (
	"slices"
	"strings"
	"unicode"
)

// Branches returns the platform branches that AWS lists or recently retired, the newest of each family first.
func Branches() []Branch { return slices.Clone(load().Platforms.Branches) }

// Current reports whether the branch was not yet retired when the catalogue was compared with its sources.
func (b Branch) Current() bool { return b.Retires == "" || b.Retires > load().Platforms.Date }

// LookupBranch returns the branch of that name, and whether AWS lists or listed it. It also knows the branches of
// operating systems that are retired as a whole; for any other it returns what the name shows.
func LookupBranch(name string) (Branch, bool) {
	all := &load().Platforms
	for _, b := range all.Branches {
		if b.Name == name {
			return b, true
		}
	}
	b := Branch{Name: name, Family: familyOf(name)}
	for _, system := range all.Systems {
		if b.System() == system.Name {
			b.Retires = system.Retires
			return b, true
		}
	}
	return b, false
}

// Newest returns the newest branch of a family without an announced end, and whether there is one.
func Newest(family string) (Branch, bool) {
	for _, b := range load().Platforms.Branches {
		if b.Family == family && b.Retires == "" {
			return b, true
		}
	}
	return Branch{}, false
}

// SuggestBranch returns the branch that a text most likely stands for: a misspelled name, a solution stack's name, or only
// a language with or without its version, such as "nodejs" or "python-3.13"; and whether there is one.
func SuggestBranch(given string) (Branch, bool) {
	if name, _, ok := SplitStack(given); ok {
		if b, listed := LookupBranch(name); listed && b.Current() {
			return b, true
		}
		return Newest(familyOf(name))
	}
	var names []string
	current := slices.DeleteFunc(Branches(), func(b Branch) bool { return !b.Current() })
	for _, b := range current {
		names = append(names, b.Name)
	}
	if near, _, ok := Nearest(given, names); ok {
		return LookupBranch(near)
	}
	word := strings.TrimPrefix(letters(given), "platform")
	if word == "" || len(word) > longestName {
		return Branch{}, false
	}
	if i := slices.IndexFunc(current, func(b Branch) bool {
		return strings.HasPrefix(letters(strings.Replace(b.Name, " with ", " ", 1)), word)
	}); i >= 0 {
		return current[i], true
	}
	language, version := splitVersion(word)
	of := slices.DeleteFunc(current, func(b Branch) bool { return !b.runs(language) })
	for _, b := range of {
		if _, its := splitVersion(letters(b.Name)); version != "" && its == version {
			return b, true
		}
	}
	if len(of) == 0 {
		return Branch{}, false
	}
	return of[0], true
}

// runs reports whether a language, in letters only, is what the branch runs: its own name or its family's, whole, cut short
// or with something behind it, as in "node", "golang" and "openjdk".
func (b Branch) runs(language string) bool {
	own, _ := splitVersion(letters(b.Name))
	for _, name := range []string{own, strings.TrimSuffix(letters(b.Family), "core")} {
		if strings.HasPrefix(name, language) || strings.HasPrefix(language, name) || strings.HasSuffix(language, "jdk") && name == "java" {
			return language != "" && name != ""
		}
	}
	return false
}

// splitVersion splits letters and digits into the letters at the beginning and the digits that follow.
func splitVersion(word string) (language, version string) {
	i := strings.IndexFunc(word, unicode.IsDigit)
	if i < 0 {
		return word, ""
	}
	language, version = word[:i], word[i:]
	if end := strings.IndexFunc(version, unicode.IsLetter); end >= 0 {
		version = version[:end]
	}
	return language, version
}

// letters is a text without case, spaces and punctuation.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
