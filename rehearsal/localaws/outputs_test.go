package localaws_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"beanstalkline/rehearsal/localaws"
)

// What a stage shows is plain text once it is deployed, as somebody types or opens it.
func TestLocalAWSShowsOutputs(t *testing.T) {
	client := start(t)
	got := map[string]string{}
	for _, stack := range []string{"SourceStack", "DevStack"} {
		if reasons := deploy(t, client, stack, golden(t, stack)); reasons != "" {
			t.Fatal(reasons)
		}
		described, err := client.CloudFormation.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: &stack})
		if err != nil {
			t.Fatal(err)
		}
		for _, output := range described.Stacks[0].Outputs {
			got[stack+"."+aws.ToString(output.OutputKey)] = aws.ToString(output.OutputValue)
		}
	}
	const console = "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/"
	pipeline, clone := got["DevStack.PipelineName"], "codecommit::"+localaws.Region+"://webapp"
	for output, want := range map[string]string{
		"DevStack.PipelineUrl": console + pipeline + "/view?region=" + localaws.Region,
		"DevStack.CloneUrl":    clone,
		"SourceStack.CloneUrl": clone,
	} {
		if got[output] != want {
			t.Errorf("%s is %s, want %s", output, got[output], want)
		}
	}
	if environment := got["DevStack.EnvironmentName"]; environment == "" || !strings.HasPrefix(pipeline, "DevStack-Pipeline") {
		t.Errorf("the environment is %q and the pipeline %q", environment, pipeline)
	}
}
