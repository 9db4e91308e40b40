package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A synthesis may be skipped only when nothing that it depends on, or has made, is other than it was.
func TestUnchanged(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, outdir, source string)
		want   bool
	}{
		"nothing":                      {func(*testing.T, string, string) {}, true},
		"what the CLI leaves":          {func(t *testing.T, outdir, _ string) { write(t, outdir, "synth.lock", "1") }, true},
		"another context":              {func(t *testing.T, _, _ string) { t.Setenv("CDK_CONTEXT_JSON", `{"stages":"Dev"}`) }, false},
		"a variable of the stages":     {func(t *testing.T, _, _ string) { t.Setenv("PROD_ACCOUNT", "111122223333") }, false},
		"a name that the CLI uses":     {func(t *testing.T, _, source string) { write(t, source, "error.txt", "") }, false},
		"a link that leads elsewhere":  {func(t *testing.T, _, source string) { link(t, source, "b", "link") }, false},
		"a context in a file":          {func(t *testing.T, _, _ string) { t.Setenv("CONTEXT_OVERFLOW_LOCATION_ENV", "/tmp/context.json") }, false},
		"an edited source file":        {func(t *testing.T, _, source string) { write(t, source, "main.go", "package other") }, false},
		"a new source file":            {func(t *testing.T, _, source string) { write(t, source, "new.go", "") }, false},
		"content moved between files":  {func(t *testing.T, _, source string) { write(t, source, "a", "1\n2"); write(t, source, "b", "") }, false},
		"a renamed source file":        {func(t *testing.T, _, source string) { rename(t, source, "a", "c") }, false},
		"an edited template":           {func(t *testing.T, outdir, _ string) { write(t, outdir, "DevStack.template.json", "{ }") }, false},
		"a template that is gone":      {func(t *testing.T, outdir, _ string) { rename(t, outdir, "DevStack.template.json", "../gone") }, false},
		"a source folder that is gone": {func(t *testing.T, _, source string) { rename(t, source, ".", "../moved") }, false},
		"a folder without a digest":    {func(t *testing.T, outdir, _ string) { rename(t, outdir, digestFile, "../digest") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			outdir, source := filepath.Join(parent, "cdk.out"), filepath.Join(parent, "app")
			write(t, source, "main.go", "package main")
			write(t, source, "a", "1")
			write(t, source, "b", "2")
			write(t, outdir, "DevStack.template.json", "{}")
			link(t, source, "a", "link")
			before, err := inputs(source)
			if err != nil {
				t.Fatal(err)
			}
			if err := record(outdir, before); err != nil {
				t.Fatal(err)
			}
			test.change(t, outdir, source)
			after, err := inputs(source)
			if got := err == nil && unchanged(outdir, after); got != test.want {
				t.Errorf("unchanged is %t, want %t", got, test.want)
			}
		})
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, dir, to, name string) {
	t.Helper()
	_ = os.Remove(filepath.Join(dir, name))
	if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}
