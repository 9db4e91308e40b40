package stacks

import (
	"errors"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Composition is what [Compose] has defined.
type Composition struct {
	// Source holds the repository; nil if nothing follows a [Branch].
	Source *SourceStack
	// Stages are all stages: those with a pipeline each in the order given, then those of the release.
	Stages []*StageStack
	// Release is the pipeline of the stages of the release; nil without a release.
	Release *ReleaseStack
}

// Compose defines, in an app or a stage of one, the stacks of a line: SourceStack, if anything follows a branch of its
// repository, one for each stage, and ReleaseStack. The problems of the whole line are returned together, and then nothing
// is defined; what only the construct tree knows is found afterwards, one stage at a time. The day decides whether
// platforms are retired.
func Compose(scope constructs.Construct, line Line, today time.Time) (*Composition, error) {
	if prop.IsNil(scope) {
		return nil, errors.New("scope of Compose must be an app, or a stage of one, got nil")
	}
	if err := line.Validate(today); err != nil {
		return nil, err
	}
	// The environments check themselves; this also sees what is overridden in them later.
	awscdk.Validations_Of(scope).AddPlugins(beanstalk.NewOptionChecks())
	var problems prop.Problems
	c := &Composition{}
	sourceFor := func(account, region string) func() *SourceStack {
		return func() *SourceStack {
			if c.Source == nil {
				c.Source = NewSourceStack(scope, account, region, line.Repository)
			}
			return c.Source
		}
	}
	r := line.Release
	if r.followsRepository() {
		problems.Add(prop.At("SourceStack", cdk.Try(func() { sourceFor(r.Stages[0].Account, r.Stages[0].Region)() })))
	}
	for _, stage := range line.stages() {
		source := sourceFor(stage.Account, stage.Region)
		problems.Add(prop.At(stage.Name+"Stack", cdk.Try(func() {
			if stage.followsRepository() && stage.Prepare == nil {
				source() // comes first, as the app is read
			}
			c.Stages = append(c.Stages, newStageStack(scope, stage, source, today))
		})))
	}
	if len(r.Stages) > 0 && problems.Err() == nil {
		problems.Add(prop.At(releaseStack, cdk.Try(func() {
			c.Release = newReleaseStack(scope, r, c.Stages[len(line.Stages):], c.Source)
		})))
	}
	return c, problems.Err()
}
