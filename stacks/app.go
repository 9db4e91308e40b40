package stacks

import (
	"errors"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
)

// Compose defines, in an app or a stage of one, the stacks of the given stages, and SourceStack if any takes its source
// from there. Problems of all stages are returned together. The day decides about the retirement of platforms.
func Compose(scope constructs.Construct, stages []Stage, sourceDirectory string, now time.Time) error {
	if len(stages) == 0 {
		return errors.New("there is no stage: list one at least")
	}
	// The environments check themselves; this also sees what is written over them later.
	awscdk.Validations_Of(scope).AddPlugins(beanstalk.NewOptionChecks())
	var problems []error
	var source *SourceStack
	for i, stage := range stages {
		sound, err := stage.examine()
		clashes := clash(stage, stages[:i])
		problems = append(problems, err, clashes)
		if clashes != nil {
			continue
		}
		if source == nil && sound.ConnectionArn == "" {
			source = NewSourceStack(scope, sound.Account, sound.Region, sourceDirectory)
		}
		_, err = NewStageStack(scope, sound, source, now)
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
