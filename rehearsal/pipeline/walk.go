package pipeline

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/codebuild"
	"beanstalkline/rehearsal/platform"
	"beanstalkline/rehearsal/steps"
)

// A Walk takes one commit through a pipeline. Each action is a step.
type Walk struct {
	Pipeline Pipeline
	Stage    string // the name of the stage, which begins the names of the steps
	Dir      string // for what it unpacks and builds
	Host     codebuild.Host
	Report   steps.Report
	// Shows returns what a page of the app must contain, given the files of the commit.
	Shows func(files map[string][]byte) (string, error)

	Commit string // once it is fetched
	Apps   []App  // once they are deployed
	store  store
	files  map[string][]byte // of the commit
}

// An App runs in an environment.
type App struct {
	Environment string
	*platform.App
}

// Run goes through the pipeline that a push has started.
func (w *Walk) Run(ctx context.Context) error {
	if err := w.Pipeline.started(ctx); err != nil {
		return fmt.Errorf("%s: %w", w.Stage, err)
	}
	w.Report.Note("%s: the push to %s started %s", w.Stage, w.Branch(), *w.Pipeline.Name)
	w.store = store{w.Pipeline, map[string]string{}}
	for _, stage := range w.Pipeline.Stages {
		for _, action := range stage.Actions {
			name := fmt.Sprintf("%s: %s", w.Stage, *action.Name)
			dir := filepath.Join(w.Dir, *stage.Name, *action.Name)
			if err := w.Report.Step(name, func() (string, error) { return w.act(ctx, dir, action) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// Branch is the one that the commit is on.
func (w *Walk) Branch() string {
	_, branch, _ := w.Pipeline.Source()
	return branch
}

// Stop ends the apps.
func (w *Walk) Stop() {
	for _, app := range w.Apps {
		app.Stop()
	}
}

// act does what one action would do, in a folder of its own, and returns what came of it.
func (w *Walk) act(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	switch kind := string(action.ActionTypeId.Category) + " " + *action.ActionTypeId.Provider; kind {
	case "Source CodeCommit":
		return w.fetch(ctx, dir, action)
	case "Build CodeBuild", "Test CodeBuild":
		return w.build(ctx, dir, action)
	case "Approval Manual":
		return "approved by the rehearsal", nil
	case "Deploy ElasticBeanstalk":
		return w.deploy(ctx, dir, action)
	default:
		return "", fmt.Errorf("the rehearsal knows no action %s", kind)
	}
}
