package pipeline

import (
	"context"
	"fmt"
	"path/filepath"

	"beanstalkline/rehearsal/codebuild"
	"beanstalkline/rehearsal/steps"
)

// A Walk takes one commit through a pipeline. Each action is a step.
type Walk struct {
	Pipeline Pipeline
	Stage    string // the name of the stage, to which the steps belong
	Dir      string // for what it unpacks and builds
	Host     codebuild.Host
	Report   steps.Report
	// Shows returns what a page of the app must contain, given the files of the commit.
	Shows func(files map[string][]byte) (string, error)

	execution execution
}

// Run goes through the pipeline that a push has started.
func (w *Walk) Run(ctx context.Context) error {
	if err := w.Pipeline.started(ctx); err != nil {
		return fmt.Errorf("%s: %w", w.Stage, err)
	}
	report := w.Report.In(w.Stage)
	report.Note("the push to %s started %s", w.Branch(), *w.Pipeline.Name)
	w.execution = execution{store: store{w.Pipeline, map[string]string{}}, host: w.Host, shows: w.Shows}
	for _, stage := range w.Pipeline.Stages {
		for _, action := range stage.Actions {
			dir := filepath.Join(w.Dir, *stage.Name, *action.Name)
			err := report.Step(*action.Name, func() (string, error) { return w.execution.act(ctx, dir, action) })
			if err != nil {
				return fmt.Errorf("%s: %w", w.Stage, err)
			}
		}
	}
	return nil
}

// Branch is the branch that the commit is on.
func (w *Walk) Branch() string {
	_, branch, _ := w.Pipeline.Source()
	return branch
}

// Commit is what the walk has fetched.
func (w *Walk) Commit() string { return w.execution.commit }

// Apps are what the walk has deployed and started.
func (w *Walk) Apps() []App { return w.execution.apps }

// Stop ends the apps.
func (w *Walk) Stop() {
	for _, app := range w.Apps() {
		app.Stop()
	}
}
