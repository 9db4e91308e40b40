package localaws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	sum := sha256.Sum256(content)
	return filepath.Join(cache, "beanstalkline", "moto-"+hex.EncodeToString(sum[:6]), "bin", "python"), err
}

// Install makes that environment, unless it exists. It is moved into place only when it is complete.
func Install(ctx context.Context, dir string) (python, result string, err error) {
	python, err = Python(dir)
	if err != nil {
		return "", "", err
	}
	if _, err := os.Stat(python); err == nil {
		return python, "already installed", nil
	}
	environment := filepath.Dir(filepath.Dir(python))
	if err := os.MkdirAll(filepath.Dir(environment), 0o755); err != nil {
		return "", "", err
	}
	unfinished, err := os.MkdirTemp(filepath.Dir(environment), "unfinished-")
	if err != nil {
		return "", "", err
	}
	defer os.RemoveAll(unfinished)
	venv := process.Command(ctx, "", process.Environment(), "python3", "-m", "venv", unfinished)
	if _, err := process.Output(venv); err != nil {
		return "", "", err
	}
	pip := process.Command(ctx, dir, process.Environment("PIP_DISABLE_PIP_VERSION_CHECK=1"),
		filepath.Join(unfinished, "bin", "pip"), "install", "--quiet", "--no-deps", "-r", "requirements.txt")
	if _, err := process.Output(pip); err != nil {
		return "", "", err
	}
	return python, "installed", os.Rename(unfinished, environment)
}
