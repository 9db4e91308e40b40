package steps

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"beanstalkline/rehearsal/printable"
)

// Log writes events while they happen: a line per step, with the time at which it ended and the time it took. When
// nothing has been written for a while, it says what runs.
type Log struct {
	mutex   sync.Mutex
	out     io.Writer
	width   func() int
	start   time.Time
	silence *time.Timer
	running []*running
}

// running is a step that has begun.
type running struct {
	name  string
	begin time.Time
	said  string
}

// patience is how long nothing may be written while something runs.
const patience = 8 * time.Second

// NewLog returns a log that writes lines of at most width columns to out and starts counting time now. A width of 0 is
// no limit.
func NewLog(out io.Writer, width func() int) *Log {
	l := &Log{out: out, width: width, start: time.Now()}
	l.silence = time.AfterFunc(patience, l.sayWhatRuns)
	return l
}

// Elapsed is the time since the log began.
func (l *Log) Elapsed() time.Duration { return time.Since(l.start) }

// Stop ends the log.
func (l *Log) Stop() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.running = nil
	l.silence.Stop()
}

// Receive is a Report. Why a step has failed is left to whoever gets the error.
func (l *Log) Receive(e Event) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	name := e.Step
	if e.Stage != "" {
		name = e.Stage + ": " + name
	}
	switch e.Kind {
	case Noted:
		l.line(name + e.Text)
		return
	case Expected:
		return
	}
	at := slices.IndexFunc(l.running, func(r *running) bool { return r.name == name })
	if e.Kind == Said {
		if at >= 0 {
			l.running[at].said = e.Text
		}
		return
	}
	if at >= 0 {
		l.running = slices.Delete(l.running, at, at+1)
	}
	switch e.Kind {
	case Started:
		l.running = append(l.running, &running{name: name, begin: time.Now()})
	case Done:
		text := name
		if e.Text != "" {
			text += ": " + e.Text
		}
		l.line(fmt.Sprintf("%s (%.1fs)", text, e.Took.Seconds()))
	case Failed:
		l.line(fmt.Sprintf("%s failed (%.1fs)", name, e.Took.Seconds()))
	}
}

func (l *Log) sayWhatRuns() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, r := range l.running {
		text := fmt.Sprintf("%s ... %.0fs so far", r.name, time.Since(r.begin).Seconds())
		if r.said != "" {
			text += ": " + r.said
		}
		l.line(text)
	}
	l.silence.Reset(patience)
}

// line writes a text behind the time, in as many lines as it has or takes.
func (l *Log) line(text string) {
	l.silence.Reset(patience)
	begin := fmt.Sprintf("%6.1fs  ", l.Elapsed().Seconds())
	for _, line := range printable.Lines(text) {
		lines := []string{line}
		if width := l.width(); width > 0 {
			lines = printable.Wrap(line, width-len(begin))
		}
		for _, part := range lines {
			fmt.Fprintln(l.out, begin+part)
			begin = "         "
		}
	}
}
