package main

import (
	"context"
	"fmt"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codecommit"
	"github.com/aws/aws-sdk-go-v2/service/codecommit/types"
)

// page is the file of the sample app that holds its headline.
const page = "page.html"

var headline = regexp.MustCompile(`<h1>[^<]*</h1>`)

// repository is the CodeCommit repository that the pipelines take their source from.
type repository struct {
	aws  *clients
	name string
}

// push does what a person does for a release: commits a new headline to the branch the repository was made with, and
// makes the branches that are still missing from that commit. It returns the commit.
func (r repository) push(ctx context.Context, text string, branches []string) (string, error) {
	existing, err := r.aws.codeCommit.ListBranches(ctx, &codecommit.ListBranchesInput{RepositoryName: &r.name})
	if err != nil {
		return "", err
	}
	if len(existing.Branches) != 1 {
		return "", fmt.Errorf("%s must start with one branch, got %v", r.name, existing.Branches)
	}
	first := existing.Branches[0]
	tip, err := r.tip(ctx, first)
	if err != nil {
		return "", err
	}
	file, err := r.file(ctx, tip, page)
	if err != nil {
		return "", err
	}
	changed := headline.ReplaceAll(file, []byte("<h1>"+text+"</h1>"))
	commit, err := r.aws.codeCommit.CreateCommit(ctx, &codecommit.CreateCommitInput{
		RepositoryName: &r.name,
		BranchName:     &first,
		ParentCommitId: &tip,
		CommitMessage:  aws.String("Change the headline"),
		PutFiles:       []types.PutFileEntry{{FilePath: aws.String(page), FileContent: changed}},
	})
	if err != nil {
		return "", err
	}
	for _, branch := range branches {
		if branch == first {
			continue
		}
		_, err := r.aws.codeCommit.CreateBranch(ctx, &codecommit.CreateBranchInput{
			RepositoryName: &r.name, BranchName: aws.String(branch), CommitId: commit.CommitId,
		})
		if err != nil {
			return "", err
		}
	}
	return *commit.CommitId, nil
}

// tip is the newest commit of a branch.
func (r repository) tip(ctx context.Context, branch string) (string, error) {
	got, err := r.aws.codeCommit.GetBranch(ctx, &codecommit.GetBranchInput{RepositoryName: &r.name, BranchName: &branch})
	if err != nil {
		return "", err
	}
	return *got.Branch.CommitId, nil
}

func (r repository) file(ctx context.Context, commit, path string) ([]byte, error) {
	got, err := r.aws.codeCommit.GetFile(ctx, &codecommit.GetFileInput{
		RepositoryName: &r.name, CommitSpecifier: &commit, FilePath: &path,
	})
	if err != nil {
		return nil, err
	}
	return got.FileContent, nil
}

// content returns every file of a commit by its path.
func (r repository) content(ctx context.Context, commit string) (map[string][]byte, error) {
	files := map[string][]byte{}
	folders := []string{"/"}
	for len(folders) > 0 {
		folder, err := r.aws.codeCommit.GetFolder(ctx, &codecommit.GetFolderInput{
			RepositoryName: &r.name, CommitSpecifier: &commit, FolderPath: &folders[0],
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
