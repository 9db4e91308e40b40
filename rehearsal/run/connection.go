package main

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/pipeline"
)

// bring starts a pipeline as a push of some files through its connection would, and reports whether its filters let the push
// through.
func bring(ctx context.Context, to pipeline.Pipeline, files []string) (bool, error) {
	_, branch, err := to.Source()
	if err != nil {
		return false, err
	}
	lets := func(trigger types.PipelineTriggerDeclaration) bool {
		return pipeline.Triggered(trigger, branch, "", files)
	}
	if len(to.Triggers) > 0 && !slices.ContainsFunc(to.Triggers, lets) {
		return false, nil
	}
	_, err = to.Clients().CodePipeline.StartPipelineExecution(ctx, &codepipeline.StartPipelineExecutionInput{Name: to.Name})
	return err == nil, err
}
