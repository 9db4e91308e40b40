package stacks

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
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

// consoles are the hosts of the AWS Management Console in partitions that have their own (AWS page "Configuring Your
// Account" for AWS GovCloud (US), and the links that the EB CLI shows for China).
var consoles = []struct{ partition, regions, condition, host string }{
	{"aws-cn", "cn-", "ConsoleInChina", "console.amazonaws.cn"},
	{"aws-us-gov", "us-gov-", "ConsoleInGovCloud", "console.amazonaws-us-gov.com"},
}

// console is the host of the console where the stack is, or an expression for it if that is known only on deployment.
func console(stack awscdk.Stack) string {
	host := "console.aws.amazon.com"
	for _, other := range consoles {
		if !*awscdk.Token_IsUnresolved(stack.Region()) {
			if strings.HasPrefix(*stack.Region(), other.regions) {
				return other.host
			}
			continue
		}
		condition := awscdk.NewCfnCondition(stack, &other.condition, &awscdk.CfnConditionProps{
			Expression: awscdk.Fn_ConditionEquals(stack.Partition(), other.partition),
		})
		host = *awscdk.Token_AsString(awscdk.Fn_ConditionIf(condition.LogicalId(), other.host, host), nil)
	}
	return host
}
