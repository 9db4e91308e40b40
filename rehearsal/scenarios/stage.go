package scenarios

import (
	"context"
	"os"
	"path/filepath"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/steps"
)

// A Stage is where scenarios are played: a release that is deployed, and that somebody walks.
type Stage struct {
	AWS      *localaws.Clients
	Pipeline string
	App      map[string][]byte // the files of the web app
	Folder   string            // for what is outside of the app
	Report   steps.Report
	// Push makes files those of the branch that the pipeline follows, and returns the commit, or nothing if only the pipeline
	// knows it.
	Push func(ctx context.Context, message string, files map[string][]byte) (commit string, err error)
	// Settle waits until whoever walks has told everything of what has come to an end.
	Settle func()
	// Deploy deploys the app with another argument.
	Deploy func(ctx context.Context, argument string) error
}

// A play is one scenario while it is played.
type play struct {
	Stage
	name       string // of the scenario
	line       line
	known      int               // executions so far
	before     map[string]string // the commit of each environment, by its stage
	commits    map[string]string // by push
	executions map[string]string
}

func (s Stage) play(name string) *play {
	return &play{Stage: s, name: name, line: line{s.AWS, s.Pipeline}, commits: map[string]string{}, executions: map[string]string{}}
}

// outside is the folder of the scenario.
func (p *play) outside() string { return filepath.Join(p.Folder, p.name) }

// begin remembers what there is.
func (p *play) begin(ctx context.Context) error {
	if err := os.MkdirAll(p.outside(), 0o755); err != nil {
		return err
	}
	all, err := p.line.executions(ctx)
	if err != nil {
		return err
	}
	p.known = len(all)
	_, p.before, err = p.line.runs(ctx)
	return err
}
