package codebuild

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestArtifacts(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"Procfile", "docs/a.md", "docs/deep/b.md"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		artifacts     artifacts
		want, wantErr string
	}{
		"from a base directory": {artifacts{Files: texts{"**/*"}, BaseDirectory: "docs"}, "a.md deep/b.md", ""},
		"without paths":         {artifacts{Files: texts{"docs/**/*"}, DiscardPaths: true}, "a.md b.md", ""},
		"all but some":          {artifacts{Files: texts{"**/*"}, Exclude: texts{"docs/*"}}, "Procfile docs/deep/b.md", ""},
		"nothing":               {artifacts{}, "", "artifacts/files is required"},
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
