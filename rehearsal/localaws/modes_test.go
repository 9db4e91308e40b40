package localaws_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/localaws"
)

// TestLocalAWSLocksStages lets three executions go to a stage that the first is in.
func TestLocalAWSLocksStages(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))
	if reasons := deploy(t, client, "DevStack", golden(t, "DevStack")); reasons != "" {
		t.Fatal(reasons)
	}
	work, err := client.NextWork(t.Context(), nil)
	if err != nil || len(work) != 1 {
		t.Fatalf("got %v, %v", work, err)
	}
	deployed, err := client.CodePipeline.GetPipeline(t.Context(), &codepipeline.GetPipelineInput{Name: &work[0].Pipeline})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		mode            types.ExecutionMode
		enter, statuses string // one after the other, as each leaves the stage
	}{
		{types.ExecutionModeSuperseded, "1 3", "InProgress Superseded InProgress"},
		{types.ExecutionModeQueued, "1 2 3", "InProgress InProgress InProgress"},
		{types.ExecutionModeParallel, "1 2 3", "InProgress InProgress InProgress"},
	} {
		t.Run(string(test.mode), func(t *testing.T) {
			deployed.Pipeline.ExecutionMode = test.mode
			_, err := client.CodePipeline.UpdatePipeline(t.Context(), &codepipeline.UpdatePipelineInput{Pipeline: deployed.Pipeline})
			if err != nil {
				t.Fatal(err)
			}
			l := locked{t: t, client: client, pipeline: work[0].Pipeline}
			for i := range 3 {
				l.start()
				l.tell("take", i, nil)
			}
			if !l.enter(t.Context(), 0) {
				t.Fatal("nobody is in the stage")
			}
			entered := make(chan int, 2)
			for i := 1; i < 3; i++ {
				go func() {
					if l.enter(t.Context(), i) {
						entered <- i
					}
				}()
				time.Sleep(300 * time.Millisecond) // until it waits
			}
			l.mustBe(test.statuses)
			got := "1"
			for left := 0; len(got) < len(test.enter); {
				if test.mode != types.ExecutionModeParallel {
					l.tell("leave", left, map[string]any{"stage": "Build", "status": "Succeeded"})
				}
				left = <-entered
				got += " " + string(rune('1'+left))
			}
			if got != test.enter {
				t.Errorf("got %s, want %s", got, test.enter)
			}
			for i := range 3 {
				l.tell("finish", i, map[string]any{"status": "Succeeded"})
			}
		})
	}
}

// locked are executions of a pipeline, from the oldest to the newest.
type locked struct {
	t        *testing.T
	client   *localaws.Clients
	pipeline string
	ids      []string
}

func (l *locked) start() {
	l.t.Helper()
	got, err := l.client.CodePipeline.StartPipelineExecution(l.t.Context(), &codepipeline.StartPipelineExecutionInput{Name: &l.pipeline})
	if err != nil {
		l.t.Fatal(err)
	}
	l.ids = append(l.ids, *got.PipelineExecutionId)
}

func (l *locked) told(i int) map[string]any {
	return map[string]any{
		"account": l.client.Account, "region": l.client.Region, "pipeline": l.pipeline, "execution": l.ids[i], "stage": "Build",
	}
}

func (l *locked) tell(operation string, i int, more map[string]any) {
	l.t.Helper()
	told := l.told(i)
	for name, value := range more {
		told[name] = value
	}
	if err := l.client.Tell(l.t.Context(), operation, told, nil); err != nil {
		l.t.Fatal(err)
	}
}

// enter waits until the execution is in the stage, or will never be.
func (l *locked) enter(ctx context.Context, i int) bool {
	answer := struct {
		Entered bool
		Status  string
	}{Status: "InProgress"}
	for !answer.Entered && answer.Status == "InProgress" {
		if err := l.client.Tell(ctx, "enter", l.told(i), &answer); err != nil {
			return false
		}
	}
	return answer.Entered
}

func (l *locked) mustBe(statuses string) {
	l.t.Helper()
	got, err := l.client.CodePipeline.ListPipelineExecutions(l.t.Context(), &codepipeline.ListPipelineExecutionsInput{
		PipelineName: &l.pipeline,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	var all []string
	for _, id := range l.ids {
		for _, summary := range got.PipelineExecutionSummaries {
			if *summary.PipelineExecutionId == id {
				all = append(all, string(summary.Status))
			}
		}
	}
	if strings.Join(all, " ") != statuses {
		l.t.Errorf("got %v, want %s", all, statuses)
	}
}
