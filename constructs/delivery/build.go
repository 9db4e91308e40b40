package delivery

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// cachePrefix is where the artifact bucket holds what one build leaves to the next.
const cachePrefix = "build-cache"

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// build defines the project that builds and tests, and its log group.
func (p *Pipeline) build(props *PipelineProps) {
	spec := props.BuildSpec
	if spec == nil {
		spec = awscodebuild.BuildSpec_FromSourceFilename(jsii.String("buildspec.yml"))
	}
	image := props.BuildImage
	if image == nil {
		image = imageFor((*props.Deployments)[0].Environment.Architecture())
	}
	computeType := props.ComputeType
	if computeType == "" {
		computeType = awscodebuild.ComputeType_SMALL
	}
	retention := props.LogRetention
	if retention == "" {
		retention = awslogs.RetentionDays_ONE_MONTH
	}
	timeout := props.BuildTimeout
	if timeout == nil {
		timeout = awscdk.Duration_Minutes(jsii.Number(30))
	}
	p.BuildLogs = awslogs.NewLogGroup(p, jsii.String("BuildLogs"), &awslogs.LogGroupProps{
		Retention:     retention,
		RemovalPolicy: props.removalPolicy(),
	})
	p.Project = awscodebuild.NewPipelineProject(p, jsii.String("Build"), &awscodebuild.PipelineProjectProps{
		BuildSpec: spec,
		Environment: &awscodebuild.BuildEnvironment{
			BuildImage:  image,
			ComputeType: computeType,
			Privileged:  jsii.Bool(prop.Or(props.Privileged, false)),
		},
		EnvironmentVariables: props.BuildEnvironmentVariables,
		// A local cache lives as long as a build host does, which is minutes; one in the bucket waits for the next push.
		Cache: awscodebuild.Cache_Bucket(p.ArtifactBucket, &awscodebuild.BucketCacheOptions{Prefix: jsii.String(cachePrefix)}),
		Logging: &awscodebuild.LoggingOptions{
			CloudWatch: &awscodebuild.CloudWatchLoggingOptions{LogGroup: p.BuildLogs},
		},
		GrantReportGroupPermissions: jsii.Bool(true),
		Timeout:                     timeout,
	})
}

// imageFor is the image that builds for a processor architecture without cross-compiling, on the Amazon Linux that the
// platforms run.
func imageFor(architecture awsec2.InstanceArchitecture) awscodebuild.IBuildImage {
	if architecture == awsec2.InstanceArchitecture_ARM_64 {
		return awscodebuild.LinuxArmBuildImage_AMAZON_LINUX_2023_STANDARD_3_0()
	}
	return awscodebuild.LinuxBuildImage_AMAZON_LINUX_2023_5()
}

func checkVariables(variables *map[string]*awscodebuild.BuildEnvironmentVariable) []error {
	var problems []error
	all := prop.Or(variables, nil)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !variableName.MatchString(name) || strings.HasPrefix(name, "CODEBUILD_") {
			problems = append(problems, fmt.Errorf(`BuildEnvironmentVariables must be named with letters, digits and "_", no digit first, not beginning with "CODEBUILD_", got %q`, name))
		}
		if v := all[name]; v == nil || v.Value == nil {
			problems = append(problems, fmt.Errorf("BuildEnvironmentVariables[%q] must have a value, got nil", name))
		}
	}
	return problems
}
