// Command picture makes an SVG of the board of a recorded run, as it was when the stages were half way through.
//
//	go run -C rehearsal . --record board/testdata/run.jsonl Dev Staging Prod
//	go run -C rehearsal ./board/picture board/testdata/run.jsonl > docs/board.svg
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
	at := flag.Duration("at", 0, "another time in the run")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: go run -C rehearsal ./board/picture [-at TIME] RECORDING > PICTURE")
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

// draw draws the board of a recording at a time; 0 is half way between the first and the last event of a stage.
func draw(out io.Writer, recording io.Reader, at time.Duration) error {
	events, err := steps.ReadRecording(recording)
	if err != nil {
		return err
	}
	var stages []string
	var times []time.Duration
	for _, e := range events {
		if e.Stage != "" {
			times = append(times, e.At)
			if !slices.Contains(stages, e.Stage) {
				stages = append(stages, e.Stage)
			}
		}
	}
	if at == 0 && times != nil {
		at = (times[0] + times[len(times)-1]) / 2
	}
	b := board.Board{Title: "Rehearsing " + strings.Join(stages, ", ")}
	for _, e := range events {
		if e.At <= at {
			b.Receive(e.At, e.Event)
		}
	}
	_, err = io.WriteString(out, svg(b.Lines(columns, 60, at), columns))
	return err
}
