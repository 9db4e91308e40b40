package steps

import (
	"fmt"
	"time"
)

// A Kind says what an event is.
type Kind int

const (
	Started Kind = iota // a step begins
	Done                // a step has succeeded
	Failed              // a step has failed
	Noted               // something worth knowing, outside of any step
	Said                // the last line of what a step runs
)

// An Event is something that happens in a rehearsal.
type Event struct {
	Kind  Kind
	Stage string        // the stage that it belongs to; empty for what belongs to none
	Step  string        // the name of the step; empty for Noted
	Text  string        // the outcome of the step, what is noted, or the line that was said
	Took  time.Duration // how long the step took
}

// A Report receives events, from several goroutines at once.
type Report func(Event)

// In is a Report whose events belong to a stage.
func (r Report) In(stage string) Report {
	return func(e Event) {
		e.Stage = stage
		r(e)
	}
}

// Step runs a step. What do returns describes the outcome.
func (r Report) Step(name string, do func() (string, error)) error {
	begin := time.Now()
	r(Event{Kind: Started, Step: name})
	text, err := do()
	if err != nil {
		r(Event{Kind: Failed, Step: name, Took: time.Since(begin)})
		return fmt.Errorf("%s: %w", name, err)
	}
	r(Event{Kind: Done, Step: name, Text: text, Took: time.Since(begin)})
	return nil
}

// Note reports something worth knowing.
func (r Report) Note(format string, args ...any) {
	r(Event{Kind: Noted, Text: fmt.Sprintf(format, args...)})
}

// Say reports the last line of what a step runs.
func (r Report) Say(step, line string) {
	r(Event{Kind: Said, Step: step, Text: line})
}
