// Command rehearsal runs the whole delivery line on one machine, without an AWS account: the CDK CLI deploys the app's
// stacks to a local AWS, a commit travels through each deployed pipeline, and the app that it builds answers.
//
//	go run -C rehearsal . [--all] [--keep] [--port N] [stage ...]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"beanstalkline/rehearsal/steps"
)

// options are what the command line says.
type options struct {
	all, keep bool
	port      int
	stages    []string
}

func main() {
	o, err := parse()
	if err != nil {
		fail(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := steps.NewLog(os.Stdout)
	r, err := newRehearsal(o, log.Receive)
	if err != nil {
		fail(err)
	}
	err = r.steps()(ctx)
	if ctx.Err() != nil {
		err = errors.New("interrupted; everything it started has ended")
	} else if err != nil {
		err = r.withLastWords(err)
	}
	if err == nil {
		r.summarize(os.Stdout, log.Elapsed())
	}
	if err == nil && o.keep {
		r.leave(os.Stdout)
		return
	}
	r.clear()
	if err != nil {
		fail(err)
	}
}

func parse() (options, error) {
	var o options
	flag.BoolVar(&o.all, "all", false, "rehearse all stages")
	flag.BoolVar(&o.keep, "keep", false, "leave the local AWS and the apps running, with everything deployed")
	flag.IntVar(&o.port, "port", 0, "`port` of the local AWS; a free one unless given")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run -C rehearsal . [--all] [--keep] [--port N] [stage ...]   (default: Dev)")
		flag.PrintDefaults()
	}
	flag.Parse()
	o.stages = flag.Args()
	if o.all && len(o.stages) > 0 {
		return o, errors.New("--all and names of stages exclude each other")
	}
	if !o.all && len(o.stages) == 0 {
		o.stages = []string{"Dev"}
	}
	return o, nil
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
		r.takeInventory,
		r.deploy,
		r.findPipelines,
		r.deployAgain,
		r.push,
		r.walk,
	}
	if !r.keep {
		list = append(list, r.unprotect, r.destroy)
	}
	return steps.InOrder(append(list, r.requireNoGaps)...)
}
