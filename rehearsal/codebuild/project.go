package codebuild

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

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

// findSpec returns the specification that a project names, holds inline, or leaves to the default.
func findSpec(dir, given string) (name string, content []byte, err error) {
	if strings.ContainsAny(given, "\n{") {
		return "the inline build specification", []byte(given), nil
	}
	if given == "" {
		given = "buildspec.yml"
	}
	content, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(given)))
	if os.IsNotExist(err) {
		err = fmt.Errorf("the repository has no %s, which the build project requires", given)
	}
	return given, content, err
}

// variables are those of the specification, then of the project, then of the action that starts the build; later ones
// win.
func (p Project) variables(spec buildSpec, action string) (map[string]string, error) {
	variables := maps.Clone(spec.Env.Variables)
	if variables == nil {
		variables = map[string]string{}
	}
	for _, variable := range p.Environment.EnvironmentVariables {
		if variable.Type != "" && variable.Type != types.EnvironmentVariableTypePlaintext {
			return nil, fmt.Errorf("the variable %s of type %s cannot be rehearsed", *variable.Name, variable.Type)
		}
		variables[*variable.Name] = sdk.ToString(variable.Value)
	}
	if action != "" {
		var more []struct{ Name, Value string }
		if err := json.Unmarshal([]byte(action), &more); err != nil {
			return nil, fmt.Errorf("the action's EnvironmentVariables: %w", err)
		}
		for _, variable := range more {
			variables[variable.Name] = variable.Value
		}
	}
	return variables, nil
}
