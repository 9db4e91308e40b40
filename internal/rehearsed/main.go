// Command rehearsed is the app on which the rehearsal plays its scenarios: the release of the presets, with a smoke test for
// a text of the web app in rehearsal/testdata/release, and a stage Web, whose connection lets no push through that changes
// nothing but Markdown. It is not the app in the topmost folder, so that each scenario ends in one way, whatever becomes of
// that one.
//
//	cdk synth --app "go run ./internal/rehearsed"
//	cdk synth --app "go run ./internal/rehearsed balanced"
package main

import (
	"os"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

// line is the release. Balanced gives Test a load balancer, which no environment can be given later: it is replaced.
func line(balanced bool) stacks.Line {
	test, staging, prod := stacks.Test(), stacks.Staging(), stacks.Prod()
	if balanced {
		test.Environment.Capacity = &beanstalk.AutoScalingGroup{}
	}
	for _, stage := range []*stacks.Stage{&staging, &prod} {
		stage.Deployment.SmokeTest = &delivery.SmokeTest{Text: jsii.String("We are open"), Attempts: jsii.Number(2)}
	}
	web := stacks.Dev()
	web.Name = "Web"
	web.Pipeline.Source = delivery.ConnectionSource(
		jsii.String("arn:aws:codeconnections:us-east-1:123456789012:connection/12345678-1234-1234-1234-123456789012"),
		jsii.String("example/shop"), jsii.String("main"),
		&delivery.ConnectionOptions{PushFilter: &[]*awscodepipeline.GitPushFilter{{FilePathsExcludes: jsii.Strings("**.md")}}})
	return stacks.Line{
		Repository: stacks.Repository("rehearsal/testdata/release"),
		Stages:     []stacks.Stage{web},
		Release:    stacks.Release{Stages: []stacks.Stage{test, staging, prod}},
	}
}

func main() { app.Main(line(slices.Contains(os.Args[1:], "balanced")), nil) }
