package codebuild

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/machine"
	"beanstalkline/rehearsal/process"
)

// A Build is one build of a project, started by an action of a pipeline.
type Build struct {
	Project   Project
	Source    []byte // the input artifact
	Commit    string
	Initiator string            // what CODEBUILD_INITIATOR contains
	Buildspec string            // what the action gives instead of the project's
	Variables string            // what the action adds, as JSON
	Batch     bool              // the action asks for a batch build
	Outputs   []string          // the names of the artifacts that the action makes
	Dir       string            // an empty folder, for the source and a home
	Routes    []string          // the variables of machine.Routes
	Tools     string            // a folder of programs that are found before all others
	Say       func(line string) // receives the last line of what runs
	Secrets   Secrets
}

// A Result is the outcome of a build.
type Result struct {
	Spec      string            // the name of the build specification
	Tests     string            // what its test reports say
	Artifacts map[string][]byte // by the name of the output
	Exported  map[string]string // the variables that later actions may use
	Dir       string            // where it was built
	Notes     []string          // what is worth knowing
}

// Run builds. A failure is a failure.Failure, and what this machine lacks a failure.Missing.
func (b Build) Run(ctx context.Context) (Result, error) {
	dir := filepath.Join(b.Dir, "build")
	if err := archive.Unpack(b.Source, dir); err != nil {
		return Result{}, err
	}
	name, content, err := b.Project.findSpec(dir, b.Buildspec)
	if err != nil {
		return Result{}, err
	}
	result := Result{Spec: name, Dir: dir, Notes: b.Project.notes()}
	spec, err := parse(content, buildspec.Context{Outputs: b.Outputs, Batch: b.Batch})
	var missing failure.Missing
	if errors.As(err, &missing) {
		return result, missing
	}
	if err != nil {
		return result, &failure.Failure{
			Where: phaseOf("download_source"),
			Cause: "YAML_FILE_ERROR: " + name + ": " + strings.ReplaceAll(err.Error(), "\n", "; "),
			Do:    `See the page "Build specification reference for CodeBuild".`,
		}
	}
	result.Notes = append(result.Notes, spec.notes()...)
	if b.Batch {
		result.Notes = append(result.Notes, "a batch is not rehearsed: it is built once, as a single build")
	}
	return result, b.follow(ctx, spec, dir, &result)
}

// follow does what a specification says.
func (b Build) follow(ctx context.Context, spec buildSpec, dir string, result *Result) error {
	notes, err := spec.checkImage(b.Project.image())
	result.Notes = append(result.Notes, notes...)
	if err != nil {
		return err
	}
	notes, err = spec.checkMachine(ctx)
	result.Notes = append(result.Notes, notes...)
	if err != nil {
		return err
	}
	variables, err := b.Project.variables(ctx, spec, b.Variables, b.Secrets)
	if err != nil {
		return err
	}
	maps.Copy(variables, map[string]string{ // CodeBuild's own
		"AWS_DEFAULT_REGION":                b.Project.region(),
		"AWS_REGION":                        b.Project.region(),
		"CODEBUILD_BUILD_ARN":               strings.Replace(b.Project.arn(), ":project/", ":build/", 1) + ":rehearsal",
		"CODEBUILD_BUILD_ID":                *b.Project.Name + ":rehearsal",
		"CODEBUILD_BUILD_IMAGE":             b.Project.image(),
		"CODEBUILD_BUILD_NUMBER":            "1",
		"CODEBUILD_INITIATOR":               b.Initiator,
		"CODEBUILD_RESOLVED_SOURCE_VERSION": b.Commit,
		"CODEBUILD_SOURCE_VERSION":          b.Commit,
		"CODEBUILD_SRC_DIR":                 dir,
	})
	failed, err := b.execute(ctx, spec, dir, variables, result)
	if err != nil {
		return err
	}
	counted, notes := readReports(spec.Reports, dir)
	result.Tests = tell(counted, notes, spec)
	result.Notes = append(result.Notes, notes...)
	if failed != nil {
		if counted.failed > 0 {
			failed.Cause += " (" + counted.failures() + ")"
		}
		return failed
	}
	if counted.failed > 0 {
		return &failure.Failure{
			Where: "CodeBuild, test report",
			Cause: counted.failures() + ", but the build succeeded: CodeBuild would have it deployed",
			Do: "Let the command of the tests fail with them: a pipe ends with the exit status of its last program, " +
				`unless env/shell is bash and "set -o pipefail" comes before.`,
		}
	}
	return b.pack(spec, dir, result)
}

