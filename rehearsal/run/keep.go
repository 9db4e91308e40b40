package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/machine"
	"beanstalkline/rehearsal/pipeline"
)

// A keeper does, while a rehearsal is kept, what the local AWS cannot: it walks every pipeline that somebody starts, by a
// push or otherwise, and runs apps with the settings that their environments have got.
type keeper struct {
	*rehearsal
	known []string               // the names of work
	turns map[string]*sync.Mutex // by environment, which does one thing at a time
}

// stay keeps a rehearsal until ctx ends.
func (r *rehearsal) stay(ctx context.Context) {
	r.routes = machine.Routes(ctx)
	k := &keeper{rehearsal: r, turns: map[string]*sync.Mutex{}}
	var doing sync.WaitGroup
	defer doing.Wait()
	if r.watch {
		doing.Go(func() { r.follow(ctx) })
	}
	for ctx.Err() == nil {
		found, err := r.aws.NextWork(ctx, k.known)
		if err != nil && ctx.Err() == nil {
			r.report.Note("nothing is walked any longer: %v", r.withLastWords(err))
			<-ctx.Done()
		}
		for _, work := range found {
			k.known = append(k.known, work.Name)
			if work.Environment == "" { // the stages of a pipeline take turns by themselves
				k.walking.Add(1)
				doing.Go(func() { defer k.walking.Done(); k.walk(ctx, work) })
				continue
			}
			turn := k.turn(work.Environment)
			doing.Go(func() {
				turn.Lock()
				defer turn.Unlock()
				k.restart(ctx, work)
			})
		}
	}
}

func (k *keeper) turn(name string) *sync.Mutex {
	if k.turns[name] == nil {
		k.turns[name] = &sync.Mutex{}
	}
	return k.turns[name]
}

// walk follows an execution of a pipeline.
func (k *keeper) walk(ctx context.Context, work localaws.Work) {
	stage := work.Pipeline
	if name, _, is := strings.Cut(work.Pipeline, "Stack-"); is { // as CloudFormation names it
		stage = name
	}
	report := k.report.In(stage)
	clients, err := k.aws.In(ctx, work.Account, work.Region)
	var deployed pipeline.Pipeline
	if err == nil {
		deployed, err = pipeline.Read(ctx, clients, work.Pipeline)
	}
	var apps []pipeline.App
	if err == nil {
		walk := k.newWalk(deployed, stage, filepath.Join(k.work, "kept"))
		walk.Waits = true
		err = k.explain(walk.Follow(ctx, work.Execution))
		walk.Tidy() // a rehearsal may be kept for days
		apps = walk.Apps()
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		report.Note("%s", strings.TrimPrefix(err.Error(), stage+": "))
	}
	for _, app := range apps {
		report.Note("commit %.7s runs in %s, at %s", app.Commit, app.Environment, app.URL)
	}
	if err != nil && len(apps) == 0 {
		report.Note("what ran before still runs")
	}
}

// restart lets what runs in an environment take its settings of now.
func (k *keeper) restart(ctx context.Context, work localaws.Work) {
	walk := k.deployedBy(work.Environment)
	if walk == nil {
		return // nothing runs there yet
	}
	dir := filepath.Join(k.work, "kept", fmt.Sprintf("%s-%d", work.Environment, len(k.known)))
	err := k.report.In(walk.Stage).Step("Restart", func() (string, error) { return walk.Restart(ctx, work.Environment, dir) })
	if err != nil && ctx.Err() == nil {
		k.report.In(walk.Stage).Note("%v", err)
	}
}

// howToLook says what a second terminal needs.
func (r *rehearsal) howToLook() board.Summary {
	stack := "DevStack"
	if len(r.stacks) > 0 {
		stack = r.stacks[len(r.stacks)-1]
	}
	commands := []string{"unset AWS_PROFILE AWS_SESSION_TOKEN"}
	for _, variable := range r.server.Environment() {
		commands = append(commands, "export "+variable)
	}
	commands = append(commands, "npx cdk diff "+stack, "npx cdk deploy "+stack)
	for _, w := range r.walks {
		commands = append(commands,
			"aws codepipeline get-pipeline-state --name "+*w.Pipeline.Name,
			"aws codepipeline list-pipeline-executions --pipeline-name "+*w.Pipeline.Name)
	}
	commands = append(commands, "aws elasticbeanstalk describe-environments", "aws elasticbeanstalk describe-events")
	for _, url := range r.cloneURLs() {
		commands = append(commands, "git clone "+url)
	}
	return board.Summary{
		Rest: []string{
			"The local AWS stays until you press Ctrl-C, and walks whatever starts a pipeline. In another terminal:",
		},
		Commands: commands,
	}
}

// cloneURLs are the repositories that the pipelines follow, with the branch.
func (r *rehearsal) cloneURLs() (urls []string) {
	seen := map[string]bool{}
	for _, w := range r.walks {
		repository, branch, err := w.Pipeline.Source()
		if err != nil || repository == "" || seen[repository] {
			continue
		}
		seen[repository] = true
		at := w.Pipeline.Clients()
		urls = append(urls, fmt.Sprintf("-b %s %s/git/%s/%s/%s", branch, at.Endpoint, at.Account, at.Region, repository))
	}
	return urls
}
