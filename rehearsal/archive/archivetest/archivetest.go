// Package archivetest makes what is packed in tests, and reads what it became.
package archivetest

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Tree makes a folder of files, each of which holds its name.
func Tree(t *testing.T, files ...string) string {
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

// Check fails the test unless packing gave an archive of the files, in this order, or failed with a text.
func Check(t *testing.T, zipped []byte, err error, want, wantErr string) {
	t.Helper()
	if err != nil || wantErr != "" {
		if err == nil || !strings.Contains(err.Error(), wantErr) {
			t.Fatalf("got %v, want %q", err, wantErr)
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
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
