package delivery

import (
	"errors"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/isolation"
	"beanstalkline/internal/prop"
)

// Pipeline delivers every push: it takes the source, tests and builds it once, and deploys the artifact to one
// environment after the other.
//
// It is extended through the CDK's own pipeline: its stages take further actions, and further stages can be added; the
// first run waits for the policies of their roles too:
//
//	pipeline.Pipeline.Stage(jsii.String(delivery.BuildStage)).AddAction(action)
//	pipeline.Pipeline.AddStage(&awscodepipeline.StageOptions{
//		StageName: jsii.String("Scan"),
//		Actions:   &[]awscodepipeline.IAction{action}, // reads pipeline.Source or pipeline.Release
//		Placement: &awscodepipeline.StagePlacement{
//			JustAfter: pipeline.Pipeline.Stage(jsii.String(delivery.BuildStage)),
//		},
//	})
//	pipeline.Pipeline.AddTrigger(trigger)
type Pipeline struct {
	constructs.Construct
	// Pipeline is the pipeline itself.
	Pipeline awscodepipeline.Pipeline
	// Project builds and tests. What is granted to it is granted to the build. Nil if the pipeline is Prebuilt.
	Project awscodebuild.PipelineProject
	// Source is the artifact with the source, and Release the one that the build makes from it: the same if it is Prebuilt.
	Source, Release awscodepipeline.Artifact
	// ArtifactBucket holds sources, artifacts and the build's cache.
	ArtifactBucket awss3.Bucket
	// BuildLogs is the log group of the builds, and of what a stage does beside a deployment. Nil if there is neither.
	BuildLogs awslogs.LogGroup
	// NotificationTopic is where the messages of Notifications go; nil without them.
	NotificationTopic awssns.ITopic

	actions []awscodepipeline.IAction
}

