package localaws_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"beanstalkline/rehearsal/localaws"
)

// python3 makes a virtual environment with a pip that installs nothing, slowly.
const python3 = `#!/bin/sh
case "$2 $3" in
"venv --without-pip")
	echo run >> "$COUNT"
	mkdir -p "$4/bin"
	cp "$0" "$4/bin/python";;
"pip install") sleep 0.1; echo "$SAYS"; [ -z "$SAYS" ];;
esac
`

// machine is one with that Python and an empty cache. Installs tells how often it ran.
func machine(t *testing.T) (cache string, installs func() int) {
	t.Helper()
	bin := t.TempDir()
	cache = filepath.Join(t.TempDir(), "cache")
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	t.Setenv("COUNT", filepath.Join(bin, "count"))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if err := os.WriteFile(filepath.Join(bin, "python3"), []byte(python3), 0o700); err != nil {
		t.Fatal(err)
	}
	return cache, func() int {
		content, _ := os.ReadFile(filepath.Join(bin, "count"))
		return strings.Count(string(content), "run")
	}
}

func TestTwoFirstRunsInstallOnce(t *testing.T) {
	_, installs := machine(t)
	done := make(chan error)
	for range 3 {
		go func() {
			_, _, err := localaws.Install(t.Context(), ".")
			done <- err
		}()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	_, result, err := localaws.Install(t.Context(), ".")
	if err != nil || result != "already installed" || installs() != 1 {
		t.Errorf("%q, %v, after %d installations", result, err, installs())
	}
}

func TestInstallRemovesWhatOthersDidNotFinish(t *testing.T) {
	machine(t)
	python, _, err := localaws.Install(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	// Its Python has been uninstalled, and a first run killed.
	if err := os.Remove(python); err != nil {
		t.Fatal(err)
	}
	killed := filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(python))), "unfinished-7")
	if err := os.MkdirAll(filepath.Join(killed, "lib"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, result, err := localaws.Install(t.Context(), "."); err != nil || result != "installed" {
		t.Errorf("%q, %v", result, err)
	}
	if _, err := os.Stat(killed); !os.IsNotExist(err) {
		t.Errorf("left: %v", err)
	}
}

func TestInstallSaysInOneSentenceWhyNot(t *testing.T) {
	for name, test := range map[string]struct {
		broken func(cache string) error
		want   string
	}{
		"no home": {
			func(string) error { t.Setenv("HOME", ""); t.Setenv("XDG_CACHE_HOME", ""); return nil }, "set HOME, or XDG_CACHE_HOME",
		},
		"a cache that is a file": {
			func(cache string) error { return os.WriteFile(cache, nil, 0o600) }, "not a directory",
		},
		"no network": {
			func(string) error {
				t.Setenv("SAYS", "WARNING: Retrying\nERROR: No matching distribution found for moto==5")
				return nil
			}, "connect this machine to the internet",
		},
	} {
		t.Run(name, func(t *testing.T) {
			cache, _ := machine(t)
			if err := test.broken(cache); err != nil {
				t.Fatal(err)
			}
			_, _, err := localaws.Install(t.Context(), ".")
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, test.want)
			}
			if left, _ := filepath.Glob(filepath.Join(cache, "beanstalkline", "*")); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}
