package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/lifetime"
	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/process"
	"beanstalkline/rehearsal/stacks"
	"beanstalkline/rehearsal/steps"
)

// A rehearsal is one run: what it was told, and what its steps leave for later ones.
type rehearsal struct {
	options
	report       steps.Report
	root, work   string // the repository, and a folder for everything that is made
	folder       *lifetime.Folder
	cdk          *cdk.CLI
	cliInstalled chan struct{}

	listener *net.TCPListener
	python   string
	server   *localaws.Server
	aws      *localaws.Clients

	environments map[string]cdk.Environment // of the stacks
	elsewhere    map[cdk.Environment]*localaws.Clients

	stacks   []string          // those to deploy, in order
	before   []stacks.Resource // what the local AWS holds without the stacks
	made     []stacks.Resource // what the stacks have made
	retained []stacks.Resource // what is meant to stay when the stacks are deleted
	bundled  []stacks.Resource // buckets of Elastic Beanstalk that earlier walks have filled
	routes   []string          // for programs that install something
	walks    []*pipeline.Walk
	walking  sync.WaitGroup    // what somebody has started
	ends     map[string]string // of the scenarios, by their names
	releases
	upgrade upgrade
}

// An upgrade is a deployment of the working tree over what an earlier commit has deployed.
type upgrade struct {
	commit string
	cdk    cdk.CLI
	before []stacks.Resource
	held   map[string]string // what retained data held, by the id of its resource
}

// rehearsed is the app on which scenarios are played.
const rehearsed = "./internal/rehearsed"

func newRehearsal(o options, report steps.Report) (*rehearsal, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	root := filepath.Dir(dir)
	if o.app != "" && !filepath.IsAbs(o.app) {
		o.app = filepath.Join(root, o.app)
	}
	if o.app != "" && !isFolder(o.app) {
		return nil, mistake(fmt.Sprintf("--app must be the folder of an app, got %q", short(o.app)))
	}
	folder, err := lifetime.NewFolder()
	if err != nil {
		return nil, err
	}
	work := folder.Path
	r := &rehearsal{
		options: o, report: report, root: root, work: work, folder: folder, cliInstalled: make(chan struct{}),
		cdk: &cdk.CLI{
			Root:     root,
			Assembly: cdk.Assembly(filepath.Join(work, "cdk.out")),
			Home:     filepath.Join(work, "cdk"),
		},
	}
	if o.scenarios != nil {
		r.cdk.App, r.app = []string{rehearsed}, filepath.Join(work, "shop")
		if err := os.CopyFS(r.app, os.DirFS(filepath.Join(root, "rehearsal", "testdata", "release"))); err != nil {
			folder.Remove()
			return nil, err
		}
	}
	return r, nil
}

// requireNoGaps fails if the local AWS was asked for something it does not have: that was not rehearsed.
func (r *rehearsal) requireNoGaps(context.Context) error {
	gaps, err := r.server.Gaps()
	if err == nil && gaps != nil {
		err = fmt.Errorf("the local AWS left something out:\n    %s", strings.Join(gaps, "\n    "))
	}
	return err
}

// withLastWords adds the end of the local AWS's log to an error.
func (r *rehearsal) withLastWords(err error) error {
	if r.server == nil {
		return err
	}
	if explained := r.explain(err); explained != err {
		return explained
	}
	if ended := r.server.Ended(); ended != nil {
		err = fmt.Errorf("%w; run this again", ended) // whatever failed then failed for that
	}
	if said := r.server.LastWords(); said != "" {
		err = fmt.Errorf("%w\n  the local AWS says:\n%s", err, said)
	}
	return err
}

// explain says, in the place of an error, that the disk is full if it is.
func (r *rehearsal) explain(err error) error {
	if full := process.Full(r.work); err != nil && full != nil {
		return full
	}
	return err
}

// clear stops everything that was started and removes everything that was made.
func (r *rehearsal) clear() {
	r.releases.stop()
	if r.server != nil {
		r.server.Stop()
	}
	r.folder.Remove()
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
