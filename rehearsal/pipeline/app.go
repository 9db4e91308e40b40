package pipeline

import (
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/beanstalk"
	"beanstalkline/rehearsal/platform"
)

// An App is an app that runs in an environment.
type App struct {
	Environment string
	Commit      string
	Dir         string // where it runs, and what it may lose once another has taken its place
	*platform.App
}

// target is the environment that an action deploys to.
func target(action types.ActionDeclaration) beanstalk.Environment {
	return beanstalk.Environment{
		Application: action.Configuration["ApplicationName"],
		Name:        action.Configuration["EnvironmentName"],
	}
}
