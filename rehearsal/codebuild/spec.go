package codebuild

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A buildSpec is what CodeBuild is told to do, as in "Build specification reference for CodeBuild". What the rehearsal
// has no use for is read and ignored; a key that CodeBuild does not know is an error.
type buildSpec struct {
	Version string `yaml:"version"`
	RunAs   string `yaml:"run-as"`
	Env     struct {
		Shell          string            `yaml:"shell"`
		Variables      map[string]string `yaml:"variables"`
		ParameterStore map[string]string `yaml:"parameter-store"`
		SecretsManager map[string]string `yaml:"secrets-manager"`
		Exported       texts             `yaml:"exported-variables"`
		GitCredentials string            `yaml:"git-credential-helper"`
	} `yaml:"env"`
	Proxy  any `yaml:"proxy"`
	Batch  any `yaml:"batch"`
	Phases struct {
		Install   phase `yaml:"install"`
		PreBuild  phase `yaml:"pre_build"`
		Build     phase `yaml:"build"`
		PostBuild phase `yaml:"post_build"`
	} `yaml:"phases"`
	Reports   map[string]reportFiles `yaml:"reports"`
	Artifacts artifacts              `yaml:"artifacts"`
	Cache     any                    `yaml:"cache"`
}

type phase struct {
	RunAs     string            `yaml:"run-as"`
	OnFailure string            `yaml:"on-failure"`
	Runtimes  map[string]string `yaml:"runtime-versions"`
	Commands  texts             `yaml:"commands"`
	Finally   texts             `yaml:"finally"`
}

// runtimes are what CodeBuild's images can switch between.
var runtimes = []string{"android", "docker", "dotnet", "golang", "java", "nodejs", "php", "python", "ruby"}

// parse reads a specification, which may be YAML or JSON.
func parse(content []byte) (buildSpec, error) {
	var spec buildSpec
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&spec); err != nil && !errors.Is(err, io.EOF) {
		return spec, err
	}
	var problems []error
	if spec.Version != "0.2" {
		problems = append(problems, fmt.Errorf("version must be 0.2, got %q", spec.Version))
	}
	if spec.Batch != nil {
		problems = append(problems, errors.New("batch builds cannot be rehearsed"))
	}
	if !slices.Contains([]string{"", "bash", "/bin/sh", "/bin/bash"}, spec.Env.Shell) {
		problems = append(problems, fmt.Errorf("env/shell must be bash or /bin/sh, got %q", spec.Env.Shell))
	}
	if len(spec.Env.ParameterStore)+len(spec.Env.SecretsManager) > 0 {
		problems = append(problems, errors.New("variables from Parameter Store or Secrets Manager cannot be rehearsed"))
	}
	commands := 0
	for _, p := range spec.phases() {
		commands += len(p.Commands)
		if !slices.Contains([]string{"", "ABORT", "CONTINUE"}, p.OnFailure) {
			problems = append(problems, fmt.Errorf(
				"phases/%s/on-failure must be ABORT or CONTINUE, got %q", p.name, p.OnFailure))
		}
		for name := range p.Runtimes {
			if p.name != "install" || !slices.Contains(runtimes, name) {
				problems = append(problems, fmt.Errorf(
					"phases/%s/runtime-versions: %s is not a runtime that the install phase can choose", p.name, name))
			}
		}
	}
	if commands == 0 {
		problems = append(problems, errors.New("phases must contain at least one command"))
	}
	return spec, errors.Join(problems...)
}

type namedPhase struct {
	name string
	phase
}

func (s buildSpec) phases() []namedPhase {
	return []namedPhase{
		{"install", s.Phases.Install},
		{"pre_build", s.Phases.PreBuild},
		{"build", s.Phases.Build},
		{"post_build", s.Phases.PostBuild},
	}
}

// checkRuntimes compares the Go that the specification asks for with the machine's, which is what runs.
func (s buildSpec) checkRuntimes(goVersion string) error {
	want, asked := s.Phases.Install.Runtimes["golang"]
	if !asked || want == "latest" || goVersion == want || strings.HasPrefix(goVersion, strings.TrimSuffix(want, "x")) {
		return nil
	}
	return fmt.Errorf("phases/install/runtime-versions asks for Go %s, but this machine has %s", want, goVersion)
}
