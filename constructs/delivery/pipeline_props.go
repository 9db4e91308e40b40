package delivery

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/constructs/beanstalk"
)

var pipelineName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{1,100}$`)

// PipelineProps are the properties of a [Pipeline]. Source and Deployments are required.
type PipelineProps struct {
	// Source is what to build. Required.
	// Any change of the definition: no interruption, but until a release has succeeded with it, no stage has one to roll
	// back to.
	Source Source
	// Deployments are the environments that one artifact goes through, in this order. Required, at least one.
	Deployments *[]*Deployment

	// Notifications tell people of failed runs, of approvals and of releases that have arrived. Defaults to none.
	// A change: no interruption, but the definition changes as with Source.
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
	//
	// Test and coverage reports that it lists by name are in report groups of the project, which CodeBuild makes and keeps;
	// the build may write to these only. One that exports raw results to a bucket, or goes with its stack, is defined in the
	// app: list it by its ARN, and call group.GrantWrite(pipeline.Project). Reports expire after 30 days, raw results do not
	// (AWS page "Test reports in CodeBuild").
	BuildSpec *string
	// Image is a Docker image that the pipeline builds and deploys. Its build specification takes the place of BuildSpec, and
	// Privileged is true. Defaults to none: what buildspec.yml lists as artifacts is deployed.
	Image *ImageBuild
	// BuildImage is the image that the build runs in: one of CodeBuild's for Linux hosts, with its version, such as
	// "aws/codebuild/standard:7.0", or one in a registry, as Docker names it. For one in Amazon ECR, let the build pull it:
	// repository.GrantPull(pipeline.Project). Defaults to CodeBuild's image of Amazon Linux 2023 for the architecture of the
	// environments, which must then all have the same one.
	BuildImage *string
	// ComputeType is the size of the build host: SMALL, MEDIUM, LARGE, X_LARGE or X2_LARGE (AWS page "Build environment
	// compute modes and types"). Defaults to SMALL, 2 vCPUs and 4 GiB of memory.
	// A change: no interruption; the next build has it.
	ComputeType awscodebuild.ComputeType
	// BuildEnvironmentVariables are passed to the build. Together, with their names, they may have 5500 characters (AWS page
	// "Troubleshooting AWS CodeBuild"). One of the type PARAMETER_STORE or SECRETS_MANAGER names a parameter, or a secret as
	// in NAME:JSON-KEY, of the account and region, which the build may then read; so it may what env/parameter-store and
	// env/secrets-manager of a build specification name that is judged at synthesis. A name does not tell the customer
	// managed key of a value: one that has such a key, or is in another account, goes into BuildSecrets. Defaults to none.
	BuildEnvironmentVariables *map[string]*awscodebuild.BuildEnvironmentVariable
	// BuildSecrets are variables whose values the build reads from Secrets Manager or Parameter Store when it begins, in the
	// words in which the Secrets of an environment are given: beanstalk.SecretFromSecretsManager, SecretFromSsmParameter or
	// SecretFromArn, behind whose JSON key a build takes a version stage, or an empty one and a version id. The build may read
	// exactly these, and decrypt with the keys that they name. They are in the region of the pipeline, and parameters in its
	// account too (AWS page "Build specification reference for CodeBuild"). Whoever changes what is built can print them.
	// Defaults to none.
	BuildSecrets *map[string]beanstalk.Secret
	// LocalCaches are caches on the build host in place of the one in the artifact bucket: DOCKER_LAYER, which needs Privileged,
	// and CUSTOM, the folders that cache/paths of the build specification names. They live as long as the host does, which is
	// minutes, so they help a team that pushes often. Not in a VPC and not on X2_LARGE (AWS page "Local caching"). An empty list
	// is no cache at all. Defaults to the bucket, for what cache/paths names.
	LocalCaches *[]awscodebuild.LocalCacheMode
	// BuildVpc is a VPC in which the build reaches what is private, such as a database for tests. Everything else the build
	// reaches through the way out of its subnets, and its role may add network interfaces to these only. What an imported VPC
	// says of its subnets is believed. Defaults to the network of CodeBuild, which reaches the internet.
	BuildVpc awsec2.IVpc
	// BuildSubnets are where in BuildVpc, at most 16: private ones that have a way out, such as a NAT gateway, because a build
	// gets no public address (AWS page "Use AWS CodeBuild with Amazon Virtual Private Cloud"). Defaults to all of these.
	BuildSubnets *awsec2.SubnetSelection
	// BuildSecurityGroups are those of a build in BuildVpc, 1 to 5. Defaults to one of its own, open to the outside only, which
	// is in pipeline.Project.Connections().
	BuildSecurityGroups *[]awsec2.ISecurityGroup
	// Privileged lets the build run a Docker daemon, which makes it root on its host. Defaults to false.
	Privileged *bool
	// BuildTimeoutMinutes ends a build that hangs. In whole minutes, 5 to 2160 (AWS page "Quotas for AWS CodeBuild").
	// Defaults to 30.
	BuildTimeoutMinutes *float64
	// LogRetentionDays is how long the logs of builds are kept. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,
	// 365, 400, 545, 731, 1827 or 3653. Defaults to 30.
	// Fewer days: data is lost. More: no interruption.
	LogRetentionDays *float64
	// ArtifactRetentionDays is how long sources, artifacts and the build's cache are kept, and with them the releases
	// that a rollback can return to. What is overwritten or expired stays as a version for as long again, but that of the
	// cache for a day. In whole days, 1 to 3650. Defaults to 30.
	// Fewer days: data is lost. More: no interruption.
	ArtifactRetentionDays *float64
	// RemovalPolicy says what becomes of artifacts and build logs when the stack is deleted: RETAIN keeps them,
	// RETAIN_ON_UPDATE_OR_DELETE does too, but not those of a creation that failed, and DESTROY deletes them, emptying
	// the bucket with a Lambda function of the CDK. Defaults to RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
}
