package stacks_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

// Alarms cost something, so only Prod has them unless a stage decides otherwise.
func TestWhichStagesHaveAlarms(t *testing.T) {
	for _, stage := range []stacks.Stage{stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()} {
		resources := preset(t, stage)
		want := map[string]int{}
		if stage.Name == "Prod" {
			want = map[string]int{
				"AWS::CloudWatch::Alarm": 6, "AWS::CloudWatch::CompositeAlarm": 1, "AWS::SNS::Topic": 1, "AWS::KMS::Key": 1,
			}
		}
		for _, kind := range []string{
			"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::Dashboard",
			"AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::KMS::Key",
		} {
			if got := count(resources, kind); got != want[kind] {
				t.Errorf("%s has %d of %s, want %d", stage.Name, got, kind, want[kind])
			}
		}
		document := option(resources, "aws:elasticbeanstalk:healthreporting:system", "ConfigDocument")
		if strings.Contains(document, "CloudWatchMetrics") != (stage.Name == "Prod") {
			t.Errorf("%s publishes %s", stage.Name, document)
		}
	}
}

// A release of a stage is looked at through the stage's own alarms, unless it says others.
func TestAStageWatchesItsOwnAlarms(t *testing.T) {
	prod := stacks.Prod()
	prod.Deployment.AlarmWatch = &delivery.AlarmWatch{WaitMinutes: jsii.Number(20)}
	found := false
	for id, r := range preset(t, prod) {
		if r.Type == "AWS::CodePipeline::Pipeline" {
			found = strings.Contains(cdktest.Text(r.Properties), `"AlarmName":{"Ref":"MonitoringUnwell`)
			if !found {
				t.Errorf("%s looks at none: %s", id, cdktest.Text(r.Properties))
			}
		}
	}
	if prod.Deployment.AlarmWatch.Alarm != nil {
		t.Error("the properties have been changed")
	}
	staging := stacks.Staging()
	staging.Deployment.AlarmWatch = &delivery.AlarmWatch{}
	const want = "StagingStack/Pipeline: Deployments[0].AlarmWatch.Alarm must be given, got nil; " +
		"use the Unwell of a monitoring.Monitoring, or leave out Deployments[0].AlarmWatch"
	if diff := cmp.Diff([]string{want}, compose(staging)); diff != "" {
		t.Errorf("without alarms (-want +got):\n%s", diff)
	}
}

// A stage must decide, and whatever is wrong is said before anything is defined.
func TestMonitoringOfAStageWrongUses(t *testing.T) {
	decide := ", got nil; set it to &monitoring.MonitoringProps{} with EmailAddresses or a Topic, or to monitoring.NoAlarms"
	var none *monitoring.MonitoringProps
	on, off := &monitoring.Alarm{}, &monitoring.Alarm{Enabled: jsii.Bool(false)}
	for name, test := range map[string]struct {
		stage  stacks.Stage
		choice monitoring.Choice
		want   string
	}{
		"nothing":       {stacks.Prod(), nil, "stage Prod: Monitoring must be decided: who is told when the stage is unwell" + decide},
		"no properties": {stacks.Dev(), none, "stage Dev: Monitoring must be decided: who is told when the stage is unwell" + decide},
		"a wrong address": {
			stacks.Prod(), &monitoring.MonitoringProps{EmailAddresses: jsii.Strings("ops")},
			`ProdStack/Monitoring: EmailAddresses[0] must be an e-mail address such as ops@example.com, got "ops"`,
		},
		"a maximum of one": {
			stacks.Dev(), &monitoring.MonitoringProps{AtMaximum: on},
			"DevStack/Monitoring: AtMaximum must be left out for a single instance, which is always the only one, got an alarm; leave it out",
		},
		"all turned off": {
			stacks.Prod(), &monitoring.MonitoringProps{Health: off, ServerErrors: off, Latency: off, UnhealthyHosts: off},
			"ProdStack/Monitoring: Health must be on, or ServerErrors, Latency or UnhealthyHosts, got all turned off; " +
				"use NoAlarms, or leave out Environment",
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.stage.Monitoring = test.choice
			err := lineOf(test.stage).Validate(today)
			if diff := cmp.Diff([]string{test.want}, lines(err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{test.want}, compose(test.stage)); diff != "" {
				t.Errorf("problems of Compose (-want +got):\n%s", diff)
			}
		})
	}
}

// Prepare may bring a topic of one's own. It changes its own stage only.
func TestPrepareBringsATopic(t *testing.T) {
	prod, other := stacks.Prod(), stacks.Prod()
	other.Name, other.Monitoring = "Other", prod.Monitoring
	prod.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
		stage.Monitoring.(*monitoring.MonitoringProps).Topic = awssns.NewTopic(s.Stack, jsii.String("Own"), nil)
	}
	_, line, problems := composeLine(prod, other)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	if got := *line.Stages[0].Monitoring.Topic.Node().Path(); !strings.HasSuffix(got, "/Own") {
		t.Errorf("Prod tells %s", got)
	}
	if got := *line.Stages[1].Monitoring.Topic.Node().Path(); !strings.HasSuffix(got, "/Monitoring/Topic") {
		t.Errorf("the other stage tells %s", got)
	}
}

// A stage of one instance has what works there.
func TestAlarmsOfASingleInstance(t *testing.T) {
	dev := stacks.Dev()
	dev.Monitoring = &monitoring.MonitoringProps{EmailAddresses: jsii.Strings("dev@example.com"), Dashboard: jsii.Bool(true)}
	_, line, problems := composeLine(dev)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	if m := line.Stages[0].Monitoring; len(m.Alarms()) != 4 || m.AtMaximum != nil || m.UnhealthyHosts != nil || m.FailedRuns == nil {
		t.Errorf("Dev has %d alarms", len(m.Alarms()))
	}
}

// Those who get the alarms of a stage are told of approvals with one more line.
func TestApprovalsAreToldThroughTheSameTopic(t *testing.T) {
	_, line, problems := composeLine(stacks.Prod())
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	prod := line.Stages[0]
	prod.Pipeline.Pipeline.NotifyOnAnyManualApprovalStateChange(jsii.String("Approvals"), prod.Monitoring.Topic, nil)
	told := 0
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(prod.Stack, nil)) {
		text := cdktest.Text(r.Properties)
		switch r.Type {
		case "AWS::SNS::TopicPolicy", "AWS::KMS::Key":
			if !strings.Contains(text, `"Service":"codestar-notifications.amazonaws.com"`) {
				t.Errorf("the rule may not use the %s: %s", r.Type, text)
			}
			told++
		case "AWS::CodeStarNotifications::NotificationRule":
			told++
		}
	}
	if told != 3 {
		t.Errorf("%d of rule, policy and key are there", told)
	}
}
