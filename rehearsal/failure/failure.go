// Package failure is what a person gets to read when something has failed: where, why in AWS's words, the last lines of
// the log that AWS would have, and what to do.
package failure

import "strings"

// A Failure is an error that explains itself.
type Failure struct {
	Where string   // the phase of a build, the action of a pipeline, or the environment
	Cause string   // in AWS's words where AWS has any; one line
	Log   []string // the last lines of the log that says more
	Do    string   // what to do; one sentence
}

// Error is all of it, over several lines.
func (f *Failure) Error() string {
	text := f.Cause
	if f.Where != "" {
		text = f.Where + ": " + text
	}
	if len(f.Log) > 0 {
		text += "\n    " + strings.Join(f.Log, "\n    ")
	}
	if f.Do != "" {
		text += "\n" + f.Do
	}
	return text
}

// A Missing is a reason why this machine cannot go on, although nothing has failed: it lacks a runtime, or a rehearsal
// has no such platform. What went before counts.
type Missing string

func (m Missing) Error() string { return string(m) }
