package beanstalk

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// EcrImage is an image in Amazon ECR, for the platform [PlatformDocker]. The environment's variable IMAGE is its address,
// which the docker-compose.yml of the source bundle names as
//
//	image: ${IMAGE}
//
// because Elastic Beanstalk writes the variables to the file .env that Docker Compose reads, unless the bundle has a file of
// that name (AWS page "Configuring Docker environments"). The instances may pull from the repository, and from no other; if
// it is in another account, its own policy must admit them too, which the CDK adds to repositories of the app. Another tag
// or digest is deployed with the stack, and not by the pipeline.
type EcrImage struct {
	// Repository is where the image is. Required.
	Repository awsecr.IRepository
	// Tag is the image's tag, at most 128 letters, digits, underscores, dots and hyphens. An image that moves to the tag
	// later is not deployed by that. Either Tag or Digest is required, and not both.
	Tag *string
	// Digest is the image's digest, sha256: and 64 hexadecimal digits.
	Digest *string
}

var (
	imageTag    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
	imageDigest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// validate finds what is wrong with the image, and a platform that does not run it.
func (i *EcrImage) validate(problems *prop.Problems, platform Platform) {
	problems.Required("Image.Repository", i.Repository, "use one made by awsecr.NewRepository, or an imported one")
	switch {
	case i.Tag == nil && i.Digest == nil:
		problems.Say("Image.Tag", "give the tag of a release, or its digest as Digest", "must be given, got nil")
	case i.Tag != nil && i.Digest != nil:
		problems.Say("Image.Digest", "leave Tag or Digest out", "must be nil beside Tag, got both")
	}
	if tag := i.Tag; tag != nil && strings.HasPrefix(*tag, "sha256:") {
		problems.MustBe("Image.Tag", "a tag", *tag, "set Digest instead")
	} else {
		problems.Matches("Image.Tag", tag, imageTag, "at most 128 letters, digits, underscores, dots and hyphens")
	}
	problems.Matches("Image.Digest", i.Digest, imageDigest, "sha256: and 64 hexadecimal digits in lower case")
	switch platform.family() {
	case "docker", "":
	case "ecs":
		problems.Say("Image", "name the image in Dockerrun.aws.json, and grant the pull", "must be left out on ECS, got an image and %s", prop.Quote(string(platform)))
	default:
		problems.Say("Image", "leave Platform out, or set it to beanstalk.PlatformDocker", "must have a Docker platform, got %s", prop.Quote(string(platform)))
	}
}

// made finds a repository that was never made, and one whose name another account or region cannot know.
func (i *EcrImage) made(problems *prop.Problems, scope constructs.Construct) {
	if cdk.Made(problems, "Image.Repository", i.Repository, i.Repository.RepositoryArn); problems.Of("Image.Repository") {
		return
	}
	if there := i.Repository.Env(); apart(scope, there.Account, there.Region) && cdk.Resolved(scope, *i.Repository.RepositoryArn()) == "" {
		problems.Say("Image.Repository", "set RepositoryName of the repository",
			"must have a name to be in another account or region, got one that CloudFormation names")
	}
}

// abroad reports whether the repository is in another account than the environment.
func (i *EcrImage) abroad(scope constructs.Construct) bool {
	return unlike(i.Repository.Env().Account, awscdk.Stack_Of(scope).Account())
}

// uri is the address of the image.
func (i *EcrImage) uri() string {
	if i.Digest != nil {
		return *i.Repository.RepositoryUriForDigest(i.Digest)
	}
	return *i.Repository.RepositoryUriForTag(i.Tag)
}
