package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// summarize writes what was deployed and delivered, and what would stay.
func (r *rehearsal) summarize(out io.Writer, took time.Duration) {
	fmt.Fprintf(out, "\nRehearsed in %.1f seconds.\n", took.Seconds())
	deployed := map[string]int{}
	for _, resource := range r.made {
		deployed[resource.Stack]++
	}
	for _, stack := range r.stacks {
		fmt.Fprintf(out, "  %-14s %d resources deployed\n", stack, deployed[stack])
	}
	for _, w := range r.walks {
		for _, app := range w.Apps() {
			fmt.Fprintf(out, "  %-14s commit %.7s went from %s to %s and answered at %s\n",
				w.Stage, w.Commit(), w.Branch(), app.Environment, app.URL)
		}
	}
	if r.keep {
		return
	}
	fmt.Fprintln(out, "  All stacks are destroyed. On AWS, this would stay, as intended:")
	for _, kept := range r.retained {
		fmt.Fprintf(out, "    %s\n", kept)
	}
}

// leave says how to look at what keeps running, and how to stop it.
func (r *rehearsal) leave(out io.Writer) {
	fmt.Fprintf(out, `
The local AWS and the apps keep running until you press Ctrl-C. To look at them with the AWS CLI, in another terminal:
  export %s
  aws cloudformation list-stack-resources --stack-name %s
  aws codepipeline list-pipelines
  aws elasticbeanstalk describe-environments
`, strings.Join(r.server.Environment(), " "), r.stacks[len(r.stacks)-1])
}
