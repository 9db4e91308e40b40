package checkout

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository makes a repository with two commits, of which only the last has the file "new".
func repository(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	run(t, root, "init", "--quiet", "-b", "main")
	for _, name := range []string{"old", "new"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
		run(t, root, "add", ".")
		run(t, root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", name)
	}
	return root
}

func run(t *testing.T, dir string, arguments ...string) {
	t.Helper()
	cmd := exec.Command("git", arguments...)
	cmd.Dir = dir
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
}

func TestAnEarlierCommitIsCheckedOutBesideTheRepository(t *testing.T) {
	root, folder := repository(t), filepath.Join(t.TempDir(), "from")
	commit, err := Find(t.Context(), root, "--from", "main~1")
	if err != nil {
		t.Fatal(err)
	}
	if err := Into(t.Context(), root, commit, folder); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 || files[0].Name() != "old" {
		t.Errorf("got %v, %v", files, err)
	}
	if Dirty(t.Context(), root) {
		t.Error("the repository has changed")
	}
	os.Remove(filepath.Join(root, "new"))
	if !Dirty(t.Context(), root) {
		t.Error("a deleted file is a change")
	}
}

func TestWhatNamesNoCommitIsRefused(t *testing.T) {
	full, shallow := repository(t), filepath.Join(t.TempDir(), "shallow")
	run(t, full, "clone", "--quiet", "--depth", "1", "file://"+full, shallow)
	for _, test := range []struct{ root, ref, want string }{
		{full, "mian", `must name a commit, a branch or a tag of this repository, got "mian"`},
		{full, "--all", `got "--all"`},
		{full, "main:new", `got "main:new"`},
		{shallow, "main~1", "shallow: get it with git fetch --unshallow"},
		{t.TempDir(), "main", "needs a Git repository"},
	} {
		_, err := Find(t.Context(), test.root, "--from", test.ref)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v", test.ref, err)
		}
	}
}
