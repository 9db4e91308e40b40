// The app: a repository, and stages to which AWS Elastic Beanstalk deploys every push.
package main

import (
	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

// line is what `cdk deploy` can deploy: each stage as NameStack, and the release as ReleaseStack. Add a stage, or change one,
// with a line here.
func line() stacks.Line {
	dev := stacks.Dev()
	test := stacks.Test()
	staging := stacks.Staging()
	prod := stacks.Prod()
	release := stacks.Release{}

	release.Stages = []stacks.Stage{test, staging, prod} // one build, which goes through them in this order
	return stacks.Line{
		Repository: stacks.Repository("sampleapp"), // its first content is this folder
		Stages:     []stacks.Stage{dev},            // each with a pipeline of its own
		Release:    release,
	}
}

// extend adds what needs an environment, such as a grant, once everything is defined.
func extend(*stacks.Composition) {}

func main() { app.Main(line(), extend) }
