package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/steps"
)

// A Walk takes commits through a pipeline, one execution after the other. Each action is a step.
type Walk struct {
	Pipeline Pipeline
	Stage    string   // the name of the stage, to which the steps belong
	Dir      string   // for what it unpacks and builds
	Routes   []string // the variables of machine.Routes
	Folder   string   // the source, where a connection would bring it
	Report   steps.Report
	// Waits says that somebody else approves what waits for an approval.
	Waits bool
	// Approve says why something is not approved; nil approves it. It may take its time. Without it, all is approved.
	Approve func(context.Context, Approval) error
	// Serves makes an app the release of its environment and returns the environment's address.
	Serves func(App) (address string)
	// Runs says whether an environment has a release.
	Runs func(environment string) bool

	walked []*run
	status types.PipelineExecutionStatus
	backs  []Rollback
}

// A Rollback is a stage that has returned, or should have, to the commit that an earlier execution has brought there.
type Rollback struct {
	Stage, Commit string
	Err           error // why the rollback has failed; nil if it has not
}

// Announce reports the steps that are to come.
func (w *Walk) Announce() {
	for _, stage := range w.Pipeline.Stages {
		for _, action := range stage.Actions {
			w.Report.In(w.Stage).Expect(step(w.Pipeline.Stages, stage, action))
		}
	}
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

// Follow goes through the pipeline for an execution, unless somebody else does or a newer one came first. It returns why
// the execution has failed, also where an earlier release is back then.
func (w *Walk) Follow(ctx context.Context, id string) error {
	w.status = ""
	r, err := w.walk(ctx, id)
	if r == nil || r.back == "" {
		return err
	}
	back, failed := w.walk(ctx, r.back)
	var condition *unmet
	switch stage := r.rolledBack; {
	case back == nil:
		w.Report.In(w.Stage).Note("%s: is not rolled back here: %v", stage, failed)
	case errors.As(failed, &condition):
		w.Report.In(w.Stage).Note("%s: commit %.7s runs again, and its rollback failed: %s", stage, back.commit, condition.Failed)
	case failed != nil:
		w.Report.In(w.Stage).Note("%s: the rollback to commit %.7s failed: %s", stage, back.commit, cause(failed))
	default:
		w.Report.In(w.Stage).Note("%s: rolled back to commit %.7s, the last that succeeded there", stage, back.commit)
	}
	w.status = types.PipelineExecutionStatusFailed
	return err
}

// walk takes one execution on its way. It returns nil if that is not for it to do.
func (w *Walk) walk(ctx context.Context, id string) (*run, error) {
	told := telling{w.Pipeline.aws, *w.Pipeline.Name, id}
	given, err := told.take(ctx)
	if given.Status == types.PipelineExecutionStatusSuperseded {
		w.status = given.Status
		w.Report.In(w.Stage).Note("the execution %.8s is superseded, because a newer one came first", id)
	}
	if err != nil || !given.Taken {
		return nil, err
	}
	r := &run{
		execution: execution{
			store: store{w.Pipeline, map[string]string{}}, values: values{}, told: once{},
			routes: w.Routes, folder: w.Folder, report: w.Report.In(w.Stage), revisions: given.Revisions, commit: given.Commit,
		},
		order: given, telling: told, dir: w.Dir, waits: w.Waits, approve: w.Approve, serves: w.Serves, runs: w.Runs,
	}
	if given.Artifacts != nil {
		r.keys, r.values = given.Artifacts, given.Values
	}
	w.walked = append(w.walked, r)
	err = r.through(ctx)
	summary := ""
	w.status = types.PipelineExecutionStatusSucceeded
	if r.superseded {
		w.status = types.PipelineExecutionStatusSuperseded
		return r, nil
	}
	if err != nil {
		w.status, summary = types.PipelineExecutionStatusFailed, err.Error()
		err = fmt.Errorf("%s: %w", w.Stage, err)
	}
	if given.Type == "ROLLBACK" {
		w.backs = append(w.backs, Rollback{given.Stage, given.Commit, err})
	}
	if told := told.finish(context.WithoutCancel(ctx), w.status, summary); err == nil {
		err = told
	}
	return r, err
}

// Restart lets an environment, which the walk has deployed to, take its settings of now.
func (w *Walk) Restart(ctx context.Context, environment, dir string) (string, error) {
	action, err := w.Pipeline.deployment(environment)
	if err != nil {
		return "", err
	}
	for _, r := range slices.Backward(w.walked) {
		if r.has(environment) {
			return r.replace(ctx, action, func() (string, error) { return r.restart(ctx, dir, action) })
		}
	}
	return "", fmt.Errorf("nothing of %s runs in %s", *w.Pipeline.Name, environment)
}

// Watch waits until an app that the walk has deployed ends, and tells it unless somebody has stopped it.
func (w *Walk) Watch(app App) {
	cause := app.Lost()
	if cause == nil {
		return
	}
	w.Report.In(w.Stage).Note("%v\nA rehearsal does not start it again: push, or start the pipeline.", cause)
	if action, err := w.Pipeline.deployment(app.Environment); err == nil {
		told := telling{aws: w.Pipeline.aws, pipeline: *w.Pipeline.Name}
		told.lost(context.Background(), action) // the local AWS may have ended too
	}
}

// Branch is the branch that the commit is on.
func (w *Walk) Branch() string {
	_, branch, _ := w.Pipeline.Source()
	if _, key := w.Pipeline.Object(); key != "" {
		return key
	}
	return branch
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

// Commit is what the walk has fetched, or taken an environment back to if that is all that it did.
func (w *Walk) Commit() string {
	for _, r := range slices.Backward(w.walked) {
		if r.order.Type != "ROLLBACK" || len(w.walked) == 1 {
			return r.commit
		}
	}
	return ""
}

// Ended is what has become of the last execution that the walk was asked to follow, or empty if it did not.
func (w *Walk) Ended() types.PipelineExecutionStatus { return w.status }

// Rollbacks are the stages that were taken back, in their order.
func (w *Walk) Rollbacks() []Rollback { return w.backs }

// Delivered reports whether Elastic Beanstalk has got a version.
func (w *Walk) Delivered() bool {
	return slices.ContainsFunc(w.walked, func(r *run) bool { return r.delivered })
}

// Apps are what the walk has deployed and started: the last one of each environment.
func (w *Walk) Apps() (apps []App) {
	for _, r := range w.walked {
		for _, app := range r.apps {
			apps = slices.DeleteFunc(apps, func(before App) bool { return before.Environment == app.Environment })
			apps = append(apps, app)
		}
	}
	return apps
}

// Stop ends the apps.
func (w *Walk) Stop() {
	for _, r := range w.walked {
		for _, app := range r.apps {
			app.Stop()
		}
	}
}

// Tidy removes what the walk has unpacked and built, but for what the apps run from.
func (w *Walk) Tidy() {
	for _, r := range w.walked {
		r.tidy()
	}
}
