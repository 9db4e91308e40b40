// Command rehearsal does the whole line on one machine, without an AWS account: the CDK CLI deploys the app's stacks
// to a local AWS, a commit travels through each deployed pipeline, and the app it builds answers.
//
//	go run -C rehearsal . [--all] [--keep] [--port N] [stage ...]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

func main() {
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r := &rehearsal{options: o, report: &report{out: os.Stdout, start: time.Now()}}
	err := r.run(ctx)
	if ctx.Err() != nil {
		err = errors.New("interrupted; everything it started has ended")
	} else if err != nil {
		err = r.withLog(err)
	}
	r.end(err)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

type options struct {
	all, keep bool
	port      int
	stages    []string
}

// A rehearsal is one run.
type rehearsal struct {
	options
	*report
	root, work string // the repository, and a folder for everything else
	aws        *localAWS
	clients    *clients
	cdk        *cdk
	stacks     []string
	walks      []*walk
	before     []resource // what the local AWS holds without the stacks
	resources  map[string]int
	retained   []resource
}

func (r *rehearsal) run(ctx context.Context) error {
	if r.all && len(r.stages) > 0 {
		return errors.New("--all and names of stages exclude each other")
	}
	if !r.all && len(r.stages) == 0 {
		r.stages = []string{"Dev"}
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	r.root = filepath.Dir(dir)
	if r.work, err = os.MkdirTemp("", "rehearsal-"); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{r.setUp, r.deploy, r.travel} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	if r.keep {
		return r.noGaps()
	}
	return r.destroy(ctx)
}

// setUp gets from a bare machine to synthesized stacks and a local AWS that is ready for them.
func (r *rehearsal) setUp(ctx context.Context) error {
	if err := r.step("prerequisites", func() (string, error) { return checkPrerequisites(ctx, r.root) }); err != nil {
		return errors.Unwrap(err) // one sentence
	}
	listener, err := listen(r.port)
	if err != nil {
		return err
	}
	defer listener.Close()
	r.cdk = &cdk{root: r.root, assembly: filepath.Join(r.work, "cdk.out"), home: filepath.Join(r.work, "cdk")}
	installed := make(chan struct{})
	return together(ctx,
		func(ctx context.Context) error {
			err := r.step("CDK CLI and its Node.js", func() (string, error) { return installCLI(ctx, r.root) })
			if err != nil {
				return err
			}
			close(installed)
			return r.synthesize(ctx)
		},
		func(ctx context.Context) error {
			if err := r.startAWS(ctx, listener); err != nil {
				return err
			}
			select {
			case <-installed:
				return r.step("cdk bootstrap", func() (string, error) { return "", r.cdk.bootstrap(ctx) })
			case <-ctx.Done():
				return nil
			}
		})
}

// startAWS installs moto and starts the local AWS.
func (r *rehearsal) startAWS(ctx context.Context, listener *net.TCPListener) error {
	var python string
	err := r.step("moto", func() (result string, err error) {
		python, result, err = installMoto(ctx, filepath.Join(r.root, "rehearsal", "localaws", "requirements.txt"))
		return result, err
	})
	if err != nil {
		return err
	}
	r.aws, err = startLocalAWS(python, filepath.Join(r.root, "rehearsal", "localaws"), filepath.Join(r.work, "aws.log"), listener)
	if err != nil {
		return err
	}
	r.clients, r.cdk.env = newClients(r.aws.endpoint()), r.aws.environment()
	return r.step("local AWS", func() (string, error) { return r.aws.endpoint(), r.aws.ready(ctx) })
}

// synthesize runs the app and finds the stages in what it makes.
func (r *rehearsal) synthesize(ctx context.Context) error {
	if err := r.step("cdk synth", func() (string, error) { return "", r.cdk.synth(ctx) }); err != nil {
		return err
	}
	names, err := synthesized(r.cdk.assembly)
	if err != nil {
		return err
	}
	if r.stages, err = choose(names, r.stages, r.all); err != nil {
		return err
	}
	if slices.Contains(names, sourceStack) {
		r.stacks = []string{sourceStack}
	}
	for _, stage := range r.stages {
		r.stacks = append(r.stacks, stage+"Stack")
	}
	return nil
}

// deploy deploys the stages, then once more, which must change nothing.
func (r *rehearsal) deploy(ctx context.Context) error {
	kinds, err := standalone(r.cdk.assembly)
	if err != nil {
		return err
	}
	if r.before, err = inventory(ctx, r.clients, kinds); err != nil {
		return err
	}
	err = r.step("cdk deploy "+strings.Join(r.stacks, " "), func() (string, error) {
		if _, err := r.cdk.deploy(ctx, r.stacks); err != nil {
			return "", err
		}
		return r.look(ctx)
	})
	if err != nil {
		return err
	}
	return r.step("cdk deploy again", func() (string, error) {
		said, err := r.cdk.deploy(ctx, r.stacks)
		if err != nil {
			return "", err
		}
		for _, stack := range r.stacks {
			if !strings.Contains(said, stack+" (no changes)") {
				return "", fmt.Errorf("%s changes although nothing has changed:\n%s", stack, lastLines(said))
			}
		}
		return "no changes", nil
	})
}

// look reads back what the stacks made.
func (r *rehearsal) look(ctx context.Context) (string, error) {
	total := 0
	r.resources = map[string]int{}
	for _, stack := range r.stacks {
		all, retained, err := deployed(ctx, r.clients, stack)
		if err != nil {
			return "", err
		}
		r.resources[stack] = len(all)
		r.retained = append(r.retained, retained...)
		total += len(all)
		for _, made := range all {
			if made.kind == "AWS::CodePipeline::Pipeline" {
				pipeline, err := readPipeline(ctx, r.clients, made.id)
				if err != nil {
					return "", err
				}
				if _, _, err := source(pipeline); err != nil {
					r.line("%s: deployed, but not walked: %v", stack, err)
					continue
				}
				r.walks = append(r.walks, &walk{
					aws: r.clients, report: r.report, pipeline: pipeline,
					stage: strings.TrimSuffix(stack, "Stack"), dir: filepath.Join(r.work, stack),
				})
			}
		}
	}
	return fmt.Sprintf("%d resources", total), nil
}

// travel pushes a commit and walks every pipeline that it starts.
func (r *rehearsal) travel(ctx context.Context) error {
	if len(r.walks) == 0 {
		return nil
	}
	machine, err := thisMachine(ctx)
	if err != nil {
		return err
	}
	var from string
	var branches []string
	var walks []func(context.Context) error
	for _, w := range r.walks {
		name, branch, err := source(w.pipeline)
		if err != nil {
			return err
		}
		if from = name; !slices.Contains(branches, branch) {
			branches = append(branches, branch)
		}
		w.machine = machine
		walks = append(walks, w.run)
	}
	text := "Rehearsed at " + time.Now().Format(time.DateTime)
	err = r.step("push", func() (string, error) {
		commit, err := repository{r.clients, from}.push(ctx, text, branches)
		return fmt.Sprintf("commit %.7s %q to %s in %s", commit, text, strings.Join(branches, " and "), from), err
	})
	if err != nil {
		return err
	}
	return together(ctx, walks...)
}

// destroy takes everything down and looks at what is left.
func (r *rehearsal) destroy(ctx context.Context) error {
	for _, stack := range r.stacks {
		protected, err := unprotect(ctx, r.clients, stack)
		if err != nil {
			return err
		}
		if protected {
			r.line("%s is protected from termination, refuses to go, and is released as a person would do it", stack)
		}
	}
	err := r.step("cdk destroy", func() (string, error) {
		if err := r.cdk.destroy(ctx, r.stacks); err != nil {
			return "", err
		}
		return r.leftOver(ctx)
	})
	if err != nil {
		return err
	}
	return r.noGaps()
}

// leftOver makes sure that the stacks are gone and only what is meant to stay is there.
func (r *rehearsal) leftOver(ctx context.Context) (string, error) {
	stacks, err := r.clients.cloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{})
	if err != nil {
		return "", err
	}
	for _, stack := range stacks.Stacks {
		if slices.Contains(r.stacks, aws.ToString(stack.StackName)) {
			return "", fmt.Errorf("%s is still there: %s", *stack.StackName, stack.StackStatus)
		}
	}
	bundles := resource{"Elastic Beanstalk", "AWS::S3::Bucket", fmt.Sprintf("elasticbeanstalk-%s-%s", region, account)}
	r.retained = append(r.retained, bundles)
	kinds, err := standalone(r.cdk.assembly)
	if err != nil {
		return "", err
	}
	after, err := inventory(ctx, r.clients, kinds)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d resources stay as meant", len(r.retained)), compareWithRetained(r.before, after, r.retained)
}

// noGaps fails if the local AWS was asked for something it does not have: what it left out was not rehearsed.
func (r *rehearsal) noGaps() error {
	gaps, err := r.aws.gaps()
	if err == nil && gaps != nil {
		err = fmt.Errorf("the local AWS left something out:\n    %s", strings.Join(gaps, "\n    "))
	}
	return err
}

// withLog adds what the local AWS has to say to an error.
func (r *rehearsal) withLog(err error) error {
	if r.aws == nil {
		return err
	}
	if said := lastLinesOf(r.aws.log); strings.TrimSpace(said) != "" {
		err = fmt.Errorf("%w\n  the local AWS says:\n%s", err, said)
	}
	return err
}

// end says what came of it and stops everything, or with --keep what to do with it.
func (r *rehearsal) end(err error) {
	if err == nil {
		r.summary()
	}
	if r.keep && err == nil {
		r.leave()
		return
	}
	for _, w := range r.walks {
		w.stop()
	}
	if r.aws != nil {
		r.aws.stop()
	}
	if r.work != "" {
		os.RemoveAll(r.work)
	}
}

func (r *rehearsal) summary() {
	fmt.Fprintf(r.out, "\nRehearsed in %.1f seconds.\n", time.Since(r.start).Seconds())
	for _, stack := range r.stacks {
		fmt.Fprintf(r.out, "  %-14s %d resources deployed\n", stack, r.resources[stack])
	}
	for _, w := range r.walks {
		for _, app := range w.apps {
			fmt.Fprintf(r.out, "  %-14s commit %.7s went from %s to %s and answered at %s\n",
				w.stage, w.commit, w.branch(), app.environment, app.url)
		}
	}
	if r.keep {
		return
	}
	fmt.Fprintln(r.out, "  All stacks are destroyed. On AWS, this would stay, as meant:")
	for _, kept := range r.retained {
		fmt.Fprintf(r.out, "    %s\n", kept)
	}
}

// leave lets everything run on and says how to look at it and how to end it.
func (r *rehearsal) leave() {
	if err := r.aws.stay(); err != nil {
		fmt.Fprintln(r.out, "the local AWS does not stay:", err)
	}
	groups := fmt.Sprintf("-%d", r.aws.process.Process.Pid)
	for _, w := range r.walks {
		for _, app := range w.apps {
			groups += fmt.Sprintf(" -%d", app.process.Process.Pid)
		}
	}
	fmt.Fprintf(r.out, `
The local AWS and the apps run on. To look at them with the AWS CLI:
  export %s
  aws cloudformation list-stack-resources --stack-name %s
  aws codepipeline list-pipelines
  aws elasticbeanstalk describe-environments
To stop them and forget everything:
  kill -- %s && rm -r %s
`, strings.Join(r.aws.environment(), " "), r.stacks[len(r.stacks)-1], groups, r.work)
}
