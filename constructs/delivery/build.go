package delivery

import (
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// imagePath is a part of the path in the name of an image.
const imagePath = `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`

var (
	// imageName is a reference to an image as Docker writes it: a registry, a path in lower case, a tag, a digest.
	imageName = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/)?` + imagePath + `(/` + imagePath + `)*` +
		`(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$`)
	// ownImage is an image of CodeBuild's that runs on Linux hosts.
	ownImage = regexp.MustCompile(`^aws/codebuild/[a-z0-9_-]*standard[a-z0-9_-]*:[0-9][A-Za-z0-9._-]*$`)
)

// buildLogs is the log group of builds, which the first that asks for it defines.
func buildLogs(scope constructs.Construct, props *PipelineProps) awslogs.LogGroup {
	id := jsii.String("BuildLogs")
	if logs, is := scope.Node().TryFindChild(id).(awslogs.LogGroup); is {
		return logs
	}
	removal, _ := cdk.Removal(props.RemovalPolicy)
	return awslogs.NewLogGroup(scope, id, &awslogs.LogGroupProps{
		Retention:     cdk.Retention(prop.Or(props.LogRetentionDays, 30)),
		RemovalPolicy: removal,
	})
}

// newBuild defines the project that builds and tests.
func newBuild(scope constructs.Construct, props *PipelineProps, cache awss3.IBucket, logs awslogs.ILogGroup) awscodebuild.PipelineProject {
	computeType := props.ComputeType
	if computeType == "" {
		computeType = awscodebuild.ComputeType_SMALL
	}
	variables, types := props.variables(scope)
	var subnets *awsec2.SubnetSelection
	if props.BuildVpc != nil {
		subnets = props.vpc().Selection()
	}
	project := awscodebuild.NewPipelineProject(scope, jsii.String("Build"), &awscodebuild.PipelineProjectProps{
		// Anything but the name of a file goes into the project unchanged.
		BuildSpec: awscodebuild.BuildSpec_FromSourceFilename(jsii.String(props.spec())),
		Environment: &awscodebuild.BuildEnvironment{
			BuildImage:  image(props.BuildImage, (*props.Deployments)[0].Environment.Architecture()),
			ComputeType: computeType,
			Privileged:  jsii.Bool(prop.Or(props.Privileged, props.Image != nil)),
		},
		EnvironmentVariables: variables,
		// A local cache lives as long as a build host does, which is minutes; one in the bucket waits for the next push.
		Cache:           props.cache(cache),
		Vpc:             props.BuildVpc,
		SubnetSelection: subnets,
		SecurityGroups:  props.BuildSecurityGroups,
		Logging: &awscodebuild.LoggingOptions{
			CloudWatch: &awscodebuild.CloudWatchLoggingOptions{LogGroup: logs},
		},
		GrantReportGroupPermissions: jsii.Bool(true),
		Timeout:                     awscdk.Duration_Minutes(jsii.Number(prop.Or(props.BuildTimeoutMinutes, 30))),
	})
	props.grantSecrets(project, types)
	return project
}

// imageFor is the image that builds for an architecture, if it is known at synthesis.
func (p *PipelineProps) imageFor(architecture awsec2.InstanceArchitecture) string {
	if p.BuildImage != nil {
		return p.knownImage()
	}
	return *image(nil, architecture).ImageId()
}

func (p *PipelineProps) validateBuild(problems *prop.Problems) {
	if spec := p.BuildSpec; spec != nil && !prop.Unresolved(*spec) {
		if isInline(*spec) {
			problems.Value("BuildSpec", *spec)
		} else if !isPath(*spec) {
			problems.MustBe("BuildSpec", "a path inside the repository, such as ci/buildspec.yml, or a build specification of several lines", shown(*spec))
		}
	}
	if !problems.Of("BuildSpec") {
		p.validateBuildSpec(problems, p.knownImage())
	}
	p.validateImage(problems)
	problems.OneOf("ComputeType", string(p.ComputeType),
		string(awscodebuild.ComputeType_SMALL), string(awscodebuild.ComputeType_MEDIUM), string(awscodebuild.ComputeType_LARGE),
		string(awscodebuild.ComputeType_X_LARGE), string(awscodebuild.ComputeType_X2_LARGE))

	p.Image.validate(problems)
	p.validateBesideImage(problems)
	p.vpc().Validate(problems)
	p.validateCaches(problems)
	p.validateVariables(problems)
	p.validateSecrets(problems, nil)
}

// validateImage finds what CodeBuild could not pull, or not run on a Linux host.
func (p *PipelineProps) validateImage(problems *prop.Problems) {
	name := p.BuildImage
	if name == nil || prop.Unresolved(*name) {
		return
	}
	const form = `the name of an image, such as "aws/codebuild/standard:7.0"`
	own := strings.HasPrefix(*name, "aws/codebuild/")
	switch {
	case strings.HasPrefix(*name, "arn:"):
		problems.MustBe("BuildImage", form, *name, "write the URI of an image in Amazon ECR, as in ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG")
	case !imageName.MatchString(*name) || len(*name) > 255:
		problems.MustBe("BuildImage", form, shown(*name))
	case own && strings.Contains(*name, "lambda"), own && strings.Contains(*name, "windows"):
		problems.MustBe("BuildImage", form+", that runs on a Linux host", *name)
	case own && !ownImage.MatchString(*name):
		problems.MustBe("BuildImage", form+", with its version", *name)
	}
}

// validateBesideImage finds what an image leaves no room for.
func (p *PipelineProps) validateBesideImage(problems *prop.Problems) {
	if p.Image == nil {
		return
	}
	if p.BuildSpec != nil {
		problems.Say("BuildSpec", "test in a stage of the Dockerfile", "must be left out beside Image, which is built by a specification of its own, got one")
	}
	if !prop.Or(p.Privileged, true) {
		problems.Say("Privileged", "leave it out", "must be true for Image, which a Docker daemon builds, got false")
	}
	for _, name := range []string{"IMAGE_CONTEXT", "IMAGE_DOCKERFILE", "IMAGE_REPOSITORY"} {
		const message = "must be left out beside Image, whose build has a variable of this name, got one"
		if _, given := prop.Or(p.BuildEnvironmentVariables, nil)[name]; given {
			problems.Say(variableField(name), "rename it", message)
		}
		if _, given := prop.Or(p.BuildSecrets, nil)[name]; given {
			problems.Say(secretField(name), "rename it", message)
		}
	}
}

// validateHost finds a build host on which Docker would build for another processor than the instances have.
func (p *PipelineProps) validateHost(problems *prop.Problems, architecture awsec2.InstanceArchitecture) {
	name := p.knownImage()
	if p.Image == nil || architecture == "" || !strings.HasPrefix(name, "aws/codebuild/") || problems.Of("BuildImage") {
		return
	}
	if arm := strings.Contains(name, "aarch64"); arm != (architecture == awsec2.InstanceArchitecture_ARM_64) {
		problems.MustBe("BuildImage", "for the architecture of the environments, "+string(architecture)+", on which their image is built", name, "leave it out")
	}
}
