package stacks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

// A place is where a template is deployed.
type place struct{ partition, region string }

// outputs are what a stack shows when it is deployed to a place. Resources are shown as "<logical id>".
func outputs(t *testing.T, stack awscdk.Stack, at place) map[string]string {
	t.Helper()
	var template struct {
		Conditions map[string]map[string][]any
		Outputs    map[string]struct{ Value, Export any }
	}
	if err := json.Unmarshal([]byte(cdktest.JSON(t, assertions.Template_FromStack(stack, nil))), &template); err != nil {
		t.Fatal(err)
	}
	var value func(any) string
	value = func(v any) string {
		call, is := v.(map[string]any)
		if !is {
			return fmt.Sprint(v)
		}
		for function, of := range call {
			switch function {
			case "Ref":
				known := map[any]string{"AWS::Partition": at.partition, "AWS::Region": at.region}
				if known[of] == "" {
					return fmt.Sprintf("<%v>", of)
				}
				return known[of]
			case "Fn::GetAtt":
				return fmt.Sprintf("<%v>", of)
			case "Fn::Join":
				text := ""
				for _, part := range of.([]any)[1].([]any) {
					text += value(part)
				}
				return text
			case "Fn::If":
				of := of.([]any)
				equals := template.Conditions[of[0].(string)]["Fn::Equals"]
				if value(equals[0]) == value(equals[1]) {
					return value(of[1])
				}
				return value(of[2])
			}
		}
		t.Fatalf("an output is %v, want a plain value", v)
		return ""
	}
	shown := map[string]string{}
	for id, output := range template.Outputs {
		shown[id] = value(output.Value)
		if output.Export != nil {
			t.Errorf("output %s is exported, which nothing here needs", id)
		}
	}
	return shown
}

// What a stage shows is what somebody types or opens. The logical ids are a contract.
func TestOutputsOfAStage(t *testing.T) {
	_, line, problems := composeLine(stacks.Dev(), stacks.Staging())
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	for _, stage := range line.Stages {
		for at, host := range map[place]string{
			{"aws", "us-east-1"}:             "console.aws.amazon.com",
			{"aws-cn", "cn-north-1"}:         "console.amazonaws.cn",
			{"aws-us-gov", "us-gov-west-1"}:  "console.amazonaws-us-gov.com",
			{"aws-else", "else-somewhere-1"}: "console.aws.amazon.com",
		} {
			got := outputs(t, stage.Stack, at)
			environment, pipeline := got["EnvironmentName"], got["PipelineName"]
			if !strings.HasPrefix(environment, "<Environment") || !strings.HasPrefix(pipeline, "<Pipeline") {
				t.Errorf("the environment is %s and the pipeline %s", environment, pipeline)
			}
			if diff := cmp.Diff(map[string]string{
				"EnvironmentName": environment,
				"PipelineName":    pipeline,
				"PipelineUrl":     "https://" + host + "/codesuite/codepipeline/pipelines/" + pipeline + "/view?region=" + at.region,
				"CloneUrl":        "codecommit::" + at.region + "://webapp",
			}, got); diff != "" {
				t.Errorf("in %s (-want +got):\n%s", at.region, diff)
			}
		}
	}
	got := outputs(t, line.Source.Stack, place{"aws", "us-east-1"})
	if got["CloneUrl"] != "codecommit::us-east-1://webapp" || !strings.HasSuffix(got["CloneUrlHttp"], " CloneUrlHttp]>") || len(got) != 2 {
		t.Errorf("SourceStack shows %v", got)
	}
}

// A region that is known is written out, and with it the console.
func TestOutputsInAKnownRegion(t *testing.T) {
	for region, host := range map[string]string{
		"eu-central-1": "console.aws.amazon.com", "cn-northwest-1": "console.amazonaws.cn", "us-gov-east-1": "console.amazonaws-us-gov.com",
	} {
		dev := stacks.Dev()
		dev.Account, dev.Region = "111122223333", region
		_, line, problems := composeLine(dev)
		if problems != nil {
			t.Fatal(strings.Join(problems, "\n"))
		}
		got := outputs(t, line.Stages[0].Stack, place{})
		url, want := got["PipelineUrl"], "https://"+host+"/codesuite/"
		if !strings.HasPrefix(url, want) || !strings.HasSuffix(url, "="+region) {
			t.Errorf("in %s the pipeline is at %s, want %s...=%[1]s", region, url, want)
		}
		if got["CloneUrl"] != "codecommit::"+region+"://webapp" {
			t.Errorf("in %s the repository is %s", region, got["CloneUrl"])
		}
		if text := cdktest.JSON(t, assertions.Template_FromStack(line.Stages[0].Stack, nil)); strings.Contains(text, `"Conditions"`) {
			t.Errorf("in %s something is decided on deployment", region)
		}
	}
}

// Only the provider of a connection knows what to clone.
func TestOutputsWithAConnection(t *testing.T) {
	dev := stacks.Dev()
	dev.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("develop"))
	_, line, problems := composeLine(dev)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	got := outputs(t, line.Stages[0].Stack, place{"aws", "us-east-1"})
	if _, is := got["CloneUrl"]; is || got["FullRepositoryId"] != "acme/shop" {
		t.Errorf("a stage with a connection shows %v", got)
	}
}
