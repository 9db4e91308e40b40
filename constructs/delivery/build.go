package delivery

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
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

// cachePrefix is where the artifact bucket holds what one build leaves for the next.
const cachePrefix = "build-cache"

// variableMost is how long a variable may be, including its name, for Linux to start a program with it (execve(2)).
const variableMost = 128*1024 - 1

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	imageName    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$`)
)

// newBuild defines the project that builds and tests, and its log group.
func newBuild(scope constructs.Construct, props *PipelineProps, cache awss3.IBucket) (awscodebuild.PipelineProject, awslogs.LogGroup) {
	removal, _ := cdk.Removal(props.RemovalPolicy)
	computeType := props.ComputeType
	if computeType == "" {
		computeType = awscodebuild.ComputeType_SMALL
	}
	logs := awslogs.NewLogGroup(scope, jsii.String("BuildLogs"), &awslogs.LogGroupProps{
		Retention:     cdk.Retention(prop.Or(props.LogRetentionDays, 30)),
		RemovalPolicy: removal,
	})
	project := awscodebuild.NewPipelineProject(scope, jsii.String("Build"), &awscodebuild.PipelineProjectProps{
		// Anything but the name of a file goes into the project unchanged.
		BuildSpec: awscodebuild.BuildSpec_FromSourceFilename(jsii.String(prop.Or(props.BuildSpec, "buildspec.yml"))),
		Environment: &awscodebuild.BuildEnvironment{
			BuildImage:  image(props.BuildImage, (*props.Deployments)[0].Environment.Architecture()),
			ComputeType: computeType,
			Privileged:  jsii.Bool(prop.Or(props.Privileged, false)),
		},
		EnvironmentVariables: props.BuildEnvironmentVariables,
		// A local cache lives as long as a build host does, which is minutes; one in the bucket waits for the next push.
		Cache: awscodebuild.Cache_Bucket(cache, &awscodebuild.BucketCacheOptions{Prefix: jsii.String(cachePrefix)}),
		Logging: &awscodebuild.LoggingOptions{
			CloudWatch: &awscodebuild.CloudWatchLoggingOptions{LogGroup: logs},
		},
		GrantReportGroupPermissions: jsii.Bool(true),
		Timeout:                     awscdk.Duration_Minutes(jsii.Number(prop.Or(props.BuildTimeoutMinutes, 30))),
	})
	return project, logs
}

// image is what the build runs in; by default the image that builds for a processor architecture without
// cross-compiling, on the Amazon Linux that the platforms run on.
func image(name *string, architecture awsec2.InstanceArchitecture) awscodebuild.IBuildImage {
	arm := architecture == awsec2.InstanceArchitecture_ARM_64
	switch {
	case name == nil && arm:
		return awscodebuild.LinuxArmBuildImage_AMAZON_LINUX_2023_STANDARD_3_0()
	case name == nil:
		return awscodebuild.LinuxBuildImage_AMAZON_LINUX_2023_5()
	case strings.HasPrefix(*name, "aws/codebuild/") && strings.Contains(*name, "aarch64"):
		return awscodebuild.LinuxArmBuildImage_FromCodeBuildImageId(name)
	case strings.HasPrefix(*name, "aws/codebuild/"):
		return awscodebuild.LinuxBuildImage_FromCodeBuildImageId(name)
	case arm:
		return awscodebuild.LinuxArmBuildImage_FromDockerRegistry(name, nil)
	}
	return awscodebuild.LinuxBuildImage_FromDockerRegistry(name, nil)
}

func (p *PipelineProps) validateBuild(problems *prop.Problems) {
	if spec := p.BuildSpec; spec != nil && !prop.Unresolved(*spec) {
		path := filepath.IsLocal(*spec) && prop.Prints(*spec) && !prop.TokenLike(*spec) && len(*spec) <= 255 && strings.TrimSpace(*spec) != ""
		if inline := strings.Contains(*spec, "\n") || json.Valid([]byte(*spec)) && strings.HasPrefix(*spec, "{"); inline {
			problems.Value("BuildSpec", *spec)
		} else if !path {
			problems.MustBe("BuildSpec", "a path inside the repository, such as ci/buildspec.yml, or a build specification of several lines", *spec)
		}
	}
	problems.Matches("BuildImage", p.BuildImage, imageName, `the name of an image, such as "aws/codebuild/standard:7.0"`)
	problems.OneOf("ComputeType", string(p.ComputeType),
		string(awscodebuild.ComputeType_SMALL), string(awscodebuild.ComputeType_MEDIUM), string(awscodebuild.ComputeType_LARGE),
		string(awscodebuild.ComputeType_X_LARGE), string(awscodebuild.ComputeType_X2_LARGE))

	all := prop.Or(p.BuildEnvironmentVariables, nil)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		field := fmt.Sprintf("BuildEnvironmentVariables[%s]", prop.Quote(name))
		if !variableName.MatchString(name) || strings.HasPrefix(name, "CODEBUILD_") {
			problems.Say(field, "", `must be named with letters, digits and "_", no digit first, not beginning with "CODEBUILD_"`)
		}
		if !problems.Required(field, all[name], "leave the variable out") {
			continue
		}
		problems.OneOf(field+".Type", string(all[name].Type), "PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER")
		validateVariable(problems, field+".Value", all[name].Value)
		if n := len(name + "=" + fmt.Sprint(reflect.Indirect(reflect.ValueOf(all[name].Value)))); n > variableMost {
			problems.MustBe(field, "at most "+prop.Plain(variableMost)+" bytes with its name, or Linux does not pass it to the build",
				prop.Words(prop.Plain(float64(n))), "move it to a file")
		}
	}
}

// validateVariable finds a value that cannot be passed to a build, or not even to the CDK.
func validateVariable(problems *prop.Problems, field string, value any) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case prop.IsNil(value):
		problems.Required(field, nil, "")
	case v.CanFloat() && (math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0)):
		problems.MustBe(field, "a number", v.Float())
	case v.CanFloat() && prop.TokenLike(v.Float()) && !prop.Unresolved(v.Float()):
		problems.MustBe(field, "a number", v.Float())
	case v.Kind() == reflect.String:
		problems.Value(field, v.String())
	case v.Kind() != reflect.Bool && !v.CanInt() && !v.CanFloat():
		problems.MustBe(field, "text, a number or a boolean", prop.Words(v.Type().String()))
	}
}
