package stacks

import (
	"errors"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Line is what [Compose] has defined.
type Line struct {
	// Source holds the repository; nil if no stage follows a [Branch].
	Source *SourceStack
	// Stages are the stages, in the order given.
	Stages []*StageStack
}

// Compose defines, in an app or a stage of one, the stacks of the given stages, and SourceStack if any follows a branch
// of its repository. The problems of all stages are returned together, and then nothing is defined; what only the
// construct tree knows is found afterwards, one stage at a time. The day decides whether platforms are retired.
func Compose(scope constructs.Construct, stages []Stage, repository delivery.RepositoryProps, today time.Time) (*Line, error) {
	if prop.IsNil(scope) {
		return nil, errors.New("scope of Compose must be an app, or a stage of one, got nil")
	}
	if err := Validate(stages, repository, today); err != nil {
		return nil, err
	}
	// The environments check themselves; this also sees what is overridden in them later.
	awscdk.Validations_Of(scope).AddPlugins(beanstalk.NewOptionChecks())
	var problems prop.Problems
	line := &Line{}
	for _, stage := range stages {
		source := func() *SourceStack {
			if line.Source == nil {
				line.Source = NewSourceStack(scope, stage.Account, stage.Region, repository)
			}
			return line.Source
		}
		problems.Add(prop.At(stage.Name+"Stack", cdk.Try(func() {
			if stage.followsRepository() && stage.Prepare == nil {
				source() // comes first, as the app is read
			}
			line.Stages = append(line.Stages, newStageStack(scope, stage, source, today))
		})))
	}
	return line, problems.Err()
}
