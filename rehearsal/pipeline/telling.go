package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/localaws"
)

// A telling keeps the state of an execution in the local AWS, where AWS clients ask for it.
type telling struct {
	aws                 *localaws.Clients
	pipeline, execution string
}

func (t telling) tell(ctx context.Context, operation string, told map[string]any, answer any) error {
	all := map[string]any{"account": t.aws.Account, "region": t.aws.Region, "pipeline": t.pipeline, "execution": t.execution}
	maps.Copy(all, told)
	return t.aws.Tell(ctx, operation, all, answer)
}

// take begins the execution, or says that somebody else has, or that a newer one came first.
func (t telling) take(ctx context.Context) (bool, error) {
	var answer struct{ Taken bool }
	return answer.Taken, t.tell(ctx, "take", nil, &answer)
}

func (t telling) action(ctx context.Context, stage string, action types.ActionDeclaration, status types.ActionExecutionStatus, summary string) error {
	told := map[string]any{"stage": stage, "action": *action.Name, "status": status, "summary": summary}
	if status == types.ActionExecutionStatusFailed {
		told["error"] = summary
	}
	return t.tell(ctx, "action", told, nil)
}

func (t telling) revision(ctx context.Context, action types.ActionDeclaration, commit string) error {
	told := map[string]any{"action": *action.Name, "commit": commit, "repository": action.Configuration["RepositoryName"]}
	return t.tell(ctx, "revision", told, nil)
}

func (t telling) finish(ctx context.Context, status types.PipelineExecutionStatus, summary string) error {
	return t.tell(ctx, "finish", map[string]any{"status": status, "summary": summary}, nil)
}

// approval notes how somebody approves with PutApprovalResult, and waits for it.
func (t telling) approval(ctx context.Context, stage string, action types.ActionDeclaration, note func(format string, a ...any)) (string, error) {
	for {
		var answer struct{ Status, Summary, Token string }
		err := t.tell(ctx, "approval", map[string]any{"stage": stage, "action": *action.Name}, &answer)
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
			return "", errors.New("rejected " + answer.Summary)
		}
	}
}

const howToApprove = `%s waits for somebody, in the other terminal:
  aws codepipeline put-approval-result --pipeline-name %s \
    --stage-name %s --action-name %s --token %s \
    --result status=Approved,summary=yes`

// deploying says that an environment is being updated.
func (t telling) deploying(ctx context.Context, action types.ActionDeclaration) error {
	return t.environment(ctx, action, map[string]any{
		"status": "Updating", "health": "Grey",
		"events": [][2]string{{"INFO", "Environment update is starting."}},
	})
}

// deployed says that the environment answers at an address.
func (t telling) deployed(ctx context.Context, action types.ActionDeclaration, address string) error {
	return t.environment(ctx, action, map[string]any{
		"status": "Ready", "health": "Green", "address": strings.TrimPrefix(address, "http://"),
		"events": [][2]string{
			{"INFO", "Environment update completed successfully."},
			{"INFO", "Environment health has transitioned from Info to Ok."},
		},
	})
}

// failed says that it does not, or that what ran before still does.
func (t telling) failed(ctx context.Context, action types.ActionDeclaration, cause error, stays bool) error {
	told := map[string]any{
		"status": "Ready", "health": "Red",
		"events": [][2]string{
			{"ERROR", "Failed to deploy application."},
			{"ERROR", fmt.Sprintf("Unsuccessful command execution on instance: %v", cause)},
		},
	}
	if stays {
		told["health"], told["back"] = "Green", true
	}
	return t.environment(ctx, action, told)
}

// lost says that the environment answers no longer.
func (t telling) lost(ctx context.Context, action types.ActionDeclaration) error {
	return t.environment(ctx, action, map[string]any{
		"status": "Ready", "health": "Red",
		"events": [][2]string{{"WARN", "Environment health has transitioned from Ok to Severe."}},
	})
}

func (t telling) environment(ctx context.Context, action types.ActionDeclaration, told map[string]any) error {
	told["application"], told["environment"] = action.Configuration["ApplicationName"], action.Configuration["EnvironmentName"]
	return t.tell(ctx, "environment", told, nil)
}
