package localaws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"beanstalkline/rehearsal/process"
)

// Python returns the Python of the virtual environment for what requirements.txt pins in dir, which is the folder of
// this package. The environment may not exist yet. Each version of the file has an environment of its own.
func Python(dir string) (python string, err error) {
	content, err := os.ReadFile(filepath.Join(dir, "requirements.txt"))
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", errors.New("there is no place for what is installed once: set HOME, or XDG_CACHE_HOME, to a folder")
	}
	sum := sha256.Sum256(content)
	return filepath.Join(cache, "beanstalkline", "moto-"+hex.EncodeToString(sum[:6]), "bin", "python"), nil
}

// Install makes that environment, unless it exists. It is moved into place only when it is complete, and whoever comes
// meanwhile waits for it.
func Install(ctx context.Context, dir string) (python, result string, err error) {
	python, err = Python(dir)
	if err != nil {
		return "", "", err
	}
	const already = "already installed"
	if _, err := os.Stat(python); err == nil {
		return python, already, nil
	}
	environment := filepath.Dir(filepath.Dir(python))
	cache := filepath.Dir(environment)
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", "", process.Explain(err)
	}
	err = process.Alone(ctx, cache, func() error {
		if _, err := os.Stat(python); err == nil {
			result = already // by somebody else, in the meantime
			return nil
		}
		result = "installed"
		return install(ctx, dir, environment)
	})
	return python, result, process.Explain(err, cache)
}

// install makes the environment, and removes what is in its place: one that others did not finish, or whose Python is
// gone.
func install(ctx context.Context, dir, environment string) error {
	unfinished := filepath.Join(filepath.Dir(environment), "unfinished-")
	left, err := filepath.Glob(unfinished + "*")
	for _, folder := range append(left, environment) {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	if err != nil {
		return err
	}
	if unfinished, err = os.MkdirTemp(filepath.Dir(environment), "unfinished-"); err != nil {
		return err
	}
	defer os.RemoveAll(unfinished)
	own := filepath.Join(unfinished, "bin", "python")
	for _, command := range [][]string{
		{"python3", "-m", "venv", "--without-pip", unfinished}, // which would not say what is wrong with pip
		{own, "-m", "ensurepip", "--default-pip"},
		{own, "-m", "pip", "install", "--no-deps", "-r", "requirements.txt"},
	} {
		env := process.Environment("PIP_DISABLE_PIP_VERSION_CHECK=1")
		if _, err := process.Output(ctx, process.Command(ctx, dir, env, command[0], command[1:]...)); err != nil {
			return err
		}
	}
	if err := os.Rename(unfinished, environment); err != nil {
		return fmt.Errorf("moto is installed, but not in its place: %w", err)
	}
	return nil
}
