package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/process"
)

// An Event is something that happens in a rehearsal.
type Event struct {
	Kind  Kind
	Stage string        `json:",omitempty"` // the stage that it belongs to; empty for what belongs to none
	Step  string        `json:",omitempty"` // the name of the step; empty for Noted
	Text  string        `json:",omitempty"` // the outcome of the step or why it failed, what is noted, or the line that was said
	Took  time.Duration `json:",omitempty"` // how long the step took
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
	if errors.Is(err, context.Canceled) {
		r(Event{Kind: Stopped, Step: name, Took: time.Since(begin)})
		return fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		var f *failure.Failure
		if errors.As(err, &f) {
			text = f.Cause
		}
		r(Event{Kind: Failed, Step: name, Text: text, Took: time.Since(begin)})
		return fmt.Errorf("%s: %w", name, err)
	}
	r(Event{Kind: Done, Step: name, Text: text, Took: time.Since(begin)})
	return nil
}

// Run runs a step whose commands are heard.
func (r Report) Run(ctx context.Context, name string, do func(context.Context) (string, error)) error {
	return r.Step(name, func() (string, error) {
		text, err := do(process.Heard(ctx, func(line string) { r.Say(name, line) }))
		if err != nil && ctx.Err() != nil {
			err = ctx.Err() // the programs of the step were ended
		}
		return text, err
	})
}

// Note reports something worth knowing.
func (r Report) Note(format string, args ...any) {
	r(Event{Kind: Noted, Text: fmt.Sprintf(format, args...)})
}

// Expect reports that a step is to come.
func (r Report) Expect(step string) {
	r(Event{Kind: Expected, Step: step})
}

// Say reports the last line of what a step runs.
func (r Report) Say(step, line string) {
	r(Event{Kind: Said, Step: step, Text: line})
}
