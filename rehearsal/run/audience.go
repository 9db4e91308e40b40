package main

import (
	"os"
	"strings"
	"sync"
	"time"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/steps"
)

// A show tells somebody what happens: on a board or in a log.
type show interface {
	Receive(steps.Event)
	Elapsed() time.Duration
	Stop()
}

// An audience gets to know what happens: a show, and a recording if one is wanted.
type audience struct {
	mutex  sync.Mutex
	show   show
	record steps.Report
}

// gather opens the show, with a board where there is a terminal for it.
func (o options) gather() (*audience, error) {
	a := &audience{record: func(steps.Event) {}}
	if o.record != "" {
		file, err := os.Create(o.record)
		if err != nil {
			return nil, err
		}
		a.record = steps.Record(file)
	}
	title := "Rehearsing all stages"
	if o.scenarios != nil {
		title = "Playing " + strings.Join(o.scenarios, ", ")
	} else if !o.all {
		title = "Rehearsing " + strings.Join(o.stages, ", ")
	}
	if board.OnTerminal(os.Stdout, os.Environ()) {
		a.show = board.Start(os.Stdout, title, os.Environ())
		return a, nil
	}
	a.goOn()
	steps.Report(a.show.Receive).Note("%s on this machine; nothing of it reaches AWS", title)
	return a, nil
}

// Receive is a Report.
func (a *audience) Receive(e steps.Event) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.show.Receive(e)
	a.record(e)
}

// goOn goes on with a log, which may last for days.
func (a *audience) goOn() {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.show = steps.NewLog(os.Stdout, func() int { return board.Width(os.Stdout) })
}
