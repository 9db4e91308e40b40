package stacks

import (
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
)

// Compose defines, in an app or a stage of one, the stacks of the given stages, and SourceStack if any takes its source
// from there. Problems of all stages are returned together. The day decides about the retirement of platforms.
func Compose(scope constructs.Construct, stages []Stage, sourceDirectory string, now time.Time) error {
	if err := Validate(stages); err != nil {
		return err
	}
	// The environments have checked themselves; this also sees what is written over them later.
	awscdk.Validations_Of(scope).AddPlugins(beanstalk.NewOptionChecks())
	var source *SourceStack
	if i := slices.IndexFunc(stages, func(s Stage) bool { return s.ConnectionArn == "" }); i >= 0 {
		source = NewSourceStack(scope, stages[i].Account, stages[i].Region, sourceDirectory)
	}
	var problems []error
	for _, stage := range stages {
		_, err := NewStageStack(scope, stage, source, now)
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
