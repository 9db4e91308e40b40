package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// told defines a pipeline with notifications and an approval.
func told(stack awscdk.Stack, n *delivery.Notifications) *delivery.Pipeline {
	return pipeline(stack, func(p *delivery.PipelineProps) {
		p.Notifications, (*p.Deployments)[0].Approval = n, jsii.Bool(true)
	})
}

func TestNotificationsTellPeopleWhatToDo(t *testing.T) {
	stack := cdktest.NewStack(nil)
	told(stack, &delivery.Notifications{EmailAddresses: jsii.Strings("ops@example.com", "dev@example.com")})
	kinds, said := map[string]int{}, map[string]string{}
	for id, r := range resources(t, stack) {
		if !strings.HasPrefix(id, "PipelineNotifications") {
			continue
		}
		kinds[r.Type]++
		if r.Type == "AWS::Events::Rule" {
			pattern := r.Properties["EventPattern"].(map[string]any)
			said[cdktest.Text(pattern["detail"])] = cdktest.Text(r.Properties["Targets"])
			if !strings.Contains(cdktest.Text(pattern["resources"]), `{"Ref":"Pipeline`) {
				t.Errorf("%s looks at %s", id, cdktest.Text(pattern["resources"]))
			}
		}
	}
	want := map[string]int{
		"AWS::Events::Rule": 3, "AWS::SNS::Topic": 1, "AWS::SNS::TopicPolicy": 1, "AWS::KMS::Key": 1, "AWS::SNS::Subscription": 2,
		"AWS::IAM::Role": 2, "AWS::IAM::Policy": 2, "AWS::StepFunctions::StateMachine": 1,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	for detail, text := range map[string]string{
		`{"state":["FAILED"]}`: "choose Retry there",
		`{"state":["SUCCEEDED"],"type":{"category":["Approval"]}}`: "is approved",
		`{"stage":["Deploy-Web"],"state":["SUCCEEDED"]}`:           "has arrived",
	} {
		if !strings.Contains(said[detail], text) || !strings.Contains(said[detail], `executions/\u003cexecution\u003e/timeline`) {
			t.Errorf("%s is told as %s", detail, said[detail])
		}
	}
	if text := cdktest.Text(stageOf(t, stack, "Approve-Web")); !strings.Contains(text, `"NotificationArn":{"Ref":"PipelineNotifications`) {
		t.Errorf("the approval is %s", text)
	}
}

// Both roles may do what the messages need, for this pipeline and this topic.
func TestRolesOfNotificationsAreSmall(t *testing.T) {
	stack := cdktest.NewStack(nil)
	told(stack, &delivery.Notifications{Topic: awssns.NewTopic(stack, jsii.String("Given"), nil)})
	got := statements(t, stack)
	for role, want := range map[string]string{
		"PipelineNotificationsRole": `["states:StartExecution"] on [{"Ref":"PipelineNotificationsTeller`,
		"PipelineNotificationsTellerRole": `["codepipeline:GetPipelineExecution"] on [{"Fn::Join":["",["arn:",` +
			`{"Ref":"AWS::Partition"},":codepipeline:",["sns:Publish"] on [{"Ref":"Given`,
	} {
		var said []string
		for _, s := range got[role] {
			said = append(said, cdktest.Text(s.Actions)+" on "+cdktest.Text(s.Resources))
		}
		for _, part := range strings.Split(want, `,["`) {
			if text := strings.Join(said, " "); !strings.Contains(text, part) {
				t.Errorf("%s may %s, want %s", role, text, part)
			}
		}
		if len(said) != strings.Count(want, " on ") {
			t.Errorf("%s may do %d things: %s", role, len(said), said)
		}
	}
}

// EventBridge may publish for rules of this account only, and with the key.
func TestNotificationsAreSentWithARole(t *testing.T) {
	stack := cdktest.NewStack(nil)
	told(stack, &delivery.Notifications{})
	for id, r := range resources(t, stack) {
		text := cdktest.Text(r.Properties)
		switch {
		case !strings.HasPrefix(id, "PipelineNotifications"):
		case r.Type == "AWS::IAM::Role" && !strings.Contains(text, `"aws:SourceAccount"`):
			t.Errorf("%s is trusted from other accounts", id)
		case strings.HasPrefix(id, "PipelineNotificationsTellerRoleDefault") &&
			!(strings.Contains(text, `"sns:Publish"`) && strings.Contains(text, "kms:GenerateDataKey*")):
			t.Errorf("%s allows %s", id, text)
		case r.Type == "AWS::SNS::TopicPolicy" && strings.Contains(text, "events.amazonaws.com"):
			t.Errorf("%s lets everybody's rules in: %s", id, text)
		}
	}
}

func TestNotificationsToAGivenTopic(t *testing.T) {
	stack := cdktest.NewStack(nil)
	given := awssns.NewTopic(stack, jsii.String("Given"), nil)
	p := told(stack, &delivery.Notifications{Topic: given})
	if p.NotificationTopic != awssns.ITopic(given) {
		t.Error("NotificationTopic is another")
	}
	for id, r := range resources(t, stack) {
		if strings.HasPrefix(id, "PipelineNotifications") && (r.Type == "AWS::SNS::Topic" || r.Type == "AWS::KMS::Key") {
			t.Errorf("%s is defined", id)
		}
	}
}

func TestNotificationsWrongUses(t *testing.T) {
	for name, test := range map[string]struct {
		notifications func(awscdk.Stack) *delivery.Notifications
		want          string
	}{
		"a name": {func(awscdk.Stack) *delivery.Notifications {
			return &delivery.Notifications{EmailAddresses: jsii.Strings("ops")}
		}, `Notifications.EmailAddresses[0] must be an e-mail address such as ops@example.com, got "ops"`},
		"one address twice": {func(awscdk.Stack) *delivery.Notifications {
			return &delivery.Notifications{EmailAddresses: jsii.Strings("ops@example.com", "OPS@example.com")}
		}, `Notifications.EmailAddresses[1] must be different from Notifications.EmailAddresses[0], got "OPS@example.com"; ` +
			"remove one of the two"},
		"both": {func(stack awscdk.Stack) *delivery.Notifications {
			return &delivery.Notifications{
				EmailAddresses: jsii.Strings("ops@example.com"), Topic: awssns.NewTopic(stack, jsii.String("Given"), nil),
			}
		}, "Notifications.EmailAddresses must be left out beside Topic, got both; subscribe them to the topic where it is defined"},
		"another region": {func(stack awscdk.Stack) *delivery.Notifications {
			arn := jsii.String("arn:aws:sns:eu-west-1:111122223333:ops")
			return &delivery.Notifications{Topic: awssns.Topic_FromTopicArn(stack, jsii.String("Given"), arn)}
		}, `Notifications.Topic must be in the region of the stack, "eu-central-1", where the pipeline can reach it, got "eu-west-1"`},
	} {
		t.Run(name, func(t *testing.T) {
			stack := placed()
			checkRejection(t, "Pipeline", func() { told(stack, test.notifications(stack)) }, test.want)
		})
	}
}
