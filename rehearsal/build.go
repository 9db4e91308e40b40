package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"
	pipelinetypes "github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// build is the CodeBuild action: the deployed project's specification, run by a shell of this machine.
func (w *walk) build(ctx context.Context, action pipelinetypes.ActionDeclaration) (string, error) {
	zipped, err := w.take(ctx, action)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(w.dir, "build")
	if err := unpack(zipped, dir); err != nil {
		return "", err
	}
	project, err := w.project(ctx, action.Configuration["ProjectName"])
	if err != nil {
		return "", err
	}
	given := aws.ToString(project.Source.Buildspec)
	if override := action.Configuration["BuildspecOverride"]; override != "" {
		given = override
	}
	name, content, err := findBuildSpec(dir, given)
	if err != nil {
		return "", err
	}
	spec, err := parseBuildSpec(content)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if err := spec.checkRuntimes(w.machine.goVersion); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	variables, err := w.variables(spec, project, action.Configuration["EnvironmentVariables"], dir)
	if err != nil {
		return "", err
	}
	if err := w.runBuild(ctx, spec, dir, variables); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	tests, err := spec.readReports(dir)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	packed, err := spec.Artifacts.pack(dir)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Sprintf("%s, %s, %d KB", name, tests, len(packed)/1024), w.put(ctx, action, packed)
}

func (w *walk) project(ctx context.Context, name string) (types.Project, error) {
	got, err := w.aws.codeBuild.BatchGetProjects(ctx, &codebuild.BatchGetProjectsInput{Names: []string{name}})
	if err != nil {
		return types.Project{}, err
	}
	if len(got.Projects) != 1 {
		return types.Project{}, fmt.Errorf("there is no build project %s", name)
	}
	return got.Projects[0], nil
}

// findBuildSpec returns the specification that a project names, holds inline, or leaves to the default.
func findBuildSpec(dir, given string) (name string, content []byte, err error) {
	if strings.ContainsAny(given, "\n{") {
		return "the inline build specification", []byte(given), nil
	}
	if given == "" {
		given = "buildspec.yml"
	}
	content, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(given)))
	if os.IsNotExist(err) {
		err = fmt.Errorf("the repository has no %s, which the build project asks for", given)
	}
	return given, content, err
}

// variables are those of the build: of the specification, then of the project, then of the action, then CodeBuild's own.
func (w *walk) variables(spec buildSpec, project types.Project, action, dir string) (map[string]string, error) {
	variables := maps.Clone(spec.Env.Variables)
	if variables == nil {
		variables = map[string]string{}
	}
	for _, variable := range project.Environment.EnvironmentVariables {
		if variable.Type != "" && variable.Type != types.EnvironmentVariableTypePlaintext {
			return nil, fmt.Errorf("the variable %s of type %s cannot be rehearsed", *variable.Name, variable.Type)
		}
		variables[*variable.Name] = aws.ToString(variable.Value)
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
	maps.Copy(variables, map[string]string{
		"AWS_DEFAULT_REGION":                region,
		"AWS_REGION":                        region,
		"CODEBUILD_BUILD_ID":                *project.Name + ":rehearsal",
		"CODEBUILD_INITIATOR":               "codepipeline/" + *w.pipeline.Name,
		"CODEBUILD_RESOLVED_SOURCE_VERSION": w.commit,
		"CODEBUILD_SRC_DIR":                 dir,
	})
	return variables, nil
}

func (w *walk) runBuild(ctx context.Context, spec buildSpec, dir string, variables map[string]string) error {
	shell := "sh"
	if strings.HasSuffix(spec.Env.Shell, "bash") {
		shell = "bash"
	}
	home := filepath.Join(w.dir, "home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home}, w.machine.env...)
	for _, name := range sortedKeys(variables) {
		env = append(env, name+"="+variables[name])
	}
	_, err := output(command(ctx, dir, env, shell, "-c", spec.script()))
	return err
}

// A machine is what builds find here instead of CodeBuild's image.
type machine struct {
	goVersion string
	env       []string // Go's caches, and the way to the internet
}

func thisMachine(ctx context.Context) (machine, error) {
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB"}
	said, err := exec.CommandContext(ctx, "go", append([]string{"env", "GOVERSION"}, names...)...).Output()
	if err != nil {
		return machine{}, err
	}
	values := strings.Split(string(said), "\n")
	var env []string
	for i, name := range names {
		env = append(env, name+"="+values[i+1])
	}
	proxies := []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE"}
	for _, name := range proxies {
		if value, set := os.LookupEnv(name); set {
			env = append(env, name+"="+value)
		}
	}
	return machine{strings.TrimPrefix(values[0], "go"), env}, nil
}

// junit is what a JUnit report counts.
type junit struct {
	Cases []struct {
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
	} `xml:"testcase"`
	Suites []junit `xml:"testsuite"`
}

func (j junit) count() (tests, failures int) {
	for _, c := range j.Cases {
		if c.Failure != nil || c.Error != nil {
			failures++
		}
	}
	tests = len(j.Cases)
	for _, suite := range j.Suites {
		t, f := suite.count()
		tests, failures = tests+t, failures+f
	}
	return tests, failures
}

// readReports reads the test reports that the specification promises.
func (s buildSpec) readReports(dir string) (string, error) {
	tests, failures := 0, 0
	for _, name := range sortedKeys(s.Reports) {
		report := s.Reports[name]
		base := filepath.Join(dir, report.BaseDirectory)
		files, err := match(base, report.Files, nil)
		if err != nil {
			return "", fmt.Errorf("reports/%s: %w", name, err)
		}
		if report.FileFormat != "" && report.FileFormat != "JUNITXML" {
			continue
		}
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(base, file))
			if err != nil {
				return "", err
			}
			var parsed junit
			if err := xml.Unmarshal(content, &parsed); err != nil {
				return "", fmt.Errorf("reports/%s: %s: %w", name, file, err)
			}
			t, f := parsed.count()
			tests, failures = tests+t, failures+f
		}
	}
	if failures > 0 {
		return "", fmt.Errorf("%d of %d tests failed, and the build went on", failures, tests)
	}
	return fmt.Sprintf("%d tests passed", tests), nil
}
