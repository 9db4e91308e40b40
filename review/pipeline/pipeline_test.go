package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
)

type object = map[string]any

func action(name, category, provider string, configuration object) object {
	return object{"Name": name, "ActionTypeId": object{"Category": category, "Provider": provider}, "Configuration": configuration}
}

func stage(name string, actions ...any) object { return object{"Name": name, "Actions": actions} }

var (
	source   = stage("Source", action("Source", "Source", "CodeCommit", object{"BranchName": "main"}))
	approval = stage("Approve", action("Approve", "Approval", "Manual", object{"NotificationArn": "arn:topic"}))
	smoke    = stage("Smoke", action("Smoke", "Test", "CodeBuild", object{"ProjectName": "p"}))
)

func deploy(more object) object {
	s := stage("Deploy", action("Deploy", "Deploy", "ElasticBeanstalk", object{"EnvironmentName": object{"Ref": "E"}}))
	for key, value := range more {
		s[key] = value
	}
	return s
}

func app(stages ...any) *assembly.Assembly { return with(object{"Stages": stages}) }

func with(properties object) *assembly.Assembly {
	return &assembly.Assembly{Stacks: []*assembly.Stack{{Name: "A", Template: assembly.Template{Resources: map[string]*assembly.Resource{
		"P": {Type: kind, Properties: properties, Metadata: object{"aws:cdk:path": "A/Pipeline/Resource"}},
		"E": {Type: environment, Properties: object{"EnvironmentName": "env"}, Metadata: object{"aws:cdk:path": "A/Environment"}},
	}}}}}
}

func TestBetween(t *testing.T) {
	rollback := object{"OnFailure": object{"Result": "ROLLBACK"}}
	window := func(hour string) object {
		return object{"BeforeEntry": object{"Conditions": []any{object{"Result": "FAIL", "Rules": []any{object{
			"RuleTypeId": object{"Provider": "DeploymentWindow"}, "Configuration": object{"Cron": hour},
		}}}}}}
	}
	stop := object{"DisableInboundStageTransitions": []any{object{"StageName": "Deploy"}}}
	cloudFormation := func(mode string) object {
		return stage(mode, action(mode, "Deploy", "CloudFormation", object{"StackName": "s", "ActionMode": mode}))
	}
	prepare, execute := cloudFormation("CHANGE_SET_REPLACE"), cloudFormation("CHANGE_SET_EXECUTE")
	deployment := func() object { return action("Deploy", "Deploy", "ElasticBeanstalk", object{"EnvironmentName": "env"}) }
	at := func(order float64, deployment func() object) object {
		last := deployment()
		last["RunOrder"] = order
		return stage("Deploy", action("Approve", "Approval", "Manual", nil), last)
	}
	other := stage("Source", action("Source", "Source", "CodeCommit", object{"BranchName": "release"}))
	literal := stage("Deploy", action("Deploy", "Deploy", "ElasticBeanstalk", object{"EnvironmentName": "env"}))
	moved := stage("Go", action("Deploy", "Deploy", "ElasticBeanstalk", object{"EnvironmentName": "env"}))
	for name, c := range map[string]struct {
		base, head *assembly.Assembly
		want       []string
	}{
		"nothing":                    {app(source, approval, deploy(nil)), app(source, approval, deploy(nil)), nil},
		"an environment by its name": {app(source, deploy(nil)), app(source, literal), nil},
		"an approval lost":           {app(source, approval, deploy(nil)), app(source, deploy(nil)), []string{"! approval lost"}},
		"an approval after the fact": {
			app(source, approval, deploy(nil)), app(source, deploy(nil), approval),
			[]string{"order", "! approval lost"},
		},
		"an approval lost on the way": {
			app(source, approval, deploy(nil)), app(source, moved),
			[]string{"step lost", "step new", "! approval lost"},
		},
		"an approval":          {app(source, deploy(nil)), app(source, approval, deploy(nil)), []string{"step new", "approval new"}},
		"a rollback lost":      {app(source, deploy(rollback)), app(source, deploy(nil)), []string{"! rollback lost"}},
		"a rollback":           {app(source, deploy(nil)), app(source, deploy(rollback)), []string{"reaction"}},
		"a condition lost":     {app(source, deploy(window("1"))), app(source, deploy(nil)), []string{"! condition lost"}},
		"a condition":          {app(source, deploy(nil)), app(source, deploy(window("1"))), []string{"condition new"}},
		"a step lost":          {app(source, deploy(nil), smoke), app(source, deploy(nil)), []string{"step lost"}},
		"a step":               {app(source, deploy(nil)), app(source, deploy(nil), smoke), []string{"step new"}},
		"another branch":       {app(source), app(other), []string{"source", "source"}},
		"another mode":         {with(object{"ExecutionMode": "SUPERSEDED"}), with(object{"ExecutionMode": "QUEUED"}), []string{"mode"}},
		"a pipeline":           {&assembly.Assembly{}, app(source), []string{"pipeline new"}},
		"a pipeline gone":      {app(source), &assembly.Assembly{}, []string{"pipeline gone"}},
		"what nobody can read": {with(object{"Stages": "x"}), app(source), []string{"source", "source", "step new"}},
		"filters":              {app(source), with(object{"Stages": []any{source}, "Triggers": []any{object{}}}), []string{"trigger"}},
		"an approval beside": {
			app(source, at(2, deployment)), app(source, at(1, deployment)), []string{"! approval lost"},
		},
		"an approval of a stack lost": {
			app(source, approval, execute), app(source, execute), []string{"! approval lost"},
		},
		"an approval between a change set and its execution lost": {
			app(source, prepare, approval, execute), app(source, prepare, execute), []string{"! approval lost"},
		},
		"an approval of a build that deploys lost": {
			app(source, approval, smoke), app(source, smoke), []string{"! approval lost"},
		},
		"an approval and what it guards gone": {
			app(source, approval, smoke), app(source), []string{"step lost", "! approval lost"},
		},
		"a rollback lost with another name": {
			app(source, deploy(rollback)), app(source, moved), []string{"step lost", "step new", "! rollback lost"},
		},
		"another window":   {app(source, deploy(window("1"))), app(source, deploy(window("2"))), []string{"condition changed"}},
		"the default mode": {with(object{}), with(object{"ExecutionMode": "SUPERSEDED"}), nil},
		"another type":     {with(object{}), with(object{"PipelineType": "V2"}), []string{"type"}},
		"a stop":           {with(object{}), with(stop), []string{"transition"}},
		"a stop lost":      {with(stop), with(object{}), []string{"! transition"}},
		"nobody is told of an approval": {
			app(source, approval), app(source, stage("Approve", action("Approve", "Approval", "Manual", nil))), []string{"! told"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, d := range Between(c.base, c.head) {
				mark := ""
				if d.Lost {
					mark = "! "
				}
				got = append(got, mark+d.Kind)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q:\n%s", got, c.want, fmt.Sprint(Between(c.base, c.head)))
			}
		})
	}
}

