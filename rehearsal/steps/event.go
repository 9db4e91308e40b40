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
)

// An Event is something that happens in a rehearsal.
type Event struct {
	Kind Kind
	Step string        // the name of the step; empty for Noted
	Text string        // the outcome of the step, or what is noted
	Took time.Duration // how long the step took
}

// A Report receives events, from several goroutines at once.
type Report func(Event)

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
