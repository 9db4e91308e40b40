// Package stacks says what is deployed together: a stack for each stage, one for the pipeline of a release, and one for the
// source repository that they share.
package stacks

import (
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/prop"
)

// Stage is everything that may differ between stages: the properties of its constructs, and what concerns all of them.
// Start from [Dev], [Test], [Staging] or [Prod] and change what differs, with the construct's own fields:
//
//	prod := stacks.Prod()
//	prod.Network.MaxAzs = jsii.Number(3)
//	prod.Environment.Capacity = &beanstalk.AutoScalingGroup{MaxSize: jsii.Number(12)}
//
// The stack supplies what only it can, where the stage leaves it out: the VPC and the application of the environment,
// the environment of the deployment, the alarm that it watches, and the repository of a [Branch].
//
// A copy of a stage shares what its fields point to, such as a load balancer: give the copy one of its own rather than
// change the existing one.
type Stage struct {
	// Name tells the stages apart and names the stack: Dev gives DevStack. 1 to 31 letters and digits, a capital first.
	// Another name is another stage: the stack of the old name runs on, and costs, until somebody deletes it with
	// `aws cloudformation delete-stack`, because the app no longer knows it. Required.
	Name string
	// Account and Region are where the stage lives. Give both or none; none means the account and region of the
	// credentials that the CDK CLI is run with. A region without CodePipeline, or without CodeCommit if the stage follows
	// a [Branch], is refused where it is given; otherwise the deployment fails there.
	Account, Region string
	// LogRetentionDays is how long the logs of the network, the environment and the stage's own builds are kept, where their
	// properties do not say. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653.
	// Defaults to the default of each.
	// Fewer days: data is lost, since what is older is deleted. More: no interruption.
	LogRetentionDays *float64
	// RemovalPolicy says what becomes of logs, artifacts and source bundles when the stack is deleted, where the
	// properties of the constructs do not say: RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY. Defaults to RETAIN.
	// A change: no interruption; it matters when the stack is deleted.
	RemovalPolicy awscdk.RemovalPolicy
	// TerminationProtection prevents the stack from being deleted until somebody turns it off.
	// A change: no interruption.
	TerminationProtection bool

	// Network is where the stage runs. With an existing VPC, as Vpc or VpcAttributes, what a preset sets for PrivateSubnets
	// and NatGateways is dropped. Without NAT gateways, its Endpoints also have what Environment's secrets need.
	Network network.NetworkProps
	// Application holds the versions that are deployed.
	Application beanstalk.ApplicationProps
	// Environment runs the app.
	Environment beanstalk.WebEnvironmentProps
	// Pipeline delivers every push to its Source. Its Deployments are further ones, after the one to Environment. It must be
	// left out for a stage of a [Release].
	Pipeline delivery.PipelineProps
	// Deployment is how Pipeline, or that of a [Release], deploys to Environment. Its Name defaults to that of the stage.
	Deployment delivery.Deployment
	// Monitoring is who is told when the stage is unwell: &monitoring.MonitoringProps{}, whose Environment and Pipeline
	// default to those of the stage, or [monitoring.NoAlarms]. In a [Release] there is no Pipeline to watch. Required.
	// A change: no interruption. NoAlarms deletes the alarms, and the topic with its key.
	Monitoring monitoring.Choice
	// Waivers are the reasons why the stage switches off guard rails of its preset, in one line of up to 500 characters each,
	// which everybody may read who reads the app: a guard rail that is switched off without a reason is refused, and so is a
	// reason for one that is not. A stage that starts from no preset has no guard rails.
	//
	//	prod.Deployment.Approval = jsii.Bool(false)
	//	prod.Waivers = map[stacks.GuardRail]string{stacks.GuardRailApproval: "The team releases ten times a day, see ADR 12."}
	Waivers map[GuardRail]string

	// Prepare is called before anything in the stage is defined, and adds what needs a scope: a certificate, a hosted
	// zone, a secret, a database. It may change the properties of the constructs, which are complete by then, but not
	// what concerns the whole stage; all of it is validated again. It may define the network and the application
	// itself, for what has to be in them:
	//
	//	prod.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
	//		s.Network = network.NewNetwork(s.Stack, jsii.String("Network"), &stage.Network)
	//		...
	//	}
	//
	// What needs the environment is added when [Compose] has returned.
	Prepare func(s *StageStack, stage *Stage)

	preset   string // the function that it is from
	released bool   // by the pipeline of a Release
}