// A stage that gets a pipeline of its own without the approval of the release is told.
func TestApprovalsAreThoseOfAnEnvironmentWhicheverPipelineDeploys(t *testing.T) {
	head := app(source, approval, deploy(nil))
	head.Stacks[0].Template.Resources["Q"] = &assembly.Resource{Type: kind, Properties: object{"Stages": []any{source, deploy(nil)}}}
	var said []string
	for _, d := range Between(app(source, approval, deploy(nil)), head) {
		said = append(said, d.Text)
	}
	if got := strings.Join(said, "; "); !strings.Contains(got, "nobody approves any longer what is deployed to A/Environment") {
		t.Errorf("got %s", got)
	}
}

func TestWhoIsToldOfWhat(t *testing.T) {
	resources := func(state string) *assembly.Assembly {
		a := app(source)
		all := a.Stacks[0].Template.Resources
		about := object{"Fn::Join": []any{":", []any{"arn:aws:codepipeline:eu-west-1:1", object{"Ref": "P"}}}}
		all["Rule"] = &assembly.Resource{Type: "AWS::Events::Rule", Properties: object{
			"State": state, "Targets": []any{object{"Arn": "arn:teller"}},
			"EventPattern": object{
				"source": []any{"aws.codepipeline"}, "resources": []any{about}, "detail-type": []any{"Stage"},
				"detail": object{"state": []any{"FAILED"}},
			},
		}}
		if state == "DISABLED" {
			return a
		}
		all["Notes"] = &assembly.Resource{Type: "AWS::CodeStarNotifications::NotificationRule", Properties: object{
			"Resource": about, "EventTypeIds": []any{"failed"}, "Targets": []any{object{"TargetAddress": "arn:chat"}},
		}}
		all["Topic"] = &assembly.Resource{Type: "AWS::SNS::Topic", Metadata: object{"aws:cdk:path": "A/Pipeline/Notifications/Topic/Resource"}}
		all["Mail"] = &assembly.Resource{Type: "AWS::SNS::Subscription", Properties: object{
			"TopicArn": object{"Ref": "Topic"}, "Protocol": "email", "Endpoint": "ops@example.com",
		}}
		all["Other"] = &assembly.Resource{Type: "AWS::SNS::Subscription", Properties: object{"TopicArn": "arn:elsewhere", "Endpoint": "x"}}
		return a
	}
	var said []string
	for _, d := range Between(resources("DISABLED"), resources("ENABLED")) {
		said = append(said, d.Text)
	}
	got := strings.Join(said, "; ")
	for _, want := range []string{"now tells arn:teller of ", "FAILED", "now tells arn:chat of ", "now tells ops@example.com, by email"} {
		if !strings.Contains(got, want) || len(said) != 3 {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
