// Package policy says which changes may not be made, and which of a review's findings are such changes.
package policy

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/report"
	"beanstalkline/review/verdict"
)

// A Rule forbids something.
type Rule struct {
	What   string   `json:"what"`
	Stages []string `json:"stages,omitempty"` // none means all
}

// A Waiver allows it once, with a reason.
type Waiver struct {
	What    string
	Subject string // what the finding is about, such as the path of a role
	Reason  string
}

// A Policy is what is forbidden.
type Policy struct {
	Rules   []Rule
	Waivers []Waiver
}

// A hit is something that a rule is about, with the stack that it concerns: that of the environment, for a guard of a pipeline
// which deploys there.
type hit struct{ stage, text string }

// forbidden says what of a stage each rule is about, in sentences.
var forbidden = map[string]func(*report.Stage) []hit{
	"replaced": func(s *report.Stage) []hit {
		return from(s, verdict.EnvironmentReplaced, verdict.EnvironmentReplaced)
	},
	"data-lost":          func(s *report.Stage) []hit { return from(s, verdict.DataLost, verdict.DataLost) },
	"instances-replaced": func(s *report.Stage) []hit { return from(s, verdict.InstancesReplaced, verdict.EnvironmentReplaced) },
	"interruption":       func(s *report.Stage) []hit { return from(s, verdict.ServersRestart, verdict.DataLost) },
	"unknown":            unknown,
	"approval-lost":      func(s *report.Stage) []hit { return lost(s, "approval lost") },
	"rollback-lost":      func(s *report.Stage) []hit { return lost(s, "rollback lost") },
	"gone":               gone,
	"right-grown":        func(s *report.Stage) []hit { return grown(s, false) },
	"right-severe":       func(s *report.Stage) []hit { return grown(s, true) },
	"port-opened":        func(s *report.Stage) []hit { return opened(s, false) },
	"port-severe":        func(s *report.Stage) []hit { return opened(s, true) },
}

// from are the findings between two levels.
func from(s *report.Stage, least, most verdict.Level) (hits []hit) {
	for _, f := range s.Findings {
		if f.Level >= least && f.Level <= most {
			hits = append(hits, hit{s.Name, f.Resource + " " + f.Text})
		}
	}
	return hits
}

func unknown(s *report.Stage) (hits []hit) {
	for _, f := range s.Findings {
		if f.Unknown {
			hits = append(hits, hit{s.Name, f.Resource + " " + f.Text})
		}
	}
	return hits
}

func lost(s *report.Stage, kind string) (hits []hit) {
	for _, d := range s.Pipelines {
		if d.Kind == kind {
			hits = append(hits, hit{cmp.Or(d.Guards, s.Name), d.Path + ": " + d.Text})
		}
	}
	return hits
}

// grown are the rights that somebody has more, and those of which nobody can tell; with severe, those to do everything, or
// for everybody.
func grown(s *report.Stage, severe bool) (hits []hit) {
	for _, c := range s.Rights {
		for _, r := range c.Rights {
			if r.Severe || !severe && (r.More || r.Unknown) {
				hits = append(hits, hit{s.Name, c.Resource + ": " + r.Text})
			}
		}
	}
	return hits
}

// opened are the ports that open for traffic to something, and what may be such; with severe, those that everybody reaches,
// HTTP and HTTPS aside.
func opened(s *report.Stage, severe bool) (hits []hit) {
	for _, c := range s.Ports {
		if c.Severe || !severe && c.Direction == "in" && (c.Opened || c.Unknown) {
			hits = append(hits, hit{s.Name, c.Resource + ": " + c.Text})
		}
	}
	return hits
}

func gone(s *report.Stage) []hit {
	if s.State == "gone" {
		return []hit{{s.Name, s.Name + " is no longer in the app"}}
	}
	return nil
}

// Parse reads rules, one a line: what is forbidden, then the stages, if not all are meant, as in "replaced ProdStack
// StagingStack". A line "waive WHAT SUBJECT: REASON" allows what begins with the subject. What follows "#" is a comment.
func Parse(text string) (p Policy, err error) {
	lines := bufio.NewScanner(strings.NewReader(text))
	for number := 1; lines.Scan(); number++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "waive":
			about, reason, found := strings.Cut(strings.Join(words[1:], " "), ": ")
			what, subject, _ := strings.Cut(about, " ")
			if !found || subject == "" || strings.TrimSpace(reason) == "" {
				return Policy{}, fmt.Errorf("line %d of the policy must be \"waive WHAT SUBJECT: REASON\", got %.80q", number, line)
			}
			if err := known(what, number); err != nil {
				return Policy{}, err
			}
			p.Waivers = append(p.Waivers, Waiver{what, subject, reason})
		default:
			if err := known(words[0], number); err != nil {
				return Policy{}, err
			}
			p.Rules = append(p.Rules, Rule{words[0], words[1:]})
		}
	}
	return p, lines.Err()
}

func known(what string, line int) error {
	if forbidden[what] != nil {
		return nil
	}
	return fmt.Errorf("line %d of the policy must forbid one of %s, got %.80q", line,
		strings.Join(slices.Sorted(maps.Keys(forbidden)), ", "), what)
}

// Check returns what the policy forbids. A rule for a stage that neither side has is an error: it would guard nothing.
func (p Policy) Check(r *report.Report) (found []report.Violation, err error) {
	for _, rule := range p.Rules {
		for _, name := range rule.Stages {
			if !slices.ContainsFunc(r.Stages, func(s *report.Stage) bool { return means(name, s.Name) }) {
				return nil, fmt.Errorf("the policy names the stack %.80q, which is in neither of the two: there are %s", name, names(r))
			}
		}
		for _, s := range r.Stages {
			for _, h := range forbidden[rule.What](s) {
				if rule.covers(h.stage) && !p.waived(rule.What, h.text) {
					found = append(found, report.Violation{Rule: rule.What, Stage: h.stage, Text: h.text})
				}
			}
		}
	}
	return found, nil
}

// means reports whether a name in a policy is that of a stack, or of the stage without "Stack".
func means(name, stack string) bool { return name == stack || name+"Stack" == stack }

func (r Rule) covers(stack string) bool {
	return len(r.Stages) == 0 || slices.ContainsFunc(r.Stages, func(name string) bool { return means(name, stack) })
}

// waived reports whether a finding about the subject of a waiver, or about what is inside of it, may be.
func (p Policy) waived(what, text string) bool {
	return slices.ContainsFunc(p.Waivers, func(w Waiver) bool {
		rest, is := strings.CutPrefix(text, w.Subject)
		return is && w.What == what && (rest == "" || strings.ContainsRune(" :/", rune(rest[0])))
	})
}

func names(r *report.Report) string {
	var all []string
	for _, s := range r.Stages {
		all = append(all, s.Name)
	}
	return strings.Join(all, ", ")
}
