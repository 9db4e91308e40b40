package delivery

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/prop"
)

// sourceNamespace is how later actions name what the source action knows, as in #{Source.CommitId}.
const sourceNamespace = "Source"

var (
	pipelineName   = regexp.MustCompile(`^[A-Za-z0-9.@_-]{1,100}$`)
	deploymentName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{1,90}$`)
)

// Deployment is one environment that a pipeline deploys to.
type Deployment struct {
	// Environment is where the release goes, in the account and region of the pipeline. Required.
	Environment *beanstalk.WebEnvironment
	// Name ends the names of the stages, as in Deploy-Prod: up to 90 letters, digits, ".", "@", "_" and "-". A change
	// makes them new stages without a history. Defaults to the id of the environment's construct.
	Name *string
	// Approval says whether somebody must approve, within seven days, before the release goes here. The approval is a
	// stage of its own, so that a rollback does not ask again. Defaults to false.
	Approval *bool
	// RollbackOnFailure says whether a failed deployment brings back the last release that succeeded here with the
	// pipeline as it is now, from its artifact: ArtifactRetention must outlast the time between two releases.
	// Defaults to false.
	RollbackOnFailure *bool
}

// PipelineProps are the properties of a [Pipeline]. Source and Deployments are required.
type PipelineProps struct {
	// Source is what to build. Required.
	Source Source
	// Deployments are the environments that one artifact goes through, in this order. Required, at least one.
	Deployments *[]*Deployment

	// PipelineName is the physical name, 1 to 100 letters, digits, ".", "@", "_" and "-". Defaults to one that
	// CloudFormation generates.
	PipelineName *string
	// BuildSpec says how to test and build. Defaults to the file buildspec.yml of the source.
	BuildSpec awscodebuild.BuildSpec
	// BuildImage is what the build runs in. Defaults to CodeBuild's image of Amazon Linux 2023 for the architecture of
	// the environments, which then must all have the same.
	BuildImage awscodebuild.IBuildImage
	// ComputeType is the size of the build host. Defaults to SMALL, 2 vCPUs and 4 GiB of memory.
	ComputeType awscodebuild.ComputeType
	// BuildEnvironmentVariables are handed to the build. A secret belongs into one of the types PARAMETER_STORE and
	// SECRETS_MANAGER, which the build then may read. Defaults to none.
	BuildEnvironmentVariables *map[string]*awscodebuild.BuildEnvironmentVariable
	// Privileged lets the build run a Docker daemon, which makes it root on its host. Defaults to false.
	Privileged *bool
	// BuildTimeout ends a build that hangs. In whole minutes, 5 to 2160 (AWS page "Quotas for AWS CodeBuild"). Defaults
	// to 30 minutes.
	BuildTimeout awscdk.Duration
	// LogRetention is how long the logs of builds are kept. Defaults to one month.
	LogRetention awslogs.RetentionDays
	// ArtifactRetention is how long sources, artifacts and the build's cache are kept. In whole days, 1 to 3650.
	// Defaults to 30 days.
	ArtifactRetention awscdk.Duration
	// RemovalPolicy says what becomes of artifacts and build logs when the stack goes: RETAIN keeps them, DESTROY
	// deletes them; it empties the bucket with a Lambda function of the CDK. Defaults to RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
}

// Pipeline delivers every push: it takes the source, tests and builds it once, and deploys the artifact to one
// environment after the other.
type Pipeline struct {
	constructs.Construct
	// Pipeline is the pipeline itself.
	Pipeline awscodepipeline.Pipeline
	// Project builds and tests. What is granted to it is granted to the build.
	Project awscodebuild.PipelineProject
	// ArtifactBucket holds sources, artifacts and the build's cache.
	ArtifactBucket awss3.Bucket
	// BuildLogs is the log group of the builds.
	BuildLogs awslogs.LogGroup
}

// NewPipeline defines
//   - a bucket for artifacts, encrypted, reachable through TLS only, whose content expires
//   - a CodeBuild project with a log group, a cache and leave to publish test reports
//   - a pipeline of type V2: Source, Build, and for each deployment Approve-NAME, if asked for, and Deploy-NAME
//   - a role for each action; those that deploy have the managed policy AdministratorAccess-AWSElasticBeanstalk,
//     because Elastic Beanstalk changes an environment with the permissions of its caller
//   - a rule that starts the pipeline on a push, where the source is CodeCommit
//
// A pipeline runs as soon as it exists. It therefore waits for its environments and for the policies of all roles. A
// newer push overtakes one that waits between stages. An update of the pipeline stops a run and takes away what a
// rollback could return to, and a replaced environment starts without the app, so every update ends in a new run. The
// deploy action takes artifacts of up to 512 MB and waits for up to one hour (AWS page "Quotas in AWS CodePipeline").
//
// It panics with every problem of the properties at once.
func NewPipeline(scope constructs.Construct, id *string, props *PipelineProps) *Pipeline {
	if props == nil {
		props = &PipelineProps{}
	}
	prop.Reject(scope, id, props.validate(scope))
	p := &Pipeline{}
	constructs.NewConstruct_Override(p, scope, id)
	// Policies and trust say the same whatever the app around has chosen.
	for _, flag := range []string{
		"@aws-cdk/aws-iam:minimizePolicies",
		"@aws-cdk/pipelines:reduceStageRoleTrustScope",
		"@aws-cdk/pipelines:reduceCrossAccountActionRoleTrustScope",
	} {
		p.Node().SetContext(jsii.String(flag), true)
	}

	retention := props.ArtifactRetention
	if retention == nil {
		retention = awscdk.Duration_Days(jsii.Number(30))
	}
	p.ArtifactBucket = awss3.NewBucket(p, jsii.String("Artifacts"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Expiration:                          retention,
			AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1)),
		}},
		RemovalPolicy:     props.removalPolicy(),
		AutoDeleteObjects: jsii.Bool(props.removalPolicy() == awscdk.RemovalPolicy_DESTROY),
	})
	p.build(props)
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
	source := awscodepipeline.NewArtifact(jsii.String("Source"), nil)
	release := awscodepipeline.NewArtifact(jsii.String("Release"), nil)

	p.stage("Source", props.Source.action(sourceRole, source), nil)
	p.stage("Build", awscodepipelineactions.NewCodeBuildAction(&awscodepipelineactions.CodeBuildActionProps{
		ActionName: jsii.String("Build"),
		Project:    p.Project,
		Input:      source,
		Outputs:    &[]awscodepipeline.Artifact{release},
	}), nil)
	for _, d := range *props.Deployments {
		name := d.name()
		if prop.Or(d.Approval, false) {
			p.stage("Approve-"+name, awscodepipelineactions.NewManualApprovalAction(&awscodepipelineactions.ManualApprovalActionProps{
				ActionName:            jsii.String("Approve"),
				AdditionalInformation: jsii.Sprintf("Commit #{%s.CommitId} of branch #{%[1]s.BranchName}, to be deployed to %s", sourceNamespace, name),
			}), nil)
		}
		var onFailure *awscodepipeline.FailureConditions
		if prop.Or(d.RollbackOnFailure, false) {
			onFailure = &awscodepipeline.FailureConditions{Result: awscodepipeline.Result_ROLLBACK}
		}
		p.stage("Deploy-"+name, awscodepipelineactions.NewElasticBeanstalkDeployAction(&awscodepipelineactions.ElasticBeanstalkDeployActionProps{
			ActionName:      jsii.String("Deploy"),
			ApplicationName: d.Environment.Application.Name(),
			EnvironmentName: d.Environment.EnvironmentName(),
			Input:           release,
		}), onFailure)
	}
	// CloudFormation knows the roles from the pipeline's definition, but not their policies, nor the bucket's. When the
	// stack goes, the order is reversed: the bucket is emptied once the pipeline no longer fills it.
	p.Pipeline.Node().DefaultChild().Node().AddDependency(sourceRole, p.Project, p.ArtifactBucket)
	return p
}

// stage appends a stage with one action. The first run waits for the policies of the action's role.
func (p *Pipeline) stage(name string, action awscodepipeline.IAction, onFailure *awscodepipeline.FailureConditions) {
	p.Pipeline.AddStage(&awscodepipeline.StageOptions{
		StageName: jsii.String(name),
		Actions:   &[]awscodepipeline.IAction{action},
		OnFailure: onFailure,
	})
	p.Pipeline.Node().DefaultChild().Node().AddDependency(p.Pipeline.Node().FindChild(jsii.String(name)))
}

// OnRunFailed defines a rule for the event that a run of the pipeline has failed, in any of its stages, so that a
// release that did not arrive reaches somebody.
func (p *Pipeline) OnRunFailed(id *string, options *awsevents.OnEventOptions) awsevents.Rule {
	rule := p.Pipeline.OnStateChange(id, options)
	rule.AddEventPattern(&awsevents.EventPattern{Detail: &map[string]any{"state": jsii.Strings("FAILED")}})
	return rule
}

func (d *Deployment) name() string { return prop.Or(d.Name, *d.Environment.Node().Id()) }

func (p *PipelineProps) removalPolicy() awscdk.RemovalPolicy {
	if p.RemovalPolicy == "" {
		return awscdk.RemovalPolicy_RETAIN
	}
	return p.RemovalPolicy
}

func (p *PipelineProps) validate(scope constructs.Construct) error {
	var problems []error
	if p.Source == nil {
		problems = append(problems, errors.New("Source must be given, got nil"))
	} else {
		problems = append(problems, p.Source.check(scope))
	}
	if n := p.PipelineName; n != nil && !prop.IsToken(*n) && !pipelineName.MatchString(*n) {
		problems = append(problems, fmt.Errorf(`PipelineName must be 1 to 100 letters, digits, ".", "@", "_" and "-", got %q`, *n))
	}
	problems = append(problems, p.checkDeployments(scope)...)
	problems = append(problems, checkVariables(p.BuildEnvironmentVariables)...)
	return errors.Join(append(problems,
		checkUnits("BuildTimeout", p.BuildTimeout, "minutes", 5, 2160),
		checkUnits("ArtifactRetention", p.ArtifactRetention, "days", 1, 3650),
		checkRemovalPolicy(p.RemovalPolicy),
	)...)
}

func (p *PipelineProps) checkDeployments(scope constructs.Construct) []error {
	deployments := prop.Or(p.Deployments, nil)
	if len(deployments) == 0 {
		return []error{errors.New("at least one of Deployments must be given, got none")}
	}
	var problems []error
	names := map[string]int{}
	var architecture awsec2.InstanceArchitecture
	for i, d := range deployments {
		field := fmt.Sprintf("Deployments[%d]", i)
		if d == nil || d.Environment == nil {
			problems = append(problems, fmt.Errorf("%s must have an Environment, got nil", field))
			continue
		}
		problems = append(problems, checkNear(field+".Environment", scope, d.Environment.Resource.Env()))
		name := d.name()
		if first, taken := names[name]; taken {
			problems = append(problems, fmt.Errorf("%s.Name must differ from that of Deployments[%d], got %q for both; set Name", field, first, name))
		} else if !deploymentName.MatchString(name) {
			problems = append(problems, fmt.Errorf(`%s.Name must be 1 to 90 letters, digits, ".", "@", "_" and "-", got %q`, field, name))
		}
		names[name] = i
		switch a := d.Environment.Architecture(); {
		case architecture == "":
			architecture = a
		case a != architecture && p.BuildImage == nil:
			problems = append(problems, fmt.Errorf("%s.Environment must have the architecture of the others, %s, got %s; one artifact goes to all, and if it runs on both, set BuildImage", field, architecture, a))
		}
	}
	return problems
}
