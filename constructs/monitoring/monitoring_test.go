package monitoring_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/internal/cdktest"
)

// web defines an environment.
func web(stack awscdk.Stack, props beanstalk.WebEnvironmentProps) *beanstalk.WebEnvironment {
	props.Vpc = cdktest.Vpc(stack)
	props.Application = beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	return beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &props)
}

func single() beanstalk.WebEnvironmentProps {
	return beanstalk.WebEnvironmentProps{Capacity: &beanstalk.SingleInstance{}}
}

func sized(least, most float64) beanstalk.WebEnvironmentProps {
	return beanstalk.WebEnvironmentProps{Capacity: &beanstalk.AutoScalingGroup{MinSize: &least, MaxSize: &most}}
}

// imported is an environment that exists already.
func imported(stack awscdk.Stack) beanstalk.IEnvironment {
	return beanstalk.EnvironmentFromName(stack, jsii.String("Web"), &beanstalk.EnvironmentAttributes{
		ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"),
	})
}

func line(stack awscdk.Stack) awscodepipeline.IPipeline {
	arn := "arn:aws:codepipeline:eu-west-1:111122223333:line"
	return awscodepipeline.Pipeline_FromPipelineArn(stack, jsii.String("Line"), &arn)
}

func define(stack awscdk.Stack, props monitoring.MonitoringProps) *monitoring.Monitoring {
	return monitoring.NewMonitoring(stack, jsii.String("Monitoring"), &props)
}

// alarms describes the alarms of a stack: what is bad, for how long, what happens without data, and whether it is told.
func alarms(t *testing.T, stack awscdk.Stack) map[string]string {
	t.Helper()
	found := map[string]string{}
	for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type != "AWS::CloudWatch::Alarm" {
			continue
		}
		p := r.Properties
		watched := fmt.Sprintf("%v of %v each %vs", p["Statistic"], p["MetricName"], p["Period"])
		if metrics, several := p["Metrics"].([]any); several {
			inner := metrics[1].(map[string]any)["MetricStat"].(map[string]any)
			watched = fmt.Sprintf("%v: %v each %vs", inner["Stat"], metrics[0].(map[string]any)["Expression"], inner["Period"])
		}
		told := ""
		if p["AlarmActions"] != nil {
			told = ", told"
		}
		name := strings.TrimPrefix(id, "Monitoring")
		found[name[:len(name)-8]] = fmt.Sprintf("%s >= %v, %v times, else %v%s", watched,
			p["Threshold"], p["EvaluationPeriods"], p["TreatMissingData"], told)
	}
	return found
}

// published are the metrics that the environment of a stack publishes at a charge.
func published(t *testing.T, e *beanstalk.WebEnvironment) string {
	t.Helper()
	document, _ := e.Settings.Get("aws:elasticbeanstalk:healthreporting:system", "ConfigDocument")
	return document.Value
}

const (
	health = "Maximum of EnvironmentHealth each 60s >= 20, 5 times, else breaching"
	errors = "Sum: IF(applicationRequestsTotal >= 50, 100 * FILL(applicationRequests5xx, 0) / applicationRequestsTotal, 0) " +
		"each 300s >= 5, 2 times, else notBreaching"
	latency   = "Average of ApplicationLatencyP90 each 300s >= 2, 3 times, else notBreaching"
	unhealthy = "Minimum: instancesDegraded + instancesSevere + instancesNoData each 60s >= 1, 10 times, else notBreaching"
	atMaximum = "Minimum: instancesOk + instancesInfo + instancesWarning + instancesDegraded + instancesSevere + instancesNoData " +
		"each 60s >= 4, 15 times, else notBreaching, told"
	failed = "Sum of FailedPipelineExecutions each 300s >= 1, 1 times, else notBreaching, told"
)

