package scenarios

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// Open waits for the first release, which somebody has pushed, and approves it if it asks.
func (s Stage) Open(ctx context.Context) error {
	p := s.play("the first release")
	all, err := p.line.executions(ctx)
	if err != nil || len(all) == 0 {
		return fmt.Errorf("the pipeline must have started: %v", err)
	}
	p.executions["first"] = *all[0].PipelineExecutionId
	defer s.Settle()
	return until(ctx, "the first release", func() (bool, error) {
		status, err := p.line.status(ctx, p.executions["first"])
		if err != nil || status != types.PipelineExecutionStatusInProgress {
			if err == nil && status != types.PipelineExecutionStatusSucceeded {
				err = fmt.Errorf("the first release must succeed, and has %s", strings.ToLower(string(status)))
			}
			return true, err
		}
		_, _, token, err := p.line.approval(ctx, p.executions["first"])
		if err == nil && token != "" {
			_, err = p.answer(ctx, "first", types.ApprovalStatusApproved, "seen in Staging")
		}
		return false, err
	})
}

// Play plays a scenario and returns how it has ended. It fails if that is not how it should.
func (s Stage) Play(ctx context.Context, scenario Scenario) (end string, err error) {
	p := s.play(scenario.Name)
	if err := p.begin(ctx); err != nil {
		return "", fmt.Errorf("%s: %w", scenario.Name, err)
	}
	s.Report.Note("%s", scenario.About)
	for _, act := range scenario.Acts {
		if err := act.wait(ctx, p); err != nil {
			return "", fmt.Errorf("%s: %w", scenario.Name, err)
		}
		err := s.Report.Run(ctx, act.command(), func(ctx context.Context) (string, error) { return act.do(ctx, p) })
		if err != nil {
			return "", fmt.Errorf("%s: %w", scenario.Name, err)
		}
	}
	if err := p.line.idle(ctx); err != nil {
		return "", fmt.Errorf("%s: %w", scenario.Name, err)
	}
	err = s.Report.Run(ctx, "end", func(ctx context.Context) (string, error) { end, err = p.end(ctx, scenario.End); return end, err })
	if err != nil {
		return "", fmt.Errorf("%s: %w", scenario.Name, err)
	}
	s.Settle()
	s.Report.Note("what you see: %s", scenario.Sees)
	s.Report.Note("what you do: %s", scenario.Does)
	return end, nil
}
