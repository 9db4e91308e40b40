// The app: a repository, and stages that each deploy every push to AWS Elastic Beanstalk.
package main

import (
	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

// line is what `cdk deploy` can deploy: each stage as NameStack. Add a stage, or change one, with a line here.
func line() stacks.Line {
	dev := stacks.Dev()
	test := stacks.Test()
	staging := stacks.Staging()
	prod := stacks.Prod()

	return stacks.Line{
		Repository: stacks.Repository("sampleapp"), // its first content is this folder
		Stages:     []stacks.Stage{dev, test, staging, prod},
	}
}

// extend adds what needs an environment, such as a grant, once everything is defined.
func extend(*stacks.Composition) {}

func main() { app.Main(line(), extend) }
