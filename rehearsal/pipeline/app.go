package pipeline

import "beanstalkline/rehearsal/platform"

// An App is an app that runs in an environment.
type App struct {
	Environment string
	Commit      string
	Dir         string // where it runs, and what it may lose once another has taken its place
	*platform.App
}
