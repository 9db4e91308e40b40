package pipeline

import "beanstalkline/rehearsal/platform"

// An App is an app that runs in an environment.
type App struct {
	Environment string
	*platform.App
}
