package platform

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/machine"
)

// Deploy installs and starts the app. A failure is a failure.Failure, and what this machine lacks a failure.Missing.
func (i *Instance) Deploy(ctx context.Context) (*App, error) {
	version := machine.Version(ctx, i.Platform.runtime)
	if version == "" && i.Platform.runtime != "golang" {
		return nil, failure.Missing(fmt.Sprintf("the app is not started: this machine has no %s, which the platform %s has",
			machine.Title(i.Platform.runtime), i.Platform.Name))
	}
	if version != "" && !machine.Fits(version, i.Platform.version) {
		i.notes = append(i.notes, fmt.Sprintf("%s has the platform %s, and the app is rehearsed with %s %s",
			i.Environment, i.Platform.Name, machine.Title(i.Platform.runtime), version))
	}
	i.path = os.Getenv("PATH")
	if err := os.MkdirAll(filepath.Join(i.Work, "home"), 0o755); err != nil {
		return nil, err
	}
	processes, err := i.prepare(ctx)
	if err != nil {
		return nil, err
	}
	return i.start(processes)
}
