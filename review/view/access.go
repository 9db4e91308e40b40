package view

import (
	"beanstalkline/review/report"
)

// access is who may do more, and less.
func access(s *report.Stage) *Section {
	section := &Section{Title: "Rights"}
	for _, more := range []bool{true, false} {
		for _, c := range s.Rights {
			for _, r := range c.Rights {
				if grows := r.More || r.Severe || r.Unknown; grows != more {
					continue
				}
				section.Lines = append(section.Lines, Line{
					Verdict: guarded(r.Severe, r.More, r.Unknown, "may do more", "may do less"), Subject: shown(c.Resource), Text: shown(r.Text),
				})
			}
		}
	}
	return section.some()
}

// doors are the ports that open, and those that close.
func doors(s *report.Stage) *Section {
	section := &Section{Title: "Ports"}
	for _, c := range s.Ports {
		section.Lines = append(section.Lines, Line{
			Verdict: guarded(c.Severe, c.Opened, c.Unknown, "opens", "closes"), Subject: shown(c.Resource), Text: shown(c.Text),
		})
	}
	return section.some()
}

// guarded is what a right or a port does to whoever looks after them.
func guarded(severe, more, unknown bool, grows, shrinks string) *Verdict {
	switch {
	case severe:
		return &Verdict{Class: "lost", Icon: "✕", Emoji: "🔴", Words: grows + ", far too much"}
	case more:
		return &Verdict{Class: "instances", Icon: "▲", Emoji: "🟡", Words: grows}
	case unknown:
		return &Verdict{Class: "instances", Icon: "?", Emoji: "🟡", Words: "unknown"}
	}
	return &Verdict{Class: "calm", Icon: "✓", Emoji: "🟢", Words: shrinks}
}

// severe is how many rights and ports of a stage allow far too much.
func severe(s *report.Stage) (n int) {
	for _, c := range s.Rights {
		for _, r := range c.Rights {
			if r.Severe {
				n++
			}
		}
	}
	for _, c := range s.Ports {
		if c.Severe {
			n++
		}
	}
	return n
}
