package pipeline

import (
	"context"
	"fmt"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/localaws"
)

// A Pipeline is a deployed pipeline.
type Pipeline struct {
	aws *localaws.Clients
	*types.PipelineDeclaration
}

// Read reads the definition of a pipeline back from the local AWS.
func Read(ctx context.Context, aws *localaws.Clients, name string) (Pipeline, error) {
	got, err := aws.CodePipeline.GetPipeline(ctx, &codepipeline.GetPipelineInput{Name: &name})
	if err != nil {
		return Pipeline{}, err
	}
	return Pipeline{aws, got.Pipeline}, nil
}

// Source returns the repository and the branch that the pipeline starts from.
func (p Pipeline) Source() (repository, branch string, err error) {
	for _, action := range p.Stages[0].Actions {
		if *action.ActionTypeId.Provider == "CodeCommit" {
			return action.Configuration["RepositoryName"], action.Configuration["BranchName"], nil
		}
	}
	return "", "", fmt.Errorf("%s gets its source through a connection, which only AWS has", *p.Name)
}

// started makes sure that one push, and nothing else, started the pipeline and that its roles allow what follows. It
// returns the execution. What the pipeline's creation starts is superseded by then.
func (p Pipeline) started(ctx context.Context) (string, error) {
	got, err := p.aws.CodePipeline.ListPipelineExecutions(ctx, &codepipeline.ListPipelineExecutionsInput{
		PipelineName: p.Name,
	})
	if err != nil {
		return "", err
	}
	executions := got.PipelineExecutionSummaries
	pushed := func(e types.PipelineExecutionSummary) bool {
		return e.Trigger != nil && e.Trigger.TriggerType == types.TriggerTypeCloudWatchEvent
	}
	if len(executions) == 0 || !pushed(executions[0]) || len(executions) > 1 && pushed(executions[1]) {
		return "", fmt.Errorf("the push must start the pipeline once, got %d executions", len(executions))
	}
	if executions[0].Status != types.PipelineExecutionStatusInProgress {
		return "", fmt.Errorf("the pipeline failed: %s", sdk.ToString(executions[0].StatusSummary))
	}
	return *executions[0].PipelineExecutionId, nil
}
