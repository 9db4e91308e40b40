package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func treeForTest(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range files {
		full := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPack(t *testing.T) {
	dir := treeForTest(t, "Procfile", "bin/application", "bin/.hidden", "docs/deep/a.md", "docs/b.md")
	for name, test := range map[string]struct {
		artifacts artifacts
		want      string
		wantErr   string
	}{
		"files":                   {artifacts{Files: texts{"bin/application", "Procfile"}}, "Procfile bin/application", ""},
		"everything":              {artifacts{Files: texts{"**/*"}}, "Procfile bin/.hidden bin/application docs/b.md docs/deep/a.md", ""},
		"a folder, not below":     {artifacts{Files: texts{"docs/*"}}, "docs/b.md", ""},
		"a folder and below":      {artifacts{Files: texts{"docs/**/*"}}, "docs/b.md docs/deep/a.md", ""},
		"but for some":            {artifacts{Files: texts{"**/*"}, Exclude: texts{"docs/**/*", "bin/.*"}}, "Procfile bin/application", ""},
		"from a base directory":   {artifacts{Files: texts{"**/*"}, BaseDirectory: "docs"}, "b.md deep/a.md", ""},
		"without paths":           {artifacts{Files: texts{"docs/**/*"}, DiscardPaths: true}, "a.md b.md", ""},
		"a file that is not made": {artifacts{Files: texts{"bin/application", "bin/other"}}, "", "no matching artifact paths found for bin/other"},
		"nothing":                 {artifacts{}, "", "artifacts/files is required"},
	} {
		t.Run(name, func(t *testing.T) {
			zipped, err := test.artifacts.pack(dir)
			if err != nil || test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Fatalf("got %v, want %q", err, test.wantErr)
				}
				return
			}
			archive, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range archive.File {
				names = append(names, file.Name)
			}
			if got := strings.Join(names, " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPackAndUnpackKeepModes(t *testing.T) {
	dir := treeForTest(t, "bin/application", "Procfile")
	if err := os.Chmod(filepath.Join(dir, "bin/application"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("application", filepath.Join(dir, "bin/link")); err != nil {
		t.Fatal(err)
	}
	for links, want := range map[yesNo]fs.FileMode{false: 0o755, true: fs.ModeSymlink} {
		zipped, err := artifacts{Files: texts{"**/*"}, EnableSymlinks: links}.pack(dir)
		if err != nil {
			t.Fatal(err)
		}
		target := t.TempDir()
		if err := unpack(zipped, target); err != nil {
			t.Fatal(err)
		}
		for file, mode := range map[string]fs.FileMode{"bin/application": 0o755, "Procfile": 0o644, "bin/link": want} {
			info, err := os.Lstat(filepath.Join(target, file))
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode() & (fs.ModeSymlink | 0o755); got&^0o777 != mode&^0o777 || mode.IsRegular() && got != mode {
				t.Errorf("%s: got %v, want %v", file, got, mode)
			}
		}
	}
}

func TestUnpackStaysInside(t *testing.T) {
	var zipped bytes.Buffer
	archive := zip.NewWriter(&zipped)
	if _, err := archive.Create("../outside"); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := unpack(zipped.Bytes(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "outside") {
		t.Errorf("got %v", err)
	}
}

func TestCompareWithRetained(t *testing.T) {
	old, kept, lost, left := resource{kind: "B", id: "old"}, resource{"S", "B", "kept"}, resource{"S", "B", "lost"}, resource{kind: "B", id: "left"}
	if err := compareWithRetained([]resource{old}, []resource{old, {kind: "B", id: "kept"}}, []resource{kept}); err != nil {
		t.Error(err)
	}
	err := compareWithRetained([]resource{old}, []resource{old, left}, []resource{lost})
	for _, want := range []string{"B left is left behind", "B lost, of S, is gone and should have stayed"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestChoose(t *testing.T) {
	stacks := []string{"SourceStack", "DevStack", "ProdStack"}
	for name, test := range map[string]struct {
		wanted, want []string
		all          bool
		wantErr      string
	}{
		"all":     {all: true, want: []string{"Dev", "Prod"}},
		"some":    {wanted: []string{"Prod"}, want: []string{"Prod"}},
		"unknown": {wanted: []string{"Qa"}, wantErr: "there is no stage Qa: the app has Dev, Prod"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := choose(stacks, test.wanted, test.all)
			if !slices.Equal(got, test.want) || test.wantErr != "" && (err == nil || err.Error() != test.wantErr) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
