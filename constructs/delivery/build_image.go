package delivery

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

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
