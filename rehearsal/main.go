// Command rehearsal runs the whole delivery line on one machine, without an AWS account: the CDK CLI deploys the app's
// stacks to a local AWS, a commit travels through each deployed pipeline, and the app that it builds responds.
//
//	go run -C rehearsal . [--all] [--keep] [--port N] [stage ...]
package main

import (
	"context"
	"fmt"
	"os"

	"beanstalkline/rehearsal/lifetime"
	"beanstalkline/rehearsal/steps"
)

func main() {
	lifetime.Guard()
	o, err := parse()
	if err != nil {
		fail(err)
	}
	ctx, stop := lifetime.Context()
	defer stop()
	log := steps.NewLog(os.Stdout)
	r, err := newRehearsal(o, log.Receive)
	if err != nil {
		fail(err)
	}
	err = r.steps()(ctx)
	if ctx.Err() != nil {
		err = fmt.Errorf("%w; everything that was started has ended", context.Cause(ctx))
	} else if err != nil {
		err = r.withLastWords(err)
	}
	if err == nil {
		r.summarize(os.Stdout, log.Elapsed())
	}
	if o.keep && r.server != nil && ctx.Err() == nil {
		if err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
		}
		fmt.Fprint(os.Stdout, r.howToLook())
		r.stay(ctx)
	}
	r.clear()
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}

// steps lists a rehearsal from beginning to end.
func (r *rehearsal) steps() steps.Task {
	list := []steps.Task{
		r.checkPrerequisites,
		r.takePort,
		steps.Together(
			steps.InOrder(r.installCLI, r.synthesize, r.chooseStacks),
			steps.InOrder(r.installMoto, r.startAWS, r.bootstrap), // bootstrap waits for the CLI to be installed
		),
		r.bootstrapOthers,
		r.takeInventory,
	}
	if r.from != "" {
		list = append([]steps.Task{r.checkOut}, list...)
		list = append(list, r.deployFrom, r.findPipelines, r.push, r.walk, r.deployOver, r.answersAfter, r.deployAgain, r.push, r.walk)
	} else {
		list = append(list, r.deploy, r.findPipelines, r.deployAgain, r.push, r.walk)
	}
	if !r.keep {
		list = append(list, r.unprotect, r.destroy)
	}
	return steps.InOrder(append(list, r.requireNoGaps)...)
}
