package codebuild

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/process"
)

// A Build is one build of a project, started by an action of a pipeline.
type Build struct {
	Project   Project
	Source    []byte // the input artifact
	Commit    string
	Initiator string // what CODEBUILD_INITIATOR contains
	Buildspec string // what the action gives instead of the project's
	Variables string // what the action adds, as JSON
	Dir       string // an empty folder, for the source and a home
	Host      Host
}

// A Result is the outcome of a build.
type Result struct {
	Spec     string // the name of the build specification
	Tests    string // what its test reports say
	Artifact []byte
}

// Run builds. Errors begin with the name of the specification, where there is one.
func (b Build) Run(ctx context.Context) (Result, error) {
	dir := filepath.Join(b.Dir, "build")
	if err := archive.Unpack(b.Source, dir); err != nil {
		return Result{}, err
	}
	given := b.Buildspec
	if given == "" {
		given = sdk.ToString(b.Project.Source.Buildspec)
	}
	name, content, err := findSpec(dir, given)
	if err != nil {
		return Result{}, err
	}
	result, err := b.follow(ctx, content, dir)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", name, err)
	}
	result.Spec = name
	return result, nil
}

// follow does what a specification says.
func (b Build) follow(ctx context.Context, content []byte, dir string) (result Result, err error) {
	spec, err := parse(content)
	if err != nil {
		return result, err
	}
	if err := spec.checkRuntimes(b.Host.goVersion); err != nil {
		return result, err
	}
	variables, err := b.Project.variables(spec, b.Variables)
	if err != nil {
		return result, err
	}
	maps.Copy(variables, map[string]string{ // CodeBuild's own
		"AWS_DEFAULT_REGION":                localaws.Region,
		"AWS_REGION":                        localaws.Region,
		"CODEBUILD_BUILD_ID":                *b.Project.Name + ":rehearsal",
		"CODEBUILD_INITIATOR":               b.Initiator,
		"CODEBUILD_RESOLVED_SOURCE_VERSION": b.Commit,
		"CODEBUILD_SRC_DIR":                 dir,
	})
	if err := b.execute(ctx, spec, dir, variables); err != nil {
		return result, err
	}
	if result.Tests, err = readReports(spec.Reports, dir); err != nil {
		return result, err
	}
	result.Artifact, err = spec.Artifacts.pack(dir)
	return result, err
}

// execute runs the commands of a specification.
func (b Build) execute(ctx context.Context, spec buildSpec, dir string, variables map[string]string) error {
	shell := "sh"
	if strings.HasSuffix(spec.Env.Shell, "bash") {
		shell = "bash"
	}
	home := filepath.Join(b.Dir, "home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home}, b.Host.env...)
	env = append(env, process.Variables(variables)...)
	_, err := process.Output(process.Command(ctx, dir, env, shell, "-c", spec.script()))
	return err
}
