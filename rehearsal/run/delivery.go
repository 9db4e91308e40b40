package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/machine"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/stacks"
	"beanstalkline/rehearsal/steps"
)

// findPipelines looks for the pipelines that can be walked among what was deployed.
func (r *rehearsal) findPipelines(ctx context.Context) error {
	r.routes = machine.Routes(ctx)
	var pipelines []pipeline.Pipeline
	for _, made := range r.made {
		if made.Kind != "AWS::CodePipeline::Pipeline" {
			continue
		}
		deployed, err := pipeline.Read(ctx, r.at(made.Stack), made.ID)
		if err != nil {
			return err
		}
		pipelines = append(pipelines, deployed)
		if _, _, err := deployed.Source(); err != nil {
			r.report.Note("%s: deployed, but not walked: %v", made.Stack, err)
			continue
		}
		r.walks = append(r.walks, r.newWalk(deployed, stageOf(made.Stack), filepath.Join(r.work, made.Stack)))
	}
	for _, environment := range unreached(r.made, pipelines) {
		r.report.Note("%s: deployed, but no commit goes to it, since no pipeline here leads there; that of a release is rehearsed as Release",
			environment.Stack)
	}
	return nil
}

// unreached are the environments to which none of the pipelines deploys.
func unreached(made []stacks.Resource, pipelines []pipeline.Pipeline) (environments []stacks.Resource) {
	for _, resource := range made {
		deploys := func(p pipeline.Pipeline) bool { return p.DeploysTo(resource.ID) }
		if resource.Kind == "AWS::ElasticBeanstalk::Environment" && !slices.ContainsFunc(pipelines, deploys) {
			environments = append(environments, resource)
		}
	}
	return environments
}

func (r *rehearsal) newWalk(deployed pipeline.Pipeline, stage, dir string) *pipeline.Walk {
	walk := &pipeline.Walk{
		Pipeline: deployed, Stage: stage, Dir: dir, Routes: r.routes, Folder: r.source(), Report: r.report, Runs: r.runs,
	}
	walk.Serves = func(app pipeline.App) string { return r.serve(walk, app) }
	return walk
}

// push commits a change to the branches that the pipelines follow, in every repository that they follow.
func (r *rehearsal) push(ctx context.Context) error {
	var repositories []codecommit.Repository
	branches := map[codecommit.Repository][]string{}
	for _, w := range r.walks {
		name, branch, err := w.Pipeline.Source()
		if err != nil {
			return err
		}
		if name == "" { // a connection brings it, or an upload
			if err := r.upload(ctx, w); err != nil {
				return err
			}
			continue
		}
		to := codecommit.Repository{AWS: w.Pipeline.Clients(), Name: name}
		if !slices.Contains(repositories, to) {
			repositories = append(repositories, to)
		}
		if !slices.Contains(branches[to], branch) {
			branches[to] = append(branches[to], branch)
		}
	}
	for _, to := range repositories {
		err := r.report.Step("push", func() (string, error) {
			text := "Rehearsed at " + time.Now().Format(time.DateTime)
			commit, err := to.Push(ctx, text, branches[to])
			return fmt.Sprintf("commit %.7s %q to %s in %s", commit, text, strings.Join(branches[to], " and "), to.Name), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// upload puts the app where a pipeline takes it from, if that is Amazon S3.
func (r *rehearsal) upload(ctx context.Context, w *pipeline.Walk) error {
	bucket, key := w.Pipeline.Object()
	if bucket == "" || w.Folder == "" {
		return nil
	}
	return r.report.Step("upload", func() (string, error) {
		version, err := w.Pipeline.Upload(ctx, w.Folder)
		return fmt.Sprintf("version %.7s of %s to %s", version, key, bucket), err
	})
}

// walk goes through all pipelines at the same time.
func (r *rehearsal) walk(ctx context.Context) error {
	var walks []steps.Task
	for _, w := range r.walks {
		w.Announce()
		walks = append(walks, w.Run)
	}
	return steps.Together(walks...)(ctx)
}
