package view

import (
	"maps"
	"slices"

	"beanstalkline/review/report"
)

// waivers are the guard rails of its preset that a stage has switched off, with the reasons: first those that are new, then
// those with another reason, those given up, and those that stay.
func waivers(s *report.Stage) *Section {
	if s.Waivers == nil {
		return nil
	}
	base, head := s.Waivers.Base, s.Waivers.Head
	all := maps.Clone(base)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, head)
	var told [4][]Line
	for _, name := range slices.Sorted(maps.Keys(all)) {
		was, had := base[name]
		reason, has := head[name]
		line := Line{Subject: shown(name), Text: "because: " + shown(reason)}
		kind := 3
		switch {
		case !had:
			kind, line.Verdict = 0, &Verdict{Class: "grown", Icon: "↑", Emoji: "🔺", Words: "switched off"}
		case !has:
			kind, line.Verdict = 2, &Verdict{Class: "calm", Icon: "↓", Emoji: "🔻", Words: "on again"}
			line.Text = "was switched off because: " + shown(was)
		case was != reason:
			kind, line.Verdict = 1, &Verdict{Class: "restart", Icon: "↻", Emoji: "🔵", Words: "another reason"}
			line.Text += "; before: " + shown(was)
		default:
			line.Verdict = &Verdict{Class: "nothing", Icon: "○", Emoji: "⚪", Words: "off as before"}
		}
		told[kind] = append(told[kind], line)
	}
	section := &Section{Title: "Guard rails switched off", Lines: slices.Concat(told[:]...)}
	return section.some()
}
