package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/machine"
	"beanstalkline/rehearsal/pipeline"
)

// stay walks every pipeline that somebody starts, by a push or otherwise, until ctx ends.
func (r *rehearsal) stay(ctx context.Context) {
	r.routes = machine.Routes(ctx)
	var walks sync.WaitGroup
	defer walks.Wait()
	k := keeper{rehearsal: r, busy: map[string]*sync.Mutex{}}
	for ctx.Err() == nil {
		found, err := r.aws.NextExecutions(ctx, k.known)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			r.report.Note("the pipelines are no longer walked: %v", r.withLastWords(err))
			<-ctx.Done()
			return
		}
		for _, execution := range found {
			k.known = append(k.known, execution.Execution)
			turn := k.turn(execution.Pipeline)
			walks.Go(func() {
				turn.Lock()
				defer turn.Unlock()
				k.walk(ctx, execution)
			})
		}
	}
}

// A keeper walks the pipelines while a rehearsal is kept.
type keeper struct {
	*rehearsal
	known []string               // executions
	busy  map[string]*sync.Mutex // by pipeline
}

// turn is what one execution of a pipeline holds at a time.
func (k *keeper) turn(pipeline string) *sync.Mutex {
	if k.busy[pipeline] == nil {
		k.busy[pipeline] = &sync.Mutex{}
	}
	return k.busy[pipeline]
}

func (k *keeper) walk(ctx context.Context, execution localaws.Execution) {
	stage := stageOf(execution.Pipeline)
	if name, _, made := strings.Cut(execution.Pipeline, "Stack-"); made {
		stage = name
	}
	deployed, err := pipeline.Read(ctx, k.aws, execution.Pipeline)
	if err == nil {
		walk := k.newWalk(deployed, stage, filepath.Join(k.work, "kept", execution.Execution))
		walk.Waits = true
		if err = walk.Follow(ctx, execution.Execution); err == nil {
			for _, app := range walk.Apps() {
				k.report.In(stage).Note("commit %.7s answers at %s", walk.Commit(), app.URL)
			}
			return
		}
	}
	if ctx.Err() == nil {
		k.report.In(stage).Note("failed, and what ran before still runs: %v", err)
	}
}

// howToLook says what a second terminal needs.
func (r *rehearsal) howToLook() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nThe local AWS stays until you press Ctrl-C, and whatever starts a pipeline is walked. In another terminal:\n")
	fmt.Fprintf(&b, "  unset AWS_PROFILE AWS_SESSION_TOKEN\n  export %s\n", strings.Join(r.server.Environment(), " "))
	stack := "DevStack"
	if len(r.stacks) > 0 {
		stack = r.stacks[len(r.stacks)-1]
	}
	fmt.Fprintf(&b, "  npx cdk diff %s\n  npx cdk deploy %s\n", stack, stack)
	for _, w := range r.walks {
		fmt.Fprintf(&b, "  aws codepipeline get-pipeline-state --name %s\n", *w.Pipeline.Name)
		fmt.Fprintf(&b, "  aws codepipeline list-pipeline-executions --pipeline-name %s\n", *w.Pipeline.Name)
	}
	fmt.Fprintf(&b, "  aws elasticbeanstalk describe-environments\n  aws elasticbeanstalk describe-events\n")
	if len(r.walks) > 0 {
		repository, branch, err := r.walks[0].Pipeline.Source()
		if err == nil {
			fmt.Fprintf(&b, "  git clone -b %s %s/git/%s/%s/%s\n", branch, r.aws.Endpoint, r.aws.Account, r.aws.Region, repository)
		}
	}
	return b.String()
}
