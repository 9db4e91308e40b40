package pipeline_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// rule is a condition of one rule.
func rule(result, provider string, configuration map[string]any) map[string]any {
	return map[string]any{"Conditions": []any{map[string]any{"Result": result, "Rules": []any{map[string]any{
		"Name": provider + "-Dev", "Configuration": configuration,
		"RuleTypeId": map[string]any{"Category": "Rule", "Owner": "AWS", "Provider": provider, "Version": "1"},
	}}}}}
}

// An alarm that tells, after the deployment, that the release is unwell brings the last one back.
func TestAnAlarmBringsTheLastReleaseBack(t *testing.T) {
	t.Parallel()
	l := newLine(t, func(stages []any) []any {
		deploy := stages[2].(map[string]any)
		deploy["OnSuccess"] = rule("ROLLBACK", "CloudWatchAlarm", map[string]any{"AlarmName": "unwell"})
		deploy["BeforeEntry"] = rule("FAIL", "DeploymentWindow", map[string]any{"Cron": "* * 9-15 ? * MON-THU *", "TimeZone": "UTC"})
		return stages
	})
	good, _ := l.release("good")
	got := l.stage("Deploy-Dev").OnSuccessConditionState
	if got == nil || got.LatestExecution.Status != types.ConditionExecutionStatusSucceeded {
		t.Errorf("got %+v", got)
	}
	if configured := l.walk.Pipeline.Stages[2].OnSuccess.Conditions[0].Rules[0].Configuration["AlarmName"]; configured != "unwell" {
		t.Errorf("got %q", configured)
	}
	setAlarm(t, l, "ALARM")
	_, bad := l.push("bad", nil)
	if failed := l.follow(bad); !strings.Contains(failed, "The alarm unwell is in the state ALARM") {
		t.Errorf("got %q", failed)
	}
	l.mustAnswer("good")
	window := "Deploy-Dev: DeploymentWindow-Dev: a rehearsal does not ask the rule DeploymentWindow, which counts as met"
	l.mustSay("Source done", "Build done", window, "Deploy done", "SmokeTest done", window,
		"Deploy, rolled back to commit "+good[:7]+" done", "SmokeTest, rolled back to commit "+good[:7]+" done",
		"Deploy-Dev: commit "+good[:7]+" runs again, and its rollback failed: The alarm unwell is in the state ALARM")
	setAlarm(t, l, "OK")
	l.release("better")
}

// setAlarm is what aws cloudwatch set-alarm-state does.
func setAlarm(t *testing.T, l *line, state string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, l.aws.Endpoint, strings.NewReader(url.Values{
		"Action": {"SetAlarmState"}, "Version": {"2010-08-01"}, "AlarmName": {"unwell"}, "StateValue": {state}, "StateReason": {"test"},
	}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/monitoring/aws4_request")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
}
