package lifetime

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatGoRunLeaves(t *testing.T) {
	defer func(before func() (string, error)) { executable = before }(executable)
	for name, test := range map[string]struct {
		program string // T is the folder for temporary files
		ranByGo bool
		left    string
	}{
		"built":    {"T/go-build1/b001/exe/rehearsal", true, "full-2 go-build2 go-build3"},
		"cached":   {"/cache/65/" + strings.Repeat("6", 64) + "-d/rehearsal", true, "full-2 go-build1 go-build2"},
		"anything": {"/usr/bin/rehearsal", false, "full-2 go-build1 go-build2 go-build3"},
	} {
		t.Run(name, func(t *testing.T) {
			temporary, path := t.TempDir(), t.TempDir()
			for _, folder := range []string{"go-build1/b001/exe", "go-build2/b001", "go-build3", "full-2"} {
				if err := os.MkdirAll(filepath.Join(temporary, folder), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			executable = func() (string, error) { return strings.Replace(test.program, "T", temporary, 1), nil }
			if got := ranByGo(); got != test.ranByGo {
				t.Errorf("ran by go: %v", got)
			}
			if err := noteGoBuild(path, temporary); err != nil {
				t.Fatal(err)
			}
			removeGoBuild(path)
			var left []string
			entries, err := os.ReadDir(temporary)
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range entries {
				left = append(left, entry.Name())
			}
			if got := strings.Join(left, " "); got != test.left {
				t.Errorf("left: %s, want %s", got, test.left)
			}
		})
	}
}

func TestTheProgramThatHasBecomeThisOneCounts(t *testing.T) {
	t.Setenv("BEANSTALKLINE_STARTED_AS", "/tmp/go-build1/b001/exe/rehearsal")
	if !ranByGo() {
		t.Error("go run has started it")
	}
}
