package cdk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// npm installs what package-lock.json says, slowly, and counts how often it did.
const npm = `#!/bin/sh
echo run >> "$COUNT"
if [ -n "$SAYS" ]; then echo "$SAYS"; exit 1; fi
rm -rf node_modules
mkdir -p node_modules/.bin node_modules/aws-cdk
sleep 0.1
touch node_modules/.bin/cdk
echo {} > node_modules/aws-cdk/package.json
grep -v windows package-lock.json > node_modules/.package-lock.json
`

const lock = `{"packages": {
"node_modules/windows": {"version": "1", "integrity": "sha512-w", "optional": true},
"node_modules/aws-cdk": {"version": "2.1", "integrity": "sha512-a"}
}}`

// repository is one with that npm. Installs tells how often it ran.
func repository(t *testing.T) (c *CLI, installs func() int) {
	t.Helper()
	dir, bin := t.TempDir(), t.TempDir()
	count := filepath.Join(bin, "count")
	t.Setenv("COUNT", count)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for file, content := range map[string]string{
		filepath.Join(bin, "npm"): npm, filepath.Join(dir, "package-lock.json"): lock,
	} {
		if err := os.WriteFile(file, []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return &CLI{Root: dir}, func() int {
		content, _ := os.ReadFile(count)
		return strings.Count(string(content), "run")
	}
}

func TestInstallOnceForEveryLock(t *testing.T) {
	c, installs := repository(t)
	path := func(name string) string { return filepath.Join(c.Root, name) }
	write := func(content string, age time.Duration) {
		if err := os.WriteFile(path("package-lock.json"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path("package-lock.json"), time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		when   string
		change func()
		want   int // installations so far
	}{
		{"nothing is there", func() {}, 1},
		{"nothing has changed", func() {}, 1},
		{"the lock is new, and the same", func() { write(lock, 0) }, 1},
		{"an older lock is back", func() { write(strings.Replace(lock, "2.1", "2.0", 1), time.Hour) }, 2},
		{"another file has that name", func() { write(strings.Replace(lock, "sha512-a", "sha512-b", 1), 0) }, 3},
		{"a package is no longer wanted", func() { write(`{"packages": {}}`, time.Hour) }, 4},
		{"it is wanted again", func() { write(lock, 0) }, 5},
		{"a package was removed", func() { os.RemoveAll(path("node_modules/aws-cdk")) }, 6},
		{"an installation was interrupted", func() { os.Remove(path("node_modules/.package-lock.json")) }, 7},
		{"npm's record is broken", func() { os.WriteFile(path("node_modules/.package-lock.json"), []byte("{"), 0o600) }, 8},
	} {
		test.change()
		result, err := c.Install(t.Context())
		if err != nil || installs() != test.want || test.when == "nothing has changed" && result != "already installed" {
			t.Errorf("%s: %q, %v, after %d installations; want %d", test.when, result, err, installs(), test.want)
		}
	}
}

func TestTwoInstallationsAtOnce(t *testing.T) {
	c, installs := repository(t)
	done := make(chan error)
	for range 3 {
		go func() {
			_, err := c.Install(t.Context())
			done <- err
		}()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if installs() != 1 {
		t.Errorf("%d installations", installs())
	}
}

func TestALinkedInstallationIsUsedAndNeverEmptied(t *testing.T) {
	other, _ := repository(t)
	if _, err := other.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, installs := repository(t)
	if err := os.Symlink(filepath.Join(other.Root, "node_modules"), filepath.Join(c.Root, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if result, err := c.Install(t.Context()); err != nil || result != "already installed" {
		t.Errorf("the same lock: %q, %v", result, err)
	}
	older := strings.Replace(lock, "2.1", "2.0", 1)
	if err := os.WriteFile(filepath.Join(c.Root, "package-lock.json"), []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Install(t.Context()); err == nil || !strings.Contains(err.Error(), "node_modules is a link to "+other.Root) {
		t.Errorf("another lock: got %v", err)
	}
	if installs() != 0 || !other.installed() {
		t.Errorf("%d installations; the other one is whole: %t", installs(), other.installed())
	}
}

func TestInstallSaysInOneSentenceWhyNot(t *testing.T) {
	for said, want := range map[string]string{
		"npm error code ENOTFOUND": "connect this machine to the internet",
		"npm error code ENOSPC":    "the disk is full",
		"npm error code EROFS":     "a folder cannot be written",
	} {
		c, _ := repository(t)
		t.Setenv("SAYS", said)
		_, err := c.Install(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
		t.Setenv("SAYS", "")
		if result, err := c.Install(t.Context()); err != nil || result != "installed" {
			t.Errorf("then: %q, %v", result, err)
		}
	}
}
