package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/scenarios"
	"beanstalkline/rehearsal/steps"
)

// A heading is under what a pipeline is told of: the scenario that is played on it.
type heading struct{ pipeline, text string }

// A script lets what the walks tell appear under the heading of now.
type script struct {
	report steps.Report
	now    atomic.Pointer[heading]
}

func (s *script) receive(e steps.Event) {
	if now := s.now.Load(); now != nil && e.Stage == now.pipeline {
		e.Stage = now.text
	}
	s.report(e)
}

// play plays the scenarios, one after another, on the release that is deployed.
func (r *rehearsal) play(ctx context.Context) error {
	s := script{report: r.report}
	files, err := read(ctx, r.app)
	if err != nil {
		return err
	}
	r.report = s.receive
	defer func() { r.report = s.report }()
	s.now.Store(&heading{"Release", "the first release"})
	if err := r.push(ctx); err != nil { // which overtakes what the pipeline's creation has started
		return err
	}
	ctx, end := context.WithCancel(ctx)
	var walks sync.WaitGroup
	defer walks.Wait()
	defer end()
	walks.Go(func() { r.stay(ctx) })
	played := map[string]scenarios.Stage{}
	for _, walk := range r.walks {
		stage, err := r.stage(walk, files)
		if err != nil {
			return err
		}
		if err := stage.Open(ctx); err != nil {
			return err
		}
		played[walk.Stage] = stage
	}
	r.ends = map[string]string{}
	for _, name := range r.scenarios {
		scenario, _ := scenarios.Named(name)
		on := scenario.Stage()
		s.now.Store(&heading{on, name})
		stage := played[on]
		stage.Report = s.report.In(name)
		if r.ends[name], err = stage.Play(ctx, scenario); err != nil {
			return err
		}
	}
	return nil
}

// stage is where scenarios are played on a pipeline.
func (r *rehearsal) stage(walk *pipeline.Walk, files map[string][]byte) (scenarios.Stage, error) {
	name, branch, err := walk.Pipeline.Source()
	stage := scenarios.Stage{
		AWS: walk.Pipeline.Clients(), Pipeline: *walk.Pipeline.Name, App: files, Folder: filepath.Join(r.work, "outside"),
		Deploy: r.deployAs, Settle: r.walking.Wait,
	}
	repository := codecommit.Repository{AWS: walk.Pipeline.Clients(), Name: name}
	stage.Push = func(ctx context.Context, message string, files map[string][]byte) (string, error) {
		files[codecommit.Pushed] = []byte(time.Now().String() + "\n")
		return repository.Commit(ctx, branch, message, codecommit.Change{Put: files})
	}
	if name == "" { // a connection brings the folder as it is
		stage.Push = func(ctx context.Context, _ string, files map[string][]byte) (string, error) {
			return "", r.pushThrough(ctx, walk.Pipeline, files)
		}
	}
	return stage, err
}

// pushThrough makes files those of the folder that a connection brings, and starts the pipeline if that does.
func (r *rehearsal) pushThrough(ctx context.Context, to pipeline.Pipeline, files map[string][]byte) error {
	before, err := read(ctx, r.app)
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(r.app, filepath.FromSlash(name)), content, 0o600); err != nil {
			return err
		}
	}
	_, err = bring(ctx, to, slices.Collect(maps.Keys(difference(before, files).Put)))
	return err
}

// deployAs deploys the app with another argument.
func (r *rehearsal) deployAs(ctx context.Context, argument string) error {
	next := *r.cdk
	next.App = []string{rehearsed, argument}
	next.Assembly = cdk.Assembly(filepath.Join(r.work, "cdk.out."+argument))
	if err := next.Synth(ctx); err != nil {
		return err
	}
	_, err := next.Deploy(ctx, r.stacks)
	return err
}

// played is what the scenarios have come to.
func (r *rehearsal) played(took time.Duration) board.Summary {
	s := board.Summary{Title: fmt.Sprintf("Played %s in %.1f seconds", strings.Join(r.scenarios, ", "), took.Seconds())}
	for _, name := range r.scenarios {
		s.Stages = append(s.Stages, board.Outcome{Stage: name, Facts: []string{r.ends[name]}})
	}
	return s
}
