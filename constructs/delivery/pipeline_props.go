package delivery

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
)

var pipelineName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{1,100}$`)

// PipelineProps are the properties of a [Pipeline]. Source and Deployments are required.
type PipelineProps struct {
	// Source is what to build. Required.
	Source Source
	// Deployments are the environments that one artifact goes through, in this order. Required, at least one.
	Deployments *[]*Deployment

	// Notifications tell people of failed runs, of approvals and of releases that have arrived. Defaults to none.
	Notifications *Notifications

	// Prebuilt says that Source is what is deployed, as it is: a ZIP archive that somebody else has built and tested, or code
	// that its platform runs without a build. The pipeline then has no stage Build, and what says how to build must be left out.
	// Defaults to false.
	Prebuilt *bool

	// PipelineName is the physical name, 1 to 100 letters, digits, ".", "@", "_" and "-". Defaults to one that
	// CloudFormation generates.
	PipelineName *string
	// BuildSpec says how to test and build: the path of a file in the source, or the build specification itself, as
	// YAML of several lines or as JSON. One that is given itself, or is in the folder that the repository of Source starts
	// with, is judged at synthesis: what CodeBuild does not take fails, and what it ignores is a warning (AWS page "Build
	// specification reference for CodeBuild"). Defaults to the file buildspec.yml.
	BuildSpec *string
	// BuildImage is the image that the build runs in: one of CodeBuild's for Linux hosts, with its version, such as
	// "aws/codebuild/standard:7.0", or one in a registry, as Docker names it. For one in Amazon ECR, let the build pull it:
	// repository.GrantPull(pipeline.Project). Defaults to CodeBuild's image of Amazon Linux 2023 for the architecture of the
	// environments, which must then all have the same one.
	BuildImage *string
	// ComputeType is the size of the build host: SMALL, MEDIUM, LARGE, X_LARGE or X2_LARGE (AWS page "Build environment
	// compute modes and types"). Defaults to SMALL, 2 vCPUs and 4 GiB of memory.
	ComputeType awscodebuild.ComputeType
	// BuildEnvironmentVariables are passed to the build. A secret has the type PARAMETER_STORE or SECRETS_MANAGER, and
	// the build may then read it. Together, with their names, they may have 5500 characters (AWS page "Troubleshooting
	// AWS CodeBuild"). Defaults to none.
	BuildEnvironmentVariables *map[string]*awscodebuild.BuildEnvironmentVariable
	// Privileged lets the build run a Docker daemon, which makes it root on its host. Defaults to false.
	Privileged *bool
	// BuildTimeoutMinutes ends a build that hangs. In whole minutes, 5 to 2160 (AWS page "Quotas for AWS CodeBuild").
	// Defaults to 30.
	BuildTimeoutMinutes *float64
	// LogRetentionDays is how long the logs of builds are kept. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,
	// 365, 400, 545, 731, 1827 or 3653. Defaults to 30.
	LogRetentionDays *float64
	// ArtifactRetentionDays is how long sources, artifacts and the build's cache are kept, and with them the releases
	// that a rollback can return to. What is overwritten or expired stays as a version for as long again, but that of the
	// cache for a day. In whole days, 1 to 3650. Defaults to 30.
	ArtifactRetentionDays *float64
	// RemovalPolicy says what becomes of artifacts and build logs when the stack is deleted: RETAIN keeps them,
	// RETAIN_ON_UPDATE_OR_DELETE does too, but not those of a creation that failed, and DESTROY deletes them, emptying
	// the bucket with a Lambda function of the CDK. Defaults to RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
}
