package main

import (
	"os"
	"sync"

	"beanstalkline/rehearsal/front"
	"beanstalkline/rehearsal/pipeline"
)

// releases are what runs in the environments, each behind an address that stays.
type releases struct {
	mutex    sync.Mutex
	fronts   map[string]*front.Front // by environment
	apps     map[string]pipeline.App
	walkedBy map[string]*pipeline.Walk // what deployed them
}

// serve makes an app the release of its environment, in the place of the one before, and returns the address.
func (r *releases) serve(from *pipeline.Walk, app pipeline.App) string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.fronts == nil {
		r.fronts, r.apps, r.walkedBy = map[string]*front.Front{}, map[string]pipeline.App{}, map[string]*pipeline.Walk{}
	}
	gate := r.fronts[app.Environment]
	if gate == nil {
		opened, err := front.Open()
		if err != nil {
			return app.URL
		}
		gate, r.fronts[app.Environment] = opened, opened
	}
	if err := gate.Lead(app.URL); err != nil {
		return app.URL
	}
	if before, is := r.apps[app.Environment]; is {
		before.Stop()
		os.RemoveAll(before.Dir)
	}
	r.apps[app.Environment], r.walkedBy[app.Environment] = app, from
	go from.Watch(app)
	return gate.URL
}

// runs says whether an environment has a release.
func (r *releases) runs(environment string) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	_, is := r.apps[environment]
	return is
}

// deployedBy is the walk that deployed what runs in an environment, or nil.
func (r *releases) deployedBy(environment string) *pipeline.Walk {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.walkedBy[environment]
}

// stop ends all of them.
func (r *releases) stop() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, app := range r.apps {
		app.Stop()
	}
	for _, gate := range r.fronts {
		gate.Close()
	}
}
