package codecommit

import (
	"context"
	"fmt"

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
// and creates any of the branches that are still missing at that commit. It returns the commit.
func (r Repository) Push(ctx context.Context, message string, branches []string) (string, error) {
	existing, err := r.AWS.CodeCommit.ListBranches(ctx, &codecommit.ListBranchesInput{RepositoryName: &r.Name})
	if err != nil {
		return "", err
	}
	if len(existing.Branches) != 1 {
		return "", fmt.Errorf("%s must start with one branch, got %v", r.Name, existing.Branches)
	}
	first := existing.Branches[0]
	tip, err := r.Tip(ctx, first)
	if err != nil {
		return "", err
	}
	commit, err := r.AWS.CodeCommit.CreateCommit(ctx, &codecommit.CreateCommitInput{
		RepositoryName: &r.Name,
		BranchName:     &first,
		ParentCommitId: &tip,
		CommitMessage:  &message,
		PutFiles:       []types.PutFileEntry{{FilePath: sdk.String(Pushed), FileContent: []byte(message + "\n")}},
	})
	if err != nil {
		return "", err
	}
	for _, branch := range branches {
		if branch == first {
			continue
		}
		_, err := r.AWS.CodeCommit.CreateBranch(ctx, &codecommit.CreateBranchInput{
			RepositoryName: &r.Name, BranchName: sdk.String(branch), CommitId: commit.CommitId,
		})
		if err != nil {
			return "", err
		}
	}
	return *commit.CommitId, nil
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
