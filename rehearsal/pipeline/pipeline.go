package pipeline

import (
	"context"
	"fmt"
	"slices"

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

// Clients are those in the account and region of the pipeline.
func (p Pipeline) Clients() *localaws.Clients { return p.aws }

// Source returns the repository of CodeCommit and the branch that the pipeline starts from. Through a connection, or from
// Amazon S3, there is no such repository, and its name is empty.
func (p Pipeline) Source() (repository, branch string, err error) {
	for _, action := range p.Stages[0].Actions {
		switch *action.ActionTypeId.Provider {
		case "CodeCommit", "CodeStarSourceConnection":
			return action.Configuration["RepositoryName"], action.Configuration["BranchName"], nil
		case "S3":
			return "", "", nil
		}
	}
	return "", "", fmt.Errorf("the source of %s is not rehearsed: it is neither CodeCommit nor a connection nor Amazon S3", *p.Name)
}

// Object is the bucket and the key of Amazon S3 that the pipeline starts from; both are empty where it starts from elsewhere.
func (p Pipeline) Object() (bucket, key string) {
	for _, action := range p.Stages[0].Actions {
		if *action.ActionTypeId.Provider == "S3" {
			return action.Configuration["S3Bucket"], action.Configuration["S3ObjectKey"]
		}
	}
	return "", ""
}

// DeploysTo reports whether the pipeline takes a release to an environment.
func (p Pipeline) DeploysTo(environment string) bool {
	_, err := p.deployment(environment)
	return err == nil
}

// deployment is the action that deploys to an environment.
func (p Pipeline) deployment(environment string) (types.ActionDeclaration, error) {
	for _, stage := range p.Stages {
		for _, action := range stage.Actions {
			if action.ActionTypeId.Category == types.ActionCategoryDeploy && action.Configuration["EnvironmentName"] == environment {
				return action, nil
			}
		}
	}
	return types.ActionDeclaration{}, fmt.Errorf("%s deploys to no environment %s", *p.Name, environment)
}

// step is what an action is called: after its stage where other stages have an action of the name too, and then with its own
// name unless it is the first of the stage.
func step(stages []types.StageDeclaration, stage types.StageDeclaration, action types.ActionDeclaration) string {
	called := *stage.Name
	if *stage.Actions[0].Name != *action.Name {
		called += " " + *action.Name
	}
	for _, other := range stages {
		same := func(a types.ActionDeclaration) bool { return *a.Name == *action.Name }
		if *other.Name != *stage.Name && slices.ContainsFunc(other.Actions, same) {
			return called
		}
	}
	return *action.Name
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
	repository, _, err := p.Source()
	if err != nil {
		return "", err
	}
	pushed := func(e types.PipelineExecutionSummary) bool {
		return e.Trigger != nil && e.Trigger.TriggerType == types.TriggerTypeCloudWatchEvent
	}
	over := func(e types.PipelineExecutionSummary) bool { return e.Status == types.PipelineExecutionStatusSucceeded }
	once := len(executions) > 0 && pushed(executions[0]) &&
		(len(executions) == 1 || !pushed(executions[1]) || over(executions[1]))
	if bucket, _ := p.Object(); repository == "" && bucket == "" {
		once = len(executions) == 1 // nobody can push through a connection here: the pipeline's creation has started it
	}
	if !once {
		return "", fmt.Errorf("the pipeline must be started once, got %d executions", len(executions))
	}
	if executions[0].Status != types.PipelineExecutionStatusInProgress {
		return "", fmt.Errorf("the pipeline failed: %s", sdk.ToString(executions[0].StatusSummary))
	}
	return *executions[0].PipelineExecutionId, nil
}

// restarted is the execution that a change of the pipeline has started.
func (p Pipeline) restarted(ctx context.Context) (string, error) {
	got, err := p.aws.CodePipeline.ListPipelineExecutions(ctx, &codepipeline.ListPipelineExecutionsInput{
		PipelineName: p.Name,
	})
	if err != nil {
		return "", err
	}
	for _, execution := range got.PipelineExecutionSummaries {
		if execution.Status == types.PipelineExecutionStatusInProgress {
			return *execution.PipelineExecutionId, nil
		}
	}
	return "", fmt.Errorf("nothing starts %s, which must deliver to the new environment", *p.Name)
}
