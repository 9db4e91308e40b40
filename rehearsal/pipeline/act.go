package pipeline

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// do does one action and tells the local AWS how far it is, and what it has left.
func (r *run) do(ctx context.Context, dir, stage string, action types.ActionDeclaration) (string, error) {
	if err := r.telling.action(ctx, stage, action, account{status: types.ActionExecutionStatusInProgress}); err != nil {
		return "", err
	}
	outcome, err := r.perform(ctx, dir, stage, action)
	came := account{types.ActionExecutionStatusSucceeded, outcome, r.store.of(outputs(action)), r.values.of(action)}
	var rejected *Rejection
	if errors.As(err, &rejected) {
		came = account{status: types.ActionExecutionStatusFailed, summary: rejected.Summary}
	} else if err != nil {
		came = account{status: types.ActionExecutionStatusFailed, summary: err.Error()}
	}
	if told := r.telling.action(context.WithoutCancel(ctx), stage, action, came); err == nil {
		err = told
	}
	return outcome, err
}

func (r *run) perform(ctx context.Context, dir, stage string, action types.ActionDeclaration) (string, error) {
	switch action.ActionTypeId.Category {
	case types.ActionCategoryApproval:
		if text := asked(r.resolve(action.Configuration)); text != "" {
			r.report.Note("%s: who approves reads: %s", r.called(action), text)
		}
		if r.waits {
			return r.telling.approval(ctx, stage, action, r.report.Note)
		}
		if r.approve != nil {
			return r.telling.decided(ctx, Approval{stage, *action.Name, r.commit}, action, r.approve)
		}
	case types.ActionCategoryDeploy:
		return r.replace(ctx, action, func() (string, error) { return r.act(ctx, dir, action) })
	}
	outcome, err := r.act(ctx, dir, action)
	if err == nil && action.ActionTypeId.Category == types.ActionCategorySource {
		err = r.telling.revision(ctx, action, r.commit)
	}
	return outcome, err
}

// replace lets an app take its environment over once it answers. Until then, and if it does not, the release before it
// stays.
func (r *run) replace(ctx context.Context, action types.ActionDeclaration, start func() (string, error)) (string, error) {
	if err := r.telling.deploying(ctx, action); err != nil {
		return "", err
	}
	before := len(r.apps)
	outcome, err := start()
	if err != nil {
		for _, app := range r.apps[before:] {
			app.Stop()
		}
		r.apps = r.apps[:before]
		stays := r.runs != nil && r.runs(action.Configuration["EnvironmentName"])
		r.telling.failed(context.WithoutCancel(ctx), action, err, stays)
		return "", err
	}
	if len(r.apps) == before { // this machine cannot run it
		return outcome, r.telling.deployed(ctx, action, "")
	}
	for _, app := range r.apps[before:] {
		if r.serves != nil {
			app.URL = r.serves(app)
		}
		if err := r.telling.deployed(ctx, action, app.URL); err != nil {
			return "", err
		}
	}
	return outcome, nil
}
