// Command picture makes an SVG of the board of a recorded run, as it was after some time.
//
//	go run -C rehearsal . --record board/testdata/run.jsonl Dev Staging Prod
//	go run -C rehearsal ./board/picture -at 16.75s board/testdata/run.jsonl > docs/board.svg
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/steps"
)

func main() {
	at := flag.Duration("at", time.Hour, "the time in the run")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: go run -C rehearsal ./board/picture [-at 16.75s] RECORDING > PICTURE")
		os.Exit(2)
	}
	file, err := os.Open(flag.Arg(0))
	if err == nil {
		err = draw(os.Stdout, file, *at)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// columns are as many as fit into a page of GitHub's.
const columns = 92

// draw draws the board of a recording at a time, or at its end if that is earlier.
func draw(out io.Writer, recording io.Reader, at time.Duration) error {
	events, err := steps.ReadRecording(recording)
	if err != nil {
		return err
	}
	var b board.Board
	var stages []string
	now := time.Duration(0)
	for _, e := range events {
		if e.Stage != "" && !slices.Contains(stages, e.Stage) {
			stages = append(stages, e.Stage)
		}
		if e.At <= at {
			b.Receive(e.At, e.Event)
		}
		now = min(at, e.At)
	}
	b.Title = "Rehearsing " + strings.Join(stages, ", ")
	_, err = io.WriteString(out, svg(b.Lines(columns, 60, now), columns))
	return err
}