func TestMonitoringDefaults(t *testing.T) {
	stack := cdktest.NewStack(nil)
	environment := web(stack, beanstalk.WebEnvironmentProps{})
	m := define(stack, monitoring.MonitoringProps{Environment: environment, Pipeline: line(stack)})

	if diff := cmp.Diff(map[string]string{
		"Health": health, "ServerErrors": errors, "Latency": latency, "UnhealthyHosts": unhealthy, "AtMaximum": atMaximum, "FailedRuns": failed,
	}, alarms(t, stack)); diff != "" {
		t.Errorf("alarms (-want +got):\n%s", diff)
	}
	want := `{"CloudWatchMetrics":{"Environment":{"ApplicationLatencyP90":60,"ApplicationRequests5xx":60,"ApplicationRequestsTotal":60,` +
		`"InstancesDegraded":60,"InstancesInfo":60,"InstancesNoData":60,"InstancesOk":60,"InstancesSevere":60,"InstancesWarning":60}},` +
		`"Rules":{"Environment":{"Application":{"ApplicationRequests4xx":{"Enabled":false}}}},"Version":1}`
	if got := published(t, environment); got != want {
		t.Errorf("published is %s", got)
	}
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{
		"AWS::CloudWatch::Alarm": 6, "AWS::CloudWatch::CompositeAlarm": 1, "AWS::CloudWatch::Dashboard": 0,
		"AWS::KMS::Key": 1, "AWS::SNS::Topic": 1, "AWS::SNS::TopicPolicy": 1, "AWS::SNS::Subscription": 0,
	})
	if m.Key == nil || m.Dashboard != nil || len(m.Alarms()) != 6 || m.Health == nil || m.FailedRuns == nil {
		t.Errorf("the handles are %+v", m)
	}
}

// One message for one trouble: what Unwell consists of tells nobody itself.
func TestUnwellTellsPeople(t *testing.T) {
	stack := cdktest.NewStack(nil)
	define(stack, monitoring.MonitoringProps{Environment: web(stack, beanstalk.WebEnvironmentProps{})})
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type != "AWS::CloudWatch::CompositeAlarm" {
			continue
		}
		rule := cdktest.Text(r.Properties["AlarmRule"])
		for _, name := range []string{"Health", "ServerErrors", "Latency", "UnhealthyHosts"} {
			if !strings.Contains(rule, `"Monitoring`+name) {
				t.Errorf("Unwell does not look at %s: %s", name, rule)
			}
		}
		if strings.Contains(rule, "AtMaximum") || len(r.Properties["AlarmActions"].([]any)) != 1 || r.Properties["OKActions"] != nil {
			t.Errorf("Unwell is %s", cdktest.Text(r.Properties))
		}
	}
}

func TestMonitoringCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	environment := web(stack, sized(1, 6))
	m := define(stack, monitoring.MonitoringProps{
		Environment:       environment,
		EmailAddresses:    jsii.Strings("ops@example.com", "Shop+Prod@mail.example.co.uk"),
		Health:            &monitoring.Alarm{Threshold: jsii.Number(25), EvaluationPeriods: jsii.Number(10)},
		ServerErrors:      &monitoring.Alarm{Threshold: jsii.Number(0.5), EvaluationPeriods: jsii.Number(1)},
		MinimumRequests:   jsii.Number(1000),
		Latency:           &monitoring.Alarm{Threshold: jsii.Number(0.25)},
		LatencyPercentile: jsii.Number(99.9),
		UnhealthyHosts:    &monitoring.Alarm{Enabled: jsii.Bool(false)},
		AtMaximum:         &monitoring.Alarm{Threshold: jsii.Number(5)},
		Dashboard:         jsii.Bool(true),
	})
	if diff := cmp.Diff(map[string]string{
		"Health":       "Maximum of EnvironmentHealth each 60s >= 25, 10 times, else breaching",
		"ServerErrors": strings.NewReplacer(">= 50,", ">= 1000,", ">= 5, 2", ">= 0.5, 1").Replace(errors),
		"Latency":      "Average of ApplicationLatencyP99.9 each 300s >= 0.25, 3 times, else notBreaching",
		"AtMaximum":    strings.Replace(atMaximum, ">= 4,", ">= 5,", 1),
	}, alarms(t, stack)); diff != "" {
		t.Errorf("alarms (-want +got):\n%s", diff)
	}
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{"AWS::SNS::Subscription": 2, "AWS::CloudWatch::Dashboard": 1})
	if m.UnhealthyHosts != nil || m.Dashboard == nil {
		t.Errorf("the handles are %+v", m)
	}
	if text := cdktest.JSON(t, template); strings.Count(text, "OR ALARM(") != 2 {
		t.Error("Unwell looks at what is turned off")
	}
}

