package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/prerequisite"
	"beanstalkline/rehearsal/printable"
)

func (r *rehearsal) checkPrerequisites(ctx context.Context) error {
	err := r.report.Run(ctx, "prerequisites", func(ctx context.Context) (string, error) { return prerequisite.Check(ctx, r.root) })
	return errors.Unwrap(err) // one sentence, or nil
}

func (r *rehearsal) takePort(context.Context) (err error) {
	r.listener, err = localaws.Listen(r.port)
	return err
}

func (r *rehearsal) installCLI(ctx context.Context) error {
	err := r.report.Run(ctx, "CDK CLI and its Node.js", func(ctx context.Context) (string, error) { return r.cdk.Install(ctx) })
	if err == nil {
		close(r.cliInstalled)
	}
	return err
}

// compile compiles what the app uses. Synthesis would do that as well, but without a word.
func (r *rehearsal) compile(ctx context.Context) error {
	return r.report.Run(ctx, "compile the app", func(ctx context.Context) (string, error) {
		packages, withCDK, err := r.cdk.Uncompiled(ctx)
		if err != nil || len(packages) == 0 {
			return "already compiled", err
		}
		if withCDK {
			r.report.Note("the CDK is compiled once, which usually takes one to four minutes; the next run has it and takes seconds")
		}
		return printable.Count(len(packages), "package"), r.cdk.Compile(ctx, packages)
	})
}

func (r *rehearsal) synthesize(ctx context.Context) error {
	return r.report.Run(ctx, "cdk synth", func(ctx context.Context) (string, error) { return "", r.cdk.Synth(ctx) })
}

// chooseStacks finds the stages in what the app has made, and with them the stacks to deploy.
func (r *rehearsal) chooseStacks(context.Context) error {
	names, environments, err := r.cdk.Assembly.Stacks()
	if err != nil {
		return err
	}
	needs, err := r.cdk.Assembly.Needs()
	if err != nil {
		return err
	}
	r.environments = environments
	r.stacks, err = choose(names, r.stages, r.all, needs)
	return err
}

func (r *rehearsal) installMoto(ctx context.Context) error {
	return r.report.Run(ctx, "moto", func(ctx context.Context) (result string, err error) {
		r.python, result, err = localaws.Install(ctx, r.localAWS())
		return result, err
	})
}

// localAWS is the folder of the local AWS.
func (r *rehearsal) localAWS() string { return filepath.Join(r.root, "rehearsal", "localaws") }

func (r *rehearsal) startAWS(ctx context.Context) (err error) {
	r.server, err = localaws.Start(r.python, r.localAWS(), filepath.Join(r.work, "aws.log"), r.listener)
	if err != nil {
		return err
	}
	endpoint := r.server.Endpoint()
	r.aws, r.cdk.Env = localaws.NewClients(endpoint), r.server.Environment()
	return r.report.Step("local AWS", func() (string, error) { return endpoint, r.server.Ready(ctx) })
}

func (r *rehearsal) bootstrap(ctx context.Context) error {
	select {
	case <-r.cliInstalled:
	case <-ctx.Done():
		return nil
	}
	environment := fmt.Sprintf("aws://%s/%s", localaws.Account, localaws.Region)
	return r.report.Run(ctx, "cdk bootstrap", func(ctx context.Context) (string, error) {
		return "", r.cdk.Bootstrap(ctx, environment, r.cdk.Env)
	})
}
