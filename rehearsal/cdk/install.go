package cdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"beanstalkline/rehearsal/process"
)

// Install installs the CLI and the Node.js that package-lock.json pins, unless they are there. Whoever comes meanwhile
// waits for it.
func (c *CLI) Install(ctx context.Context) (result string, err error) {
	lock := filepath.Join(c.Root, "package-lock.json")
	err = process.Alone(ctx, lock, func() error {
		if c.installed() {
			result = "already installed"
			return nil
		}
		if other, err := os.Readlink(c.modules()); err == nil {
			return fmt.Errorf("node_modules is a link to %s, which has not what package-lock.json pins, and npm ci would empty that folder: "+
				"remove the link, and run this again", other)
		}
		result = "installed"
		// An installation that is interrupted must not look complete.
		if err := os.Remove(c.npmRecord()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		npm := process.Command(ctx, c.Root, process.Environment(), "npm", "ci", "--no-audit", "--no-fund", "--loglevel=http",
			"--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
		_, err := process.Output(ctx, npm)
		return err
	})
	return result, process.Explain(err, c.Root)
}

// npmRecord is where npm writes what it has installed, when it has.
func (c *CLI) npmRecord() string { return filepath.Join(c.modules(), ".package-lock.json") }

func (c *CLI) modules() string { return filepath.Join(c.Root, "node_modules") }

// A pinned package of npm's.
type pinned struct {
	Version, Integrity string
	Optional           bool // it is for some machines only
}

// installed reports whether npm has installed exactly what package-lock.json pins, and it is still there.
func (c *CLI) installed() bool {
	wanted, err := readPins(filepath.Join(c.Root, "package-lock.json"))
	if err != nil {
		return false
	}
	found, err := readPins(c.npmRecord())
	if err != nil {
		return false
	}
	delete(wanted, "") // the repository itself
	for name, want := range wanted {
		got, is := found[name]
		if !is && !want.Optional || is && (got.Version != want.Version || got.Integrity != want.Integrity) {
			return false
		}
	}
	for name := range found {
		_, pinned := wanted[name]
		_, err := os.Stat(filepath.Join(c.Root, filepath.FromSlash(name), "package.json"))
		if !pinned || err != nil {
			return false
		}
	}
	_, err = os.Stat(filepath.Join(c.modules(), ".bin", "cdk"))
	return err == nil
}

func readPins(path string) (map[string]pinned, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var lock struct{ Packages map[string]pinned }
	err = json.Unmarshal(content, &lock)
	return lock.Packages, err
}
