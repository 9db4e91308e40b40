package pipeline_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Somebody deploys an older release again, with rollback-stage, or builds its commit again, with start-pipeline-execution.
func TestAnOlderReleaseIsDeployedAgain(t *testing.T) {
	t.Parallel()
	l := newLine(t, func(stages []any) []any { return stages })
	first, older := l.release("first")
	_, newer := l.release("second")
	pipeline := l.walk.Pipeline.Name
	back := func(stage, target string) (string, error) {
		got, err := l.aws.CodePipeline.RollbackStage(t.Context(), &codepipeline.RollbackStageInput{
			PipelineName: pipeline, StageName: &stage, TargetPipelineExecutionId: &target,
		})
		if err != nil {
			return "", err
		}
		return *got.PipelineExecutionId, nil
	}
	found, err := l.aws.CodePipeline.ListPipelineExecutions(t.Context(), &codepipeline.ListPipelineExecutionsInput{
		PipelineName: pipeline, Filter: &types.PipelineExecutionFilter{
			SucceededInStage: &types.SucceededInStageFilter{StageName: aws.String("Deploy-Dev")},
		},
	})
	if err != nil || len(found.PipelineExecutionSummaries) != 2 || *found.PipelineExecutionSummaries[1].PipelineExecutionId != older {
		t.Errorf("got %v, %v", found, err)
	}
	id, err := back("Deploy-Dev", older)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := back("Deploy-Dev", newer); err == nil || !strings.Contains(err.Error(), "currently running") {
		t.Errorf("got %v", err)
	}
	if failed := l.follow(id); failed != "" {
		t.Error(failed)
	}
	l.mustAnswer("first")
	l.mustSay("Deploy, rolled back to commit "+first[:7]+" done", "SmokeTest, rolled back to commit "+first[:7]+" done")
	if got := l.summaries()[0]; got.Trigger.TriggerType != types.TriggerTypeManualRollback ||
		got.ExecutionType != types.ExecutionTypeRollback || got.Status != types.PipelineExecutionStatusSucceeded {
		t.Errorf("got %+v", got)
	}
	created := l.executions()[3]
	for _, wrong := range []struct{ stage, target, says string }{
		{"Source", older, "A source stage cannot be rolled back"},
		{"Nowhere", older, "StageNotFoundException"},
		{"Deploy-Dev", "00000000-0000-0000-0000-000000000000", "PipelineExecutionNotFoundException"},
		{"Deploy-Dev", id, "is a rollback itself"},
		{"Deploy-Dev", created, "has not succeeded in the stage"},
	} {
		if _, err := back(wrong.stage, wrong.target); err == nil || !strings.Contains(err.Error(), wrong.says) {
			t.Errorf("got %v, want %s", err, wrong.says)
		}
	}

	start := func(action string, kind types.SourceRevisionType, commit string) (*codepipeline.StartPipelineExecutionOutput, error) {
		return l.aws.CodePipeline.StartPipelineExecution(t.Context(), &codepipeline.StartPipelineExecutionInput{
			Name: pipeline, SourceRevisions: []types.SourceRevisionOverride{
				{ActionName: &action, RevisionType: kind, RevisionValue: &commit},
			},
		})
	}
	if _, err := start("Nobody", types.SourceRevisionTypeCommitId, first); err == nil || !strings.Contains(err.Error(), "no source action") {
		t.Errorf("got %v", err)
	}
	if _, err := start("Source", types.SourceRevisionTypeImageDigest, first); err == nil || !strings.Contains(err.Error(), "IMAGE_DIGEST") {
		t.Errorf("got %v", err)
	}
	l.release("third")
	again, err := start("Source", types.SourceRevisionTypeCommitId, first)
	if err != nil {
		t.Fatal(err)
	}
	if failed := l.follow(*again.PipelineExecutionId); failed != "" {
		t.Error(failed)
	}
	l.mustAnswer("first")
	if got := l.walk.Commit(); got != first {
		t.Errorf("got %s", got)
	}

	bucket := l.walk.Pipeline.ArtifactStore.Location
	kept, err := l.aws.S3.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range kept.Contents {
		if _, err := l.aws.S3.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: bucket, Key: object.Key}); err != nil {
			t.Fatal(err)
		}
	}
	if id, err = back("Deploy-Dev", newer); err != nil {
		t.Fatal(err)
	}
	if failed := l.follow(id); !strings.Contains(failed, "Unable to access the artifact with Amazon S3 object key") {
		t.Errorf("got %q", failed)
	}
	l.mustAnswer("first")

	got, err := l.aws.CodePipeline.GetPipeline(t.Context(), &codepipeline.GetPipelineInput{Name: pipeline})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.aws.CodePipeline.UpdatePipeline(t.Context(), &codepipeline.UpdatePipelineInput{Pipeline: got.Pipeline}); err != nil {
		t.Fatal(err)
	}
	if _, err := back("Deploy-Dev", older); err == nil || !strings.Contains(err.Error(), "version has changed") {
		t.Errorf("got %v", err)
	}
}
