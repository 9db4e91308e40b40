package pipeline

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/localaws"
)

// An origin is where sources come from: CodeCommit, or a local folder where a connection would bring them.
type origin struct {
	aws    *localaws.Clients
	folder string

	revisions map[string]string // the commits to take, by action
}

// read returns the files of the newest commit of the branch, or of the one that the execution is for, and the commit.
func (o origin) read(ctx context.Context, action types.ActionDeclaration) (files map[string][]byte, commit string, err error) {
	if *action.ActionTypeId.Provider != "CodeCommit" {
		return o.fromFolder(ctx)
	}
	from := codecommit.Repository{AWS: o.aws, Name: action.Configuration["RepositoryName"]}
	if commit = o.revisions[*action.Name]; commit == "" {
		commit, err = from.Tip(ctx, action.Configuration["BranchName"])
	}
	if err != nil {
		return nil, "", err
	}
	files, err = from.Content(ctx, commit)
	return files, commit, err
}

// fromFolder takes what Git knows in the folder, or all of it without Git.
func (o origin) fromFolder(ctx context.Context) (map[string][]byte, string, error) {
	if o.folder == "" {
		return nil, "", failure.Missing("the source comes through a connection, and no local folder is given in its place")
	}
	names, err := Known(ctx, o.folder)
	if err != nil {
		return nil, "", err
	}
	files, sum := map[string][]byte{}, sha1.New()
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(o.folder, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and not yet committed
		} else if err != nil {
			return nil, "", err
		}
		files[name] = content
		fmt.Fprintf(sum, "%s %d\n%s", name, len(content), content)
	}
	return files, hex.EncodeToString(sum.Sum(nil)), nil
}

// Known are the files of a folder that Git knows or would add.
func Known(ctx context.Context, folder string) (names []string, err error) {
	list := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = folder
	if said, err := list.Output(); err == nil {
		for _, name := range strings.Split(string(said), "\x00") {
			if info, err := os.Stat(filepath.Join(folder, name)); name != "" && err == nil && info.Mode().IsRegular() {
				names = append(names, name)
			}
		}
		return names, nil
	}
	names, _, err = archive.Match(folder, archive.Everything.Files, nil)
	return names, err
}
