package stacks

import (
	"errors"
	"maps"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// NewStageStack defines a stage: its network, its environment, and the pipeline that deploys every push to it. The
// source is used only by a stage that follows a [Branch], and the day decides whether the platform is retired. It
// panics with every problem of the stage at once.
func NewStageStack(scope constructs.Construct, stage Stage, source *SourceStack, today time.Time) *StageStack {
	return newStageStack(scope, stage, func() *SourceStack { return source }, today)
}

// newStageStack asks for the source only when a stage needs it.
func newStageStack(scope constructs.Construct, stage Stage, source func() *SourceStack, today time.Time) *StageStack {
	id := stage.Name + "Stack"
	if prop.IsNil(scope) || cdk.Try(func() { _ = scope.Node() }) != nil {
		panic(errors.New("scope of NewStageStack must be an app, or a stage of one, got one that was never made"))
	}
	refuse := func(err error) {
		if err != nil {
			panic(prop.At(cdk.Path(scope, id), err))
		}
	}
	refuse(stage.validate(nil, today))
	s := &StageStack{Stack: awscdk.NewStack(scope, &id, &awscdk.StackProps{
		Description:           jsii.Sprintf("The %s stage: network, Elastic Beanstalk environment%s", stage.Name, stage.andPipeline()),
		Env:                   environment(stage.Account, stage.Region),
		TerminationProtection: jsii.Bool(stage.TerminationProtection),
		Tags:                  &map[string]*string{"stage": jsii.String(stage.Name)},
	})}
	stage = stage.complete(today)
	if stage.released {
		stage.nameAfter(s.Stack)
	}
	if prepare := stage.Prepare; prepare != nil {
		before := stage
		before.Waivers = maps.Clone(stage.Waivers)
		prepare(s, &stage)
		stage.Prepare, stage.released, stage.preset = nil, before.released, before.preset
		stage = stage.complete(today)
		refuse(stage.validatePrepared(before, today))
	}
	s.note(stage, today)
	if branch, is := stage.Pipeline.Source.(Branch); is {
		repository := source()
		if repository == nil {
			var problems prop.Problems
			problems.Say("source", "", "of %s must be a SourceStack, since it follows a branch of its repository, got nil", stage.called())
			refuse(problems.Err())
		}
		stage.Pipeline.Source = repository.Repository.Source(jsii.String(string(branch)))
	}

	if stage.Environment.Vpc == nil {
		if s.Network == nil {
			s.Network = network.NewNetwork(s.Stack, jsii.String("Network"), &stage.Network)
		}
		stage.Environment.Vpc = s.Network.Vpc
	}
	if stage.Environment.Application == nil {
		if s.Application == nil {
			s.Application = beanstalk.NewApplication(s.Stack, jsii.String("Application"), &stage.Application)
		}
		stage.Environment.Application = s.Application
	}
	s.Environment = beanstalk.NewWebEnvironment(s.Stack, jsii.String("Environment"), &stage.Environment)
	if stage.Deployment.Environment == nil {
		stage.Deployment.Environment = s.Environment
	}
	s.watchOwn(&stage)
	s.stage = stage
	if !stage.released {
		s.Pipeline = delivery.NewPipeline(s.Stack, jsii.String("Pipeline"), stage.pipeline())
	}
	s.monitor(stage)

	s.outputs(stage.Pipeline.Source)
	return s
}

// andPipeline ends the description of the stack.
func (s Stage) andPipeline() string {
	if s.released {
		return ""
	}
	return " and pipeline"
}
