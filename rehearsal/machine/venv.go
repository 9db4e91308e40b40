package machine

import (
	"context"
	"path/filepath"

	"beanstalkline/rehearsal/process"
)

// Venv makes a virtual environment for Python in dir, so that nothing is installed into this machine's, and returns the
// folder of its programs: python, and pip if asked for.
func Venv(ctx context.Context, dir string, pip bool, env []string) (bin string, err error) {
	args := []string{"-m", "venv", dir}
	if !pip {
		args = append(args, "--without-pip")
	}
	_, err = process.Output(ctx, process.Command(ctx, filepath.Dir(dir), env, "python3", args...))
	return filepath.Join(dir, "bin"), err
}
