package codebuild

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/failure"
)

// registry are stand-ins for docker and the AWS CLI, which write down what they are asked for, and know the tags in a folder.
func registry(t *testing.T) (tools string) {
	t.Helper()
	tools = t.TempDir()
	for name, script := range map[string]string{
		"docker": `echo "docker $*" >>"$0.log"
[ "$1" != login ] || cat >/dev/null
[ "$1" != push ] || echo sha256:0a1b >"$(dirname "$0")/tag-${2##*:}"
`,
		"aws": `echo "aws $*" >>"$(dirname "$0")/docker.log"
case "$*" in
*get-login-password*) echo password ;;
*batch-get-image*) for a; do case "$a" in imageTag=*) cat "$(dirname "$0")/tag-${a#imageTag=}" 2>/dev/null || echo None ;; esac; done ;;
esac
`,
	} {
		if err := os.WriteFile(filepath.Join(tools, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return tools
}

const imageRepository = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop"

// image builds with the specification of the constructs.
func image(t *testing.T, tools, commit, compose string) (Result, error) {
	t.Helper()
	spec, err := os.ReadFile(filepath.Join("..", "..", "constructs", "delivery", "image.yml"))
	if err != nil {
		t.Fatal(err)
	}
	return build(t, anything, func(b *Build) {
		b.Project.Source.Buildspec, b.Tools, b.Commit = aws.String(string(spec)), tools, commit
		for name, value := range map[string]string{
			"IMAGE_REPOSITORY": imageRepository, "IMAGE_DOCKERFILE": "Dockerfile", "IMAGE_CONTEXT": ".",
		} {
			b.Project.Environment.EnvironmentVariables = append(b.Project.Environment.EnvironmentVariables,
				types.EnvironmentVariable{Name: &name, Value: &value, Type: types.EnvironmentVariableTypePlaintext})
		}
		source := t.TempDir()
		files := map[string]string{"docker-compose.yml": compose, "Dockerfile": "FROM scratch\n", ".env": "TOKEN=secret\n"}
		for name, content := range files {
			if err := os.WriteFile(filepath.Join(source, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if b.Source, _, err = archive.Pack(source, archive.Everything); err != nil {
			t.Fatal(err)
		}
	})
}

const compose = "services:\n  web:\n    image: ${IMAGE}\n    ports: ['80:5000']\n"

// An image is pushed once for a commit, and what is deployed names it by its digest.
func TestAnImageIsBuiltOnceForACommit(t *testing.T) {
	tools := registry(t)
	for _, commit := range []string{"c0ffee", "c0ffee", "v1+2/3", ".FLQEZscLIcfx"} { // the last is a version of Amazon S3
		result, err := image(t, tools, commit, compose)
		if err != nil {
			t.Fatal(err)
		}
		unpacked := t.TempDir()
		if err := archive.Unpack(result.Artifacts["Bundle"], unpacked); err != nil {
			t.Fatal(err)
		}
		files, _ := os.ReadDir(unpacked)
		written, _ := os.ReadFile(filepath.Join(unpacked, "docker-compose.yml"))
		if want := strings.Replace(compose, "${IMAGE}", imageRepository+"@sha256:0a1b", 1); string(written) != want || len(files) != 1 {
			t.Errorf("%s: the bundle has %d files, and docker-compose.yml is %s", commit, len(files), written)
		}
	}
	said, _ := os.ReadFile(filepath.Join(tools, "docker.log"))
	var built []string
	for line := range strings.Lines(string(said)) {
		if strings.HasPrefix(line, "docker build") || strings.HasPrefix(line, "docker push") {
			built = append(built, strings.TrimSpace(line))
		}
	}
	var want []string
	for _, tag := range []string{"c0ffee", "v1_2_3", "_FLQEZscLIcfx"} {
		name := imageRepository + ":" + tag
		want = append(want, "docker build --tag "+name+" --file ./Dockerfile ./.", "docker push "+name)
	}
	if strings.Join(built, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", built, want)
	}
}

func TestImagesThatCannotBeBuilt(t *testing.T) {
	if _, err := image(t, registry(t), "c0ffee", "services: {web: {image: 'shop:latest'}}\n"); err == nil ||
		!strings.Contains(err.Error(), "phase PRE_BUILD") {
		t.Errorf("a compose file without ${IMAGE}: %v", err)
	}
	if _, err := image(t, registry(t), "", compose); err == nil || !strings.Contains(err.Error(), "phase BUILD") {
		t.Errorf("a source without a revision: %v", err)
	}
	broken := registry(t)
	if err := os.WriteFile(filepath.Join(broken, "docker"), []byte("#!/bin/sh\ncat >/dev/null\n[ $1 = login ]\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := image(t, broken, "c0ffee", compose); err == nil || !strings.Contains(err.Error(), "phase BUILD") {
		t.Errorf("a build that fails: %v", err)
	}
}

// Without a registry, one sentence says what is not rehearsed, and what comes before it is.
func TestImagesAreNotRehearsed(t *testing.T) {
	_, err := image(t, "", "c0ffee", compose)
	if !errors.As(err, new(failure.Missing)) ||
		err.Error() != "the image "+imageRepository+" is neither built nor pushed in a rehearsal, nor deployed" {
		t.Errorf("got %v", err)
	}
	if _, err := image(t, "", "c0ffee", "services: {}\n"); err == nil || errors.As(err, new(failure.Missing)) {
		t.Errorf("a compose file without ${IMAGE}: %v", err)
	}
	_, err = build(t, "phases: {build: {commands: ['false', 'docker push x']}}\nartifacts: {files: ['**/*']}\n", nil)
	if err == nil || errors.As(err, new(failure.Missing)) {
		t.Errorf("a test that fails before the push: %v", err)
	}
}
