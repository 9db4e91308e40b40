package localaws_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"beanstalkline/rehearsal/localaws/localawstest"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/stacks"
)

// uploaded is the template of DevStack with a bucket in the place of the repository.
func uploaded(t *testing.T) template {
	dev := golden(t, "DevStack")
	all := dev["Resources"].(map[string]any)
	all["Uploads"] = resource("AWS::S3::Bucket", props{
		"VersioningConfiguration":   props{"Status": "Enabled"},
		"NotificationConfiguration": props{"EventBridgeConfiguration": props{"EventBridgeEnabled": true}},
	})
	all["Reads"] = resource("AWS::IAM::Policy", props{
		"PolicyName": "Reads", "Roles": []any{ref(dev.named("SourceRole", "AWS::IAM::Role"))},
		"PolicyDocument": props{"Version": "2012-10-17", "Statement": []any{props{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}},
	})
	source := dev.action("CodeCommit")
	source["ActionTypeId"].(map[string]any)["Provider"] = "S3"
	source["Configuration"] = map[string]any{"S3Bucket": ref("Uploads"), "S3ObjectKey": "app.zip", "PollForSourceChanges": false}
	line := all[dev.named("Pipeline", "AWS::CodePipeline::Pipeline")].(map[string]any)
	line["DependsOn"] = append(line["DependsOn"].([]any), "Reads")
	dev.only("AWS::Events::Rule")["EventPattern"] = props{
		"source": []any{"aws.s3"}, "detail-type": []any{"Object Created"},
		"detail": props{"bucket": props{"name": []any{ref("Uploads")}}, "object": props{"key": []any{"app.zip"}}},
	}
	return dev
}

// named is the logical id of the first resource of a type that contains a text.
func (tpl template) named(part, kind string) string {
	for id, r := range tpl["Resources"].(map[string]any) {
		if r.(map[string]any)["Type"] == kind && strings.Contains(id, part) {
			return id
		}
	}
	return ""
}

func TestAnUploadStartsThePipeline(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))
	if reasons := deploy(t, client, "DevStack", uploaded(t)); reasons != "" {
		t.Fatal(reasons)
	}
	found, _, err := stacks.Inventory(t.Context(), client, []string{"AWS::CodePipeline::Pipeline"})
	if err != nil || len(found) != 1 {
		t.Fatalf("got %v, %v", found, err)
	}
	line, err := pipeline.Read(t.Context(), client, found[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	bucket, _ := line.Object()
	other := &s3.PutObjectInput{Bucket: &bucket, Key: aws.String("other.zip"), Body: bytes.NewReader(localawstest.Zip(t))}
	if _, err := client.S3.PutObject(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	runs := func() []types.PipelineExecutionSummary {
		got, err := client.CodePipeline.ListPipelineExecutions(t.Context(), &codepipeline.ListPipelineExecutionsInput{PipelineName: line.Name})
		if err != nil {
			t.Fatal(err)
		}
		return got.PipelineExecutionSummaries
	}
	if got := runs(); len(got) != 1 {
		t.Errorf("another object has started the pipeline: %d runs", len(got))
	}
	version, err := line.Upload(t.Context(), "extension")
	if err != nil || version == "" {
		t.Fatalf("got the version %q, %v", version, err)
	}
	got := runs()
	started := len(got) == 2 && got[0].Trigger.TriggerType == types.TriggerTypeCloudWatchEvent
	if !started || got[0].Status != types.PipelineExecutionStatusInProgress {
		t.Errorf("the upload has started nothing that runs: %d runs, %s", len(got), lastRun(t, client))
	}
}

func TestLocalAWSRefusesSourcesInS3(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))
	versionless := uploaded(t)
	delete(versionless.properties("Uploads"), "VersioningConfiguration")
	versionless.unname()
	if got := deploy(t, client, "Versionless", versionless); !strings.Contains(got, "must keep versions") {
		t.Errorf("a source without versions is answered with %q", got)
	}
	unread := uploaded(t)
	unread.properties("Reads")["PolicyDocument"].(props)["Statement"] = []any{
		props{"Effect": "Allow", "Action": "s3:GetBucketVersioning", "Resource": "*"},
	}
	if got := deploy(t, client, "DevStack", unread); got != "" {
		t.Fatal(got)
	}
	if got := lastRun(t, client); !strings.Contains(got, "is not authorized to perform s3:GetObject on resource") {
		t.Errorf("a source that nobody may read ends with %q", got)
	}
}
