package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/steps"
)

// A Walk takes one commit through a pipeline. Each action is a step.
type Walk struct {
	Pipeline Pipeline
	Stage    string   // the name of the stage, to which the steps belong
	Dir      string   // for what it unpacks and builds
	Routes   []string // the variables of machine.Routes
	Folder   string   // the source, where a connection would bring it
	Report   steps.Report
	// Waits says that somebody else approves what waits for an approval.
	Waits bool
	// Serves makes an app the release of its environment and returns the environment's address.
	Serves func(App) (address string)
	// Runs says whether an environment has a release.
	Runs func(environment string) bool

	execution execution
	telling   telling
}

// Announce reports the steps that are to come.
func (w *Walk) Announce() {
	for _, stage := range w.Pipeline.Stages {
		for _, action := range stage.Actions {
			w.Report.In(w.Stage).Expect(w.step(stage, action))
		}
	}
}

// step is what an action is called: after its stage where other stages have an action of the name too, and then with its own
// name unless it is the first of the stage.
func (w *Walk) step(stage types.StageDeclaration, action types.ActionDeclaration) string {
	called := *stage.Name
	if *stage.Actions[0].Name != *action.Name {
		called += " " + *action.Name
	}
	for _, other := range w.Pipeline.Stages {
		same := func(a types.ActionDeclaration) bool { return *a.Name == *action.Name }
		if *other.Name != *stage.Name && slices.ContainsFunc(other.Actions, same) {
			return called
		}
	}
	return *action.Name
}

// Run goes through the pipeline that a push has started.
func (w *Walk) Run(ctx context.Context) error {
	execution, err := w.Pipeline.started(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", w.Stage, err)
	}
	if repository, _, _ := w.Pipeline.Source(); repository != "" {
		w.Report.In(w.Stage).Note("the push to %s started %s", w.Branch(), *w.Pipeline.Name)
	}
	return w.Follow(ctx, execution)
}

// RunRestarted goes through the pipeline that a change of its own has started.
func (w *Walk) RunRestarted(ctx context.Context) error {
	execution, err := w.Pipeline.restarted(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", w.Stage, err)
	}
	return w.Follow(ctx, execution)
}

// Environments are those that the pipeline deploys to.
func (w *Walk) Environments() (names []string) {
	for _, stage := range w.Pipeline.Stages {
		for _, action := range stage.Actions {
			if action.ActionTypeId.Category == types.ActionCategoryDeploy {
				names = append(names, action.Configuration["EnvironmentName"])
			}
		}
	}
	return names
}

// Follow goes through the pipeline for an execution, unless somebody else does or a newer one came first.
func (w *Walk) Follow(ctx context.Context, id string) error {
	w.telling = telling{w.Pipeline.aws, *w.Pipeline.Name, id}
	if taken, err := w.telling.take(ctx); err != nil || !taken {
		return err
	}
	w.execution = execution{
		store: store{w.Pipeline, map[string]string{}}, values: values{},
		routes: w.Routes, folder: w.Folder, report: w.Report.In(w.Stage),
	}
	status, summary := types.PipelineExecutionStatusSucceeded, ""
	err := w.actions(ctx)
	if err != nil {
		status, summary = types.PipelineExecutionStatusFailed, err.Error()
		err = fmt.Errorf("%s: %w", w.Stage, err)
	}
	if told := w.telling.finish(context.WithoutCancel(ctx), status, summary); err == nil {
		err = told
	}
	return err
}

// actions does one action after another, up to the first that fails, or for which this machine lacks something.
func (w *Walk) actions(ctx context.Context) error {
	for _, stage := range w.Pipeline.Stages {
		if stage.BeforeEntry != nil || stage.OnSuccess != nil {
			w.Report.In(w.Stage).Note("%s: its conditions take no part in a rehearsal", *stage.Name)
		}
		for _, action := range stage.Actions {
			dir := filepath.Join(w.Dir, w.telling.execution, *stage.Name, *action.Name)
			over := false
			w.execution.step = w.step(stage, action)
			err := w.Report.In(w.Stage).Run(ctx, w.execution.step, func(ctx context.Context) (string, error) {
				outcome, err := w.act(ctx, dir, *stage.Name, action)
				var missing failure.Missing
				if over = errors.As(err, &missing); over {
					return "not rehearsed: " + string(missing), nil
				}
				return outcome, err
			})
			if err != nil && stage.OnFailure != nil && stage.OnFailure.Result == types.ResultRollback {
				w.Report.In(w.Stage).Note("%s: on AWS, the last release that succeeded would come back now", *stage.Name)
			}
			if err != nil || over {
				return err
			}
		}
	}
	return nil
}

