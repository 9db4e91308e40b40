package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/beanstalk"
)

// flaky is a build specification that fails once, at the first attempt.
func flaky(t *testing.T) map[string]string {
	file := filepath.Join(t.TempDir(), "attempted")
	return map[string]string{"buildspec.yml": fmt.Sprintf(
		"version: 0.2\nphases: {build: {commands: ['test -e %s || { touch %[1]s; exit 1; }']}}\nartifacts: {files: ['**/*']}\n", file)}
}

// A build that fails is tried again, once; the release goes on if that helps.
func TestAFailedStageIsTriedAgain(t *testing.T) {
	t.Parallel()
	l := newLine(t, func(stages []any) []any {
		onFailure(stages[2], map[string]any{"Result": "RETRY", "RetryConfiguration": map[string]any{"RetryMode": "ALL_ACTIONS"}})
		return stages
	})
	_, once := l.push("at the second attempt", flaky(t))
	if failed := l.follow(once); failed != "" {
		t.Error(failed)
	}
	l.mustAnswer("at the second attempt")
	l.mustSay("Source done", "Build failed", "Build is tried again, once: CodeBuild, phase BUILD", "Build, tried again done",
		"Deploy done", "SmokeTest done")
	if got := l.stage("Build").RetryStageMetadata; got == nil || *got.AutoStageRetryAttempt != 1 ||
		got.LatestRetryTrigger != types.RetryTriggerAutomatedStageRetry {
		t.Errorf("got %+v", got)
	}

	commit, twice := l.push("unwell", map[string]string{"unwell": "1"})
	if failed := l.follow(twice); !strings.Contains(failed, "SmokeTest, tried again") {
		t.Errorf("got %q", failed)
	}
	l.mustSay("Source done", "Build done", "Deploy done", "SmokeTest failed", "Deploy-Dev is tried again, once: CodeBuild",
		"Deploy, tried again done", "SmokeTest, tried again failed")

	retry := func(execution, stage string, mode types.StageRetryMode) error {
		_, err := l.aws.CodePipeline.RetryStageExecution(t.Context(), &codepipeline.RetryStageExecutionInput{
			PipelineName: l.walk.Pipeline.Name, PipelineExecutionId: &execution, StageName: &stage, RetryMode: mode,
		})
		return err
	}
	for _, wrong := range []struct{ execution, stage, says string }{
		{once, "Deploy-Dev", "StageNotRetryableException"},
		{twice, "Build", "StageNotRetryableException"},
		{twice, "Nowhere", "StageNotFoundException"},
	} {
		err := retry(wrong.execution, wrong.stage, types.StageRetryModeFailedActions)
		if err == nil || !strings.Contains(err.Error(), wrong.says) {
			t.Errorf("%s: got %v, want %s", wrong.stage, err, wrong.says)
		}
	}
	if err := retry(twice, "Deploy-Dev", "SOME"); err == nil || !strings.Contains(err.Error(), "ValidationException") {
		t.Errorf("got %v", err)
	}
	if err := retry(twice, "Deploy-Dev", types.StageRetryModeFailedActions); err != nil {
		t.Fatal(err)
	}
	if work, err := l.aws.NextWork(t.Context(), []string{twice + "/1"}); err != nil || len(work) != 1 || work[0].Execution != twice {
		t.Errorf("got %v, %v", work, err)
	}
	another := l.newWalk(*l.walk.Pipeline.Name)
	another.Dir = l.walk.Dir
	if failed := another.Follow(t.Context(), twice); failed == nil {
		t.Error("want a failure")
	}
	if got := beanstalk.Address(t.Context(), l.aws, l.app.Environment); "http://"+got != l.front.URL {
		t.Errorf("a test that is tried again would ask %q, want %s", got, l.front.URL)
	}
	if got := beanstalk.Address(t.Context(), l.aws, "nowhere"); got != "" {
		t.Errorf("got %q", got)
	}
	l.walk.Tidy()
	another.Tidy()
	if _, err := os.Stat(l.app.Dir); err != nil {
		t.Errorf("what runs has lost its folder: %v", err)
	}
	if built, _ := filepath.Glob(filepath.Join(l.walk.Dir, "*", "Build", "*")); len(built) != 0 {
		t.Errorf("%v are left", built)
	}
	l.mustSay("SmokeTest, tried again failed")
	if got := l.stage("Deploy-Dev").RetryStageMetadata; got == nil || *got.ManualStageRetryAttempt != 1 || *got.AutoStageRetryAttempt != 1 {
		t.Errorf("got %+v", got)
	}
	if got := l.summaries()[0]; got.Status != types.PipelineExecutionStatusFailed || *got.SourceRevisions[0].RevisionId != commit {
		t.Errorf("got %+v", got)
	}

	l.release("well")
	if err := retry(twice, "Deploy-Dev", types.StageRetryModeAllActions); err == nil || !strings.Contains(err.Error(), "NotLatest") {
		t.Errorf("got %v", err)
	}
}
