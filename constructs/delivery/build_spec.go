package delivery

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/internal/prop"
)

// defaultBuildSpec is the build specification unless the properties name another.
const defaultBuildSpec = "buildspec.yml"

// releaseName is the artifact that the build makes.
const releaseName = "Release"

// isInline reports whether a build specification is given itself, rather than the name of its file.
func isInline(spec string) bool { return buildspec.IsInline(spec) }

// spec is the build specification itself, or the path of its file.
func (p *PipelineProps) spec() string {
	if p.Image != nil {
		return imageSpec
	}
	return prop.Or(p.BuildSpec, defaultBuildSpec)
}

// buildSpec returns the build specification that is known, and where it is: given itself, or in the folder that seeds the
// repository, if the first commit has it. What is a token is not known.
func (p *PipelineProps) buildSpec() (text, where string, known bool) {
	spec := p.spec()
	if prop.Unresolved(spec) {
		return "", "", false
	}
	if isInline(spec) {
		return spec, "", true
	}
	source, is := p.Source.(codeCommitSource)
	if !is || source.seed == "" {
		return "", "", false
	}
	content, err := readSeedFile(source.seed, spec, buildspec.MaxBytes+1) // one byte more than is judged
	return string(content), prop.Quote(path.Join(filepath.ToSlash(source.seed), filepath.ToSlash(spec))) + ": ", err == nil
}

// judgeBuildSpec returns the problems of the build specification, with the runtimes of an image unless that is "".
func (p *PipelineProps) judgeBuildSpec(image string) (problems []buildspec.Problem, where string) {
	text, where, known := p.buildSpec()
	if !known {
		return nil, ""
	}
	return buildspec.Check(text, buildspec.Context{Image: image, Outputs: []string{releaseName}}), where
}

// validateBuildSpec finds what CodeBuild would refuse when the first build begins.
func (p *PipelineProps) validateBuildSpec(problems *prop.Problems, image string) {
	found, where := p.judgeBuildSpec(image)
	for _, problem := range found {
		if problem.Severity == rules.SeverityError {
			problems.Say("BuildSpec", problem.Fix, "is refused by CodeBuild: %s%s", where, problem.Message)
		}
	}
}

// warnOfBuildSpec says what CodeBuild would ignore, or what AWS does not state.
func warnOfBuildSpec(scope constructs.Construct, props *PipelineProps, image string) {
	found, where := props.judgeBuildSpec(image)
	for _, problem := range found {
		said := where + problem.Message
		if problem.Fix != "" {
			said += "; " + problem.Fix
		}
		if problem.Severity == rules.SeverityWarning {
			awscdk.Validations_Of(scope).AddWarning(jsii.String("beanstalkline:"+problem.ID()), jsii.String("BuildSpec: "+said))
		}
	}
}

// knownImage is the image of the properties, if it is known at synthesis.
func (p *PipelineProps) knownImage() string {
	if name := prop.Or(p.BuildImage, ""); !prop.Unresolved(name) {
		return name
	}
	return ""
}

// warnOfSeed says that the first run will fail for want of the build specification. A push may bring it in time.
func warnOfSeed(scope constructs.Construct, props *PipelineProps) {
	source, is := props.Source.(codeCommitSource)
	file := props.spec()
	if !is || source.seed == "" || prop.Unresolved(file) || isInline(file) {
		return
	}
	if _, err := readSeedFile(source.seed, file, 0); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	awscdk.Validations_Of(scope).AddWarning(jsii.String("beanstalkline:seed-without-build-specification"), jsii.Sprintf(
		"BuildSpec should be a file of the first commit, got %s, which %s does not have; add it there, or the first build fails",
		prop.Quote(file), prop.Quote(source.seed)))
}
