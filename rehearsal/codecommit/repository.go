package codecommit

import (
	"context"
	"fmt"
	"slices"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codecommit"
	"github.com/aws/aws-sdk-go-v2/service/codecommit/types"

	"beanstalkline/rehearsal/localaws"
)

// A Repository is a repository that pipelines take their source from.
type Repository struct {
	AWS  *localaws.Clients
	Name string
}

// Pushed is the file that a push changes. It is of no use to any app.
const Pushed = ".rehearsal"

// Push does what a person does for a release: it commits a change to the branch that the repository was created with,
// and leads the others there, or creates them. It returns the commit.
func (r Repository) Push(ctx context.Context, message string, branches []string) (string, error) {
	repository, err := r.AWS.CodeCommit.GetRepository(ctx, &codecommit.GetRepositoryInput{RepositoryName: &r.Name})
	if err != nil {
		return "", err
	}
	first := sdk.ToString(repository.RepositoryMetadata.DefaultBranch)
	if first == "" {
		return "", fmt.Errorf("%s must start with a commit, and is empty", r.Name)
	}
	commit, err := r.Commit(ctx, first, message, Change{Put: map[string][]byte{Pushed: []byte(message + "\n")}})
	if err != nil {
		return "", err
	}
	existing, err := r.AWS.CodeCommit.ListBranches(ctx, &codecommit.ListBranchesInput{RepositoryName: &r.Name})
	if err != nil {
		return "", err
	}
	for _, branch := range branches {
		switch {
		case branch == first:
		case slices.Contains(existing.Branches, branch):
			_, err = r.AWS.CodeCommit.MergeBranchesByFastForward(ctx, &codecommit.MergeBranchesByFastForwardInput{
				RepositoryName: &r.Name, SourceCommitSpecifier: &first, DestinationCommitSpecifier: &branch, TargetBranch: &branch,
			})
		default:
			_, err = r.AWS.CodeCommit.CreateBranch(ctx, &codecommit.CreateBranchInput{
				RepositoryName: &r.Name, BranchName: &branch, CommitId: &commit,
			})
		}
		if err != nil {
			return "", err
		}
	}
	return commit, nil
}

// A Change is what a commit changes: the new content of files, and the files that are gone.
type Change struct {
	Put     map[string][]byte
	Deleted []string
}

// Commit adds a change to a branch and returns the commit.
func (r Repository) Commit(ctx context.Context, branch, message string, change Change) (string, error) {
	tip, err := r.Tip(ctx, branch)
	if err != nil {
		return "", err
	}
	before, err := r.Content(ctx, tip)
	if err != nil {
		return "", err
	}
	input := &codecommit.CreateCommitInput{
		RepositoryName: &r.Name, BranchName: &branch, ParentCommitId: &tip, CommitMessage: &message,
	}
	for path, content := range change.Put {
		input.PutFiles = append(input.PutFiles, types.PutFileEntry{FilePath: &path, FileContent: content})
	}
	for _, path := range change.Deleted {
		if _, is := before[path]; is {
			input.DeleteFiles = append(input.DeleteFiles, types.DeleteFileEntry{FilePath: &path})
		}
	}
	commit, err := r.AWS.CodeCommit.CreateCommit(ctx, input)
	if err != nil {
		return "", err
	}
	return *commit.CommitId, nil
}

// Tip is the newest commit of a branch.
func (r Repository) Tip(ctx context.Context, branch string) (string, error) {
	got, err := r.AWS.CodeCommit.GetBranch(ctx, &codecommit.GetBranchInput{RepositoryName: &r.Name, BranchName: &branch})
	if err != nil {
		return "", err
	}
	return *got.Branch.CommitId, nil
}

func (r Repository) file(ctx context.Context, commit, path string) ([]byte, error) {
	got, err := r.AWS.CodeCommit.GetFile(ctx, &codecommit.GetFileInput{
		RepositoryName: &r.Name, CommitSpecifier: &commit, FilePath: &path,
	})
	if err != nil {
		return nil, err
	}
	return got.FileContent, nil
}

// Content returns every file of a commit by its path.
func (r Repository) Content(ctx context.Context, commit string) (map[string][]byte, error) {
	files := map[string][]byte{}
	folders := []string{"/"}
	for len(folders) > 0 {
		folder, err := r.AWS.CodeCommit.GetFolder(ctx, &codecommit.GetFolderInput{
			RepositoryName: &r.Name, CommitSpecifier: &commit, FolderPath: &folders[0],
		})
		if err != nil {
			return nil, err
		}
		folders = folders[1:]
		for _, sub := range folder.SubFolders {
			folders = append(folders, *sub.AbsolutePath)
		}
		for _, entry := range folder.Files {
			if files[*entry.AbsolutePath], err = r.file(ctx, commit, *entry.AbsolutePath); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}
