package codebuild

import (
	"os/exec"
	"path/filepath"
	"regexp"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"beanstalkline/rehearsal/failure"
)

var (
	usesDocker   = regexp.MustCompile(`\bdocker\s+(buildx|build|compose|pull|run|tag)\b`)
	usesRegistry = regexp.MustCompile(`\bdocker\s+(login|push)\b`)
)

// withoutImages ends the rehearsal of a build where it needs a registry, which the local AWS does not have, or a Docker that this
// machine lacks. What the build did before counts. A folder of tools may have a docker of its own.
func withoutImages(tools string, project Project) func(command string) error {
	has := func(program string) bool { _, err := exec.LookPath(program); return err == nil }
	return func(command string) error {
		switch {
		case !usesDocker.MatchString(command) && !usesRegistry.MatchString(command),
			tools != "" && has(filepath.Join(tools, "docker")),
			!usesRegistry.MatchString(command) && has("docker"):
			return nil
		}
		what := "an image"
		if project.Environment != nil {
			for _, v := range project.Environment.EnvironmentVariables {
				if sdk.ToString(v.Name) == "IMAGE_REPOSITORY" {
					what = "the image " + sdk.ToString(v.Value)
				}
			}
		}
		return failure.Missing(what + " is neither built nor pushed in a rehearsal, nor deployed")
	}
}