// What is not watched is not published either.
func TestOnlyWhatAlarmsWatchIsPublished(t *testing.T) {
	const all = "Health Latency ServerErrors UnhealthyHosts"
	on, off := &monitoring.Alarm{}, &monitoring.Alarm{Enabled: jsii.Bool(false)}
	for name, test := range map[string]struct {
		environment beanstalk.WebEnvironmentProps
		props       monitoring.MonitoringProps
		alarms      string
		metrics     int
	}{
		"a single instance":              {single(), monitoring.MonitoringProps{}, "Health Latency ServerErrors", 3},
		"a single instance and its host": {single(), monitoring.MonitoringProps{UnhealthyHosts: on}, all, 6},
		"as many instances at all times": {sized(3, 3), monitoring.MonitoringProps{}, all, 6},
		"only what is free": {
			sized(2, 3), monitoring.MonitoringProps{ServerErrors: off, Latency: off, UnhealthyHosts: off, AtMaximum: off}, "Health", 0,
		},
		"metrics that somebody else uses": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("InstancesPending", "InstancesOk")},
			monitoring.MonitoringProps{AtMaximum: off}, all, 8,
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			test.props.Environment = web(stack, test.environment)
			define(stack, test.props)
			if diff := cmp.Diff(test.alarms, strings.Join(slices.Sorted(maps.Keys(alarms(t, stack))), " ")); diff != "" {
				t.Errorf("alarms (-want +got):\n%s", diff)
			}
			if got := strings.Count(published(t, test.props.Environment.(*beanstalk.WebEnvironment)), ":60"); got != test.metrics {
				t.Errorf("%d metrics are published, want %d", got, test.metrics)
			}
		})
	}
}

// The largest size is what the group can have at any time. Whatever deploys the stack may know it.
func TestAtMaximumFollowsTheSizes(t *testing.T) {
	for want, most := range map[string]func(awscdk.Stack) *float64{
		"9": func(awscdk.Stack) *float64 { return jsii.Number(4) },
		`{"Ref":"Most"}`: func(stack awscdk.Stack) *float64 {
			return awscdk.NewCfnParameter(stack, jsii.String("Most"), &awscdk.CfnParameterProps{Type: jsii.String("Number")}).ValueAsNumber()
		},
	} {
		stack := cdktest.NewStack(nil)
		define(stack, monitoring.MonitoringProps{Environment: web(stack, beanstalk.WebEnvironmentProps{
			Capacity: &beanstalk.AutoScalingGroup{MaxSize: most(stack), Schedule: []beanstalk.ScheduledAction{
				{Name: "sale", Recurrence: "0 7 * * *", MinSize: jsii.Number(2), MaxSize: jsii.Number(9)},
			}},
		})})
		for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
			if got := cdktest.Text(r.Properties["Threshold"]); strings.HasPrefix(id, "MonitoringAtMaximum") && got != want {
				t.Errorf("the threshold is %s, want %s", got, want)
			}
		}
	}
}

// An environment that exists already is watched too, but nothing can be published for it from here, which is said.
func TestImportedEnvironment(t *testing.T) {
	stack := cdktest.NewStack(nil)
	define(stack, monitoring.MonitoringProps{Environment: imported(stack)})
	want := map[string]string{"Health": health, "ServerErrors": errors, "Latency": latency, "UnhealthyHosts": unhealthy}
	if diff := cmp.Diff(want, alarms(t, stack)); diff != "" {
		t.Errorf("alarms (-want +got):\n%s", diff)
	}
	cdktest.Check(t, func() {
		assertions.Annotations_FromStack(stack).HasWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String(
			"Environment is not defined here, and must publish ApplicationLatencyP90, ApplicationRequests5xx, ApplicationRequestsTotal, "+
				"InstancesDegraded, InstancesNoData and InstancesSevere itself: without them only Health is watched")))
	})
}

// Only a pipeline: there is no stage to be unwell.
func TestPipelineAlone(t *testing.T) {
	stack := cdktest.NewStack(nil)
	m := define(stack, monitoring.MonitoringProps{Pipeline: line(stack)})
	if diff := cmp.Diff(map[string]string{"FailedRuns": failed}, alarms(t, stack)); diff != "" || m.Unwell != nil {
		t.Errorf("Unwell is %v, alarms (-want +got):\n%s", m.Unwell, diff)
	}
}

