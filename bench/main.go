// Bench measures how long the app takes to synthesize against the floor: plain Node making the same calls of the same
// CDK in one process, with the same validation and no jsii. The calls are recorded from the app first (record) and
// replayed by floor.js, so the floor is always in step with the app; their templates are compared byte for byte. Both
// are run on their own and by the CDK CLI. The ratios are those of the medians.
//
//	go run -C bench . [-rounds 5]
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	rounds := flag.Int("rounds", 5, "how many times to measure everything, in turn")
	flag.Parse()
	signal.Notify(make(chan os.Signal, 1), os.Interrupt) // it ends the running command; then we clean up and exit
	if err := run(*rounds); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(rounds int) error {
	if rounds < 1 {
		return fmt.Errorf("rounds must be at least 1, got %d", rounds)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	if err := install(root); err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	b := bench{root: root, temp: temp}
	if err := b.readConfig(); err != nil {
		return err
	}

	if err := announce("compiling the app", "5 s, or 2 minutes the first time", b.compile); err != nil {
		return err
	}
	var all, one recording
	err = announce("recording the app's calls for all stages, and replaying them", "15 s", func() error {
		all, err = b.record("all", "")
		return err
	})
	if err != nil {
		return err
	}
	if len(all.stages) < 2 {
		return fmt.Errorf("the app must have at least 2 stages, got %q", all.stages)
	}
	err = announce("doing the same for "+all.stages[0]+" alone", "10 s", func() error {
		one, err = b.record("one", all.stages[0])
		return err
	})
	if err != nil {
		return err
	}
	var wrong string
	err = announce("compiling the app with a wrong value in main.go", "5 s", func() error {
		wrong, err = b.buildWrong()
		return err
	})
	if err != nil {
		return err
	}
	var f figures
	if err := f.measure(rounds, b, all, one, wrong); err != nil {
		return err
	}
	fmt.Println()
	f.print(len(all.stages))
	return nil
}
