// Package checkout takes the files of an earlier commit out of a Git repository, and leaves nothing in the repository.
package checkout

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"beanstalkline/rehearsal/process"
)

// Find returns the commit that a branch, a tag or an id names. An error calls the reference as its user does, such as --from.
func Find(ctx context.Context, root, called, ref string) (string, error) {
	if _, err := git(ctx, root, "rev-parse", "--git-dir"); err != nil {
		return "", fmt.Errorf("%s needs a Git repository: %s is none", called, root)
	}
	found, err := git(ctx, root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err == nil {
		return found, nil
	}
	if shallow, _ := git(ctx, root, "rev-parse", "--is-shallow-repository"); shallow == "true" {
		return "", fmt.Errorf("%s %.100q is not in this clone, which is shallow: get it with git fetch --unshallow", called, ref)
	}
	return "", fmt.Errorf("%s must name a commit, a branch or a tag of this repository, got %.100q; git log shows them", called, ref)
}

// Dirty says whether there are changes that are not committed.
func Dirty(ctx context.Context, root string) bool {
	changed, err := git(ctx, root, "status", "--porcelain")
	return err == nil && changed != ""
}

// Into writes the files of a commit into a folder.
func Into(ctx context.Context, root, commit, folder string) error {
	index := filepath.Clean(folder) + ".index"
	defer os.Remove(index)
	env := process.Environment("GIT_INDEX_FILE=" + index)
	for _, arguments := range [][]string{
		{"read-tree", commit},
		{"checkout-index", "--all", "--prefix=" + filepath.Clean(folder) + string(filepath.Separator)},
	} {
		if _, err := process.Output(ctx, process.Command(ctx, root, env, "git", arguments...)); err != nil {
			return err
		}
	}
	return nil
}

func git(ctx context.Context, root string, arguments ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", arguments...)
	cmd.Dir = root
	said, err := cmd.Output()
	return strings.TrimSpace(string(said)), err
}
