package steps

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// Log writes events while they happen: a line per step, with the time at which it ended and the time it took.
type Log struct {
	mutex    sync.Mutex
	out      io.Writer
	start    time.Time
	patience time.Duration // how long a step may take before a line says that it is in progress
	waiting  map[string]*time.Timer
}

// NewLog returns a log that writes to out and starts counting time now.
func NewLog(out io.Writer) *Log {
	return &Log{out: out, start: time.Now(), patience: 5 * time.Second, waiting: map[string]*time.Timer{}}
}

// Elapsed is the time since the log began.
func (l *Log) Elapsed() time.Duration { return time.Since(l.start) }

// Receive is a Report. Reporting a failure is left to whoever gets the error.
func (l *Log) Receive(e Event) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if e.Kind == Said {
		return
	}
	step := e.Step
	if e.Stage != "" {
		step = e.Stage + ": " + step
	}
	if timer := l.waiting[step]; timer != nil {
		timer.Stop()
		delete(l.waiting, step)
	}
	switch e.Kind {
	case Started:
		l.waiting[step] = time.AfterFunc(l.patience, func() { l.underWay(step) })
	case Done:
		text := step
		if e.Text != "" {
			text += ": " + e.Text
		}
		l.line(fmt.Sprintf("%s (%.1fs)", text, e.Took.Seconds()))
	case Noted:
		l.line(step + e.Text)
	}
}

func (l *Log) underWay(step string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if _, still := l.waiting[step]; still {
		l.line(step + " ...")
	}
}

func (l *Log) line(text string) {
	fmt.Fprintf(l.out, "%6.1fs  %s\n", l.Elapsed().Seconds(), text)
}
