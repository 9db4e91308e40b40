package stacks

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Release is one pipeline for several stages: it builds a push once, and takes the same artifact to the environment of one
// stage after the other. Whatever is before an approval has run what is approved:
//
//	stacks.Release{Stages: []stacks.Stage{stacks.Test(), stacks.Staging(), stacks.Prod()}}
//
// A stage says in its Deployment how the release reaches it, and has no Pipeline of its own. All stages are in one account and
// region. The names of their environments are known when the app is synthesized, and contain what cannot be changed in an
// existing environment: the pipeline changes with them, and delivers to an environment that was replaced. A stage with an
// EnvironmentName of its own keeps it, and its environment cannot be replaced before it is renamed.
//
// ReleaseStack depends on the stacks of its stages: `cdk deploy ReleaseStack` deploys them first, and `cdk destroy` of a stage
// deletes ReleaseStack before.
type Release struct {
	// Stages are what the release goes through, in this order.
	Stages []Stage
	// Pipeline is what is built, and how. Its Source defaults to the branch main of the repository, its
	// ArtifactRetentionDays to 365, its LogRetentionDays to 90, and its RemovalPolicy to RETAIN_ON_UPDATE_OR_DELETE. Its
	// Notifications default to those people whom a stage's Monitoring names by their EmailAddresses, and to none if there
	// are none. Its Deployments are further ones, after those to the stages. The Repository of its Image may be set in Prepare of
	// a stage, which has a scope for it. Refer by their names to what it takes from elsewhere, such as a bucket or a VPC: a
	// resource of another stack is taken through an output, which looks changed at each update.
	Pipeline delivery.PipelineProps
}

// ReleaseStack is the pipeline of a [Release].
type ReleaseStack struct {
	// Stack is what the CDK CLI deploys. It is protected from termination if one of its stages is.
	Stack awscdk.Stack
	// Pipeline delivers every push to all stages of the release.
	Pipeline *delivery.Pipeline
}

// followsRepository reports whether the release needs SourceStack.
func (r Release) followsRepository() bool {
	if len(r.Stages) == 0 {
		return false
	}
	_, is := r.Pipeline.Source.(Branch)
	return is || r.Pipeline.Source == nil
}

// complete is the pipeline with its defaults and a deployment for each stage.
func (r Release) complete() *delivery.PipelineProps {
	p := r.Pipeline
	if p.Source == nil {
		p.Source = mainBranch
	}
	if p.ArtifactRetentionDays == nil {
		p.ArtifactRetentionDays = jsii.Number(365)
	}
	if p.LogRetentionDays == nil {
		p.LogRetentionDays = jsii.Number(90)
	}
	if p.RemovalPolicy == "" {
		p.RemovalPolicy = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	if addresses := r.addresses(); p.Notifications == nil && len(addresses) > 0 {
		p.Notifications = &delivery.Notifications{EmailAddresses: &addresses}
	}
	var deployments []*delivery.Deployment
	for _, stage := range r.Stages {
		deployments = append(deployments, stage.deployment())
	}
	p.Deployments = new(append(deployments, prop.Or(p.Deployments, nil)...))
	return &p
}

// addresses are those to which the stages send their alarms, each once. What is wrong with them, the stage says.
func (r Release) addresses() []*string {
	var addresses []*string
	for _, stage := range r.Stages {
		alarms := stage.alarms()
		if alarms == nil || stage.validateMonitoring() != nil {
			continue
		}
		for _, address := range prop.Or(alarms.EmailAddresses, nil) {
			if !slices.ContainsFunc(addresses, func(other *string) bool { return strings.EqualFold(*other, *address) }) {
				addresses = append(addresses, address)
			}
		}
	}
	return addresses
}

// newReleaseStack defines the pipeline of stages that are defined, in their order.
func newReleaseStack(scope constructs.Construct, r Release, stages []*StageStack, source *SourceStack) *ReleaseStack {
	first, protected := stages[0].stage, false
	r.Stages = nil // they are what Prepare has made of them
	var problems prop.Problems
	for _, s := range stages {
		r.Stages = append(r.Stages, s.stage)
		protected = protected || s.stage.TerminationProtection
		if s.stage.Deployment.Environment == beanstalk.IEnvironment(s.Environment) {
			s.validateNames(&problems)
		}
	}
	if err := problems.Err(); err != nil {
		panic(prop.At(cdk.Path(scope, releaseStack), err))
	}
	p := r.complete()
	stack := awscdk.NewStack(scope, jsii.String(releaseStack), &awscdk.StackProps{
		Description:           jsii.String("One pipeline that builds once and delivers to the stages of the release"),
		Env:                   environment(first.Account, first.Region),
		TerminationProtection: &protected,
	})
	for _, stage := range stages {
		stack.AddStackDependency(stage.Stack, nil)
	}
	if branch, is := p.Source.(Branch); is {
		p.Source = source.Repository.Source(jsii.String(string(branch)))
	}
	s := &ReleaseStack{Stack: stack}
	s.Pipeline = delivery.NewPipeline(stack, jsii.String("Pipeline"), p)
	pipelineOutputs(stack, s.Pipeline, p.Source, "The pipeline that delivers to all stages of the release")
	return s
}

// validateNames finds a name that is not known at synthesis, by which the release would find the environment.
func (s *StageStack) validateNames(problems *prop.Problems) {
	application, environment := s.Environment.KnownNames()
	if application == nil {
		problems.Say("Environment.Application", "leave it out, or refer to one by its name",
			"of %s must have a name that is known at synthesis, by which the release finds it, got one without", s.stage.called())
	}
	if environment == nil {
		problems.Say("Environment.EnvironmentName", "leave it out, or set EnvironmentNamePrefix",
			"of %s must be known at synthesis, by which the release finds it, got one that is not", s.stage.called())
	}
}