// tell says what the reports say, or that there are none.
func tell(counted count, notes []string, spec buildSpec) string {
	switch {
	case counted.tests > 0:
		return counted.String()
	case len(spec.Reports) == 0 || len(notes) > 0:
		return "no test report"
	}
	return "no tests in the report"
}

func (b Build) pack(spec buildSpec, dir string, result *Result) error {
	result.Artifacts = map[string][]byte{}
	for _, output := range b.Outputs {
		name := ""
		if len(b.Outputs) > 1 {
			name = output
		}
		zipped, notes, err := spec.Artifacts.pack(dir, name)
		if err != nil {
			return err
		}
		result.Artifacts[output] = zipped
		result.Notes = append(result.Notes, notes...)
	}
	return nil
}

var (
	usesPython = regexp.MustCompile(`\b(python|pip|pip3|python3|pytest)\b`)
	mayUsePip  = regexp.MustCompile(`\b(pip|pip3|make|poetry|pdm|tox|nox)\b|\.sh\b`)
)

// execute runs the commands of a specification.
func (b Build) execute(
	ctx context.Context, spec buildSpec, dir string, variables map[string]string, result *Result,
) (*failure.Failure, error) {
	home, tmp := filepath.Join(b.Dir, "home"), filepath.Join(b.Dir, "shell")
	if err := errors.Join(os.MkdirAll(home, 0o755), os.MkdirAll(tmp, 0o755)); err != nil {
		return nil, err
	}
	tools := filepath.Join(home, "npm", "bin") // what npm install --global installs
	path := tools + string(os.PathListSeparator) + os.Getenv("PATH")
	if b.Tools != "" {
		path = b.Tools + string(os.PathListSeparator) + path
	}
	env := append([]string{"HOME=" + home, "NPM_CONFIG_PREFIX=" + filepath.Dir(tools)}, b.Routes...)
	if spec.uses(usesPython) && machine.Version(ctx, "python") != "" {
		b.Say("a virtual environment for Python")
		bin, err := machine.Venv(ctx, filepath.Join(b.Dir, "venv"), spec.uses(mayUsePip), append(env, "PATH="+path))
		if err != nil {
			return nil, err
		}
		path = bin + string(os.PathListSeparator) + path
	}
	env = append(append(env, "PATH="+path), process.Variables(variables)...)
	in := &shell{name: "sh", dir: dir, env: env, tmp: tmp, say: b.Say, lacks: withoutImages(b.Tools, b.Project)}
	if strings.HasSuffix(spec.Env.Shell, "bash") {
		in.name = "bash"
	}
	defer in.close()
	failed, err := spec.perform(ctx, in)
	if err == nil && failed == nil {
		result.Exported, err = export(ctx, in, spec.Env.Exported)
	}
	return failed, err
}

// uses reports whether a command mentions something.
func (s buildSpec) uses(what *regexp.Regexp) bool {
	for _, p := range s.phases() {
		for _, command := range append(p.Commands, p.Finally...) {
			if what.MatchString(command) {
				return true
			}
		}
	}
	return false
}

// export reads the variables that a build exports.
func export(ctx context.Context, in *shell, names []string) (map[string]string, error) {
	values := map[string]string{}
	for _, name := range names {
		file := filepath.Join(in.tmp, "value")
		if _, _, err := in.run(ctx, fmt.Sprintf(`printf %%s "${%s-}" >'%s'`, name, file), true); err != nil {
			return nil, err
		}
		value, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		values[name] = string(value)
	}
	return values, nil
}
