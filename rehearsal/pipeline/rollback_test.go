package pipeline_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// A smoke test that fails brings the last release back, and the failed execution stays failed.
func TestAFailedStageIsRolledBack(t *testing.T) {
	t.Parallel()
	l := newLine(t, rollBack)
	_, first := l.push("unwell from the beginning", map[string]string{"unwell": "1"})
	if failed := l.follow(first); !strings.Contains(failed, "SmokeTest") {
		t.Errorf("got %q", failed)
	}
	l.mustSay("Source done", "Build done", "Deploy done", "SmokeTest failed", "Deploy-Dev: nothing to return to")

	good, target := l.release("good")
	_, bad := l.push("bad", map[string]string{"unwell": "1"})
	if failed := l.follow(bad); !strings.Contains(failed, "SmokeTest") || !strings.Contains(failed, "The release is deployed, and") {
		t.Errorf("got %q", failed)
	}
	l.mustAnswer("good")
	short := good[:7]
	l.mustSay("Source done", "Build done", "Deploy done", "SmokeTest failed",
		"Deploy, rolled back to commit "+short+" done", "SmokeTest, rolled back to commit "+short+" done",
		"Deploy-Dev: rolled back to commit "+short)
	if got := l.walk.Rollbacks(); len(got) != 1 || got[0].Commit != good || got[0].Stage != "Deploy-Dev" || got[0].Err != nil {
		t.Errorf("got %v", got)
	}
	if got := l.walk.Ended(); got != types.PipelineExecutionStatusFailed {
		t.Errorf("got %s", got)
	}
	if apps := l.walk.Apps(); len(apps) != 1 || apps[0].Commit != good {
		t.Errorf("got %v", apps)
	}
	told := l.summaries()[:2]
	if told[1].Status != types.PipelineExecutionStatusFailed || *told[1].PipelineExecutionId != bad {
		t.Errorf("got %v", told[1])
	}
	back := told[0]
	if back.Status != types.PipelineExecutionStatusSucceeded || back.ExecutionType != types.ExecutionTypeRollback ||
		back.Trigger.TriggerType != types.TriggerTypeAutomatedRollback ||
		*back.RollbackMetadata.RollbackTargetPipelineExecutionId != target ||
		aws.ToString(back.SourceRevisions[0].RevisionId) != good {
		t.Errorf("got %+v", back)
	}
	state := l.stage("Deploy-Dev").LatestExecution
	if *state.PipelineExecutionId != *back.PipelineExecutionId || state.Status != types.StageExecutionStatusSucceeded ||
		state.Type != types.ExecutionTypeRollback {
		t.Errorf("got %+v", state)
	}
	did, err := l.aws.CodePipeline.ListActionExecutions(t.Context(), &codepipeline.ListActionExecutionsInput{
		PipelineName: l.walk.Pipeline.Name, Filter: &types.ActionExecutionFilter{PipelineExecutionId: back.PipelineExecutionId},
	})
	if err != nil || len(did.ActionExecutionDetails) != 2 {
		t.Errorf("got %v, %v", did, err)
	}

	_, gone := l.push("gone", map[string]string{"Procfile": "web: exit 3\n"})
	if failed := l.follow(gone); !strings.Contains(failed, "exited with status 3") {
		t.Errorf("got %q", failed)
	}
	l.mustSay("Source done", "Build done", "Deploy failed", "Deploy, rolled back to commit "+short+" done",
		"SmokeTest, rolled back to commit "+short+" done", "Deploy-Dev: rolled back to commit "+short)
	l.mustAnswer("good")
}
