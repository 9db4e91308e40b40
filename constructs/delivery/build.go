package delivery

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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

// variablesMost is how many characters all variables may have together, including their names (AWS page "Troubleshooting
// AWS CodeBuild").
const variablesMost = 5500

// imagePath is a part of the path in the name of an image.
const imagePath = `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// imageName is a reference to an image as Docker writes it: a registry, a path in lower case, a tag, a digest.
	imageName = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/)?` + imagePath + `(/` + imagePath + `)*` +
		`(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$`)
	// ownImage is an image of CodeBuild's that runs on Linux hosts.
	ownImage = regexp.MustCompile(`^aws/codebuild/[a-z0-9_-]*standard[a-z0-9_-]*:[0-9][A-Za-z0-9._-]*$`)
)

// newBuildLogs defines the log group of builds.
func newBuildLogs(scope constructs.Construct, props *PipelineProps) awslogs.LogGroup {
	removal, _ := cdk.Removal(props.RemovalPolicy)
	return awslogs.NewLogGroup(scope, jsii.String("BuildLogs"), &awslogs.LogGroupProps{
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
	return awscodebuild.NewPipelineProject(scope, jsii.String("Build"), &awscodebuild.PipelineProjectProps{
		// Anything but the name of a file goes into the project unchanged.
		BuildSpec: awscodebuild.BuildSpec_FromSourceFilename(jsii.String(prop.Or(props.BuildSpec, defaultBuildSpec))),
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
		path := filepath.IsLocal(*spec) && visible(*spec) && !prop.TokenLike(*spec) && len(*spec) <= 255 && strings.TrimSpace(*spec) != "" &&
			!strings.Contains(*spec, "://")
		if isInline(*spec) {
			problems.Value("BuildSpec", *spec)
		} else if !path {
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

	all, total, most, largest := prop.Or(p.BuildEnvironmentVariables, nil), 0, 0, ""
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
		text := textOf(all[name])
		validatePlain(problems, name, all[name], text)
		if !prop.Unresolved(text) {
			n := len(name) + utf8.RuneCountInString(text)
			if total += n; n > most {
				most, largest = n, name
			}
		}
	}
	if total > variablesMost {
		problems.MustBe(fmt.Sprintf("BuildEnvironmentVariables[%s]", prop.Quote(largest)),
			"at most "+prop.Plain(variablesMost)+" characters with its name and all other variables",
			prop.Words(prop.Plain(float64(total))), "move it to a file or a parameter")
	}
}

// textOf is the value of a variable as a build sees it.
func textOf(variable *awscodebuild.BuildEnvironmentVariable) string {
	return fmt.Sprint(reflect.Indirect(reflect.ValueOf(variable.Value)))
}

// validatePlain finds a plain variable that CloudFormation would fill with a secret.
func validatePlain(problems *prop.Problems, name string, variable *awscodebuild.BuildEnvironmentVariable, text string) {
	if kind := variable.Type; kind == "" || kind == "PLAINTEXT" {
		noSecret(problems, fmt.Sprintf("BuildEnvironmentVariables[%s].Value", prop.Quote(name)), text,
			"give the name of the secret or parameter, and set Type to SECRETS_MANAGER or PARAMETER_STORE")
	}
}

// validateReferences finds tokens that stand for a secret.
func (p *PipelineProps) validateReferences(problems *prop.Problems, scope constructs.Construct) {
	all := prop.Or(p.BuildEnvironmentVariables, nil)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] == nil || prop.IsNil(all[name].Value) {
			continue
		}
		if text := textOf(all[name]); prop.Unresolved(text) {
			validatePlain(problems, name, all[name], cdk.Resolved(scope, text))
		}
	}
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
