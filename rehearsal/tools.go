package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// installCLI installs the CDK CLI and the Node.js that package-lock.json pins, if that has not been done.
func installCLI(ctx context.Context, root string) (string, error) {
	installed, err := os.Stat(filepath.Join(root, "node_modules", ".package-lock.json")) // npm writes it last
	if err == nil {
		lock, err := os.Stat(filepath.Join(root, "package-lock.json"))
		if err != nil {
			return "", err
		}
		if !installed.ModTime().Before(lock.ModTime()) {
			return "there already", nil
		}
	}
	_, err = output(command(ctx, root, environ(), "npm", "ci", "--no-audit", "--no-fund"))
	return "installed", err
}

// motoEnvironment returns the Python of the virtual environment for what requirements.txt pins, there or not. Each
// content of the file has an environment of its own.
func motoEnvironment(requirements string) (python string, err error) {
	content, err := os.ReadFile(requirements)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	sum := sha256.Sum256(content)
	return filepath.Join(cache, "beanstalkline", "moto-"+hex.EncodeToString(sum[:6]), "bin", "python"), err
}

// installMoto makes that environment, if it is not there. It gets its place when it is complete.
func installMoto(ctx context.Context, requirements string) (python, result string, err error) {
	python, err = motoEnvironment(requirements)
	if err != nil {
		return "", "", err
	}
	if _, err := os.Stat(python); err == nil {
		return python, "there already", nil
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
	if _, err := output(command(ctx, "", environ(), "python3", "-m", "venv", unfinished)); err != nil {
		return "", "", err
	}
	pip := filepath.Join(unfinished, "bin", "pip")
	install := command(ctx, "", environ("PIP_DISABLE_PIP_VERSION_CHECK=1"), pip, "install", "--quiet", "--no-deps", "-r", requirements)
	if _, err := output(install); err != nil {
		return "", "", err
	}
	return python, "installed", os.Rename(unfinished, environment)
}
