package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codecommit"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/codebuild"
)

// A present is what an execution has got so far.
type present struct {
	Pipeline
	commit  string
	address func(environment string) string
}

// prepare lets an action that asks AWS find here what it asks for. It returns the variables of the action, and a folder of
// programs for it.
func (e present) prepare(
	ctx context.Context, project codebuild.Project, dir string, action types.ActionDeclaration,
) (variables, tools string, err error) {
	if !tellsChanges(project) {
		return prepare(project, e.address, dir, action)
	}
	found, err := e.past(ctx, project)
	if err != nil {
		return "", "", err
	}
	tools, err = found.tools(dir)
	return action.Configuration["EnvironmentVariables"], tools, err
}

// tellsChanges reports whether a project finds out what has changed since a release.
func tellsChanges(project codebuild.Project) bool {
	return strings.Contains(project.Inline(), "codepipeline list-pipeline-executions") && project.Environment != nil
}

// changesCLI stands in for the AWS CLI of a build host: it knows what is in the files beside it.
const changesCLI = `#!/bin/sh
here=$(dirname "$0")
case "$*" in
"codepipeline list-pipeline-executions "*--filter*) cat "$here/before" ;;
"codepipeline list-pipeline-executions "*) echo None ;;
"elasticbeanstalk describe-environments "*) cat "$here/address" ;;
"codecommit get-commit "*)
  while [ "$1" != --commit-id ]; do shift; done
  cat "$here/commit-$2" ;;
*) echo "a rehearsal has no aws $*" >&2; exit 252 ;;
esac
`

// A past is what the step before an approval asks for.
type past struct {
	before, address string            // empty if there is none
	commits         map[string]string // the parent and the message of each, with a tab between them
}

// tools are a folder with the stand-in.
func (p past) tools(dir string) (string, error) {
	folder := filepath.Join(dir, "tools")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	or := func(text string) string {
		if text == "" {
			return "None"
		}
		return text
	}
	files := map[string]string{"aws": changesCLI, "before": or(p.before), "address": or(p.address)}
	for id, commit := range p.commits {
		files["commit-"+id] = commit
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o755); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// past is what a project will ask for.
func (e present) past(ctx context.Context, project codebuild.Project) (past, error) {
	given := map[string]string{}
	for _, variable := range project.Environment.EnvironmentVariables {
		given[*variable.Name] = *variable.Value
	}
	found := past{commits: map[string]string{}, address: e.address(given["ENVIRONMENT"])}
	var err error
	if found.before, err = e.succeededIn(ctx, given["STAGE"]); err != nil || given["REPOSITORY"] == "" {
		return found, err
	}
	for id := e.commit; id != "" && id != found.before && len(found.commits) < 20; {
		repository, wanted := given["REPOSITORY"], id
		got, err := e.aws.CodeCommit.GetCommit(ctx, &codecommit.GetCommitInput{RepositoryName: &repository, CommitId: &wanted})
		if err != nil {
			return found, err
		}
		parent := "None"
		if len(got.Commit.Parents) > 0 {
			parent = got.Commit.Parents[0]
		}
		found.commits[id] = fmt.Sprintf("%s\t%s\n", parent, *got.Commit.Message)
		if id = parent; id == "None" {
			break
		}
	}
	return found, nil
}

// succeededIn is the commit of the newest run that has succeeded in a stage.
func (e present) succeededIn(ctx context.Context, stage string) (string, error) {
	runs, err := e.aws.CodePipeline.ListPipelineExecutions(ctx, &codepipeline.ListPipelineExecutionsInput{PipelineName: e.Name})
	if err != nil {
		return "", err
	}
	actions, err := e.aws.CodePipeline.ListActionExecutions(ctx, &codepipeline.ListActionExecutionsInput{PipelineName: e.Name})
	if err != nil {
		return "", err
	}
	succeeded := map[string]int{}
	for _, action := range actions.ActionExecutionDetails {
		if *action.StageName == stage && action.Status == types.ActionExecutionStatusSucceeded {
			succeeded[*action.PipelineExecutionId]++
		}
	}
	expected := 0
	for _, declared := range e.Stages {
		if *declared.Name == stage {
			expected = len(declared.Actions)
		}
	}
	for _, run := range runs.PipelineExecutionSummaries {
		if succeeded[*run.PipelineExecutionId] == expected && len(run.SourceRevisions) > 0 {
			return *run.SourceRevisions[0].RevisionId, nil
		}
	}
	return "", nil
}

// asked is what somebody reads who is asked to approve.
func asked(configuration map[string]string) string {
	text := configuration["CustomData"]
	if link := configuration["ExternalEntityLink"]; link != "" {
		text += " " + link
	}
	return text
}
