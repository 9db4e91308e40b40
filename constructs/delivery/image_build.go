package delivery

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// ImageBuild is a Docker image that a pipeline builds, pushes to Amazon ECR with the commit as its tag, and deploys to
// environments of the platform beanstalk.PlatformDocker. The source has a Dockerfile, and at its root the docker-compose.yml,
// which names the image as
//
//	image: ${IMAGE}
//
// The source bundle is that file, with the digest of the image in this place, and .ebextensions and .platform: nobody can
// exchange what was approved, whatever the repository's tags may do. Each commit is built once; another build of it, such as a
// retry, takes the image that was pushed, by whomever: let no other pipeline push to the repository. Of an archive in Amazon S3,
// the tag is the version, with "_" for a first character that a tag does not take. The build may push to the repository and pull from it, and not delete. The
// instances of every environment that the app defines may pull from it, and from no other; those of an environment made
// elsewhere must be allowed to. Where environments are in other stacks than the pipeline, so is the repository, on which
// they depend.
//
// A release can come back as long as its image is there: a lifecycle rule of the repository must keep images for
// ArtifactRetentionDays at least. One in days that does not is refused. Each instance pulls the image when it starts, and the
// days count from the push: where nobody pushes for so long, the image that runs expires. Count images instead (AWS page
// "Lifecycle policy properties in Amazon ECR").
type ImageBuild struct {
	// Repository is where the image goes, in the account and region of the pipeline. Required.
	Repository awsecr.IRepository
	// Dockerfile is the path of the file in the source that says how to build. Defaults to Dockerfile.
	Dockerfile *string
	// Context is the folder of the source that the Dockerfile copies from. Defaults to ".", its root.
	Context *string
}

//go:embed image.yml
var imageSpec string

// imageVariables are what the build specification of an image is told.
func (i *ImageBuild) variables() map[string]*string {
	return map[string]*string{
		"IMAGE_REPOSITORY": i.Repository.RepositoryUri(),
		"IMAGE_DOCKERFILE": jsii.String(prop.Or(i.Dockerfile, "Dockerfile")),
		"IMAGE_CONTEXT":    jsii.String(prop.Or(i.Context, ".")),
	}
}

// validate finds what needs no Node.js.
func (i *ImageBuild) validate(problems *prop.Problems) {
	if i == nil {
		return
	}
	problems.Required("Image.Repository", i.Repository, "use one made by awsecr.NewRepository, or an imported one")
	for field, path := range map[string]*string{"Image.Dockerfile": i.Dockerfile, "Image.Context": i.Context} {
		if path != nil && (!isPath(*path) || prop.Unresolved(*path)) {
			problems.MustBe(field, "a path inside the repository, known at synthesis", shown(*path))
		}
	}
}

// deploysImages is an environment that knows whether an image of a pipeline can be deployed to it.
type deploysImages interface {
	ImageHindrance() (hindrance, fix string)
	AllowPull(repository awsecr.IRepository) constructs.IDependable
}

// validateTree finds a repository that is elsewhere, and environments that cannot run the image.
func (i *ImageBuild) validateTree(problems *prop.Problems, scope constructs.Construct, deployments []*Deployment) {
	if i == nil || prop.IsNil(i.Repository) {
		return
	}
	if cdk.Made(problems, "Image.Repository", i.Repository, i.Repository.RepositoryArn); problems.Of("Image.Repository") {
		return
	}
	cdk.Near(problems, "Image.Repository", scope, i.Repository.Env())
	here := awscdk.Stack_Of(scope)
	_, made := i.Repository.(awsecr.Repository)
	made = made && *awscdk.Stack_Of(i.Repository).Node().Path() == *here.Node().Path()
	for n, d := range deployments {
		if d == nil || prop.IsNil(d.Environment) || problems.Within(fmt.Sprintf("Deployments[%d]", n)) {
			continue
		}
		field := fmt.Sprintf("Deployments[%d].Environment", n)
		if first := deployments[0]; first != nil && !prop.IsNil(first.Environment) && d.Environment.Architecture() != first.Environment.Architecture() {
			problems.Say(field, "give it a pipeline of its own", "must have the architecture of the others, for which the image is built, got %s",
				d.Environment.Architecture())
		}
		web, is := d.Environment.(deploysImages)
		if !is {
			continue
		}
		if hindrance, fix := web.ImageHindrance(); hindrance != "" {
			problems.Say(field, fix, "%s", hindrance)
		}
		if made && *awscdk.Stack_Of(d.Environment).Node().Path() != *here.Node().Path() {
			problems.Say("Image.Repository", "define it in a stack of its own",
				"must be in a stack that comes before those of the environments, whose instances pull from it, got one in the stack of the pipeline")
		}
	}
}

// grant lets the build push and the instances pull, and returns what the first run waits for.
func (i *ImageBuild) grant(scope constructs.Construct, project awscodebuild.PipelineProject, deployments []*Deployment) (needs []constructs.IDependable) {
	if i == nil {
		return nil
	}
	i.Repository.GrantPullPush(project)
	var elsewhere []string
	for n, d := range deployments {
		if web, is := d.Environment.(deploysImages); is {
			needs = append(needs, web.AllowPull(i.Repository))
		} else {
			elsewhere = append(elsewhere, fmt.Sprintf("Deployments[%d]", n))
		}
	}
	if len(elsewhere) > 0 {
		awscdk.Validations_Of(scope).AddWarning(jsii.String("beanstalkline:image-pull-not-granted"), jsii.Sprintf(
			"Image should go to environments that the app defines, whose instances it lets pull, got %s made elsewhere; "+
				"let their instances pull from the repository", prop.List(elsewhere, "and")))
	}
	return needs
}

// warnOfFiles says that the first run will fail for want of a file. A push may bring it in time.
func (i *ImageBuild) warnOfFiles(scope constructs.Construct, source Source) {
	repository, is := source.(codeCommitSource)
	if i == nil || !is || repository.seed == "" {
		return
	}
	for _, file := range slices.Compact([]string{"docker-compose.yml", filepath.Clean(prop.Or(i.Dockerfile, "Dockerfile"))}) {
		if _, err := readSeedFile(repository.seed, file, 0); errors.Is(err, fs.ErrNotExist) {
			awscdk.Validations_Of(scope).AddWarning(jsii.String("beanstalkline:seed-without-image-file("+file+")"), jsii.Sprintf(
				"Image should find %s in the first commit, got none in %s; add it there, or the first build fails",
				prop.Quote(file), prop.Quote(repository.seed)))
		}
	}
}

var _ deploysImages = (*beanstalk.WebEnvironment)(nil)
