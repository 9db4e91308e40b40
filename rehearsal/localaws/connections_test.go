package localaws_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/stacks"
)

func TestLocalAWSMakesConnections(t *testing.T) {
	client := start(t)
	connection := func(properties props) template {
		return template{
			"Resources": map[string]any{"Git": resource("AWS::CodeConnections::Connection", properties)},
			"Outputs":   map[string]any{"Status": map[string]any{"Value": get("Git", "ConnectionStatus")}},
		}
	}
	github := props{"ConnectionName": "git", "ProviderType": "GitHub"}
	for _, test := range []struct {
		stack      string
		properties props
		want       string
	}{
		{"Neither", props{"ConnectionName": "git"}, "exactly one of ProviderType and HostArn"},
		{"Both", props{"ConnectionName": "git", "ProviderType": "GitHub", "HostArn": "arn"}, "exactly one of ProviderType and HostArn"},
		{"Long", props{"ConnectionName": strings.Repeat("x", 33), "ProviderType": "GitHub"}, "1 to 32 characters"},
		{"Sound", github, ""},
		{"Twice", github, "there is a connection called git already"},
	} {
		if got := deploy(t, client, test.stack, connection(test.properties)); test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.stack, got, test.want)
		}
	}
	kinds := []string{"AWS::CodeConnections::Connection"}
	found, _, err := stacks.Inventory(t.Context(), client, kinds)
	if err != nil || len(found) != 1 || !strings.Contains(found[0].ID, ":codeconnections:") {
		t.Errorf("%v are there: %v", found, err)
	}
	if got := status(t, client, "Sound").Outputs; len(got) != 1 || *got[0].OutputValue != "PENDING" {
		t.Errorf("the stack shows %v", got)
	}
	gone := &cloudformation.DeleteStackInput{StackName: aws.String("Sound")}
	if _, err := client.CloudFormation.DeleteStack(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if found, _, err := stacks.Inventory(t.Context(), client, kinds); err != nil || len(found) > 0 {
		t.Errorf("%v are left: %v", found, err)
	}
}

// A build that gets a reference needs the right to clone.
func TestABuildNeedsTheRightToClone(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))
	dev := golden(t, "DevStack")
	configure(dev.action("CodeCommit"), "OutputArtifactFormat", "CODEBUILD_CLONE_REF")
	if reasons := deploy(t, client, "DevStack", dev); reasons != "" {
		t.Fatal(reasons)
	}
	if got := lastRun(t, client); !strings.Contains(got, "is not authorized to perform codecommit:GitPull on resource") {
		t.Errorf("the run ends with %q", got)
	}
}

// lastRun is why the latest run of the only pipeline ended, if it has.
func lastRun(t *testing.T, client *localaws.Clients) string {
	t.Helper()
	found, _, err := stacks.Inventory(t.Context(), client, []string{"AWS::CodePipeline::Pipeline"})
	if err != nil || len(found) != 1 {
		t.Fatalf("got %v, %v", found, err)
	}
	got, err := client.CodePipeline.ListPipelineExecutions(t.Context(),
		&codepipeline.ListPipelineExecutionsInput{PipelineName: &found[0].ID})
	if err != nil || len(got.PipelineExecutionSummaries) == 0 {
		t.Fatalf("got %v, %v", got, err)
	}
	return aws.ToString(got.PipelineExecutionSummaries[0].StatusSummary)
}
