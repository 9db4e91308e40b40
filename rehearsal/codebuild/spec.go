package codebuild

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A buildSpec is what CodeBuild is told to do, as in "Build specification reference for CodeBuild". What the rehearsal
// has no use for is read and ignored.
type buildSpec struct {
	Version string `yaml:"version"`
	RunAs   string `yaml:"run-as"`
	Env     struct {
		Shell          string            `yaml:"shell"`
		Variables      map[string]string `yaml:"variables"`
		ParameterStore map[string]string `yaml:"parameter-store"`
		SecretsManager map[string]string `yaml:"secrets-manager"`
		Exported       texts             `yaml:"exported-variables"`
		GitCredentials yesNo             `yaml:"git-credential-helper"`
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

	unknown []string // what CodeBuild would ignore
}

type phase struct {
	RunAs     string            `yaml:"run-as"`
	OnFailure response          `yaml:"on-failure"`
	Runtimes  map[string]string `yaml:"runtime-versions"`
	Commands  texts             `yaml:"commands"`
	Finally   texts             `yaml:"finally"`
}

// runtimes are what CodeBuild's images can switch between.
var runtimes = []string{"android", "docker", "dotnet", "golang", "java", "nodejs", "php", "python", "ruby", "rust"}

// parse reads a specification, which may be YAML or JSON.
func parse(content []byte) (buildSpec, error) {
	var spec buildSpec
	if err := yaml.Unmarshal(content, &spec); err != nil {
		return spec, errors.New(strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "!!", ""))
	}
	spec.unknown = unknownKeys(content)
	var problems []error
	if spec.Version != "0.2" {
		problems = append(problems, fmt.Errorf("version must be 0.2, got %q", spec.Version))
	}
	if !slices.Contains([]string{"", "bash", "/bin/sh", "/bin/bash"}, spec.Env.Shell) {
		problems = append(problems, fmt.Errorf("env/shell must be bash or /bin/sh, got %q", spec.Env.Shell))
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Env.Variables)) {
		if strings.HasPrefix(name, "CODEBUILD_") {
			problems = append(problems, fmt.Errorf("env/variables/%s: names that begin with CODEBUILD_ are CodeBuild's own", name))
		}
	}
	commands := 0
	for _, p := range spec.phases() {
		commands += len(p.Commands)
		for _, name := range slices.Sorted(maps.Keys(p.Runtimes)) {
			if p.name != "install" || !slices.Contains(runtimes, name) {
				problems = append(problems, fmt.Errorf(
					"phases/%s/runtime-versions: %s is not a runtime that the install phase can choose: it has %s",
					p.name, name, strings.Join(runtimes, ", ")))
			}
		}
	}
	if commands == 0 {
		problems = append(problems, errors.New("phases must contain at least one command"))
	}
	return spec, errors.Join(problems...)
}

var unknownKey = regexp.MustCompile(`line (\d+): field (\S+) not found`)

// unknownKeys are the keys of a specification that CodeBuild does not know.
func unknownKeys(content []byte) []string {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	var keys []string
	if err := decoder.Decode(new(buildSpec)); err != nil && !errors.Is(err, io.EOF) {
		for _, found := range unknownKey.FindAllStringSubmatch(err.Error(), -1) {
			keys = append(keys, fmt.Sprintf("%s in line %s", found[2], found[1]))
		}
	}
	return keys
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

// notes are what of a specification takes no part in a rehearsal.
func (s buildSpec) notes() []string {
	var notes []string
	if s.unknown != nil {
		notes = append(notes, "CodeBuild does not know, and ignores, "+strings.Join(s.unknown, ", "))
	}
	users := s.RunAs
	for _, p := range s.phases() {
		users += p.RunAs
	}
	if users != "" {
		notes = append(notes, "run-as is not rehearsed: the commands run as you")
	}
	if s.Env.GitCredentials {
		notes = append(notes, "git-credential-helper is not rehearsed")
	}
	return notes
}
