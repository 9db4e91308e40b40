package stacks_test

import (
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/stacks"
)

// A copy of a stage has the names that the original was given, and AWS takes each once in a region.
func TestStagesMayNotShareNames(t *testing.T) {
	prod := stacks.Prod()
	prod.Pipeline.Source = stacks.Branch("main")
	prod.Environment.EnvironmentName, prod.Environment.CnamePrefix = jsii.String("shop-prod"), jsii.String("acme-shop")
	prod.Application.ApplicationName, prod.Pipeline.PipelineName = jsii.String("shop"), jsii.String("shop")
	demo := prod
	demo.Name = "Demo"
	const another = " must be another than that of stage Prod, since AWS takes a name once in a region, got "
	const fix = "; leave it out, or give each stage one of its own"
	want := []string{
		"stage Demo: Environment.EnvironmentName" + another + `"shop-prod"` + fix,
		"stage Demo: Environment.CnamePrefix" + another + `"acme-shop"` + fix,
		"stage Demo: Application.ApplicationName" + another + `"shop"` + fix,
		"stage Demo: Pipeline.PipelineName" + another + `"shop"` + fix,
	}
	if diff := cmp.Diff(want, compose(prod, demo)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	demo.Pipeline.Source, demo.Account, demo.Region = prod.Pipeline.Source, "111122223333", "eu-west-1"
	for _, problem := range compose(prod, demo) {
		if strings.Contains(problem, "takes a name once") {
			t.Errorf("in another place: %s", problem)
		}
	}
}

// So has a release and a stage with a pipeline of its own.
func TestAReleaseHasAnotherNameThanThePipelineOfAStage(t *testing.T) {
	demo := stacks.Test()
	demo.Name, demo.Pipeline.Source, demo.Pipeline.PipelineName = "Demo", stacks.Branch("demo"), jsii.String("shop")
	line := lineOf(demo)
	line.Release.Stages, line.Release.Pipeline.PipelineName = []stacks.Stage{stacks.Test()}, jsii.String("shop")
	const want = "Release: Pipeline.PipelineName must be another than that of stage Demo, since AWS takes a name once in a region, " +
		`got "shop"; leave it out, or choose another`
	if err := line.Validate(today); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