// Given means that nothing is defined and nothing is changed: neither topic, nor policy, nor key.
func TestGivenTopic(t *testing.T) {
	stack := cdktest.NewStack(nil)
	topic := awssns.Topic_FromTopicArn(stack, jsii.String("Topic"), jsii.String("arn:aws:sns:eu-west-1:111122223333:alarms"))
	m := define(stack, monitoring.MonitoringProps{Environment: imported(stack), Topic: topic})
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{"AWS::SNS::Topic": 0, "AWS::SNS::TopicPolicy": 0, "AWS::KMS::Key": 0})
	template.HasResourceProperties(jsii.String("AWS::CloudWatch::CompositeAlarm"), map[string]any{
		"AlarmActions": []any{"arn:aws:sns:eu-west-1:111122223333:alarms"},
	})
	if m.Topic != topic || m.Key != nil {
		t.Errorf("the handles are %+v", m)
	}
}

// CloudWatch cannot publish to what it cannot encrypt, and nobody else's alarms may.
func TestTopicTakesAlarmsOfThisAccountOnly(t *testing.T) {
	stack := cdktest.NewStack(nil)
	define(stack, monitoring.MonitoringProps{Environment: imported(stack)})
	resources := cdktest.Resources(t, assertions.Template_FromStack(stack, nil))
	for _, r := range resources {
		text := cdktest.Text(r.Properties)
		own := strings.Contains(text, `"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}`) &&
			strings.Contains(text, `"Service":"cloudwatch.amazonaws.com"`)
		switch r.Type {
		case "AWS::KMS::Key":
			if !own || !strings.Contains(text, `"Action":["kms:Decrypt","kms:GenerateDataKey*"]`) || r.Properties["EnableKeyRotation"] != true {
				t.Errorf("the key is %s", text)
			}
		case "AWS::SNS::TopicPolicy":
			unforged := strings.Contains(text, `"ArnNotLike":{"aws:SourceArn":[`) &&
				strings.Contains(text, ":alarm:awseb-*") && strings.Contains(text, ":alarm:eb-*")
			if !own || !unforged || !strings.Contains(text, `"Bool":{"aws:SecureTransport":"false"}`) {
				t.Errorf("the policy is %s", text)
			}
		case "AWS::SNS::Topic":
			if !strings.Contains(text, `"KmsMasterKeyId":{"Fn::GetAtt":["MonitoringKey`) {
				t.Errorf("the topic is %s", text)
			}
		}
	}
}

// The environment may be in another stack, and addresses may come from parameters.
func TestAcrossStacks(t *testing.T) {
	app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	one, other := awscdk.NewStack(app, jsii.String("Web"), nil), awscdk.NewStack(app, jsii.String("Alarms"), nil)
	address := awscdk.NewCfnParameter(other, jsii.String("Address"), nil).ValueAsString()
	define(other, monitoring.MonitoringProps{Environment: web(one, beanstalk.WebEnvironmentProps{}), EmailAddresses: &[]*string{address}})
	template := assertions.Template_FromStack(other, nil)
	template.HasResourceProperties(jsii.String("AWS::SNS::Subscription"), map[string]any{"Endpoint": map[string]any{"Ref": "Address"}})
	if text := cdktest.JSON(t, assertions.Template_FromStack(one, nil)); !strings.Contains(text, "InstancesNoData") {
		t.Error("the environment in the other stack publishes nothing")
	}
}

// What only the deployment knows is passed on.
func TestThresholdsFromParameters(t *testing.T) {
	stack := cdktest.NewStack(nil)
	number := awscdk.NewCfnParameter(stack, jsii.String("N"), &awscdk.CfnParameterProps{Type: jsii.String("Number")}).ValueAsNumber()
	given := func() *monitoring.Alarm { return &monitoring.Alarm{Threshold: number, EvaluationPeriods: number} }
	define(stack, monitoring.MonitoringProps{
		Environment: imported(stack), Pipeline: line(stack), Health: given(), ServerErrors: given(), Latency: given(),
		UnhealthyHosts: given(), AtMaximum: given(), FailedRuns: given(),
	})
	for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		threshold, periods := cdktest.Text(r.Properties["Threshold"]), cdktest.Text(r.Properties["EvaluationPeriods"])
		if r.Type == "AWS::CloudWatch::Alarm" && (threshold != `{"Ref":"N"}` || periods != threshold) {
			t.Errorf("%s has threshold %s in %s periods", id, threshold, periods)
		}
	}
}
