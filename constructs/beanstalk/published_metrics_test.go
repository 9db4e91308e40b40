package beanstalk_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

const (
	healthSystem = "aws:elasticbeanstalk:healthreporting:system"
	document     = healthSystem + " ConfigDocument"
	quiet        = `"Rules":{"Environment":{"Application":{"ApplicationRequests4xx":{"Enabled":false}}}}`
)

// configDocument is an environment whose ConfigDocument somebody has written.
func configDocument(text string, metrics ...string) beanstalk.WebEnvironmentProps {
	props := beanstalk.WebEnvironmentProps{
		Options: []beanstalk.Option{{Namespace: healthSystem, Name: "ConfigDocument", Value: text}},
	}
	if len(metrics) > 0 {
		props.Metrics = jsii.Strings(metrics...)
	}
	return props
}

// Each metric costs something, so only those that are named are published.
func TestPublishedMetrics(t *testing.T) {
	for name, test := range map[string]struct {
		props beanstalk.WebEnvironmentProps
		later []string // published by a call
		want  string
	}{
		"none": {beanstalk.WebEnvironmentProps{}, nil, `{"Version":1,` + quiet + `}`},
		"named": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("InstancesOk", "ApplicationRequests5xx")}, nil,
			`{"CloudWatchMetrics":{"Environment":{"ApplicationRequests5xx":60,"InstancesOk":60}},` + quiet + `,"Version":1}`,
		},
		"named, and by a call": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("InstancesOk")}, []string{"InstancesOk", "InstancesSevere"},
			`{"CloudWatchMetrics":{"Environment":{"InstancesOk":60,"InstancesSevere":60}},` + quiet + `,"Version":1}`,
		},
		"none by a call": {beanstalk.WebEnvironmentProps{}, []string{}, `{"Version":1,` + quiet + `}`},
		"beside those of a document of one's own": {
			configDocument(`{"CloudWatchMetrics":{"Instance":{"CPUUser":60}},"Version":1}`, "InstancesOk"), []string{"InstancesSevere"},
			`{"CloudWatchMetrics":{"Environment":{"InstancesOk":60,"InstancesSevere":60},"Instance":{"CPUUser":60}},"Version":1}`,
		},
		"those of a document of one's own": {
			configDocument(`{"CloudWatchMetrics": {"Environment": {"InstancesOk": 60}}, "Version": 1}`), nil,
			`{"CloudWatchMetrics": {"Environment": {"InstancesOk": 60}}, "Version": 1}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack, environment := define(test.props)
			if test.later != nil {
				environment.PublishMetrics(test.later...)
			}
			got := settings(t, stack)
			if got[document] != test.want {
				t.Errorf("published is\n%s, want\n%s", got[document], test.want)
			}
			if set, _ := environment.Settings.Get(healthSystem, "ConfigDocument"); set.Value != test.want {
				t.Errorf("Settings say %s", set.Value)
			}
			if got["aws:ec2:vpc VPCId"] == "" || len(got) != len(environment.Settings.All()) {
				t.Errorf("%d settings of %d are in the template", len(got), len(environment.Settings.All()))
			}
		})
	}
}

func TestPublishedMetricsWrongUses(t *testing.T) {
	basic := beanstalk.WebEnvironmentProps{
		Metrics: jsii.Strings("InstancesOk"),
		Options: []beanstalk.Option{{Namespace: healthSystem, Name: "SystemType", Value: "basic"}},
	}
	for name, test := range map[string]struct {
		props beanstalk.WebEnvironmentProps
		later []string
		want  string
	}{
		"a name in other letters": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("ApplicationRequests5XX")}, nil,
			`Metrics[0] must be the name of a metric that Elastic Beanstalk publishes for an environment, got "ApplicationRequests5XX"; ` +
				`write "ApplicationRequests5xx"`,
		},
		"a metric of instances": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("CPUUser")}, nil,
			`got "CPUUser"; publish a metric of each instance with a ConfigDocument in Options`,
		},
		"the metric that is free": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("EnvironmentHealth")}, nil, "remove it, since it is always published",
		},
		"a metric twice": {
			beanstalk.WebEnvironmentProps{Metrics: jsii.Strings("InstancesOk", "InstancesOk")}, nil,
			`Metrics[1] must be different from Metrics[0], got "InstancesOk"; remove one of the two`,
		},
		"with basic health": {
			basic, nil, `Options[0] SystemType must be "enhanced" to publish InstancesOk, got "basic"; write "enhanced"`,
		},
		"what a document of one's own turns off": {
			configDocument(`{"CloudWatchMetrics":{"Environment":{"InstancesOk":null}}}`, "InstancesOk"), nil,
			"Options[0] ConfigDocument must publish InstancesOk, got null for it; write 60 there, or leave out what asks for it",
		},
		"what it turns off, by a call": {
			configDocument(`{"CloudWatchMetrics":{"Environment":{"InstancesOk":null}}}`), []string{"InstancesOk"},
			"Stack/Subject: Options[0] ConfigDocument must publish InstancesOk, got null for it; write 60 there, or leave out what asks for it",
		},
		"a document with a list": {
			configDocument(`{"CloudWatchMetrics":{"Environment":["InstancesOk"]}}`, "InstancesOk"), nil,
			"Options[0] ConfigDocument must have CloudWatchMetrics, and Environment in it, as objects, got something else",
		},
		"a document with a wrong name": {
			configDocument(`{"CloudWatchMetrics":{"Environment":{"InstancesOK":60}}}`), nil,
			`Options[0] ConfigDocument must name a metric that is published for each environment, got "InstancesOK"; write "InstancesOk"`,
		},
		"an unknown name, by a call": {
			beanstalk.WebEnvironmentProps{}, []string{"Requests"},
			`Stack/Subject: metric must be the name of a metric that Elastic Beanstalk publishes for an environment, got "Requests"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := cdktest.Rejection(func() {
				_, environment := define(test.props)
				environment.PublishMetrics(test.later...)
			})
			if strings.Count(got, "\n") > 0 || !strings.Contains(got, test.want) {
				t.Errorf("got\n%s, want one sentence with\n%s", got, test.want)
			}
		})
	}
}

// Nobody can complete what is not known.
func TestPublishedMetricsWithAnUnknownDocument(t *testing.T) {
	parameter := awscdk.NewCfnParameter(cdktest.NewStack(nil), jsii.String("Document"), nil).ValueAsString()
	got := cdktest.Rejection(func() { define(configDocument(*parameter, "InstancesOk")) })
	want := "Options[0] ConfigDocument must be known at synthesis to publish InstancesOk, got a token; " +
		"name them in the document, and not in Metrics"
	if !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	got = cdktest.Rejection(func() { new(beanstalk.WebEnvironment).PublishMetrics("InstancesOk") })
	if want := "environment must be made by NewWebEnvironment, got one that is not"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
