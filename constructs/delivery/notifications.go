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

// Notifications tell people what happens to a release, each in a few sentences: which stage it is, what to do, and the
// address of the run in the console, which shows the commit. They tell of a stage that failed, of an approval that is
// needed, with the commit, and of one that was given, and of a release that has arrived in an environment, whether by a
// deployment or by a rollback. The approvals of a deployment with an ApprovalTopic go there instead. An event may be told
// twice (AWS page "Monitoring CodePipeline events").
//
// A topic of its own has a key of its own, which costs 1 USD a month (list price of us-east-1).
type Notifications struct {
	// EmailAddresses are who is told. AWS sends each a mail first, and nothing else before somebody has confirmed it.
	// Defaults to nobody: the topic then has no subscription yet.
	EmailAddresses *[]*string
	// Topic is an existing standard topic, not FIFO, in the region of the pipeline, for all messages, such as that of a
	// monitoring.Monitoring. The pipeline and EventBridge publish with roles of the app; a topic that is only referred to
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

// A message is what people are told of an event. Its paths are those of the event.
type message struct {
	id, event string
	detail    map[string]any
	lines     []string
}

// messages are what is told of a pipeline with these deployments.
func messages(deployments []string) []message {
	var stages []string
	for _, name := range deployments {
		stages = append(stages, DeployStage(name))
	}
	return []message{
		{"Failed", "CodePipeline Stage Execution State Change", map[string]any{"state": []string{"FAILED"}}, []string{
			"The stage <stage> of <pipeline> has failed, and the release goes no further.",
			"See why, and which commit it is:",
			"<run>",
			"If it was by chance, choose Retry there. Otherwise push a commit that mends it. A stage with a rollback brings the last release back by itself.",
		}},
		{"Approved", "CodePipeline Action Execution State Change", map[string]any{
			"type": map[string]any{"category": []string{"Approval"}}, "state": []string{"SUCCEEDED"},
		}, []string{
			"The stage <stage> of <pipeline> is approved, and the release goes on. There is nothing to do.",
			"Which commit it is, and who approved it:",
			"<run>",
		}},
		{"Arrived", "CodePipeline Stage Execution State Change", map[string]any{"stage": stages, "state": []string{"SUCCEEDED"}}, []string{
			"A release has arrived: the stage <stage> of <pipeline> has succeeded. There is nothing to do.",
			"Which commit it is, and whether it is a new release or an earlier one that was brought back:",
			"<run>",
		}},
	}
}

// define defines the topic, the rules that send to it, and the role with which they do, and returns the topic; nil without
// notifications. Approvals that are needed are told by the approvals themselves.
func (n *Notifications) define(scope constructs.Construct, pipeline awscodepipeline.Pipeline, deployments []string) awssns.ITopic {
	if n == nil {
		return nil
	}
	inside := constructs.NewConstruct(scope, jsii.String("Notifications"))
	told := n.Topic
	if told == nil {
		told, _ = topic.New(inside, n.EmailAddresses)
	}
	// With a role, neither the topic nor its key must let EventBridge in, whose rules could be anybody's.
	role := awsiam.NewRole(inside, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil),
	})
	isolation.TrustHere(role)
	told.GrantPublish(role)
	region := *awscdk.Stack_Of(scope).Region()
	for _, m := range messages(deployments) {
		rule := awsevents.NewCfnRule(inside, &m.id, &awsevents.CfnRuleProps{
			EventPattern: map[string]any{
				"source": []string{"aws.codepipeline"}, "detail-type": []string{m.event},
				"resources": []*string{pipeline.PipelineArn()}, "detail": m.detail,
			},
			Targets: []any{&awsevents.CfnRule_TargetProperty{
				Id: jsii.String("Topic"), Arn: told.TopicArn(), RoleArn: role.RoleArn(),
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

// template is the message in the form of EventBridge: a string in quotes for each line. The console is that of the region,
// which is in its name too.
func (m message) template(region string) string {
	run := "https://" + region + "." + regions.Console(region) + "/codesuite/codepipeline/pipelines/<pipeline>/executions/<execution>/timeline?region=" + region
	return `"` + strings.ReplaceAll(strings.Join(m.lines, "\"\n\""), "<run>", run) + `"`
}
