package pipeline

import (
	"context"
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

// An order is what an execution is to do.
type order struct {
	Taken     bool
	Status    types.PipelineExecutionStatus // if it is not taken
	Type      string                        // STANDARD, ROLLBACK or RETRY
	Stage     string                        // the one that a rollback takes back, or where a retry begins
	Done      []string                      // the actions of that stage that are not done again
	Commit    string                        // that was fetched
	Artifacts map[string]string             // the keys of what was made, by name
	Values    map[string]string             // that were exported
	Revisions map[string]string             // the commits to fetch, by source action; the newest without
}

// take begins the execution, unless somebody else has, or a newer one came first.
func (t telling) take(ctx context.Context) (given order, err error) {
	return given, t.tell(ctx, "take", nil, &given)
}

// enter waits until the stage is free for the execution. It returns false if a newer one came first meanwhile.
func (t telling) enter(ctx context.Context, stage string) (bool, error) {
	for {
		var answer struct {
			Entered bool
			Status  types.PipelineExecutionStatus
		}
		err := t.tell(ctx, "enter", map[string]any{"stage": stage}, &answer)
		if err != nil || answer.Entered || answer.Status != types.PipelineExecutionStatusInProgress {
			return answer.Entered, err
		}
	}
}

func (t telling) leave(ctx context.Context, stage string, status types.StageExecutionStatus) error {
	return t.tell(ctx, "leave", map[string]any{"stage": stage, "status": status}, nil)
}

// A verdict is what has come of the condition of a stage.
type verdict struct {
	Failed string // why; empty if it is met
	Result types.Result
	Notes  []string
}

func (t telling) condition(ctx context.Context, stage, kind string) (got verdict, err error) {
	return got, t.tell(ctx, "condition", map[string]any{"stage": stage, "kind": kind}, &got)
}

func (t telling) retried(ctx context.Context, stage string) error {
	return t.tell(ctx, "retried", map[string]any{"stage": stage}, nil)
}

// rollback starts the execution that takes the stage back. It returns an empty id if there is nothing to return to.
func (t telling) rollback(ctx context.Context, stage string) (execution string, err error) {
	var answer struct{ Execution string }
	err = t.tell(ctx, "rollback", map[string]any{"stage": stage}, &answer)
	return answer.Execution, err
}

// An account is how far an action is, and what it has left.
type account struct {
	status            types.ActionExecutionStatus
	summary           string
	artifacts, values map[string]string
}

func (t telling) action(ctx context.Context, stage string, action types.ActionDeclaration, of account) error {
	told := map[string]any{
		"stage": stage, "action": *action.Name, "status": of.status, "summary": of.summary,
		"artifacts": of.artifacts, "values": of.values,
	}
	if of.status == types.ActionExecutionStatusFailed {
		told["error"] = of.summary
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
