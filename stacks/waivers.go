package stacks

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"beanstalkline/internal/prop"
)

// presets are the functions that a Stage remembers.
var presets = map[string]func() Stage{"Dev": Dev, "Test": Test, "Staging": Staging, "Prod": Prod}

const longestReason = 500

// secretText finds what a reason must not have, since anybody who reads the assembly reads it.
var secretText = regexp.MustCompile(`(?i)(pass(word|wd|phrase)?|pwd|secret|token|key|credentials?)["']?\s*[=:]\s*\S|://[^/\s:@]*:[^/\s@]+@` +
	`|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\b(gh[a-z]_|github_pat_|glpat-|xox[a-z]-)\w{10}|-----BEGIN `)

// validateWaivers finds guard rails of the preset that a complete stage has switched off without a reason, and reasons for
// what is not switched off. Prepare may still switch off what has a reason.
func (s Stage) validateWaivers(today time.Time) error {
	var problems prop.Problems
	var preset *Stage
	if as, is := presets[s.preset]; is {
		preset = new(as().complete(today))
	}
	var rails []string
	for _, guard := range guards {
		rails = append(rails, string(guard.rail))
		reason, given := s.Waivers[guard.rail]
		field := "Waivers[stacks.GuardRail" + string(guard.rail) + "]"
		lapse := guard.lapsed(s)
		switch {
		case given && preset == nil:
			problems.Say(field, "leave it out", "must be left out for a stage that is from no preset, got a reason")
		case given && guard.lapsed(*preset) != nil:
			problems.Say(field, "leave it out", "must be left out, since the preset %s does not have it, got a reason", s.preset)
		case given && lapse == nil && s.Prepare == nil:
			problems.Say(field, "leave it out", "must be left out for what is not switched off, got a reason")
		case given:
			validateReason(&problems, field, reason)
		case preset != nil && lapse != nil && guard.lapsed(*preset) == nil:
			problems.Say(lapse.field, "set it back, or give the reason in "+field, "must be %s, as in the preset %s, got %s",
				lapse.has, s.preset, prop.Show(lapse.got))
		}
	}
	for _, rail := range slices.Sorted(maps.Keys(s.Waivers)) {
		if !slices.Contains(rails, string(rail)) {
			problems.MustBe("Waivers", "of guard rails, which are "+prop.List(rails, "and"), string(rail))
		}
	}
	return problems.Err()
}

// validateReason finds what is no sentence for people, and what is not for all of them.
func validateReason(problems *prop.Problems, field, reason string) {
	prints := utf8.ValidString(reason) && !strings.ContainsFunc(reason, func(r rune) bool { return !unicode.IsPrint(r) })
	switch n := utf8.RuneCountInString(reason); {
	case prop.TokenLike(reason) || prop.Unresolved(reason):
		problems.MustBe(field, "a reason that is known at synthesis", prop.Words("a token"))
	case secretText.MatchString(reason):
		problems.MustBe(field, "a reason that everybody may read", prop.Words("what looks like a secret"), "leave the secret out")
	case !prints:
		problems.MustBe(field, "a reason on one line, without characters that do not print", reason)
	case strings.TrimSpace(reason) == "" || n > longestReason:
		problems.MustBe(field, "a reason of 1 to 500 characters", reason)
	}
}
