package beanstalk_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// sourcesOf are what an environment has left about its settings, later entries over earlier ones, and its whole text.
func sourcesOf(t *testing.T, node constructs.Node) (sources map[string]string, text string) {
	t.Helper()
	sources = map[string]string{}
	for _, entry := range *node.Metadata() {
		if *entry.Type != beanstalk.SourcesMetadata {
			continue
		}
		var more map[string]string
		if err := json.Unmarshal([]byte(entry.Data.(string)), &more); err != nil {
			t.Fatal(err)
		}
		maps.Copy(sources, more)
		text += entry.Data.(string)
	}
	return sources, text
}

// What is left in the assembly names the property of each setting that is no default, and has no value.
func TestSourcesOfSettings(t *testing.T) {
	stack := cdktest.NewStack(nil)
	plain := reader(constructs.NewConstruct(stack, jsii.String("Plain")), beanstalk.WebEnvironmentProps{})
	if sources, _ := sourcesOf(t, plain.Node()); len(sources) != 0 {
		t.Errorf("defaults leave %v", sources)
	}
	customised := reader(constructs.NewConstruct(stack, jsii.String("Customised")), beanstalk.WebEnvironmentProps{
		Capacity: &beanstalk.AutoScalingGroup{MinSize: jsii.Number(3), Schedule: []beanstalk.ScheduledAction{
			{Name: "night", Recurrence: "0 22 * * *", MinSize: jsii.Number(2), MaxSize: jsii.Number(2)},
		}},
		EnvironmentVariables: &map[string]*string{"LEVEL": jsii.String("hunter2")},
		Secrets:              &map[string]beanstalk.Secret{"TOKEN": beanstalk.SecretFromArn(jsii.String(someSecretArn), nil)},
		Options:              []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:command", Name: "Timeout", Value: "1234"}},
	})
	customised.PublishMetrics("ApplicationRequests5xx")
	sources, text := sourcesOf(t, customised.Node())
	got := map[string]string{}
	for _, key := range []string{
		"aws:autoscaling:asg MinSize", "aws:autoscaling:asg MaxSize", "aws:autoscaling:scheduledaction MinSize night",
		"aws:elasticbeanstalk:application:environment LEVEL", "aws:elasticbeanstalk:application:environmentsecrets TOKEN",
		"aws:elasticbeanstalk:command Timeout", "aws:elasticbeanstalk:healthreporting:system ConfigDocument",
	} {
		got[key] = sources[key]
	}
	want := map[string]string{
		"aws:autoscaling:asg MinSize":                                "prop Capacity.MinSize",
		"aws:autoscaling:asg MaxSize":                                "",
		"aws:autoscaling:scheduledaction MinSize night":              "prop Capacity.Schedule[0].MinSize",
		"aws:elasticbeanstalk:application:environment LEVEL":         `prop EnvironmentVariables["LEVEL"]`,
		"aws:elasticbeanstalk:application:environmentsecrets TOKEN":  `prop Secrets["TOKEN"]`,
		"aws:elasticbeanstalk:command Timeout":                       "explicit Options[0] Timeout",
		"aws:elasticbeanstalk:healthreporting:system ConfigDocument": "prop Metrics",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	for _, value := range []string{"hunter2", "1234", someSecretArn, "secret:app", "ApplicationRequests5xx"} {
		if strings.Contains(text, value) {
			t.Errorf("a value is left: %s", value)
		}
	}
}
