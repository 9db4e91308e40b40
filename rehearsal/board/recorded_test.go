package board_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/steps"
)

var update = flag.Bool("update", false, "write the boards of testdata")

func recording(t *testing.T) []steps.Recorded {
	t.Helper()
	file, err := os.Open("testdata/run.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	events, err := steps.ReadRecording(file)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// after is the board of a recorded run at a time.
func after(events []steps.Recorded, now time.Duration) *board.Board {
	b := &board.Board{Title: "Rehearsing Dev, Staging, Prod"}
	for _, e := range events {
		if e.At <= now {
			b.Receive(e.At, e.Event)
		}
	}
	return b
}

// A recorded run is shown on a wide and on a narrow terminal. What is in testdata was read by somebody.
func TestARecordedRun(t *testing.T) {
	events := recording(t)
	for _, terminal := range []struct {
		name          string
		width, height int
	}{{"wide", 120, 40}, {"narrow", 50, 24}} {
		var shown strings.Builder
		frame := func(height int, now time.Duration) {
			fmt.Fprintf(&shown, "=== %d columns, after %s\n", terminal.width, now)
			for _, line := range after(events, now).Lines(terminal.width, height, now) {
				fmt.Fprintln(&shown, line)
			}
		}
		end := events[len(events)-1].At
		for _, part := range []time.Duration{0, 25, 75, 90} {
			frame(terminal.height, (end * part / 100).Round(time.Second))
		}
		frame(0, end) // what is left on the terminal
		golden := "testdata/" + terminal.name + ".txt"
		if *update {
			if err := os.WriteFile(golden, []byte(shown.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if shown.String() != string(want) {
			t.Errorf("%s shows another board; read it and run go test ./board -update if it is right:\n%s", golden, shown.String())
		}
	}
}
