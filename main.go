// The app: a repository, and stages that each deploy every push to AWS Elastic Beanstalk.
package main

import (
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

// stages are what `cdk deploy` can deploy, each as NameStack. Add a stage, or change one, with a line here.
func stages() []stacks.Stage {
	dev := stacks.Dev()
	test := stacks.Test()
	staging := stacks.Staging()
	prod := stacks.Prod()

	return []stacks.Stage{dev, test, staging, prod}
}

// repository is what the stages follow; its first content is a folder.
func repository() delivery.RepositoryProps { return stacks.Repository("sampleapp") }

// extend adds what needs an environment, such as a grant, once all stages are defined.
func extend(*stacks.Line) {}

func main() { app.Main(stages(), repository(), extend) }
