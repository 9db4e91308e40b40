// Command review says what a change would do to the stages of an app, in words: whether it interrupts them, what it
// replaces, and what is lost.
//
//	go run -C review .                    # the working tree, compared with where it has left main
//	go run -C review . v1.2               # compared with a commit, a branch or a tag
//	go run -C review . old/cdk.out cdk.out  # two folders that `cdk synth` has written, of any app
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/report"
	"beanstalkline/review/synthesis"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("review", flag.ContinueOnError)
	jsonFile := flags.String("json", "", "writes the review as JSON into a `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	if err := change.Installed(ctx, folder); err != nil {
		return err
	}
	base, head, done, err := compared(ctx, filepath.Dir(folder), flags.Args())
	if err != nil {
		return err
	}
	defer done()
	r, err := report.New(ctx, folder, base, head)
	if err != nil {
		return err
	}
	for _, s := range r.Stages {
		fmt.Fprintf(out, "%s: %s\n", s.Name, s.Verdict)
		for _, d := range s.Pipelines {
			fmt.Fprintf(out, "    pipeline %v %s\n", d.Lost, d.Text)
		}
		for _, f := range s.Findings {
			fmt.Fprintf(out, "    %v unknown=%v %s %s\n", f.Level, f.Unknown, f.Resource, f.Text)
		}
		for _, change := range s.Rights {
			for _, right := range change.Rights {
				fmt.Fprintf(out, "    %s\n", right.Text)
			}
		}
		for _, port := range s.Ports {
			fmt.Fprintf(out, "    %s\n", port.Text)
		}
	}
	if *jsonFile != "" {
		content, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		return os.WriteFile(*jsonFile, append(content, '\n'), 0o644)
	}
	return nil
}

// compared are the two assemblies that the arguments name, and what removes what was made for it.
func compared(ctx context.Context, root string, args []string) (base, head *assembly.Assembly, done func(), err error) {
	done = func() {}
	var folders [2]string
	switch len(args) {
	case 0, 1:
		work, err := os.MkdirTemp("", "review-")
		if err != nil {
			return nil, nil, done, err
		}
		done = func() { os.RemoveAll(work) }
		app := synthesis.App{Root: root, Work: work}
		commit, err := app.Base(ctx, flag.Arg(0))
		if err == nil {
			folders[0], folders[1], err = app.Both(ctx, commit)
		}
		if err != nil {
			done()
			return nil, nil, done, err
		}
	case 2:
		folders = [2]string(args)
	default:
		return nil, nil, done, fmt.Errorf("at most two folders are compared, got %d arguments", len(args))
	}
	if base, err = assembly.Read(folders[0]); err == nil {
		head, err = assembly.Read(folders[1])
	}
	return base, head, done, err
}
