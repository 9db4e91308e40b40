package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"beanstalkline/review/assembly"
	"beanstalkline/review/explanation"
	"beanstalkline/review/synthesis"
)

// explain prints the options of a stage of the working tree, or of a folder that `cdk synth` has written: with two of them,
// the second.
func explain(ctx context.Context, out io.Writer, root, stage string, args []string) error {
	if len(args) > 2 {
		return fmt.Errorf("at most two folders are compared, got %d arguments", len(args))
	}
	folder := ""
	if len(args) > 0 {
		folder = args[len(args)-1]
	} else {
		work, err := os.MkdirTemp("", "review-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(work)
		if folder, err = (synthesis.App{Root: root, Work: work}).Head(ctx); err != nil {
			return err
		}
	}
	head, err := assembly.Read(folder)
	if err != nil {
		return err
	}
	return explanation.Write(out, head, stage)
}
