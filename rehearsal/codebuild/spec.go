package codebuild

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/rehearsal/failure"
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

	doubts []string // what CodeBuild would ignore, for one
}

type phase struct {
	RunAs     string            `yaml:"run-as"`
	OnFailure response          `yaml:"on-failure"`
	Runtimes  map[string]string `yaml:"runtime-versions"`
	Commands  texts             `yaml:"commands"`
	Finally   texts             `yaml:"finally"`
}

// parse reads a specification, which may be YAML or JSON, if it follows the grammar that AWS documents.
func parse(content []byte, context buildspec.Context) (buildSpec, error) {
	var spec buildSpec
	var refused []error
	for _, problem := range buildspec.Check(string(content), context) {
		said := problem.Message
		if problem.Fix != "" {
			said += "; " + problem.Fix
		}
		if problem.Severity == rules.SeverityError {
			refused = append(refused, errors.New(said))
		} else {
			spec.doubts = append(spec.doubts, said)
		}
	}
	if refused != nil {
		return spec, errors.Join(refused...)
	}
	if err := yaml.Unmarshal(content, &spec); err != nil {
		return spec, errors.New(strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "!!", ""))
	}
	if spec.Version != "0.2" {
		return spec, failure.Missing("a build specification of version " + spec.Version + " is not rehearsed: write 0.2")
	}
	return spec, nil
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
	notes := slices.Clone(s.doubts)
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
