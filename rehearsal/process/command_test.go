package process

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Wherever the environment of a process comes from, it says which run it belongs to.
func TestCommandBelongsToTheRun(t *testing.T) {
	t.Setenv(Run, "/the/run")
	t.Setenv("TMPDIR", "/the/run/tmp")
	path := "PATH=" + os.Getenv("PATH")
	for name, test := range map[string]struct {
		env  []string
		want string
	}{
		"this process's":     {nil, "/the/run /the/run/tmp"},
		"one of its own":     {[]string{path}, "/the/run /the/run/tmp"},
		"one that says more": {[]string{path, "TMPDIR=/elsewhere", Run + "=/other"}, "/the/run /elsewhere"},
	} {
		t.Run(name, func(t *testing.T) {
			said, err := Output(t.Context(), Command(t.Context(), "", test.env, "sh", "-c", "echo $"+Run+" $TMPDIR"))
			if err != nil || strings.TrimSpace(said) != test.want {
				t.Errorf("got %q, %v; want %q", said, err, test.want)
			}
		})
	}
}

func TestAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var inside, most atomic.Int32
	done := make(chan error)
	for range 3 {
		go func() {
			done <- Alone(t.Context(), path, func() error {
				most.Store(max(most.Load(), inside.Add(1)))
				time.Sleep(10 * time.Millisecond)
				inside.Add(-1)
				return nil
			})
		}()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d at a time", most.Load())
	}
	never := func() error { t.Error("does it"); return nil }
	err := Alone(t.Context(), path, func() error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		return Alone(ctx, path, never)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waits until %v", err)
	}
	if err := Alone(t.Context(), path+"2", never); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

// A failure names the program, not how it was called.
func TestOutputOfAFailure(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"sh", "-c", "echo oh; exit 3"}, "sh: exit status 3\n    oh"},
		{[]string{"git", "nonsense", "--flag"}, "git nonsense: exit status 1\n"},
		{[]string{"sh", "-c", "kill -9 $$"}, "sh: signal: killed"},
	} {
		_, err := Output(t.Context(), Command(t.Context(), "", nil, test.args[0], test.args[1:]...))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
}
