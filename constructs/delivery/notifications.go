package delivery

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/isolation"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
	"beanstalkline/internal/topic"
)

// Notifications tell people what happens to a release, each in a few sentences: which stage it is, which commit, what to do,
// and the address of the run in the console. They tell of a stage that failed, of an approval that is needed, and of one that
// was given, and of a release that has arrived in an environment, whether by a deployment or by a rollback. The commit is
// found by a state machine of AWS Step Functions, 0.0001 USD a message, since no event has it; a run that has not read its
// source yet has none, and is told without. The approvals of a deployment with an ApprovalTopic go there instead. An event may be told
// twice (AWS page "Monitoring CodePipeline events").
//
// They take the place of an alarm on failed runs: a release has none, since a stage's monitoring watches a pipeline of the
// stage's own only.
//
// A topic of its own has a key of its own, which costs 1 USD a month (list price of us-east-1).
type Notifications struct {
	// EmailAddresses are who is told. AWS sends each a mail first, and nothing else before somebody has confirmed it.
	// Defaults to nobody: the topic then has no subscription yet.
	EmailAddresses *[]*string
	// Topic is an existing standard topic, not FIFO, in the region of the pipeline, for all messages, such as that of a
	// monitoring.Monitoring. The pipeline and the state machine publish with roles of the app; a topic that is only referred to
	// must have a key that lets them. Nothing is subscribed to it here. Defaults to a topic of its own.
	Topic awssns.ITopic
}

func (n *Notifications) validate(problems *prop.Problems) {
	if n != nil {
		topic.Validate(problems, "Notifications.", n.EmailAddresses, n.Topic)
	}
}

func (n *Notifications) validateTree(problems *prop.Problems, scope constructs.Construct) {
	if n != nil {
		validateTopic(problems, "Notifications.Topic", n.Topic, scope)
	}
}

// A message is what people are told of an event, around the commit. Its paths are those of the event.
type message struct {
	id, event        string
	detail           map[string]any
	subject          string
	happened, advice string
}

// messages are what is told of a pipeline with these deployments.
func messages(deployments []string) []message {
	var stages []string
	for _, name := range deployments {
		stages = append(stages, DeployStage(name))
	}
	return []message{
		{
			"Failed", "CodePipeline Stage Execution State Change", map[string]any{"state": []string{"FAILED"}}, "A release has failed",
			"The stage <stage> of <pipeline> has failed, and the release goes no further.\n",
			"See why:\n<run>\nIf it was by chance, choose Retry there. Otherwise push a commit that mends it. " +
				"A stage with a rollback brings the last release back by itself.",
		},
		{
			"Approved", "CodePipeline Action Execution State Change", map[string]any{
				"type": map[string]any{"category": []string{"Approval"}}, "state": []string{"SUCCEEDED"},
			}, "A release is approved",
			"The stage <stage> of <pipeline> is approved, and the release goes on. There is nothing to do.\n", "Who approved it:\n<run>",
		},
		{
			"Arrived", "CodePipeline Stage Execution State Change", map[string]any{"stage": stages, "state": []string{"SUCCEEDED"}},
			"A release has arrived",
			"A release has arrived: the stage <stage> of <pipeline> has succeeded. There is nothing to do.\n",
			"Whether it is a new release or an earlier one that was brought back:\n<run>",
		},
	}
}

// define defines the topic, the rules that tell a state machine of events, the machine that sends to the topic, and a role
// for each, and returns the topic; nil without notifications. Approvals that are needed are told by the approvals themselves.
func (n *Notifications) define(
	scope constructs.Construct, pipeline awscodepipeline.Pipeline, source Source, deployments []string,
) awssns.ITopic {
	if n == nil {
		return nil
	}
	inside := constructs.NewConstruct(scope, jsii.String("Notifications"))
	told := n.Topic
	if told == nil {
		told, _ = topic.New(inside, n.EmailAddresses)
	}
	machine := newTeller(inside, pipeline, told, source)
	role := awsiam.NewRole(inside, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil),
	})
	isolation.TrustHere(role)
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("states:StartExecution"), Resources: &[]*string{machine.Ref()},
	}))
	region := *awscdk.Stack_Of(scope).Region()
	for _, m := range messages(deployments) {
		rule := awsevents.NewCfnRule(inside, &m.id, &awsevents.CfnRuleProps{
			EventPattern: map[string]any{
				"source": []string{"aws.codepipeline"}, "detail-type": []string{m.event},
				"resources": []*string{pipeline.PipelineArn()}, "detail": m.detail,
			},
			Targets: []any{&awsevents.CfnRule_TargetProperty{
				Id: jsii.String("Teller"), Arn: machine.Ref(), RoleArn: role.RoleArn(),
				InputTransformer: &awsevents.CfnRule_InputTransformerProperty{
					InputPathsMap: &map[string]*string{
						"stage": jsii.String("$.detail.stage"), "pipeline": jsii.String("$.detail.pipeline"),
						"execution": jsii.String("$.detail.execution-id"),
					},
					InputTemplate: jsii.String(m.template(region)),
				},
			}},
		})
		rule.Node().AddDependency(role)
	}
	return told
}

// template is the message as the state machine gets it, in the form of EventBridge: an object whose strings have the values
// of the event in them. The console is that of the region, which is in its name too.
func (m message) template(region string) string {
	run := "https://" + region + "." + regions.Console(region) + "/codesuite/codepipeline/pipelines/<pipeline>/executions/<execution>/timeline?region=" + region
	line := strings.NewReplacer("<run>", run, "\n", `\n`)
	return `{"pipeline":<pipeline>,"execution":<execution>,"subject":"` + m.subject +
		`","happened":"` + line.Replace(m.happened) + `","break":"\n","advice":"` + line.Replace(m.advice) + `"}`
}
