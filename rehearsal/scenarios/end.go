package scenarios

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
)

// end waits until nothing goes on, and says how it has ended; it fails if that is not how it should. What follows from a
// failure may begin a moment after it.
func (p *play) end(ctx context.Context, wanted End) (said string, err error) {
	for last := time.Now().Add(5 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if err = p.line.idle(ctx); err != nil {
			return "", err
		}
		said, err = p.compare(ctx, wanted)
		if err == nil || ctx.Err() != nil || time.Now().After(last) {
			return said, err
		}
	}
}

// compare compares what AWS answers with the end of the scenario.
func (p *play) compare(ctx context.Context, wanted End) (string, error) {
	var wrong []string
	differ := func(what string, got, want any) {
		if got != want {
			wrong = append(wrong, fmt.Sprintf("%s: got %v, want %v", what, got, want))
		}
	}
	for _, push := range slices.Sorted(maps.Keys(wanted.Pushes)) {
		got, err := p.line.status(ctx, p.executions[push])
		if err != nil {
			return "", err
		}
		differ(push, got, wanted.Pushes[push])
	}
	states, err := p.line.state(ctx)
	if err != nil {
		return "", err
	}
	for _, state := range states {
		want, is := wanted.Stages[*state.StageName]
		if is && state.LatestExecution != nil {
			differ(*state.StageName, state.LatestExecution.Status, want)
		} else if is {
			differ(*state.StageName, "nothing", want)
		}
	}
	if err := p.learn(ctx); err != nil {
		return "", err
	}
	stages, commits, err := p.line.runs(ctx)
	if err != nil {
		return "", err
	}
	var answers []string
	in := map[string][]string{}
	for _, stage := range stages {
		runs := p.called(stage, commits[stage])
		differ(stage+" runs", runs, wanted.Runs[stage])
		answer := fmt.Sprintf("commit %.7s, %s", commits[stage], runs)
		if in[answer] == nil {
			answers = append(answers, answer)
		}
		in[answer] = append(in[answer], stage)
	}
	if wrong != nil {
		return "", fmt.Errorf("it must end otherwise: %s", strings.Join(wrong, "; "))
	}
	for i, answer := range answers {
		answers[i] = enumerate(in[answer]) + ": " + answer
	}
	return strings.Join(answers, "; "), nil
}

// learn gets the commits of pushes of which only the pipeline knows them.
func (p *play) learn(ctx context.Context) error {
	all, err := p.line.executions(ctx)
	for _, e := range all {
		for push, execution := range p.executions {
			commit, pushed := p.commits[push]
			if pushed && commit == "" && *e.PipelineExecutionId == execution && len(e.SourceRevisions) > 0 {
				p.commits[push] = sdk.ToString(e.SourceRevisions[0].RevisionId)
			}
		}
	}
	return err
}

// called is what the scenario calls a commit that an environment runs.
func (p *play) called(stage, commit string) string {
	for push, pushed := range p.commits {
		if pushed == commit {
			return push
		}
	}
	if commit == p.before[stage] {
		return Before
	}
	return fmt.Sprintf("commit %.7s", commit)
}

// enumerate is a, b and c.
func enumerate(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
