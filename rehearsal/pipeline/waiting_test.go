package pipeline_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/pipeline"
)

// approved puts an approval before the deployment.
func approved(stages []any) []any {
	approval := map[string]any{"Name": "Approve-Dev", "Actions": []any{map[string]any{
		"Name": "Approve", "RunOrder": 1,
		"ActionTypeId": map[string]any{"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"},
	}}}
	return []any{stages[0], stages[1], approval, stages[2]}
}

// A rejected release ends, and a newer one goes on.
func TestARejectedReleaseEnds(t *testing.T) {
	t.Parallel()
	l := newLine(t, approved)
	l.walk.Approve = func(context.Context, pipeline.Approval) error { return errors.New("not on a Friday") }
	commit, rejected := l.push("rejected", nil)
	err := l.walk.Follow(t.Context(), rejected)
	var why *pipeline.Rejection
	if !errors.As(err, &why) || why.Summary != "not on a Friday" {
		t.Errorf("got %v", err)
	}
	l.mustSay("Source done", "Build done", "Approve failed")
	state := l.stage("Approve-Dev")
	if state.LatestExecution.Status != types.StageExecutionStatusFailed ||
		aws.ToString(state.ActionStates[0].LatestExecution.Summary) != "not on a Friday" {
		t.Errorf("got %+v", state)
	}
	if got := l.stage("Deploy-Dev"); got.LatestExecution != nil {
		t.Errorf("got %+v", got)
	}
	var asked pipeline.Approval
	l.walk.Approve = func(_ context.Context, a pipeline.Approval) error { asked = a; return nil }
	next, _ := l.release("approved")
	if want := (pipeline.Approval{Stage: "Approve-Dev", Action: "Approve", Commit: next}); asked != want || next == commit {
		t.Errorf("got %v", asked)
	}
}

// One release waits for an approval, the next one waits before that stage, and an even newer one overtakes the next.
func TestANewerReleaseOvertakesTheOneThatWaits(t *testing.T) {
	t.Parallel()
	l := newLine(t, approved)
	decide := make(chan error)
	l.walk.Approve = func(ctx context.Context, _ pipeline.Approval) error {
		select {
		case err := <-decide:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	follow := func(page string) (id string, ended chan error, walk *pipeline.Walk) {
		_, id = l.push(page, nil)
		walk, ended = l.newWalk(*l.walk.Pipeline.Name), make(chan error, 1)
		walk.Approve = l.walk.Approve
		go func() { ended <- walk.Follow(t.Context(), id) }()
		return id, ended, walk
	}
	until := func(what string, is func(types.StageState) bool) {
		t.Helper()
		for range 200 {
			if is(l.stage("Approve-Dev")) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatalf("%s: got %+v", what, l.stage("Approve-Dev"))
	}
	waits := func(id string) func(types.StageState) bool {
		return func(s types.StageState) bool {
			return s.InboundExecution != nil && *s.InboundExecution.PipelineExecutionId == id
		}
	}
	first, ended, _ := follow("first")
	until("the first waits for the approval", func(s types.StageState) bool {
		return s.LatestExecution != nil && *s.LatestExecution.PipelineExecutionId == first
	})
	second, overtaken, slower := follow("second")
	until("the second waits before it", waits(second))
	third, last, _ := follow("third")
	until("the third waits before it", waits(third))
	if err := <-overtaken; err != nil || slower.Ended() != types.PipelineExecutionStatusSuperseded {
		t.Errorf("got %v, %s", err, slower.Ended())
	}
	decide <- nil
	if err := <-ended; err != nil {
		t.Error(err)
	}
	l.mustAnswer("first")
	decide <- nil
	if err := <-last; err != nil {
		t.Error(err)
	}
	l.mustAnswer("third")
	var got []string
	for _, summary := range l.summaries()[:3] {
		got = append(got, string(summary.Status))
	}
	if slower.Commit() == "" {
		t.Error("the second has fetched nothing")
	}
	if want := "Succeeded Superseded Succeeded"; strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}

// Of two pushes in a row the older one, which nobody has begun, is overtaken. In a queue, each brings its own commit.
func TestTwoPushesInARow(t *testing.T) {
	t.Parallel()
	l := newLine(t, func(stages []any) []any { return stages })
	_, older := l.push("older", nil)
	commit, newer := l.push("newer", nil)
	if failed := l.follow(older); failed != "" || l.walk.Ended() != types.PipelineExecutionStatusSuperseded {
		t.Errorf("got %q, %s", failed, l.walk.Ended())
	}
	l.mustSay("the execution " + older[:8] + " is superseded")
	if failed := l.follow(newer); failed != "" {
		t.Error(failed)
	}
	l.mustAnswer("newer")
	l.mustSay("Source done", "Build done", "Deploy done", "SmokeTest done")
	told := l.summaries()
	if told[1].Status != types.PipelineExecutionStatusSuperseded || l.walk.Commit() != commit {
		t.Errorf("got %+v", told[1])
	}

	l.walk.Pipeline.ExecutionMode = types.ExecutionModeQueued
	_, err := l.aws.CodePipeline.UpdatePipeline(t.Context(), &codepipeline.UpdatePipelineInput{
		Pipeline: l.walk.Pipeline.PipelineDeclaration,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, third := l.push("third", nil)
	_, fourth := l.push("fourth", nil)
	if failed := l.follow(third); failed != "" {
		t.Error(failed)
	}
	l.mustAnswer("third")
	if failed := l.follow(fourth); failed != "" {
		t.Error(failed)
	}
	l.mustAnswer("fourth")
}
