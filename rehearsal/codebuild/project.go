package codebuild

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/localaws"
)

// A Project is a deployed build project.
type Project struct{ types.Project }

// ReadProject reads a project from the local AWS.
func ReadProject(ctx context.Context, aws *localaws.Clients, name string) (Project, error) {
	got, err := aws.CodeBuild.BatchGetProjects(ctx, &codebuild.BatchGetProjectsInput{Names: []string{name}})
	if err != nil {
		return Project{}, err
	}
	if len(got.Projects) != 1 {
		return Project{}, fmt.Errorf("there is no build project %s", name)
	}
	return Project{got.Projects[0]}, nil
}

func (p Project) arn() string { return sdk.ToString(p.Arn) }

func (p Project) region() string {
	if parts := strings.Split(p.arn(), ":"); len(parts) > 3 {
		return parts[3]
	}
	return localaws.Region
}

func (p Project) image() string {
	if p.Environment == nil {
		return ""
	}
	return sdk.ToString(p.Environment.Image)
}

// notes are what of a project takes no part in a rehearsal.
func (p Project) notes() []string {
	var notes []string
	if p.Environment != nil && sdk.ToBool(p.Environment.PrivilegedMode) {
		notes = append(notes, "privileged mode is not rehearsed: docker, if a command uses it, is this machine's")
	}
	if p.VpcConfig != nil && sdk.ToString(p.VpcConfig.VpcId) != "" {
		notes = append(notes, "the build's VPC is not rehearsed: the build reaches what this machine reaches")
	}
	return notes
}

// Inline is the build specification that the project holds itself, or nothing.
func (p Project) Inline() string {
	if p.Source == nil || !strings.ContainsAny(sdk.ToString(p.Source.Buildspec), "\n{") {
		return ""
	}
	return *p.Source.Buildspec
}

// findSpec returns the specification that the action or the project names, holds inline, or leaves to the default.
func (p Project) findSpec(dir, given string) (name string, content []byte, err error) {
	if given == "" && p.Source != nil {
		given = sdk.ToString(p.Source.Buildspec)
	}
	if strings.ContainsAny(given, "\n{") {
		return "the inline build specification", []byte(given), nil
	}
	if strings.HasPrefix(given, "arn:") {
		return given, nil, failure.Missing("a build specification in S3 is not rehearsed: " + given)
	}
	if given == "" {
		given = "buildspec.yml"
	}
	content, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(given)))
	if os.IsNotExist(err) {
		err = &failure.Failure{
			Where: phaseOf("download_source"),
			Cause: fmt.Sprintf("YAML_FILE_ERROR: stat %s: no such file or directory", given),
			Do:    "Add " + given + " to the repository, or name the file that has the build specification in the pipeline.",
		}
	}
	return given, content, err
}
