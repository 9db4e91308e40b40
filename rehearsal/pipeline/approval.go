package pipeline

import (
	"context"
	"errors"
	"fmt"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// An Approval is what somebody is asked for.
type Approval struct{ Stage, Action, Commit string }

// A Rejection is why an approval was not given.
type Rejection struct{ Summary string }

func (r *Rejection) Error() string { return "rejected: " + r.Summary }

// approval notes how somebody approves with PutApprovalResult, and waits for it.
func (t telling) approval(ctx context.Context, stage string, action types.ActionDeclaration, note func(format string, a ...any)) (string, error) {
	for {
		answer, err := t.awaited(ctx, stage, action)
		if err != nil {
			return "", err
		}
		if answer.Token != "" {
			note(howToApprove, *action.Name, t.pipeline, stage, *action.Name, answer.Token)
		}
		switch types.ActionExecutionStatus(answer.Status) {
		case types.ActionExecutionStatusSucceeded:
			return "approved " + answer.Summary, nil
		case types.ActionExecutionStatusFailed:
			return "", &Rejection{answer.Summary}
		}
	}
}

// decided asks for an approval and gives the answer as somebody would, with PutApprovalResult.
func (t telling) decided(
	ctx context.Context, asked Approval, action types.ActionDeclaration, approve func(context.Context, Approval) error,
) (string, error) {
	answer, err := t.awaited(ctx, asked.Stage, action)
	if err != nil {
		return "", err
	}
	refused := approve(ctx, asked)
	if ctx.Err() != nil {
		return "", errors.Join(ctx.Err(), refused)
	}
	result := types.ApprovalResult{Status: types.ApprovalStatusApproved, Summary: sdk.String("by the rehearsal")}
	if refused != nil {
		result = types.ApprovalResult{Status: types.ApprovalStatusRejected, Summary: sdk.String(refused.Error())}
	}
	_, err = t.aws.CodePipeline.PutApprovalResult(ctx, &codepipeline.PutApprovalResultInput{
		PipelineName: &t.pipeline, StageName: &asked.Stage, ActionName: action.Name, Token: &answer.Token, Result: &result,
	})
	if err != nil {
		return "", fmt.Errorf("the answer to %s: %w", *action.Name, err)
	}
	return t.approval(ctx, asked.Stage, action, func(string, ...any) {})
}

// awaited is what is known of an approval; the first time, with the token that an answer takes.
func (t telling) awaited(ctx context.Context, stage string, action types.ActionDeclaration) (
	answer struct{ Status, Summary, Token string }, err error,
) {
	return answer, t.tell(ctx, "approval", map[string]any{"stage": stage, "action": *action.Name}, &answer)
}

const howToApprove = `%s waits for somebody, in the other terminal:
  aws codepipeline put-approval-result --pipeline-name %s \
    --stage-name %s --action-name %s --token %s \
    --result status=Approved,summary=yes`
