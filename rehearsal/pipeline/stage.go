package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/failure"
)

// errUnrehearsed ends a run without a failure: this machine lacks something.
var errUnrehearsed = errors.New("not rehearsed")

// through takes the execution through its stages, up to the first that fails, or for which this machine lacks something.
func (r *run) through(ctx context.Context) error {
	for _, stage := range r.stages() {
		entered, err := r.telling.enter(ctx, *stage.Name)
		if err != nil {
			return err
		}
		if r.superseded = !entered; r.superseded {
			r.report.Note("%s: the execution %.8s is superseded, because a newer one came first", *stage.Name, r.telling.execution)
			return nil
		}
		err = r.stage(ctx, stage)
		status := types.StageExecutionStatusSucceeded
		if err != nil && err != errUnrehearsed {
			status = types.StageExecutionStatusFailed
			r.rollBack(ctx, stage, err)
		}
		if told := r.telling.leave(context.WithoutCancel(ctx), *stage.Name, status); err == nil {
			err = told
		}
		if err == errUnrehearsed {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// stages are those that the execution goes through: a rollback has one, and a retry begins in the midst.
func (r *run) stages() []types.StageDeclaration {
	at := slices.IndexFunc(r.Stages, func(s types.StageDeclaration) bool { return *s.Name == r.order.Stage })
	switch {
	case at < 0:
		return r.Stages
	case r.order.Type == "ROLLBACK":
		return r.Stages[at : at+1]
	}
	return r.Stages[at:]
}

// stage does the actions of a stage between its conditions, and once more where the stage says so.
func (r *run) stage(ctx context.Context, stage types.StageDeclaration) error {
	if err := r.judge(ctx, stage, "beforeEntry", stage.BeforeEntry != nil); err != nil {
		return err
	}
	again := r.order.Type == "RETRY" && *stage.Name == r.order.Stage
	done := map[string]bool{}
	if again {
		for _, name := range r.order.Done {
			done[name] = true
		}
	}
	err := r.actions(ctx, stage, done, again)
	if err != nil && err != errUnrehearsed && ctx.Err() == nil && !again && retries(stage) {
		r.report.Note("%s is tried again, once: %s", *stage.Name, cause(err))
		if retry := stage.OnFailure.RetryConfiguration; retry != nil && retry.RetryMode == types.StageRetryModeAllActions {
			clear(done)
		}
		if err := r.telling.retried(ctx, *stage.Name); err != nil {
			return err
		}
		err = r.actions(ctx, stage, done, true)
	}
	if err != nil {
		return err
	}
	return r.judge(ctx, stage, "onSuccess", stage.OnSuccess != nil)
}

// cause is why something has failed, without what to do.
func cause(err error) string {
	var f *failure.Failure
	if errors.As(err, &f) {
		return f.Where + ": " + f.Cause
	}
	return err.Error()
}

func retries(stage types.StageDeclaration) bool {
	return stage.OnFailure != nil && stage.OnFailure.Result == types.ResultRetry
}

// judge fails if a condition of the stage is not met.
func (r *run) judge(ctx context.Context, stage types.StageDeclaration, kind string, is bool) error {
	if !is {
		return nil
	}
	got, err := r.telling.condition(ctx, *stage.Name, kind)
	if err != nil {
		return err
	}
	for _, note := range got.Notes {
		r.report.Note("%s: %s", *stage.Name, note)
	}
	if got.Failed != "" {
		return &unmet{*stage.Name, got}
	}
	return nil
}

// An unmet condition fails its stage.
type unmet struct {
	stage string
	verdict
}

func (u *unmet) Error() string { return u.stage + ": " + u.Failed }

// rollBack starts what returns to the last release that succeeded in the stage, if the stage says so and there is one. No
// rollback has one of its own.
func (r *run) rollBack(ctx context.Context, stage types.StageDeclaration, why error) {
	if stage.OnFailure != nil && len(stage.OnFailure.Conditions) > 0 {
		r.report.Note("%s: a rehearsal does not ask the conditions of a failure, and does not roll back for them", *stage.Name)
	}
	wanted := stage.OnFailure != nil && stage.OnFailure.Result == types.ResultRollback
	if failed := new(unmet); errors.As(why, &failed) {
		wanted = failed.Result == types.ResultRollback
	}
	if !wanted || ctx.Err() != nil || r.order.Type == "ROLLBACK" {
		return
	}
	r.rolledBack = *stage.Name
	var err error
	if r.back, err = r.telling.rollback(ctx, *stage.Name); err != nil {
		r.report.Note("%s: cannot be rolled back: %v", *stage.Name, err)
	} else if r.back == "" {
		r.report.Note("%s: nothing to return to: no release has succeeded here since the pipeline was made or changed", *stage.Name)
	}
}

// actions does the actions of a stage that are not done, in their order.
func (r *run) actions(ctx context.Context, stage types.StageDeclaration, done map[string]bool, again bool) error {
	actions := slices.Clone(stage.Actions)
	slices.SortStableFunc(actions, func(a, b types.ActionDeclaration) int {
		return int(sdk.ToInt32(a.RunOrder)) - int(sdk.ToInt32(b.RunOrder))
	})
	for _, action := range actions {
		if done[*action.Name] {
			continue
		}
		r.step = step(r.Stages, stage, action)
		if r.order.Type == "ROLLBACK" {
			r.step += fmt.Sprintf(", rolled back to commit %.7s", r.commit)
		} else if again {
			r.step += ", tried again"
		}
		dir, err := r.folderOf(*stage.Name, *action.Name)
		if err != nil {
			return err
		}
		over := false
		err = r.report.Run(ctx, r.step, func(ctx context.Context) (string, error) {
			outcome, err := r.do(ctx, dir, *stage.Name, action)
			var missing failure.Missing
			if over = errors.As(err, &missing); over {
				return "not rehearsed: " + string(missing), nil
			}
			return outcome, err
		})
		if err != nil {
			return err
		}
		if over {
			return errUnrehearsed
		}
		done[*action.Name] = true
	}
	return nil
}