// complete applies what concerns the whole stage wherever its constructs set nothing else. It shares no map with the
// stage, so that Prepare can add to it.
func (s Stage) complete(today time.Time) Stage {
	retentions := []**float64{&s.Network.FlowLogRetentionDays, &s.Environment.LogRetentionDays, &s.Pipeline.LogRetentionDays}
	policies := []*awscdk.RemovalPolicy{&s.Network.RemovalPolicy, &s.Environment.RemovalPolicy, &s.Pipeline.RemovalPolicy}
	if s.released { // which has no pipeline
		retentions, policies = retentions[:2], policies[:2]
	}
	for _, days := range retentions {
		if *days == nil {
			*days = s.LogRetentionDays
		}
	}
	for _, policy := range policies {
		if *policy == "" {
			*policy = s.RemovalPolicy
		}
	}
	if s.Application.DeleteSourceBundles == nil {
		s.Application.DeleteSourceBundles = jsii.Bool(s.RemovalPolicy == awscdk.RemovalPolicy_DESTROY)
	}
	if s.Environment.Now.IsZero() {
		s.Environment.Now = today
	}
	s.Deployment = *s.deployment()
	completeNetwork(&s.Network, &s.Environment)
	if v := s.Environment.EnvironmentVariables; v != nil {
		s.Environment.EnvironmentVariables = new(maps.Clone(*v))
	}
	if v := s.Environment.Secrets; v != nil {
		s.Environment.Secrets = new(maps.Clone(*v))
	}
	if v := s.Pipeline.BuildEnvironmentVariables; v != nil {
		s.Pipeline.BuildEnvironmentVariables = new(maps.Clone(*v))
	}
	if v := s.Pipeline.BuildSecrets; v != nil {
		s.Pipeline.BuildSecrets = new(maps.Clone(*v))
	}
	s.Environment.Options = slices.Clone(s.Environment.Options)
	s.Waivers = maps.Clone(s.Waivers)
	if p := s.alarms(); p != nil {
		s.Monitoring = p
	}
	return s
}

// deployment is how a pipeline deploys to the stage, under its name.
func (s Stage) deployment() *delivery.Deployment {
	if s.Deployment.Name == nil && stageName.MatchString(s.Name) {
		s.Deployment.Name = &s.Name
	}
	return &s.Deployment
}

// alarms are the properties of the stage's monitoring, which it shares with nobody; nil with NoAlarms.
func (s Stage) alarms() *monitoring.MonitoringProps {
	if p, is := s.Monitoring.(*monitoring.MonitoringProps); is && p != nil {
		return new(*p)
	}
	return nil
}

// pipeline is the stage's pipeline with the deployment to its environment, which comes first.
func (s Stage) pipeline() *delivery.PipelineProps {
	s.Pipeline.Deployments = new(append([]*delivery.Deployment{&s.Deployment}, prop.Or(s.Pipeline.Deployments, nil)...))
	return &s.Pipeline
}

// called is what messages call the stage.
func (s Stage) called() string {
	if stageName.MatchString(s.Name) {
		return "stage " + s.Name
	}
	return "stage " + prop.Quote(s.Name)
}

// path is where a construct of the stage is, or will be.
func (s Stage) path(construct string) string {
	if stageName.MatchString(s.Name) {
		return s.Name + "Stack/" + construct
	}
	return s.called() + "/" + construct
}

// followsRepository reports whether the stage needs SourceStack.
func (s Stage) followsRepository() bool {
	_, is := s.Pipeline.Source.(Branch)
	return is
}

// StageStack is all of a stage: DevStack, TestStack, StagingStack, ProdStack.
type StageStack struct {
	// Stack is what the CDK CLI deploys.
	Stack awscdk.Stack
	// Network is the VPC with what belongs to it; nil if the stage brings a VPC of its own in Environment.
	Network *network.Network
	// Application holds the versions that the pipeline deploys; nil if the stage brings one in Environment.
	Application *beanstalk.Application
	// Environment runs the app.
	Environment *beanstalk.WebEnvironment
	// Pipeline deploys every push to the environment; nil for a stage of a [Release].
	Pipeline *delivery.Pipeline
	// Monitoring tells people when the stage is unwell; nil with monitoring.NoAlarms.
	Monitoring *monitoring.Monitoring

	stage Stage // as its Prepare left it, with what the stack supplies
}

// The release has a name among those of stages, and a stack among theirs.
const (
	releaseName  = "Release"
	releaseStack = releaseName + "Stack"
)

var (
	stageName  = regexp.MustCompile(`^[A-Z][A-Za-z0-9]{0,30}$`)
	accountID  = regexp.MustCompile(`^[0-9]{12}$`)
	regionName = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]+$`)
)