// NewPipeline defines
//   - a bucket for artifacts, encrypted, reachable only through TLS, which keeps versions and whose content expires
//   - a CodeBuild project with a log group, a cache and the right to publish test reports
//   - a pipeline of type V2: Source, Build unless it is Prebuilt, and for each deployment Approve-NAME, if asked for, and
//     Deploy-NAME
//   - a small project and role for each smoke test, each wait for an alarm, and what tells an approval of the changes, and one
//     role that starts them
//   - with Notifications, three rules, a state machine that sends to a topic, and a role for each; and the topic with its key,
//     unless one is given
//   - a role for each action; those that deploy have the managed policy AdministratorAccess-AWSElasticBeanstalk,
//     because Elastic Beanstalk changes an environment with the permissions of its caller, less what it allows on other
//     applications of the account (SECURITY.md); for an environment made elsewhere, whose roles are not known, it may still
//     pass any role
//   - a build that reads its source and adds its artifact, and can neither list nor delete what the bucket holds; and a role
//     of the source's action that can delete nothing there, and add no artifact of a build
//   - a rule that starts the pipeline on a push, where the source is CodeCommit, or on an upload, where it is Amazon S3
//
// A pipeline runs as soon as it exists. It therefore waits for its environments and for the policies of all roles. A
// newer push overtakes one that waits between stages. An update of the pipeline stops a run and discards what a
// rollback could return to, and a replaced environment starts without the app, so every update ends with a new run. The
// deploy action takes artifacts of up to 512 MB and waits for up to one hour (AWS page "Quotas in AWS CodePipeline").
//
// A build that fails is tried once more by itself, because an account may run few builds at once and CodeBuild refuses
// more instead of letting them wait (AWS pages "Configure stage retry" and "Quotas for AWS CodeBuild"). A smoke test asks
// several times. Nothing else is retried: a deployment that failed may have changed the environment.
//
// It panics with every problem of the properties at once.
func NewPipeline(scope constructs.Construct, id *string, props *PipelineProps) *Pipeline {
	var problems prop.Problems
	problems.Add(props.Validate())
	names := props.validateTree(&problems, scope)
	cdk.Reject("NewPipeline", scope, id, problems.Err())
	p := &Pipeline{}
	cdk.Define("NewPipeline", p, scope, id)
	// Policies and trust are the same whatever the app around them has chosen.
	for _, flag := range []string{
		"@aws-cdk/aws-iam:minimizePolicies",
		"@aws-cdk/pipelines:reduceStageRoleTrustScope",
		"@aws-cdk/pipelines:reduceCrossAccountActionRoleTrustScope",
	} {
		p.Node().SetContext(jsii.String(flag), true)
	}

	kept := awscdk.Duration_Days(jsii.Number(prop.Or(props.ArtifactRetentionDays, 30)))
	oneDay := awscdk.Duration_Days(jsii.Number(1))
	p.ArtifactBucket = cdk.NewBucket(p, "Artifacts", props.RemovalPolicy, &awss3.LifecycleRule{
		Expiration:                          kept,
		NoncurrentVersionExpiration:         kept,
		AbortIncompleteMultipartUploadAfter: oneDay,
	}, &awss3.LifecycleRule{
		// Each build replaces the cache. The shorter of two rules is honored (AWS page "How Amazon S3 handles conflicts in
		// lifecycle configurations").
		Prefix:                      jsii.String(cachePrefix + "/"),
		NoncurrentVersionExpiration: oneDay,
	})
	if !props.prebuilt() {
		p.Project = newBuild(p, props, p.ArtifactBucket, buildLogs(p, props))
	}
	p.Pipeline = awscodepipeline.NewPipeline(p, jsii.String("Resource"), &awscodepipeline.PipelineProps{
		PipelineName:              props.PipelineName,
		PipelineType:              awscodepipeline.PipelineType_V2,
		ExecutionMode:             awscodepipeline.ExecutionMode_SUPERSEDED,
		RestartExecutionOnUpdate:  jsii.Bool(true),
		ArtifactBucket:            p.ArtifactBucket,
		CrossAccountKeys:          jsii.Bool(false),
		UsePipelineRoleForActions: jsii.Bool(false),
	})
	sourceRole := awsiam.NewRole(p, jsii.String("SourceRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewArnPrincipal(p.Pipeline.Role().RoleArn()),
	})
	p.Source = awscodepipeline.NewArtifact(jsii.String("Source"), nil)
	p.Release = awscodepipeline.NewArtifact(jsii.String(releaseName), nil)

	source := props.Source.Action(&SourceActionOptions{
		Scope:              p,
		ActionName:         jsii.String("Source"),
		VariablesNamespace: jsii.String(SourceStage),
		Role:               sourceRole,
		Output:             p.Source,
	})
	if prop.IsNil(source) {
		problems.Say("Source", "", "must return an action from its method Action, got nil")
		panic(prop.At(*p.Node().Path(), problems.Err()))
	}
	p.stage(source, &awscodepipeline.StageOptions{StageName: jsii.String(SourceStage)})
	if starter, is := props.Source.(Starter); is {
		starter.AddTriggers(p.Pipeline, source)
	}
	if props.prebuilt() {
		p.Release = p.Source
	} else {
		p.build()
	}
	revision := "A release"
	if named, is := props.Source.(interface{ Revision() string }); is {
		revision = named.Revision()
	}
	p.NotificationTopic = props.Notifications.define(p, p.Pipeline, props.Source, names)
	for i, name := range names {
		p.deploy(props, i, name, revision)
	}
	p.BuildLogs, _ = p.Node().TryFindChild(jsii.String("BuildLogs")).(awslogs.LogGroup)
	if p.Project != nil {
		p.isolateBuild(props)
	}
	isolation.Source(isolation.NewPolicy(sourceRole), p.ArtifactBucket, releaseName)
	isolation.TrustHere(p.Pipeline.Role())
	// CloudFormation knows the roles from the pipeline's definition, but not their policies, nor the bucket's. When the
	// stack is deleted, the order is reversed: the bucket is emptied once the pipeline no longer fills it.
	warnOfRegion(p, props.Source)
	resource := p.Pipeline.Node().DefaultChild()
	resource.Node().AddDependency(sourceRole, p.ArtifactBucket)
	if p.Project != nil {
		warnOfSeed(p, props)
		props.Image.warnOfFiles(p, props.Source)
		warnOfBuildSpec(p, props, props.imageFor((*props.Deployments)[0].Environment.Architecture()))
		resource.Node().AddDependency(append(props.Image.grant(p, p.Project, *props.Deployments), p.Project)...)
	}
	awscdk.Aspects_Of(resource).Add(&stagesFirst{p.Pipeline, p.actions}, nil)
	p.Node().AddValidation(&definitionCheck{p.Pipeline})
	if lifetime := props.Image.lifetimeOf(props.ArtifactRetentionDays); lifetime != nil {
		p.Node().AddValidation(lifetime)
	}
	return p
}

