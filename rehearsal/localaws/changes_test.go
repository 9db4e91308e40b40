package localaws_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/beanstalk"
	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/localaws/localawstest"
	"beanstalkline/rehearsal/stacks"
)

// TestLocalAWSChanges changes what DevStack has made.
func TestLocalAWSChanges(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))

	t.Run("a push that may not start the pipeline", func(t *testing.T) {
		bent := golden(t, "DevStack")
		for _, policy := range bent.all("AWS::IAM::Policy") {
			document := policy["Properties"].(map[string]any)["PolicyDocument"].(map[string]any)
			for _, statement := range document["Statement"].([]any) {
				if statement := statement.(map[string]any); statement["Action"] == "codepipeline:StartPipelineExecution" {
					statement["Action"] = "codepipeline:StopPipelineExecution"
				}
			}
		}
		if reasons := deploy(t, client, "DevStack", bent); reasons != "" {
			t.Fatal(reasons)
		}
		webapp := codecommit.Repository{AWS: client, Name: "webapp"}
		if _, err := webapp.Push(t.Context(), "Pushed", nil); err != nil {
			t.Fatal(err)
		}
		all, _, err := stacks.Deployed(t.Context(), client, "DevStack")
		if err != nil {
			t.Fatal(err)
		}
		pipeline := all[slices.IndexFunc(all, func(r stacks.Resource) bool { return r.Kind == "AWS::CodePipeline::Pipeline" })]
		got, err := client.CodePipeline.ListPipelineExecutions(t.Context(), &codepipeline.ListPipelineExecutionsInput{
			PipelineName: &pipeline.ID,
		})
		if err != nil {
			t.Fatal(err)
		}
		executions := got.PipelineExecutionSummaries
		if len(executions) != 2 || executions[1].Status != types.PipelineExecutionStatusSuperseded ||
			!strings.Contains(aws.ToString(executions[0].StatusSummary), "codepipeline:StartPipelineExecution") {
			t.Errorf("got %v", executions)
		}
	})

	t.Run("an update takes new options and keeps the running version", func(t *testing.T) {
		all, _, err := stacks.Deployed(t.Context(), client, "DevStack")
		if err != nil {
			t.Fatal(err)
		}
		named := func(kind string) string {
			return all[slices.IndexFunc(all, func(r stacks.Resource) bool { return r.Kind == kind })].ID
		}
		environment := beanstalk.Environment{
			Application: named("AWS::ElasticBeanstalk::Application"),
			Name:        named("AWS::ElasticBeanstalk::Environment"),
		}
		label, err := environment.Deploy(t.Context(), client, localawstest.Zip(t), "4f1c2d3e")
		if err != nil {
			t.Fatal(err)
		}
		bent := golden(t, "DevStack")
		bent.option("RetentionInDays", "14")
		body, err := json.Marshal(bent)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.CloudFormation.UpdateStack(t.Context(), &cloudformation.UpdateStackInput{
			StackName: aws.String("DevStack"), TemplateBody: aws.String(string(body)),
		})
		if err != nil {
			t.Fatal(err)
		}
		order, err := environment.Read(t.Context(), client, label)
		if got := order.Settings.In("aws:elasticbeanstalk:cloudwatch:logs")["RetentionInDays"]; err != nil || got != "14" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}
