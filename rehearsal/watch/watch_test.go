package watch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestChangesAreToldOnceEditorsAreDone(t *testing.T) {
	root := t.TempDir()
	write := func(name string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(time.Now().String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("app/main.go")
	write("node_modules/x/y.js")
	changes, err := Changes(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	next := func() []string {
		select {
		case changed := <-changes:
			return changed
		case <-time.After(5 * time.Second):
			return nil
		}
	}
	write("app/main.go.tmp") // as editors do
	if err := os.Rename(filepath.Join(root, "app/main.go.tmp"), filepath.Join(root, "app/main.go")); err != nil {
		t.Fatal(err)
	}
	write("node_modules/x/y.js")
	write(".git/index")
	write("app/.main.go.swp")
	write("app/page.html")
	if got := next(); !slices.Equal(got, []string{"app/main.go", "app/page.html"}) {
		t.Errorf("got %q", got)
	}
	write("new/folder/file")
	if got := next(); !slices.Contains(got, "new") {
		t.Errorf("got %q", got)
	}
	write("new/folder/file")
	if got := next(); !slices.Contains(got, "new/folder/file") {
		t.Errorf("got %q", got)
	}
}
