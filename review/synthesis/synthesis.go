// Package synthesis synthesizes the app of a repository as it is now, and as it was at a commit.
package synthesis

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/checkout"
)

// An App is that of a repository.
type App struct {
	Root string // of the repository
	Work string // a folder for everything that is made
}

// Base is the commit that a branch, a tag or an id names; with an empty one, that at which the working tree has left main.
func (a App) Base(ctx context.Context, named string) (string, error) {
	if named != "" {
		return checkout.Find(ctx, a.Root, "BASE", named)
	}
	for _, main := range []string{"origin/main", "main"} {
		merge := exec.CommandContext(ctx, "git", "merge-base", "HEAD", main)
		merge.Dir = a.Root
		if said, err := merge.Output(); err == nil {
			return strings.TrimSpace(string(said)), nil
		}
	}
	return "", fmt.Errorf("name the commit to compare with: %s has no branch main", a.Root)
}

// Both synthesizes a commit and the working tree at the same time, and returns the folders of the two.
func (a App) Both(ctx context.Context, commit string) (base, head string, err error) {
	now := a.cli(a.Root, "head")
	if _, err := now.Install(ctx); err != nil {
		return "", "", err
	}
	then := a.cli(filepath.Join(a.Work, "commit"), "base")
	if err := checkout.Into(ctx, a.Root, commit, then.Root); err != nil {
		return "", "", err
	}
	var failed [2]error
	var both sync.WaitGroup
	both.Go(func() { failed[0] = then.Synth(ctx) })
	both.Go(func() { failed[1] = now.Synth(ctx) })
	both.Wait()
	if failed[1] != nil {
		return "", "", failed[1]
	}
	if failed[0] != nil {
		return "", "", fmt.Errorf("%.7s does not synthesize: %w", commit, failed[0])
	}
	return string(then.Assembly), string(now.Assembly), nil
}

// Head synthesizes the working tree alone, and returns its folder.
func (a App) Head(ctx context.Context) (string, error) {
	now := a.cli(a.Root, "head")
	if _, err := now.Install(ctx); err != nil {
		return "", err
	}
	return string(now.Assembly), now.Synth(ctx)
}

func (a App) cli(root, name string) *cdk.CLI {
	return &cdk.CLI{
		Root: root, Tools: a.Root, Assembly: cdk.Assembly(filepath.Join(a.Work, name+".out")), Home: filepath.Join(a.Work, name+".home"),
	}
}
