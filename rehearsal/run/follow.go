package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/watch"
)

// A follower builds and deploys again what somebody changes. What it does fails alone: what ran before still runs.
type follower struct {
	*rehearsal
	folder string            // of the app
	files  map[string][]byte // that it had
	times  int
}

// follow does so until ctx ends.
func (r *rehearsal) follow(ctx context.Context) {
	changes, err := watch.Changes(ctx, r.root)
	if err != nil {
		r.report.Note("nothing is watched: %v", err)
		return
	}
	f := follower{rehearsal: r, folder: r.source()}
	if f.folder == "" {
		r.report.Note("the app is not watched: no folder of %s has what the repository starts with", r.root)
	} else if f.files, err = read(ctx, f.folder); err != nil {
		r.report.Note("the app is not watched: %v", err)
		f.folder = ""
	}
	r.report.Note("watching %s; change the app or the stages", r.root)
	for changed := range changes {
		if err := f.react(ctx, changed); err != nil && ctx.Err() == nil {
			r.report.Note("%v", r.explain(err))
			r.report.Note("what ran before still runs")
		}
	}
}

func (f *follower) react(ctx context.Context, changed []string) error {
	var app, stages bool
	for _, name := range changed {
		switch {
		case f.folder != "" && within(f.folder, filepath.Join(f.root, name)):
			app = true
		case definesStages(name):
			stages = true
		}
	}
	if app {
		if err := f.commit(ctx); err != nil {
			return err
		}
	}
	if stages {
		return f.deployStages(ctx)
	}
	return nil
}

func within(folder, path string) bool {
	return path == folder || strings.HasPrefix(path, folder+string(filepath.Separator))
}

// definesStages says whether a file may change what is synthesized.
func definesStages(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	other := slices.Contains([]string{".ci", ".github", "bench", "docs", "examples", "rehearsal", "testdata", "tools"}, first)
	return !other && !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, ".md") &&
		!strings.Contains(name, "/testdata/") && filepath.Ext(name) != ""
}

// commit pushes what has changed in the folder of the app to the branches that the pipelines follow.
func (f *follower) commit(ctx context.Context) error {
	now, err := read(ctx, f.folder)
	if err != nil {
		return err
	}
	change := difference(f.files, now)
	if len(change.Put)+len(change.Deleted) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(change.Put))
	names = append(names, change.Deleted...)
	message := "Change " + names[0]
	if len(names) > 1 {
		message += fmt.Sprintf(" and %d more", len(names)-1)
	}
	pushed := map[string]bool{}
	for _, w := range f.walks {
		name, branch, err := w.Pipeline.Source()
		if err != nil || pushed[name+" "+branch] {
			continue
		}
		if bucket, _ := w.Pipeline.Object(); bucket != "" {
			if err := f.upload(ctx, w); err != nil {
				return err
			}
			continue
		}
		if name == "" { // a connection brings the folder as it is
			started, err := bring(ctx, w.Pipeline, names)
			if err != nil {
				return err
			}
			if !started {
				f.report.In(w.Stage).Note("the change starts nothing: the filters of the source leave out %s", strings.Join(names, ", "))
			}
			continue
		}
		pushed[name+" "+branch] = true
		err = f.report.Step("push", func() (string, error) {
			commit, err := codecommit.Repository{AWS: w.Pipeline.Clients(), Name: name}.Commit(ctx, branch, message, change)
			return fmt.Sprintf("commit %.7s %q to %s in %s", commit, message, branch, name), err
		})
		if err != nil {
			return err
		}
	}
	f.files = now
	return nil
}

// deployStages synthesizes the stages into a folder of their own and deploys them.
func (f *follower) deployStages(ctx context.Context) error {
	f.times++
	next := *f.cdk
	next.Assembly = cdk.Assembly(filepath.Join(f.work, fmt.Sprintf("cdk.out.%d", f.times)))
	defer os.RemoveAll(string(next.Assembly))
	if err := f.report.Run(ctx, "cdk synth", func(ctx context.Context) (string, error) { return "", next.Synth(ctx) }); err != nil {
		return err
	}
	return f.report.Run(ctx, "cdk deploy", func(ctx context.Context) (string, error) {
		said, err := next.Deploy(ctx, f.stacks)
		if err == nil && strings.Count(said, "(no changes)") == len(f.stacks) {
			return "no changes", nil
		}
		return "", err
	})
}

// read is what is in a folder.
func read(ctx context.Context, folder string) (map[string][]byte, error) {
	names, err := pipeline.Known(ctx, folder)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if os.IsNotExist(err) {
			continue
		} else if err != nil {
			return nil, err
		}
		files[name] = content
	}
	return files, nil
}

func difference(before, now map[string][]byte) (change codecommit.Change) {
	change.Put = map[string][]byte{}
	for name, content := range now {
		if old, is := before[name]; !is || !bytes.Equal(old, content) {
			change.Put[name] = content
		}
	}
	for name := range before {
		if _, is := now[name]; !is {
			change.Deleted = append(change.Deleted, name)
		}
	}
	return change
}
