// Package app is one run of the app: it validates the stages, starts Node.js, defines and synthesizes them, and prints
// what is wrong.
package app

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/cdk"
	"beanstalkline/stacks"
)

// Main synthesizes a line, or those of its stages that `cdk ... -c stages=Dev,Test` names, into the folder of the CDK CLI,
// and ends the program. A wrong value is reported before Node.js starts. Extend, which may be nil, adds what needs an
// environment once everything is defined.
func Main(line stacks.Line, extend func(*stacks.Composition)) {
	err := run(line, extend)
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

func run(line stacks.Line, extend func(*stacks.Composition)) error {
	today := time.Now()
	if err := line.Validate(today); err != nil {
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
	if list != nil {
		var err error
		if line, err = line.Only(names(list)...); err != nil {
			return err
		}
	}
	return Synthesize(app, line, today, extend)
}

// names are those in a list with commas.
func names(list any) (names []string) {
	for name := range strings.SplitSeq(fmt.Sprint(list), ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return names
}

// Synthesize defines a line in an app and writes its templates.
func Synthesize(app awscdk.App, line stacks.Line, today time.Time, extend func(*stacks.Composition)) error {
	composition, err := stacks.Compose(app, line, today)
	if err != nil {
		return err
	}
	return cdk.Try(func() {
		if extend != nil {
			extend(composition)
		}
		app.Synth(nil)
	})
}
