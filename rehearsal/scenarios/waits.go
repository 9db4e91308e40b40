package scenarios

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// ends waits until a push has ended in a way.
func (p *play) ends(ctx context.Context, push string, status types.PipelineExecutionStatus) error {
	return until(ctx, fmt.Sprintf("%s to have %s", push, strings.ToLower(string(status))), func() (bool, error) {
		got, err := p.line.status(ctx, p.executions[push])
		return got == status, err
	})
}

// asked is where a push asks for an approval, once it does.
func (p *play) asked(ctx context.Context, push string) (stage, action, token string, err error) {
	err = until(ctx, push+" to ask for its approval", func() (bool, error) {
		stage, action, token, err = p.line.approval(ctx, p.executions[push])
		if err == nil && token == "" {
			var status types.PipelineExecutionStatus
			if status, err = p.line.status(ctx, p.executions[push]); err == nil && status != types.PipelineExecutionStatusInProgress {
				err = fmt.Errorf("%s asks for no approval: it has %s", push, strings.ToLower(string(status)))
			}
		}
		return token != "", err
	})
	return stage, action, token, err
}

// asks waits until a push asks for an approval.
func (p *play) asks(ctx context.Context, push string) error {
	_, _, _, err := p.asked(ctx, push)
	return err
}

// answer answers the approval of a push.
func (p *play) answer(ctx context.Context, push string, status types.ApprovalStatus, why string) (string, error) {
	stage, action, token, err := p.asked(ctx, push)
	if err != nil {
		return "", err
	}
	_, err = p.line.aws.CodePipeline.PutApprovalResult(ctx, &codepipeline.PutApprovalResultInput{
		PipelineName: &p.line.name, StageName: &stage, ActionName: &action, Token: &token,
		Result: &types.ApprovalResult{Status: status, Summary: &why},
	})
	return fmt.Sprintf("%s %s, %q", stage, strings.ToLower(string(status)), why), err
}
