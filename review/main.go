// Command review says what a change would do to the stages of an app, in words: whether it interrupts them, what it
// replaces, and what is lost. It writes a page, a summary in Markdown and JSON into the folder review.out, or those of the
// three that flags name to their files.
//
//	go run -C review .                    # the working tree, compared with where it has left main
//	go run -C review . v1.2               # compared with a commit, a branch or a tag
//	go run -C review . old/cdk.out cdk.out  # two folders that `cdk synth` has written, of any app
//	go run -C review . -explain Prod  # every option of a stage, and where its value comes from
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/report"
	"beanstalkline/review/synthesis"
	"beanstalkline/review/view"
)

// memory is what the review of 10,000 resources makes do with: beyond it, Go collects more often.
const memory = 400 << 20

func main() {
	debug.SetMemoryLimit(memory)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errForbidden):
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	default:
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(2)
	}
}

// errForbidden is that of a review in which a policy has found what it forbids.
var errForbidden = errors.New("the policy forbids this change")

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("review", flag.ContinueOnError)
	var to files
	flags.StringVar(&to.html, "html", "", "writes the review as a page into a `file`")
	flags.StringVar(&to.markdown, "markdown", "", "writes a summary in Markdown, such as for a pull request, into a `file`")
	flags.StringVar(&to.json, "json", "", "writes the review as JSON into a `file`")
	var rules rules
	flags.StringVar(&rules.file, "policy", "", "ends with status 1 if the change is what the rules in a `file` forbid")
	flags.Func("forbid", "ends with status 1 if the change is what a `rule` forbids, such as \"replaced ProdStack\"", rules.add)
	stage := flags.String("explain", "", "only prints every option of a `stage`, with its value, where that comes from, and AWS's page about it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	forbidden, err := rules.read()
	if err != nil {
		return err
	}
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	if *stage != "" {
		return explain(ctx, out, filepath.Dir(folder), *stage, flags.Args())
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
	if r.Violations, err = forbidden.Check(r); err != nil {
		return err
	}
	v := view.Of(r)
	if to == (files{}) {
		to = all(filepath.Dir(folder))
	}
	if err := to.write(r, v); err != nil {
		return err
	}
	to.say(out, v)
	for _, v := range r.Violations {
		fmt.Fprintf(out, "forbidden (%s): %s: %s\n", v.Rule, v.Stage, v.Text)
	}
	if len(r.Violations) > 0 {
		return errForbidden
	}
	return nil
}

// compared are the two assemblies that the arguments name, and what removes what was made for it.
func compared(ctx context.Context, root string, args []string) (base, head *assembly.Assembly, done func(), err error) {
	done = func() {}
	var folders [2]string
	var names [2]string
	switch len(args) {
	case 0, 1:
		work, err := os.MkdirTemp("", "review-")
		if err != nil {
			return nil, nil, done, err
		}
		done = func() { os.RemoveAll(work) }
		app := synthesis.App{Root: root, Work: work}
		named := strings.Join(args, "")
		commit, err := app.Base(ctx, named)
		if err == nil {
			names = [2]string{strings.TrimSpace(fmt.Sprintf("the commit %.12s %s", commit, named)), "the working tree"}
			folders[0], folders[1], err = app.Both(ctx, commit)
		}
		if err != nil {
			done()
			return nil, nil, done, err
		}
	case 2:
		folders, names = [2]string(args), [2]string(args)
	default:
		return nil, nil, done, fmt.Errorf("at most two folders are compared, got %d arguments", len(args))
	}
	if base, err = assembly.Read(folders[0]); err == nil {
		head, err = assembly.Read(folders[1])
	}
	if err != nil {
		done()
		return nil, nil, func() {}, err
	}
	base.Name, head.Name = names[0], names[1]
	return base, head, done, nil
}
