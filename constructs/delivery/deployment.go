package delivery

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

var deploymentName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{1,90}$`)

const deploymentNameForm = `1 to 90 letters, digits, ".", "@", "_" and "-"`

// Deployment is one environment that a pipeline deploys to, with what is asked before it and looked at after it.
//
// A release can come back in three ways: RollbackOnFailure after a deployment or a smoke test that failed, AlarmWatch after
// an alarm, and by hand, with `aws codepipeline rollback-stage` and the id of a run that `aws codepipeline
// list-pipeline-executions` shows (AWS page "Configure stage rollback"). Each deploys the artifact of the last release that succeeded
// here, and runs the stage's other steps too. What CloudFormation or a database did meanwhile stays. There is nothing to
// return to on the first run, after a change of the pipeline's structure until a release succeeds with the new one, and
// once the artifact has expired: ArtifactRetentionDays must outlast the time between two releases.
type Deployment struct {
	// Environment is where the release goes, in the account and region of the pipeline. One that another stack defines is named
	// where the names of it and its application are known at synthesis, as with EnvironmentNamePrefix. Required.
	Environment beanstalk.IEnvironment
	// Name ends the names of the stages, as in Deploy-Prod: up to 90 letters, digits, ".", "@", "_" and "-". Changing
	// it makes them new stages without a history. Defaults to the id of the environment's construct.
	Name *string
	// Approval says whether somebody must approve, within seven days, before the release goes here. Newer releases wait
	// behind one that waits. Who approves sees the commit, what has changed, and a link to the environment that the pipeline
	// has deployed it to before, or to this one if it is the first. The approval is a stage of its own, so that a rollback does
	// not ask again. Defaults to false.
	// A change: no interruption, but until a release has succeeded with it, no stage has one to roll back to.
	Approval *bool
	// ApprovalChanges says whether a step before the approval finds out what has changed since the last release that succeeded
	// here: the first lines of the messages of up to 20 commits of CodeCommit, or, through a connection to github.com,
	// gitlab.com or bitbucket.org, the address where the provider shows them, or else the last commit. Where it cannot find
	// out, it says so, and the approval goes on. It also learns the address to look at, where there is no Domain. The step is
	// a build as a [SmokeTest] is, of about a minute. Needs Approval and a source that is a repository. Defaults to true with
	// them.
	ApprovalChanges *bool
	// ApprovalTopic is told, in a mail that people can read, when an approval is needed: a standard topic in the region of
	// the pipeline. The pipeline may publish to it; a topic that is only referred to must have a key that lets it. Not
	// allowed without Approval. Defaults to the topic of Notifications, and to nobody without them (AWS page "Add a manual
	// approval action to a pipeline in CodePipeline").
	ApprovalTopic awssns.ITopic
	// Window is when the deployment may begin. Defaults to any time.
	// A change: no interruption, but until a release has succeeded with it, no stage has one to roll back to.
	Window *Window
	// SmokeTest asks the environment after the deployment. It must be one that can be asked, unless the test is Optional:
	// AllowFrom admits everybody, a certificate comes with a Domain, and an internal load balancer is in a VPC with private
	// subnets that have a way out. Nil for none, which is the default.
	// A change: no interruption, but until a release has succeeded with it, no stage has one to roll back to.
	SmokeTest *SmokeTest
	// AlarmWatch brings back the last release when an alarm tells that this one is unwell. Defaults to none.
	// A change: no interruption, but until a release has succeeded with it, no stage has one to roll back to.
	AlarmWatch *AlarmWatch
	// RollbackOnFailure says whether a failed deployment or smoke test brings back the last release that succeeded here.
	// Defaults to false.
	// A change: no interruption, but until a release has succeeded with it, no stage has one to roll back to.
	RollbackOnFailure *bool
}

// Validate returns every problem of the deployment in one error, or nil. NewPipeline judges where its environment is.
func (d *Deployment) Validate() error {
	if d == nil {
		d = &Deployment{}
	}
	var problems prop.Problems
	d.validate(&problems, "")
	return problems.Err()
}

// validate finds what is wrong with the deployment, in fields that begin with a prefix.
func (d *Deployment) validate(problems *prop.Problems, prefix string) {
	if d.Name != nil && !deploymentName.MatchString(*d.Name) {
		problems.MustBe(prefix+"Name", deploymentNameForm, *d.Name)
	}
	if d.ApprovalTopic != nil && problems.Required(prefix+"ApprovalTopic", d.ApprovalTopic, "leave it out") && !prop.Or(d.Approval, false) {
		problems.Say(prefix+"ApprovalTopic", "set Approval to true, or leave it out", "must come with Approval, got no approval")
	}
	if prop.Or(d.ApprovalChanges, false) && !prop.Or(d.Approval, false) {
		problems.Say(prefix+"ApprovalChanges", "set Approval to true, or leave it out", "must come with Approval, got no approval")
	}
	d.SmokeTest.validate(problems, prefix+"SmokeTest")
	d.AlarmWatch.validate(problems, prefix+"AlarmWatch")
	d.Window.validate(problems, prefix+"Window")
}

// validateTree finds an environment that cannot be asked, and an alarm or a topic that cannot be reached.
func (d *Deployment) validateTree(problems *prop.Problems, prefix string, scope constructs.Construct) {
	d.SmokeTest.validateTree(problems, prefix+"SmokeTest", d.Environment, scope)
	d.AlarmWatch.validateTree(problems, prefix+"AlarmWatch", scope)
	validateTopic(problems, prefix+"ApprovalTopic", d.ApprovalTopic, scope)
}

// validateTopic finds a topic that a pipeline cannot send to.
func validateTopic(problems *prop.Problems, field string, topic awssns.ITopic, scope constructs.Construct) {
	if prop.IsNil(topic) {
		return
	}
	if cdk.Try(func() {
		_ = *topic.TopicArn()
		cdk.InRegion(problems, field, scope, *topic.Env().Region, "where the pipeline can reach it")
		if prop.Or(topic.Fifo(), false) {
			problems.Say(field, "make it without Fifo", "must be a standard topic, to which people can subscribe, got a FIFO one")
		}
	}) != nil {
		problems.Say(field, "", "must be a topic that was made, got one without a name")
	}
}

// onFailure is what a failed stage leads to, or nil.
func (d *Deployment) onFailure() *awscodepipeline.FailureConditions {
	if !prop.Or(d.RollbackOnFailure, false) {
		return nil
	}
	return &awscodepipeline.FailureConditions{Result: awscodepipeline.Result_ROLLBACK}
}

// after are the steps that follow a deployment in its stage, one after the other.
func (d *Deployment) after(name string, at target, steps *steps) (actions []awscodepipeline.IAction) {
	if d.SmokeTest.asks(d.Environment) {
		how, _ := visit(d.Environment)
		project := d.SmokeTest.project(steps.scope, "SmokeTest-"+name, how, at, steps.logs())
		actions = append(actions, steps.action("SmokeTest", 2, project, nil, nil))
	}
	if d.AlarmWatch != nil {
		minutes := prop.Or(d.AlarmWatch.WaitMinutes, 10)
		project := newStep(steps.scope, "Wait-"+name, steps.logs(), waitSpec(minutes), minutes+5, nil, &awscodebuild.PipelineProjectProps{})
		actions = append(actions, steps.action("Wait", 2+len(actions), project, nil, nil))
	}
	return actions
}
