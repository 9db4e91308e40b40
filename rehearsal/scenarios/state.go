package scenarios

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk"

	"beanstalkline/rehearsal/localaws"
)

// patience is how long anything may take.
const patience = 2 * time.Minute

// until asks again and again, up to patience, and says what it waits for if that does not come.
func until(ctx context.Context, what string, holds func() (bool, error)) error {
	for end := time.Now().Add(patience); ; {
		is, err := holds()
		if err != nil || is {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("waited in vain for %s", what)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// A line is a deployed pipeline, as AWS tells of it.
type line struct {
	aws  *localaws.Clients
	name string
}

// executions are all of them, the newest first.
func (l line) executions(ctx context.Context) ([]types.PipelineExecutionSummary, error) {
	got, err := l.aws.CodePipeline.ListPipelineExecutions(ctx, &codepipeline.ListPipelineExecutionsInput{PipelineName: &l.name})
	if err != nil {
		return nil, err
	}
	return got.PipelineExecutionSummaries, nil
}

// status is how far an execution is.
func (l line) status(ctx context.Context, execution string) (types.PipelineExecutionStatus, error) {
	all, err := l.executions(ctx)
	for _, e := range all {
		if *e.PipelineExecutionId == execution {
			return e.Status, nil
		}
	}
	return "", err
}

// succeeded is the newest execution that has brought a commit through a stage, other than by a rollback.
func (l line) succeeded(ctx context.Context, stage, commit string) (string, error) {
	got, err := l.aws.CodePipeline.ListPipelineExecutions(ctx, &codepipeline.ListPipelineExecutionsInput{
		PipelineName: &l.name,
		Filter:       &types.PipelineExecutionFilter{SucceededInStage: &types.SucceededInStageFilter{StageName: &stage}},
	})
	if err != nil {
		return "", err
	}
	for _, e := range got.PipelineExecutionSummaries {
		of := func(r types.SourceRevision) bool { return sdk.ToString(r.RevisionId) == commit }
		if e.ExecutionType != types.ExecutionTypeRollback && slices.ContainsFunc(e.SourceRevisions, of) {
			return *e.PipelineExecutionId, nil
		}
	}
	return "", fmt.Errorf("no execution has brought commit %.7s through %s", commit, stage)
}

// idle waits until nothing goes on.
func (l line) idle(ctx context.Context) error {
	return until(ctx, l.name+" to come to an end", func() (bool, error) {
		all, err := l.executions(ctx)
		return !slices.ContainsFunc(all, func(e types.PipelineExecutionSummary) bool {
			return e.Status == types.PipelineExecutionStatusInProgress || e.Status == types.PipelineExecutionStatusStopping
		}), err
	})
}

// state is what became of each stage of late.
func (l line) state(ctx context.Context) ([]types.StageState, error) {
	got, err := l.aws.CodePipeline.GetPipelineState(ctx, &codepipeline.GetPipelineStateInput{Name: &l.name})
	if err != nil {
		return nil, err
	}
	return got.StageStates, nil
}

// approval is where an execution waits for somebody, or false.
func (l line) approval(ctx context.Context, execution string) (stage, action, token string, err error) {
	states, err := l.state(ctx)
	for _, s := range states {
		for _, a := range s.ActionStates {
			waits := a.LatestExecution != nil && a.LatestExecution.Token != nil
			if waits && s.LatestExecution != nil && *s.LatestExecution.PipelineExecutionId == execution {
				return *s.StageName, *a.ActionName, *a.LatestExecution.Token, nil
			}
		}
	}
	return "", "", "", err
}

// environments are those that the pipeline deploys to, by the stage that it calls Deploy-STAGE.
func (l line) environments(ctx context.Context) (stages []string, environments map[string]string, err error) {
	got, err := l.aws.CodePipeline.GetPipeline(ctx, &codepipeline.GetPipelineInput{Name: &l.name})
	if err != nil {
		return nil, nil, err
	}
	environments = map[string]string{}
	for _, declared := range got.Pipeline.Stages {
		for _, action := range declared.Actions {
			if action.ActionTypeId.Category == types.ActionCategoryDeploy {
				stage := strings.TrimPrefix(*declared.Name, "Deploy-")
				stages = append(stages, stage)
				environments[stage] = action.Configuration["EnvironmentName"]
			}
		}
	}
	return stages, environments, nil
}

// runs are the commits that the environments answer with, by stage.
func (l line) runs(ctx context.Context) (stages []string, commits map[string]string, err error) {
	stages, environments, err := l.environments(ctx)
	commits = map[string]string{}
	for _, stage := range stages {
		if err == nil {
			commits[stage], err = l.answer(ctx, environments[stage])
		}
	}
	return stages, commits, err
}

// answer is the commit with which an environment answers at its address.
func (l line) answer(ctx context.Context, environment string) (string, error) {
	got, err := l.aws.Beanstalk.DescribeEnvironments(ctx, &elasticbeanstalk.DescribeEnvironmentsInput{
		EnvironmentNames: []string{environment}, IncludeDeleted: sdk.Bool(false),
	})
	if err != nil || len(got.Environments) != 1 {
		return "", fmt.Errorf("there must be one environment %s, got %v", environment, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+sdk.ToString(got.Environments[0].CNAME)+"/health", nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("%s does not answer: %w", environment, err)
	}
	defer response.Body.Close()
	var health struct{ Version string }
	if err := json.NewDecoder(response.Body).Decode(&health); err != nil {
		return "", fmt.Errorf("%s does not say its commit: %w", environment, err)
	}
	return health.Version, nil
}
