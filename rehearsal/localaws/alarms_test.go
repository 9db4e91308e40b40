package localaws_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/stacks"
)

// alarms is a small template with everything that tells people.
func alarms() template {
	resource := func(kind string, properties map[string]any) map[string]any {
		return map[string]any{"Type": kind, "Properties": properties}
	}
	ref := func(name string) map[string]any { return map[string]any{"Ref": name} }
	requests := map[string]any{"Namespace": "AWS/ElasticBeanstalk", "MetricName": "ApplicationRequestsTotal"}
	return template{"Resources": map[string]any{
		"Key": resource("AWS::KMS::Key", map[string]any{"KeyPolicy": map[string]any{"Version": "2012-10-17", "Statement": []any{}}}),
		"Topic": resource("AWS::SNS::Topic", map[string]any{
			"KmsMasterKeyId": map[string]any{"Fn::GetAtt": []any{"Key", "Arn"}},
		}),
		"Policy": resource("AWS::SNS::TopicPolicy", map[string]any{
			"Topics": []any{ref("Topic")},
			"PolicyDocument": map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
				"Effect": "Allow", "Principal": map[string]any{"Service": "cloudwatch.amazonaws.com"},
				"Action": "sns:Publish", "Resource": ref("Topic"),
			}}},
		}),
		"Subscription": resource("AWS::SNS::Subscription", map[string]any{
			"TopicArn": ref("Topic"), "Protocol": "email", "Endpoint": "ops@example.com",
		}),
		"Alarm": resource("AWS::CloudWatch::Alarm", map[string]any{
			"ComparisonOperator": "GreaterThanOrEqualToThreshold", "EvaluationPeriods": 2.0, "Threshold": 5.0,
			"Metrics": []any{
				map[string]any{"Id": "share", "Expression": "IF(requests >= 50, 1, 0)"},
				map[string]any{"Id": "requests", "ReturnData": false, "MetricStat": map[string]any{
					"Metric": requests, "Period": 300.0, "Stat": "Sum",
				}},
			},
		}),
		"Unwell": resource("AWS::CloudWatch::CompositeAlarm", map[string]any{
			"AlarmActions": []any{ref("Topic")},
			"AlarmRule":    map[string]any{"Fn::Join": []any{"", []any{`(ALARM("`, map[string]any{"Fn::GetAtt": []any{"Alarm", "Arn"}}, `"))`}}},
		}),
		"Approvals": resource("AWS::CodeStarNotifications::NotificationRule", map[string]any{
			"Name": "approvals", "DetailType": "FULL", "Resource": "arn:aws:codepipeline:us-east-1:123456789012:line",
			"EventTypeIds": []any{"codepipeline-pipeline-manual-approval-needed"},
			"Targets":      []any{map[string]any{"TargetType": "SNS", "TargetAddress": ref("Topic")}},
		}),
		"Teller": resource("AWS::StepFunctions::StateMachine", map[string]any{
			"RoleArn":                 "arn:aws:iam::123456789012:role/teller",
			"DefinitionString":        `{"StartAt":"Tell","States":{"Tell":{"Type":"Task","Resource":"${Topic}","End":true}}}`,
			"DefinitionSubstitutions": map[string]any{"Topic": ref("Topic")},
		}),
		"Dashboard": resource("AWS::CloudWatch::Dashboard", map[string]any{"DashboardBody": `{"widgets":[]}`}),
	}}
}

func (tpl template) properties(name string) map[string]any {
	return tpl["Resources"].(map[string]any)[name].(map[string]any)["Properties"].(map[string]any)
}

