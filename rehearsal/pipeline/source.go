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
)

// fetch makes the newest commit of the branch an artifact. CodePipeline keeps no file modes. Where a connection would
// bring the source, it is a local folder.
func (e *execution) fetch(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	read := e.fromCodeCommit
	if *action.ActionTypeId.Provider != "CodeCommit" {
		read = e.fromFolder
	}
	files, err := read(ctx, action)
	if err != nil {
		return "", err
	}
	for file, content := range files {
		target := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return "", err
		}
	}
	zipped, _, err := archive.Pack(dir, archive.Everything)
	if err != nil {
		return "", err
	}
	e.source = dir
	repository, branch := action.Configuration["RepositoryName"], action.Configuration["BranchName"]
	if repository == "" {
		repository = action.Configuration["FullRepositoryId"]
	}
	e.keep(action, map[string]string{"CommitId": e.commit, "BranchName": branch, "RepositoryName": repository})
	if action.Configuration["OutputArtifactFormat"] == "CODEBUILD_CLONE_REF" {
		e.report.Note("%s: the full clone is not rehearsed: the build finds the files, and no history", *action.Name)
	}
	for _, name := range outputs(action) {
		if err := e.put(ctx, name, zipped); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d files of commit %.7s", len(files), e.commit), nil
}

func (e *execution) fromCodeCommit(ctx context.Context, action types.ActionDeclaration) (map[string][]byte, error) {
	from := codecommit.Repository{AWS: e.aws, Name: action.Configuration["RepositoryName"]}
	var err error
	if e.commit, err = from.Tip(ctx, action.Configuration["BranchName"]); err != nil {
		return nil, err
	}
	return from.Content(ctx, e.commit)
}

// fromFolder takes what Git knows in the folder, or all of it without Git.
func (e *execution) fromFolder(ctx context.Context, action types.ActionDeclaration) (map[string][]byte, error) {
	if e.folder == "" {
		return nil, failure.Missing("the source comes through a connection, and no local folder is given in its place")
	}
	names, err := known(ctx, e.folder)
	if err != nil {
		return nil, err
	}
	files, sum := map[string][]byte{}, sha1.New()
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(e.folder, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and not yet committed
		} else if err != nil {
			return nil, err
		}
		files[name] = content
		fmt.Fprintf(sum, "%s %d\n%s", name, len(content), content)
	}
	e.commit = hex.EncodeToString(sum.Sum(nil))
	e.report.Note("%s: %s stands in for %s", *action.Name, e.folder, action.Configuration["FullRepositoryId"])
	return files, nil
}

// known are the files of a folder that Git knows or would add.
func known(ctx context.Context, folder string) (names []string, err error) {
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