// act does one action and tells the local AWS how far it is.
func (w *Walk) act(ctx context.Context, dir, stage string, action types.ActionDeclaration) (string, error) {
	if err := w.telling.action(ctx, stage, action, types.ActionExecutionStatusInProgress, ""); err != nil {
		return "", err
	}
	outcome, err := w.do(ctx, dir, stage, action)
	status := types.ActionExecutionStatusSucceeded
	summary := outcome
	if err != nil {
		status, summary = types.ActionExecutionStatusFailed, err.Error()
	}
	if told := w.telling.action(context.WithoutCancel(ctx), stage, action, status, summary); err == nil {
		err = told
	}
	return outcome, err
}

func (w *Walk) do(ctx context.Context, dir, stage string, action types.ActionDeclaration) (string, error) {
	switch {
	case action.ActionTypeId.Category == types.ActionCategoryApproval && w.Waits:
		w.Report.In(w.Stage).Note("%s: who approves reads: %s", *action.Name, asked(w.execution.resolve(action.Configuration)))
		return w.telling.approval(ctx, stage, action, w.Report.In(w.Stage).Note)
	case action.ActionTypeId.Category == types.ActionCategoryDeploy:
		return w.deploy(ctx, dir, action)
	}
	outcome, err := w.execution.act(ctx, dir, action)
	if err == nil && action.ActionTypeId.Category == types.ActionCategorySource {
		err = w.telling.revision(ctx, action, w.execution.commit)
	}
	return outcome, err
}

// deploy lets an app take its environment over once it answers. Until then, and if it does not, the release before it
// stays.
func (w *Walk) deploy(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	return w.replace(ctx, action, func() (string, error) { return w.execution.act(ctx, dir, action) })
}

func (w *Walk) replace(ctx context.Context, action types.ActionDeclaration, start func() (string, error)) (string, error) {
	if err := w.telling.deploying(ctx, action); err != nil {
		return "", err
	}
	before := len(w.execution.apps)
	outcome, err := start()
	if err != nil {
		for _, app := range w.execution.apps[before:] {
			app.Stop()
		}
		w.execution.apps = w.execution.apps[:before]
		stays := w.Runs != nil && w.Runs(action.Configuration["EnvironmentName"])
		w.telling.failed(context.WithoutCancel(ctx), action, err, stays)
		return "", err
	}
	if len(w.execution.apps) == before { // this machine cannot run it
		return outcome, w.telling.deployed(ctx, action, "")
	}
	for _, app := range w.execution.apps[before:] {
		if w.Serves != nil {
			app.URL = w.Serves(app)
		}
		if err := w.telling.deployed(ctx, action, app.URL); err != nil {
			return "", err
		}
	}
	return outcome, nil
}

// Restart lets an environment, which the walk has deployed to, take its settings of now.
func (w *Walk) Restart(ctx context.Context, environment, dir string) (string, error) {
	action, err := w.Pipeline.deployment(environment)
	if err != nil {
		return "", err
	}
	return w.replace(ctx, action, func() (string, error) { return w.execution.restart(ctx, dir, action) })
}

// Watch waits until an app that the walk has deployed ends, and tells it unless somebody has stopped it.
func (w *Walk) Watch(app App) {
	cause := app.Lost()
	if cause == nil {
		return
	}
	w.Report.In(w.Stage).Note("%v\nA rehearsal does not start it again: push, or start the pipeline.", cause)
	if action, err := w.Pipeline.deployment(app.Environment); err == nil {
		w.telling.lost(context.Background(), action) // the local AWS may have ended too
	}
}

// Branch is the branch that the commit is on.
func (w *Walk) Branch() string {
	_, branch, _ := w.Pipeline.Source()
	return branch
}

// Commit is what the walk has fetched.
func (w *Walk) Commit() string { return w.execution.commit }

// Delivered reports whether Elastic Beanstalk has got a version.
func (w *Walk) Delivered() bool { return w.execution.delivered }

// Apps are what the walk has deployed and started.
func (w *Walk) Apps() []App { return w.execution.apps }

// Stop ends the apps.
func (w *Walk) Stop() {
	for _, app := range w.Apps() {
		app.Stop()
	}
}
