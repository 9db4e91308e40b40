package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// outputs tell people what they type and where they look. The environment's address is only among them where it has a
// domain: reading another one makes a deployment fail whose app is not healthy yet.
func (s *StageStack) outputs(source delivery.Source) {
	output(s.Stack, "EnvironmentName", "The Elastic Beanstalk environment", s.Environment.EnvironmentName())
	output(s.Stack, "Url", "The app", s.Environment.Url())
	if s.Pipeline != nil {
		pipelineOutputs(s.Stack, s.Pipeline, source, "The pipeline that deploys to it")
	}
}

// pipelineOutputs tell where a pipeline is, and what to push to.
func pipelineOutputs(stack awscdk.Stack, pipeline *delivery.Pipeline, source delivery.Source, called string) {
	name := pipeline.Pipeline.PipelineName()
	output(stack, "PipelineName", called, name)
	output(stack, "PipelineUrl", "The pipeline in the console", jsii.Sprintf("https://%s/codesuite/codepipeline/pipelines/%s/view?region=%s",
		console(stack), *name, *stack.Region()))
	switch source := source.(type) {
	case interface{ CloneUrl() *string }:
		output(stack, "CloneUrl", "What to clone, with git-remote-codecommit", source.CloneUrl())
	case interface{ FullRepositoryId() *string }:
		output(stack, "FullRepositoryId", "The repository that the pipeline follows", source.FullRepositoryId())
	}
}

// output leaves out what a source of somebody's own does not tell.
func output(stack awscdk.Stack, id, description string, value *string) {
	if value == nil {
		return
	}
	awscdk.NewCfnOutput(stack, &id, &awscdk.CfnOutputProps{Description: &description, Value: value})
}

// inPartition are the conditions that tell which console a stack has.
var inPartition = map[string]string{"aws-cn": "ConsoleInChina", "aws-us-gov": "ConsoleInGovCloud"}

// console is the host of the console where the stack is, or an expression for it if that is known only on deployment.
func console(stack awscdk.Stack) string {
	host := regions.Console(*stack.Region())
	if !prop.Unresolved(*stack.Region()) {
		return host
	}
	for _, other := range regions.Consoles {
		condition := awscdk.NewCfnCondition(stack, jsii.String(inPartition[other.Partition]), &awscdk.CfnConditionProps{
			Expression: awscdk.Fn_ConditionEquals(stack.Partition(), other.Partition),
		})
		host = *awscdk.Token_AsString(awscdk.Fn_ConditionIf(condition.LogicalId(), other.Host, host), nil)
	}
	return host
}
