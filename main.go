// The app: a repository, and stages that each deploy every push to it to AWS Elastic Beanstalk.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/nodejs"
	"beanstalkline/stacks"
)

// stages are what `cdk deploy` can deploy, each as NameStack. Another stage, or what differs in one, is a line here.
func stages() []stacks.Stage {
	dev := stacks.Dev()
	test := stacks.Test()
	staging := stacks.Staging()
	prod := stacks.Prod()

	return []stacks.Stage{dev, test, staging, prod}
}

// sourceDirectory is what the repository starts with.
const sourceDirectory = "sampleapp"

func main() {
	err := run(os.Getenv("CDK_OUTDIR"))
	nodejs.Stop()
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprint(os.Stderr, "error: ", strings.TrimSpace(line), "\n")
		}
		os.Exit(1)
	}
}

// run synthesizes into the folder of the CDK CLI, unless what is there is what would come out. A wrong value is answered
// before Node.js starts.
func run(outdir string) error {
	before, err := inputs(sourceDirectory)
	known := err == nil && outdir != ""
	if known && unchanged(outdir, before) {
		return nil
	}
	if err := stacks.Validate(stages(), sourceDirectory, time.Now()); err != nil {
		return err
	}
	nodejs.Start()
	if err := stacks.Catch(synthesize); err != nil || !known {
		return err
	}
	_ = record(outdir, before) // what cannot be recorded is synthesized again
	return nil
}

// synthesize writes the stages, or those that `cdk ... -c stages=Dev,Test` names.
func synthesize() error {
	app := awscdk.NewApp(nil)
	chosen, err := choose(stages(), app.Node().TryGetContext(jsii.String("stages")))
	if err != nil {
		return err
	}
	// What needs the environments, such as a grant, is added to what Compose returns.
	if _, err := stacks.Compose(app, chosen, sourceDirectory, time.Now()); err != nil {
		return err
	}
	app.Synth(nil)
	return nil
}

// choose picks the stages that a comma-separated list names; without a list, all.
func choose(all []stacks.Stage, list any) ([]stacks.Stage, error) {
	if list == nil {
		return all, nil
	}
	var names []string
	for _, stage := range all {
		names = append(names, stage.Name)
	}
	var chosen []stacks.Stage
	for _, name := range strings.Split(fmt.Sprint(list), ",") {
		i := slices.Index(names, strings.TrimSpace(name))
		if i < 0 {
			return nil, fmt.Errorf("unknown stage %q in the context value stages: the stages are %s", name, strings.Join(names, ", "))
		}
		if slices.ContainsFunc(chosen, func(s stacks.Stage) bool { return s.Name == names[i] }) {
			return nil, fmt.Errorf("stage %q is named twice in the context value stages", names[i])
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
