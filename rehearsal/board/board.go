package board

import (
	"slices"
	"time"

	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/steps"
)

// A Board is what is known of a rehearsal. Its zero value knows nothing.
type Board struct {
	Title  string
	groups []*group
}

// A group is a stage, or what belongs to none.
type group struct {
	name  string
	steps []*step
	notes [][]string // each in lines
}

// A step is a step in its last state.
type step struct {
	name  string
	state steps.Kind // Expected, Started, Done, Failed or Stopped
	begin time.Duration
	took  time.Duration // once it has ended
	text  string        // its outcome, or what was said last
}

// Receive takes in what has happened at a time, counted from the beginning.
func (b *Board) Receive(at time.Duration, e steps.Event) {
	g, text := b.group(e.Stage), printable.Line(e.Text)
	switch e.Kind {
	case steps.Noted:
		g.notes = append(g.notes, printable.Lines(e.Text))
		return
	case steps.Started, steps.Expected:
		*g.step(e.Step) = step{name: printable.Line(e.Step), state: e.Kind, begin: at}
		return
	}
	s := g.step(e.Step)
	if e.Kind == steps.Said {
		if s.state == steps.Started && text != "" {
			s.text = text
		}
		return
	}
	s.state, s.took = e.Kind, e.Took
	if e.Kind != steps.Failed || text != "" { // without a cause, what it said last stays
		s.text = text
	}
}

func (b *Board) group(stage string) *group {
	name := printable.Line(stage)
	if name == "" {
		name = "All stages"
	}
	at := slices.IndexFunc(b.groups, func(g *group) bool { return g.name == name })
	if at < 0 {
		at = len(b.groups)
		b.groups = append(b.groups, &group{name: name})
	}
	return b.groups[at]
}

func (g *group) step(name string) *step {
	name = printable.Line(name)
	at := slices.IndexFunc(g.steps, func(s *step) bool { return s.name == name })
	if at < 0 {
		at = len(g.steps)
		g.steps = append(g.steps, &step{name: name})
	}
	return g.steps[at]
}

// ended says whether nothing of a group runs, is to come, or has failed.
func (g *group) ended() bool {
	return !slices.ContainsFunc(g.steps, func(s *step) bool { return s.state != steps.Done && s.state != steps.Stopped })
}

// now is the step that says most about a group: one that has failed, else one that runs, else the last one of all.
func (g *group) now() *step {
	for _, state := range []steps.Kind{steps.Failed, steps.Started} {
		for _, s := range slices.Backward(g.steps) {
			if s.state == state {
				return s
			}
		}
	}
	return g.steps[len(g.steps)-1]
}

// lasted is how long a step has run so far.
func (s *step) lasted(now time.Duration) time.Duration {
	if s.state == steps.Started {
		return now - s.begin
	}
	return s.took
}