// build appends the stage that makes the release.
func (p *Pipeline) build() {
	p.stage(awscodepipelineactions.NewCodeBuildAction(&awscodepipelineactions.CodeBuildActionProps{
		ActionName: jsii.String("Build"),
		Project:    p.Project,
		Input:      p.Source,
		Outputs:    &[]awscodepipeline.Artifact{p.Release},
	}), &awscodepipeline.StageOptions{StageName: jsii.String(BuildStage), OnFailure: &awscodepipeline.FailureConditions{
		Result:    awscodepipeline.Result_RETRY,
		RetryMode: awscodepipeline.RetryMode_FAILED_ACTIONS,
	}})
}

// isolateBuild takes away from the role of the build what it does not need.
func (p *Pipeline) isolateBuild(props *PipelineProps) {
	denies := isolation.NewPolicy(p.Project.Role().(awsiam.Role))
	isolation.Builder(denies, p.ArtifactBucket, *p.Source.ArtifactName())
	if cloning, is := props.Source.(cloned); is && cloning.clones() {
		cloning.letClone(p, p.Project.Role().(awsiam.Role), denies)
	}
	props.confine(denies)
	isolation.TrustHere(p.Project.Role())
}

// deploy adds the stages of the deployment at an index.
func (p *Pipeline) deploy(props *PipelineProps, i int, name, revision string) {
	d := (*props.Deployments)[i]
	logs := func() awslogs.ILogGroup { return buildLogs(p, props) }
	steps := &steps{scope: p, pipeline: p.Pipeline, release: p.Release, logs: logs}
	seen := (*props.Deployments)[max(0, i-1)].Environment
	asked := request{d, name, revision, props.Source, seen, p.NotificationTopic, namespaceOf(i)}
	if actions := asked.actions(steps); len(actions) > 0 {
		p.stage(actions[0], &awscodepipeline.StageOptions{StageName: jsii.String(ApproveStage(name))}, actions[1:]...)
	}
	environment := seenFrom(p, d.Environment)
	after := d.after(name, environment, steps)
	p.stage(awscodepipelineactions.NewElasticBeanstalkDeployAction(&awscodepipelineactions.ElasticBeanstalkDeployActionProps{
		ActionName:      jsii.String("Deploy"),
		ApplicationName: environment.application,
		EnvironmentName: environment.name,
		Input:           p.Release,
	}), &awscodepipeline.StageOptions{
		StageName:   jsii.String(DeployStage(name)),
		BeforeEntry: d.Window.entry(name), OnSuccess: d.AlarmWatch.success(name, p.Pipeline), OnFailure: d.onFailure(),
	}, after...)
	for _, project := range steps.projects {
		isolation.Builder(isolation.NewPolicy(project.Role().(awsiam.Role)), p.ArtifactBucket, *p.Source.ArtifactName())
		p.Pipeline.Node().DefaultChild().Node().AddDependency(project, steps.role())
	}
	p.isolate(name, environment)
}

// isolate takes away from the role of a deployment what AWS's policy for it allows on other applications. The roles of an
// environment that is not defined in the app are not known.
func (p *Pipeline) isolate(name string, environment target) {
	var role constructs.IConstruct = p.Pipeline
	for _, id := range []string{DeployStage(name), "Deploy", "CodePipelineActionRole"} {
		role = role.Node().FindChild(&id)
	}
	policy := isolation.NewPolicy(role.(awsiam.Role))
	isolation.Worker(policy, environment.application, environment.tag)
	if environment.roles != nil {
		isolation.OwnDatabases(policy, environment.tag)
		isolation.PassOnly(policy, environment.roles...)
	}
}

// stage appends a stage with an action, and the steps that follow it.
func (p *Pipeline) stage(action awscodepipeline.IAction, options *awscodepipeline.StageOptions, steps ...awscodepipeline.IAction) {
	p.actions = append(p.actions, action)
	actions := append([]awscodepipeline.IAction{action}, steps...)
	options.Actions = &actions
	if err := cdk.Try(func() { p.Pipeline.AddStage(options) }); err != nil {
		panic(prop.At(*p.Node().Path(), err))
	}
}

// OnRunFailed defines a rule for the event that a run of the pipeline has failed, in any of its stages, so that
// somebody learns of a release that did not arrive.
func (p *Pipeline) OnRunFailed(id *string, options *awsevents.OnEventOptions) awsevents.Rule {
	if p == nil || p.Pipeline == nil {
		panic(errors.New("OnRunFailed must be called on a pipeline that NewPipeline has made, got one that was never made"))
	}
	rule := p.Pipeline.OnStateChange(id, options)
	rule.AddEventPattern(&awsevents.EventPattern{Detail: &map[string]any{"state": jsii.Strings("FAILED")}})
	return rule
}
