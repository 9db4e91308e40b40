package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/internal/cdktest"
)

const soundSpec = "version: 0.2\nphases: {build: {commands: make}}\nartifacts: {files: app}\n"

// What CodeBuild refuses in a build specification that is given itself is said before anything is defined.
func TestBuildSpecIsRefused(t *testing.T) {
	for spec, want := range map[string]string{
		"phases:\n  build: {commands: make}\n": "BuildSpec is refused by CodeBuild: version must be given, got none",
		"version: 0.2\nphases:\n  build:\n    comands: make\n": "BuildSpec is refused by CodeBuild: " +
			`phases/build/commands in line 3 must be given, got none; write it instead of "comands" in line 4`,
		`{"version": "0.2", "phases": {"build": {"commands": "make", "on-failure": "STOP"}}}`: "BuildSpec is refused by CodeBuild: " +
			"phases/build/on-failure in line 1 must be ABORT, CONTINUE, RETRY, RETRY-count, RETRY-regex or RETRY-count-regex, got \"STOP\"",
		"version: 0.2\nphases:\n\tbuild: x\n": "BuildSpec is refused by CodeBuild: the build specification must be YAML or JSON, " +
			"got an error in line 3: a tab indents it; indent with spaces, YAML takes no tabs",
	} {
		err := (&delivery.PipelineProps{BuildSpec: &spec}).Validate()
		if err == nil || !strings.Contains(err.Error()+"\n", want+"\n") {
			t.Errorf("got %v, want %s", err, want)
		}
		checkRejection(t, "Pipeline", func() {
			pipeline(cdktest.NewStack(nil), func(p *delivery.PipelineProps) { p.BuildSpec = &spec })
		}, want)
	}
}

// The image is that of the environments' architecture, unless another is given.
func TestRuntimesOfTheBuildImage(t *testing.T) {
	docker := "version: 0.2\nphases: {install: {runtime-versions: {docker: 19}}}\nartifacts: {files: app}\n"
	on := func(architecture awsec2.InstanceArchitecture, image *string) func() {
		stack := cdktest.NewStack(nil)
		return func() {
			pipeline(stack, func(p *delivery.PipelineProps) {
				p.BuildSpec, p.BuildImage = &docker, image
				p.Deployments = &[]*delivery.Deployment{{Environment: environment(stack, "To"+string(architecture), architecture)}}
			})
		}
	}
	checkRejection(t, "Pipeline", on(awsec2.InstanceArchitecture_ARM_64, nil), "BuildSpec is refused by CodeBuild: "+
		"phases/install/runtime-versions/docker in line 2 must be a version of docker that the image "+
		`aws/codebuild/amazonlinux-aarch64-standard:3.0 has: 23, got "19"`)
	checkRejection(t, "Pipeline", on(awsec2.InstanceArchitecture_X86_64, nil), "BuildSpec is refused by CodeBuild: "+
		"phases/install/runtime-versions/docker in line 2 must be a runtime that the image "+
		"aws/codebuild/amazonlinux-x86_64-standard:5.0 has: dotnet, golang, java, nodejs, php, python or ruby, "+
		`got "docker"; choose another image`)
	on(awsec2.InstanceArchitecture_X86_64, jsii.String("public.ecr.aws/acme/docker:1"))()
	on(awsec2.InstanceArchitecture_X86_64, awscdk.Fn_ImportValue(jsii.String("image")))()
}

// The file in the folder that becomes the first commit is judged too, and no other.
func TestBuildSpecOfTheSeed(t *testing.T) {
	wrong := "version: 0.2\nphase: {build: {commands: make}}\n"
	for name, test := range map[string]struct {
		files  map[string]string
		branch *string
		spec   *string
		want   string
	}{
		"sound":    {files: map[string]string{"buildspec.yml": soundSpec}},
		"wrong":    {files: map[string]string{"buildspec.yml": wrong}, want: `/buildspec.yml": phases must be given, got none; `},
		"named":    {files: map[string]string{"ci/b.yml": wrong}, spec: jsii.String("./ci/b.yml"), want: `/ci/b.yml": phases must be given`},
		"ignored":  {files: map[string]string{"buildspec.yml": wrong, ".gitignore": "*.yml"}},
		"missing":  {files: map[string]string{"README.md": wrong}},
		"a branch": {files: map[string]string{"buildspec.yml": wrong}, branch: jsii.String("later")},
		"inline":   {files: map[string]string{"buildspec.yml": wrong}, spec: jsii.String(soundSpec)},
		"long":     {files: map[string]string{"buildspec.yml": strings.Repeat("#", buildspec.MaxBytes+10)}},
		"a token":  {files: map[string]string{"buildspec.yml": wrong}, spec: awscdk.Fn_ImportValue(jsii.String("spec"))},
	} {
		stack := cdktest.NewStack(nil)
		repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
			RepositoryName: jsii.String("shop"), Directory: folder(t, test.files),
		})
		got := cdktest.Rejection(func() {
			pipeline(stack, func(p *delivery.PipelineProps) { p.Source, p.BuildSpec = repository.Source(test.branch), test.spec })
		})
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) || strings.Contains(got, "\n") {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// What CodeBuild would ignore is a warning, which can be acknowledged by its rule and place.
func TestBuildSpecWarnings(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.BuildSpec = jsii.String("version: 0.2\nphases: {build: {commands: make}}\n" +
			"artifacts: {files: app, name: shop}\ncahe: {paths: a}\n")
	})
	want := []string{
		"BuildSpec: artifacts/name in line 3 must be left out for a pipeline, which names its artifacts itself, got one that it ignores " +
			"[ack: Annotation::beanstalkline:buildspec-ignored(artifacts/name)]",
		"BuildSpec: cahe in line 4 must be a key that CodeBuild knows: version, run-as, env, proxy, phases, reports, artifacts, " +
			`cache or batch, got "cahe", which it ignores; write cache [ack: Annotation::beanstalkline:buildspec-key(cahe)]`,
	}
	annotations := assertions.Annotations_FromStack(stack)
	for _, message := range want {
		if len(*annotations.FindWarning(jsii.String("*"), message)) != 1 {
			t.Errorf("no warning %s", message)
		}
	}
	if all := *annotations.FindWarning(jsii.String("*"), assertions.Match_AnyValue()); len(all) != len(want) {
		t.Errorf("got %d warnings, want %d", len(all), len(want))
	}
}
