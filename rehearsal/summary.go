package main

import (
	"fmt"
	"io"
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
