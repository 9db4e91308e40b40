package main

import (
	"context"
	"fmt"
	"path/filepath"
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

// A heading is under what the walks of the release are told: the scenario that is played.
type heading struct{ now atomic.Pointer[string] }

func (h *heading) set(text string) { h.now.Store(&text) }

// over is a report in which the release is called so.
func (h *heading) over(report steps.Report, release string) steps.Report {
	return func(e steps.Event) {
		if now := h.now.Load(); now != nil && e.Stage == release {
			e.Stage = *now
		}
		report(e)
	}
}

// play plays the scenarios, one after another, on the release that is deployed.
func (r *rehearsal) play(ctx context.Context) error {
	walk, err := r.releaseWalk()
	if err != nil {
		return err
	}
	files, err := read(ctx, filepath.Join(r.root, "rehearsal", "testdata", "release"))
	if err != nil {
		return err
	}
	repository, branch, err := walk.Pipeline.Source()
	if err != nil {
		return err
	}
	var under heading
	report := r.report
	r.report = under.over(report, walk.Stage)
	defer func() { r.report = report }()
	under.set("the first release")
	if err := r.push(ctx); err != nil { // which overtakes what the pipeline's creation has started
		return err
	}
	ctx, end := context.WithCancel(ctx)
	var walks sync.WaitGroup
	defer walks.Wait()
	defer end()
	walks.Go(func() { r.stay(ctx) })
	stage := scenarios.Stage{
		AWS: walk.Pipeline.Clients(), Pipeline: *walk.Pipeline.Name,
		Repository: codecommit.Repository{AWS: walk.Pipeline.Clients(), Name: repository}, Branch: branch,
		App: files, Folder: filepath.Join(r.work, "outside"), Deploy: r.deployAs,
	}
	if err := stage.Open(ctx); err != nil {
		return err
	}
	r.ends = map[string]string{}
	for _, name := range r.scenarios {
		scenario, _ := scenarios.Named(name)
		under.set(name)
		stage.Report = report.In(name)
		if r.ends[name], err = stage.Play(ctx, scenario); err != nil {
			return err
		}
	}
	return nil
}

// releaseWalk is that of the release.
func (r *rehearsal) releaseWalk() (*pipeline.Walk, error) {
	for _, w := range r.walks {
		if w.Stage == "Release" {
			return w, nil
		}
	}
	return nil, fmt.Errorf("%s has no release to play on", rehearsed)
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
