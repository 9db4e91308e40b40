package house

import (
	"bufio"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An example is an app that somebody copies: one short file, which imports nothing that only this repository can.
func TestExamplesCanBeCopied(t *testing.T) {
	apps, err := filepath.Glob(filepath.Join(root, "examples", "*", "main.go"))
	if err != nil || len(apps) < 2 {
		t.Fatalf("got %q, %v", apps, err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range apps {
		dir := filepath.Dir(app)
		if !strings.Contains(string(readme), "(examples/"+filepath.Base(dir)+")") {
			t.Errorf("README.md does not lead to examples/%s", filepath.Base(dir))
		}
		if others, _ := filepath.Glob(filepath.Join(dir, "*.go")); len(others) > 1 {
			t.Errorf("an example is one file, got %q", others)
		}
		if _, err := os.Stat(filepath.Join(dir, "cdk.json")); err != nil {
			t.Error(err)
		}
		if n := lines(t, app); n > 60 {
			t.Errorf("%s has %d lines, want at most 60", app, n)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), app, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range parsed.Imports {
			path, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			own, is := strings.CutPrefix(path, "beanstalkline/")
			if is && (!slices.Contains(rooms, own) || !strings.HasPrefix(own, "constructs/")) {
				t.Errorf("%s imports %s, want no package of this project but its constructs", app, path)
			}
		}
	}
}

func lines(t *testing.T, name string) (n int) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		n++
	}
	return n
}
