package main

import (
	"fmt"
	"strings"
	"sync"

	"beanstalkline/rehearsal/steps"
)

// recorded is what a board has been told.
type recorded struct {
	mutex  sync.Mutex
	events []steps.Event
}

func (r *recorded) receive(e steps.Event) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if e.Kind != steps.Said {
		r.events = append(r.events, e)
	}
}

// of are the steps of a heading that have come to such an end.
func (r *recorded) of(heading string, kind steps.Kind) (names []string) {
	for _, e := range r.events {
		if e.Stage == heading && e.Kind == kind {
			names = append(names, e.Step)
		}
	}
	return names
}

// said is all text below a heading.
func (r *recorded) said(heading string) string {
	var all strings.Builder
	for _, e := range r.events {
		if e.Stage == heading {
			fmt.Fprintln(&all, e.Text)
		}
	}
	return all.String()
}

func (r *recorded) all() string {
	var all strings.Builder
	for _, e := range r.events {
		fmt.Fprintln(&all, e.Kind, e.Stage, e.Step, e.Text)
	}
	return all.String()
}
