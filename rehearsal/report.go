package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// report tells what happens while it happens: a line per step, with the time it ended and the time it took.
type report struct {
	mutex sync.Mutex
	out   io.Writer
	start time.Time
}

// patience is how long a step may take before it says that it is under way.
const patience = 5 * time.Second

func (r *report) line(format string, args ...any) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	fmt.Fprintf(r.out, "%6.1fs  %s\n", time.Since(r.start).Seconds(), fmt.Sprintf(format, args...))
}

// step runs a step. What it returns says what came of it.
func (r *report) step(name string, do func() (string, error)) error {
	begin := time.Now()
	waiting := time.AfterFunc(patience, func() { r.line("%s ...", name) })
	defer waiting.Stop()
	result, err := do()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if result != "" {
		name += ": " + result
	}
	r.line("%s (%.1fs)", name, time.Since(begin).Seconds())
	return nil
}
