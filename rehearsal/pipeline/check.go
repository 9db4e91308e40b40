package pipeline

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/codebuild"
	"beanstalkline/rehearsal/failure"
)

// sleeps is a build that only waits.
var sleeps = regexp.MustCompile(`(?s)commands:\s*- sleep (\d+)\s*$`)

// A check looks at what runs in an environment, after a deployment.
type check struct {
	environment, address string
}

// checkOf is the check that a project makes of an environment, or false if it makes none.
func checkOf(project codebuild.Project, address func(environment string) string) (check, bool) {
	if !strings.Contains(project.Inline(), "elasticbeanstalk describe-environments") || project.Environment == nil {
		return check{}, false
	}
	for _, variable := range project.Environment.EnvironmentVariables {
		if *variable.Name != "ENVIRONMENT" {
			continue
		}
		return check{*variable.Value, address(*variable.Value)}, true
	}
	return check{}, false
}

// prepare lets an action that asks an environment find it here. It returns the variables of the action, and a folder of
// programs for it.
func prepare(
	project codebuild.Project, address func(environment string) string, dir string, action types.ActionDeclaration,
) (variables, tools string, err error) {
	given := action.Configuration["EnvironmentVariables"]
	asks, is := checkOf(project, address)
	switch {
	case !is:
		return given, "", nil
	case asks.address == "":
		return "", "", failure.Missing("no app runs in " + asks.environment + ", which " + *action.Name + " would ask")
	}
	if tools, err = asks.tools(dir); err != nil {
		return "", "", err
	}
	variables, err = asks.variables(given)
	return variables, tools, err
}

// cli stands in for the AWS CLI of a build host: it knows where the environment answers here.
const cli = `#!/bin/sh
case "$*" in
"elasticbeanstalk describe-environments "*"--environment-names %s "*) echo '%s' ;;
*) echo "a rehearsal has no aws $*" >&2; exit 252 ;;
esac
`

// tools are a folder with the stand-in.
func (c check) tools(dir string) (string, error) {
	folder := filepath.Join(dir, "tools")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	return folder, os.WriteFile(filepath.Join(folder, "aws"), fmt.Appendf(nil, cli, c.environment, c.address), 0o755)
}

// variables are those of the action and what is different here: there is no HTTPS, and nothing to wait for between attempts.
func (c check) variables(action string) (string, error) {
	type variable struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	var given []any
	if action != "" {
		if err := json.Unmarshal([]byte(action), &given); err != nil {
			return "", err
		}
	}
	all, err := json.Marshal(append(given, variable{"ADDRESS", ""}, variable{"PAUSE", "1"}))
	return string(all), err
}