func TestLocalAWSRefusesAlarms(t *testing.T) {
	client := start(t)
	for stack, test := range map[string]struct {
		bend func(template)
		want string
	}{
		"AsItIs": {func(template) {}, ""},
		"NoSuchAlarm": {
			func(tpl template) { tpl.properties("Unwell")["AlarmRule"] = `ALARM("other")` },
			"Could not save the composite alarm as alarms ['other'] in the alarm rule do not exist",
		},
		"NoMetric": {
			func(tpl template) { delete(tpl.properties("Alarm"), "Metrics") }, "exactly one of MetricName and Metrics must be given",
		},
		"TwoResults": {
			func(tpl template) {
				delete(tpl.properties("Alarm")["Metrics"].([]any)[1].(map[string]any), "ReturnData")
			},
			"Exactly one element of the metrics list should return data",
		},
		"UndefinedVariable": {
			func(tpl template) {
				tpl.properties("Alarm")["Metrics"].([]any)[0].(map[string]any)["Expression"] = "IF(errors > 1, 1, 0)"
			},
			"Undefined variable errors",
		},
		"MoreThanADay": {
			func(tpl template) { tpl.properties("Alarm")["EvaluationPeriods"] = 289.0 }, "more than a day",
		},
		"TopicElsewhere": {
			func(tpl template) {
				tpl.properties("Unwell")["AlarmActions"] = []any{"arn:aws:sns:eu-west-1:123456789012:alarms"}
			},
			"Invalid region eu-west-1 specified. Only us-east-1 is supported.",
		},
		"NoAddress": {
			func(tpl template) { tpl.properties("Subscription")["Endpoint"] = "ops" }, "Invalid parameter: Email address",
		},
		"NoTopic": {
			func(tpl template) {
				tpl.properties("Subscription")["TopicArn"] = "arn:aws:sns:us-east-1:123456789012:gone"
			},
			"Topic does not exist",
		},
		"NoTopicToTell": {
			func(tpl template) {
				target := tpl.properties("Approvals")["Targets"].([]any)[0].(map[string]any)
				target["TargetAddress"] = "arn:aws:sns:us-east-1:123456789012:gone"
			},
			"Topic does not exist",
		},
		"NoSuchState": {
			func(tpl template) { tpl.properties("Teller")["DefinitionString"] = `{"StartAt":"Say","States":{}}` },
			"MISSING_TRANSITION_TARGET: Say",
		},
		"NoSubstitution": {
			func(tpl template) { delete(tpl.properties("Teller"), "DefinitionSubstitutions") }, "a substitution is missing",
		},
		"PolicyOfAnotherService": {
			func(tpl template) {
				statements := tpl.properties("Policy")["PolicyDocument"].(map[string]any)["Statement"].([]any)
				statements[0].(map[string]any)["Action"] = "kms:Decrypt"
			},
			"Policy statement action out of service scope",
		},
	} {
		t.Run(stack, func(t *testing.T) {
			bent := alarms()
			test.bend(bent)
			reasons := deploy(t, client, stack, bent)
			if test.want == "" && reasons != "" || !strings.Contains(reasons, test.want) {
				t.Errorf("got %q, want %q", reasons, test.want)
			}
		})
	}
}

// What is changed keeps its place, and nothing stays behind.
func TestLocalAWSChangesAndDeletesAlarms(t *testing.T) {
	client := start(t)
	if reasons := deploy(t, client, "Alarms", alarms()); reasons != "" {
		t.Fatal(reasons)
	}
	before := deployed(t, client)
	changed := alarms()
	changed.properties("Alarm")["Threshold"] = 10.0
	changed.properties("Topic")["DisplayName"] = "Alarms"
	changed.properties("Dashboard")["DashboardBody"] = `{"widgets":[{"type":"text"}]}`
	changed.properties("Unwell")["AlarmDescription"] = "Unwell"
	changed.properties("Approvals")["DetailType"] = "BASIC"
	changed.properties("Key")["EnableKeyRotation"] = true
	body, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CloudFormation.UpdateStack(t.Context(), &cloudformation.UpdateStackInput{
		StackName: aws.String("Alarms"), TemplateBody: aws.String(string(body)),
	})
	if err != nil {
		t.Fatal(err)
	}
	for kind, id := range deployed(t, client) {
		if before[kind] != id {
			t.Errorf("%s was %s and is %s", kind, before[kind], id)
		}
	}
	kinds := []string{
		"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::Dashboard",
		"AWS::CodeStarNotifications::NotificationRule", "AWS::KMS::Key", "AWS::SNS::Subscription", "AWS::SNS::Topic",
		"AWS::StepFunctions::StateMachine",
	}
	found, unlisted, err := stacks.Inventory(t.Context(), client, kinds)
	if err != nil || len(found) != len(kinds) || unlisted != nil {
		t.Errorf("%v are there, %v are not listed: %v", found, unlisted, err)
	}
	gone := &cloudformation.DeleteStackInput{StackName: aws.String("Alarms")}
	if _, err := client.CloudFormation.DeleteStack(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if found, _, err := stacks.Inventory(t.Context(), client, kinds); err != nil || len(found) > 0 {
		t.Errorf("%v are left: %v", found, err)
	}
}

// deployed is what a stack has made, by type.
func deployed(t *testing.T, client *localaws.Clients) map[string]string {
	t.Helper()
	all, _, err := stacks.Deployed(t.Context(), client, "Alarms")
	if err != nil || len(all) != 9 {
		t.Fatalf("%v is deployed: %v", all, err)
	}
	found := map[string]string{}
	for _, r := range all {
		found[r.Kind] = r.ID
	}
	return found
}
