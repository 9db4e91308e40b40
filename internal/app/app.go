// Package app is one run of the app: it validates the stages, starts Node.js, defines and synthesizes them, and prints
// what is wrong.
package app

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/stacks"
)

// Main synthesizes the stages, or those that `cdk ... -c stages=Dev,Test` names, into the folder of the CDK CLI, and
// ends the program. A wrong value is reported before Node.js starts. Extend, which may be nil, adds what needs an
// environment once all stages are defined.
func Main(stages []stacks.Stage, repository delivery.RepositoryProps, extend func(*stacks.Line)) {
	err := run(stages, repository, extend)
	nodejs.Stop()
	if err != nil {
		report(os.Stderr, err)
		os.Exit(1)
	}
}

// report prints an error, each of its lines as an error of its own.
func report(to io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(to, "error: %s\n", strings.TrimSpace(line))
	}
}

func run(stages []stacks.Stage, repository delivery.RepositoryProps, extend func(*stacks.Line)) error {
	today := time.Now()
	if err := stacks.Validate(stages, repository, today); err != nil {
		return err
	}
	nodejs.Start()
	var app awscdk.App
	var list any
	if err := cdk.Try(func() {
		app = awscdk.NewApp(nil)
		list = app.Node().TryGetContext(jsii.String("stages"))
	}); err != nil {
		return err
	}
	chosen, err := choose(stages, list)
	if err != nil {
		return err
	}
	return Synthesize(app, chosen, repository, today, extend)
}

// Synthesize defines stages in an app and writes its templates.
func Synthesize(app awscdk.App, stages []stacks.Stage, repository delivery.RepositoryProps, today time.Time, extend func(*stacks.Line)) error {
	line, err := stacks.Compose(app, stages, repository, today)
	if err != nil {
		return err
	}
	return cdk.Try(func() {
		if extend != nil {
			extend(line)
		}
		app.Synth(nil)
	})
}

// choose picks the stages that a comma-separated list names; without a list, all.
func choose(all []stacks.Stage, list any) ([]stacks.Stage, error) {
	if list == nil {
		return all, nil
	}
	var names []string
	for _, stage := range all {
		names = append(names, stage.Name)
	}
	const field = "stages of the context"
	var problems prop.Problems
	var chosen []stacks.Stage
	for name := range strings.SplitSeq(fmt.Sprint(list), ",") {
		i := slices.Index(names, strings.TrimSpace(name))
		if i < 0 {
			problems.MustBe(field, "names of stages, which are "+prop.List(names, "and"), strings.TrimSpace(name))
			continue
		}
		if slices.ContainsFunc(chosen, func(s stacks.Stage) bool { return s.Name == names[i] }) {
			problems.Say(field, "", "must name each stage once, got %s twice", prop.Quote(names[i]))
		}
		chosen = append(chosen, all[i])
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return chosen, nil
}
