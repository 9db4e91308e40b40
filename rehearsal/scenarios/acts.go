package scenarios

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// An Edit replaces a text in a file of the web app once. OUTSIDE in the new text is a folder of the scenario, which no
// build empties.
type Edit struct{ File, Old, New string }

// Push commits the web app with edits to the branch that the release follows.
type Push struct {
	As    string // what the scenario calls it, and the commit's message
	Edits []Edit
	// StartsNothing says that the pipeline does not start.
	StartsNothing bool
}

func (Push) command() string                   { return "git push" }
func (Push) wait(context.Context, *play) error { return nil }

func (a Push) do(ctx context.Context, p *play) (string, error) {
	files := maps.Clone(p.App)
	for _, e := range a.Edits {
		if !strings.Contains(string(files[e.File]), e.Old) {
			return "", fmt.Errorf("%s has no %q, which %s changes", e.File, e.Old, p.name)
		}
		text := strings.ReplaceAll(e.New, "OUTSIDE", p.outside())
		files[e.File] = []byte(strings.Replace(string(files[e.File]), e.Old, text, 1))
	}
	commit, err := p.Push(ctx, a.As, files)
	if err != nil {
		return "", err
	}
	all, err := p.line.executions(ctx)
	switch started := len(all) > p.known; {
	case err != nil:
		return "", err
	case started && a.StartsNothing:
		return "", fmt.Errorf("%s must start nothing, and has started the pipeline", a.As)
	case a.StartsNothing:
		return a.As + " starts nothing", nil
	case !started:
		return "", fmt.Errorf("%s must start the pipeline, and has not", a.As)
	}
	p.known, p.executions[a.As] = len(all), *all[0].PipelineExecutionId
	p.commits[a.As] = commit
	if commit == "" {
		return a.As, nil
	}
	return fmt.Sprintf("commit %.7s, %s", commit, a.As), nil
}

// Approve lets a push pass its approval.
type Approve struct{ Push string }

func (Approve) command() string                           { return "aws codepipeline put-approval-result" }
func (a Approve) wait(ctx context.Context, p *play) error { return p.asks(ctx, a.Push) }

func (a Approve) do(ctx context.Context, p *play) (string, error) {
	return p.answer(ctx, a.Push, types.ApprovalStatusApproved, "seen in Staging")
}

// Reject refuses it.
type Reject struct{ Push, Why string }

func (Reject) command() string                           { return "aws codepipeline put-approval-result" }
func (a Reject) wait(ctx context.Context, p *play) error { return p.asks(ctx, a.Push) }

func (a Reject) do(ctx context.Context, p *play) (string, error) {
	return p.answer(ctx, a.Push, types.ApprovalStatusRejected, a.Why)
}

// Await waits until a push waits for its approval, or has come to an end.
type Await struct {
	Push string
	End  types.PipelineExecutionStatus // empty for its approval
}

func (Await) command() string { return "aws codepipeline get-pipeline-state" }

func (a Await) wait(ctx context.Context, p *play) error {
	if a.End != "" {
		return p.ends(ctx, a.Push, a.End)
	}
	return p.asks(ctx, a.Push)
}

func (a Await) do(context.Context, *play) (string, error) {
	return fmt.Sprintf("%s: %s", a.Push, cmp.Or(string(a.End), "waits for its approval")), nil
}

// Retry does the failed actions of a stage once more, when a push has failed there.
type Retry struct{ Push, Stage string }

func (Retry) command() string { return "aws codepipeline retry-stage-execution" }

func (a Retry) wait(ctx context.Context, p *play) error {
	return p.ends(ctx, a.Push, types.PipelineExecutionStatusFailed)
}

func (a Retry) do(ctx context.Context, p *play) (string, error) {
	execution := p.executions[a.Push]
	_, err := p.line.aws.CodePipeline.RetryStageExecution(ctx, &codepipeline.RetryStageExecutionInput{
		PipelineName: &p.line.name, PipelineExecutionId: &execution, StageName: &a.Stage, RetryMode: types.StageRetryModeFailedActions,
	})
	return a.Stage + " once more", err
}

// Return deploys the release before again, in one stage.
type Return struct{ Stage string }

func (Return) command() string                         { return "aws codepipeline rollback-stage" }
func (Return) wait(ctx context.Context, p *play) error { return p.line.idle(ctx) }

func (a Return) do(ctx context.Context, p *play) (string, error) {
	target, err := p.line.succeeded(ctx, a.Stage, p.before[strings.TrimPrefix(a.Stage, "Deploy-")])
	if err != nil {
		return "", err
	}
	_, err = p.line.aws.CodePipeline.RollbackStage(ctx, &codepipeline.RollbackStageInput{
		PipelineName: &p.line.name, StageName: &a.Stage, TargetPipelineExecutionId: &target,
	})
	return fmt.Sprintf("%s to the execution %.8s", a.Stage, target), err
}

// Mend makes what a build asks for outside of the app, once the push has failed without it.
type Mend struct{ Push, What string }

func (a Mend) command() string { return "mend the " + a.What }

func (a Mend) wait(ctx context.Context, p *play) error {
	return p.ends(ctx, a.Push, types.PipelineExecutionStatusFailed)
}

func (a Mend) do(_ context.Context, p *play) (string, error) {
	return "", os.WriteFile(filepath.Join(p.outside(), a.What), nil, 0o600)
}

// Deploy deploys the app as one of its arguments changes it, and calls the execution that this starts as a push.
type Deploy struct{ As, Argument string }

func (Deploy) command() string                         { return "cdk deploy ReleaseStack" }
func (Deploy) wait(ctx context.Context, p *play) error { return p.line.idle(ctx) }

func (a Deploy) do(ctx context.Context, p *play) (string, error) {
	stages, before, err := p.line.environments(ctx)
	if err != nil {
		return "", err
	}
	if err := p.Deploy(ctx, a.Argument); err != nil {
		return "", err
	}
	all, err := p.line.executions(ctx)
	if err != nil || len(all) == p.known {
		return "", fmt.Errorf("a changed pipeline must start, and has not: %v", err)
	}
	p.known, p.executions[a.As] = len(all), *all[0].PipelineExecutionId
	_, now, err := p.line.environments(ctx)
	var replaced []string
	for _, stage := range stages {
		if now[stage] != before[stage] {
			replaced = append(replaced, fmt.Sprintf("%s: %s in the place of %s", stage, now[stage], before[stage]))
		}
	}
	if replaced == nil && err == nil {
		err = fmt.Errorf("an environment must be replaced, and none is")
	}
	return strings.Join(replaced, "; "), err
}
