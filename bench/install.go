package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// install installs the npm packages that are missing and puts the pinned node and cdk on the path before the machine's.
func install(root string) error {
	for _, dir := range []string{root, filepath.Join(root, "bench")} {
		if _, err := os.Stat(filepath.Join(dir, "node_modules")); errors.Is(err, os.ErrNotExist) {
			err := announce("installing the npm packages of "+dir, "half a minute", func() error {
				return start(dir, nil, "npm", "ci").Run()
			})
			if err != nil {
				return fmt.Errorf("npm ci in %s: %w", dir, err)
			}
		}
	}
	path := filepath.Join(root, "node_modules", ".bin") + string(filepath.ListSeparator) + os.Getenv("PATH")
	return os.Setenv("PATH", path)
}
