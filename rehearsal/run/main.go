// Command run runs the whole delivery line on one machine, without an AWS account: the CDK CLI deploys the app's stacks to
// a local AWS, a commit travels through each deployed pipeline, and the app that it builds responds.
//
// It is what the command in the folder above it becomes; --help lists the flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/lifetime"
	"beanstalkline/rehearsal/steps"
)

func main() {
	lifetime.Guard()
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Print(help())
		return
	}
	if err == nil {
		err = run(o)
	}
	if err != nil {
		tell(err)
		os.Exit(status(err))
	}
}

// tell says what has failed, unless that has been said.
func tell(err error) {
	if !errors.As(err, new(told)) {
		board.Print(os.Stderr, board.Failure(err, board.Width(os.Stderr)), os.Environ())
	}
}

// told is an error that somebody has been told.
type told struct{ error }

// status is the exit status for an error.
func status(err error) int {
	if errors.As(err, new(mistake)) {
		return 2
	}
	return 1
}

// run rehearses, and says what happens and what has come of it.
func run(o options) error {
	ctx, stop := lifetime.Context()
	defer stop()
	who, err := o.gather()
	if err != nil {
		return err
	}
	r, err := newRehearsal(o, who.Receive)
	if err != nil {
		who.show.Stop()
		return err
	}
	defer r.clear()
	err = r.steps()(ctx)
	who.show.Stop()
	if ctx.Err() != nil {
		return fmt.Errorf("%w; everything that was started has ended", context.Cause(ctx))
	}
	if err != nil && status(err) == 1 {
		err = r.withLastWords(err)
	}
	if err == nil {
		board.Print(os.Stdout, r.summary(who.show.Elapsed()).Lines(board.Width(os.Stdout)), os.Environ())
	}
	if o.keep && r.server != nil && status(err) != 2 {
		if err != nil {
			tell(err)
			err = told{err}
			board.Print(os.Stdout, r.howToLook().Lines(board.Width(os.Stdout)), os.Environ())
		}
		who.goOn()
		r.stay(ctx)
		who.show.Stop()
	}
	return err
}

// steps lists a rehearsal from beginning to end.
func (r *rehearsal) steps() steps.Task {
	list := []steps.Task{
		r.checkPrerequisites,
		r.takePort,
		steps.Together(
			steps.InOrder(steps.Together(r.installCLI, r.compile), r.synthesize, r.chooseStacks),
			steps.InOrder(r.installMoto, r.startAWS, r.bootstrap), // bootstrap waits for the CLI to be installed
		),
		r.bootstrapOthers,
		r.takeInventory,
	}
	if r.scenarios != nil {
		list = append(list, r.deploy, r.findPipelines, r.play)
	} else if r.from != "" {
		list = append([]steps.Task{r.checkOut}, list...)
		list = append(list, r.deployFrom, r.findPipelines, r.push, r.walk, r.deployOver, r.answersAfter, r.deployAgain, r.push, r.walk)
	} else {
		list = append(list, r.deploy, r.findPipelines, r.deployAgain, r.push, r.walk)
	}
	if !r.keep && r.scenarios == nil {
		list = append(list, r.unprotect, r.destroy)
	}
	return steps.InOrder(append(list, r.requireNoGaps)...)
}
