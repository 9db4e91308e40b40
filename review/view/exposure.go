package view

import (
	"slices"

	"beanstalkline/review/ports"
	"beanstalkline/review/report"
	"beanstalkline/review/rights"
)

// rightsOf are what principals may do more and less, in sentences.
func rightsOf(s *report.Stage) *Section {
	section := &Section{Title: "Rights"}
	for _, wanted := range []string{"severe", "more", "may", "less"} {
		for _, c := range s.Rights {
			for _, r := range c.Rights {
				if kindOf(r) != wanted {
					continue
				}
				section.Lines = append(section.Lines, Line{Verdict: rightMarks[wanted], Text: shown(r.Text)})
			}
		}
	}
	return section.some()
}

var rightMarks = map[string]*Verdict{
	"severe": {Class: "lost", Icon: "✕", Emoji: "🔴", Words: "a severe right"},
	"more":   {Class: "grown", Icon: "↑", Emoji: "🔺", Words: "more"},
	"may":    {Class: "unknown", Icon: "?", Emoji: "❓", Words: "not known"},
	"less":   {Class: "calm", Icon: "↓", Emoji: "🔻", Words: "less"},
}

// kindOf is what becomes of a right: the worst that is said of it.
func kindOf(r rights.Right) string {
	switch {
	case r.Severe:
		return "severe"
	case r.More:
		return "more"
	case r.Unknown:
		return "may"
	}
	return "less"
}

// portsOf are the ports that open and close, in sentences.
func portsOf(s *report.Stage) *Section {
	section := &Section{Title: "Ports"}
	for _, c := range s.Ports { // the worst come first
		section.Lines = append(section.Lines, Line{Verdict: portMark(c), Text: shown(c.Text)})
	}
	return section.some()
}

func portMark(c ports.Change) *Verdict {
	switch {
	case c.Severe:
		return &Verdict{Class: "lost", Icon: "✕", Emoji: "🔴", Words: "opens to the internet"}
	case c.Unknown:
		return &Verdict{Class: "unknown", Icon: "?", Emoji: "❓", Words: "not known"}
	case public(c) && len(c.Peers) > 0:
		return &Verdict{Class: "grown", Icon: "↑", Emoji: "🔺", Words: "opens to the internet"}
	case c.Opened:
		return &Verdict{Class: "grown", Icon: "↑", Emoji: "🔺", Words: "opens"}
	case c.Closed:
		return &Verdict{Class: "calm", Icon: "↓", Emoji: "🔻", Words: "closes"}
	}
	return nil
}

// public reports whether something opens for traffic from the internet.
func public(c ports.Change) bool { return c.Opened && c.Internet && c.Direction == "in" }

// exposed says how many rights grow, and how many ports open to the internet. Of a new stack, all
// that it has is new: only what is severe counts.
func exposed(s *report.Stage) (found []Exposure) {
	rights := map[string]int{}
	for _, c := range s.Rights {
		for _, r := range c.Rights {
			rights[kindOf(r)]++
		}
	}
	open, addresses, severe := map[string]bool{}, 0, false
	for _, c := range s.Ports {
		if !public(c) || s.State == "new" && !c.Severe {
			continue
		}
		switch {
		case len(c.Peers) > 0:
			for _, port := range c.Ports {
				open[port] = true
			}
			severe = severe || c.Severe
		case len(c.Ports) == 0: // and with ports, a listener: its security groups say who reaches it
			addresses++
		}
	}
	grown, unsure := rights["more"]+rights["severe"], rights["may"]
	if s.State == "new" {
		grown, unsure = rights["severe"], 0
	}
	add := func(n int, severe bool, one, several string) {
		if n > 0 {
			found = append(found, Exposure{severe, count(n, one, several)})
		}
	}
	add(grown, rights["severe"] > 0, "1 right grows", "%d rights grow")
	add(unsure, false, "1 right may grow", "%d rights may grow")
	if s.State != "new" {
		add(len(s.Waivers.New()), false, "1 guard rail is switched off", "%d guard rails are switched off")
	}
	add(len(open), severe, "1 port opens to the internet", "%d ports open to the internet")
	add(addresses, true, "something gets an address of the internet", "%d things get addresses of the internet")
	return found
}

// severe reports whether one of what is exposed is.
func severe(found []Exposure) bool {
	return slices.ContainsFunc(found, func(e Exposure) bool { return e.Severe })
}
