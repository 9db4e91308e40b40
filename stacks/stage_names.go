package stacks

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// nameAfter gives the application and the environment names that are known at synthesis, by which a release finds them.
func (s *Stage) nameAfter(stack awscdk.Stack) {
	if s.Application.ApplicationName == nil {
		s.Application.ApplicationName = stack.StackName()
	}
	if s.Environment.EnvironmentName == nil && s.Environment.EnvironmentNamePrefix == nil {
		s.Environment.EnvironmentNamePrefix = jsii.String(stagePrefix(*stack.StackName()))
	}
}

// stagePrefix keeps the end of a long name, which is the stage's.
func stagePrefix(name string) string {
	const longest = 31
	return strings.TrimLeft(name[max(0, len(name)-longest):], "-")
}
