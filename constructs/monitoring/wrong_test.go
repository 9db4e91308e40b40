package monitoring_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/internal/cdktest"
)

func TestMonitoringWrongUses(t *testing.T) {
	off, on := &monitoring.Alarm{Enabled: jsii.Bool(false)}, &monitoring.Alarm{}
	var noEnvironment *beanstalk.WebEnvironment
	document := func(text string) beanstalk.WebEnvironmentProps {
		return beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{
			{Namespace: "aws:elasticbeanstalk:healthreporting:system", Name: "ConfigDocument", Value: text},
		}}
	}
	here := func(stack awscdk.Stack) monitoring.MonitoringProps {
		return monitoring.MonitoringProps{Environment: imported(stack)}
	}
	of := func(environment beanstalk.WebEnvironmentProps, props monitoring.MonitoringProps) func(awscdk.Stack) monitoring.MonitoringProps {
		return func(stack awscdk.Stack) monitoring.MonitoringProps {
			props.Environment = web(stack, environment)
			return props
		}
	}
	with := func(change func(*monitoring.MonitoringProps)) func(awscdk.Stack) monitoring.MonitoringProps {
		return func(stack awscdk.Stack) monitoring.MonitoringProps {
			props := here(stack)
			change(&props)
			return props
		}
	}
	for name, test := range map[string]struct {
		props func(awscdk.Stack) monitoring.MonitoringProps
		want  string
	}{
		"nothing to watch": {
			func(awscdk.Stack) monitoring.MonitoringProps { return monitoring.MonitoringProps{} },
			"Environment must be given, or Pipeline, got neither",
		},
		"no environment in an interface": {
			func(awscdk.Stack) monitoring.MonitoringProps {
				return monitoring.MonitoringProps{Environment: noEnvironment}
			},
			"Environment must be given, got nil; leave it out to watch only a pipeline",
		},
		"an environment that was never made": {
			func(awscdk.Stack) monitoring.MonitoringProps {
				return monitoring.MonitoringProps{Environment: &beanstalk.WebEnvironment{}}
			},
			"Environment must be made by NewWebEnvironment, got a &WebEnvironment{} that is not",
		},
		"a name in place of an address": {
			with(func(p *monitoring.MonitoringProps) { p.EmailAddresses = jsii.Strings("Operations <ops@example.com>") }),
			`EmailAddresses[0] must be an e-mail address such as ops@example.com, got "Operations <ops@example.com>"`,
		},
		"two addresses in one": {
			with(func(p *monitoring.MonitoringProps) {
				p.EmailAddresses = jsii.Strings("ops@example.com,dev@example.com")
			}),
			`EmailAddresses[0] must be an e-mail address such as ops@example.com, got "ops@example.com,dev@example.com"`,
		},
		"an address twice": {
			with(func(p *monitoring.MonitoringProps) {
				p.EmailAddresses = jsii.Strings("ops@example.com", "OPS@example.com")
			}),
			`EmailAddresses[1] must be different from EmailAddresses[0], got "OPS@example.com"; remove one of the two`,
		},
		"addresses for a given topic": {
			func(stack awscdk.Stack) monitoring.MonitoringProps {
				p := here(stack)
				p.EmailAddresses, p.Topic = jsii.Strings("ops@example.com"), awssns.NewTopic(stack, jsii.String("Topic"), nil)
				return p
			},
			"EmailAddresses must be left out beside Topic, got both; subscribe them to the topic where it is defined",
		},
		"all turned off": {
			with(func(p *monitoring.MonitoringProps) {
				p.Health, p.ServerErrors, p.Latency, p.UnhealthyHosts = off, off, off, off
			}),
			"Health must be on, or ServerErrors, Latency or UnhealthyHosts, got all turned off; use NoAlarms, or leave out Environment",
		},
		"failed runs without a pipeline": {
			with(func(p *monitoring.MonitoringProps) { p.FailedRuns = on }), "FailedRuns must come with Pipeline, which it watches, got none",
		},
		"latency without an environment": {
			func(stack awscdk.Stack) monitoring.MonitoringProps {
				return monitoring.MonitoringProps{Pipeline: line(stack), Latency: on}
			},
			"Latency must come with Environment, which it watches, got none",
		},
		"a threshold of what is off": {
			with(func(p *monitoring.MonitoringProps) {
				p.Latency = &monitoring.Alarm{Enabled: jsii.Bool(false), Threshold: jsii.Number(1)}
			}),
			"Latency must be turned off or changed, got both; leave out one of the two",
		},
		"a share that is always reached": {
			with(func(p *monitoring.MonitoringProps) { p.ServerErrors = &monitoring.Alarm{Threshold: jsii.Number(0)} }),
			"ServerErrors.Threshold must be more than 0 and at most 100, got 0",
		},
		"a health by its rank": {
			with(func(p *monitoring.MonitoringProps) { p.Health = &monitoring.Alarm{Threshold: jsii.Number(2)} }),
			"Health.Threshold must be 15 for Warning, 20 for Degraded or 25 for Severe, got 2",
		},
		"more periods than a day has": {
			with(func(p *monitoring.MonitoringProps) {
				p.Latency = &monitoring.Alarm{EvaluationPeriods: jsii.Number(289)}
			}),
			"Latency.EvaluationPeriods must be a whole number from 1 to 288, got 289",
		},
		"a percentile that is not published": {
			with(func(p *monitoring.MonitoringProps) { p.LatencyPercentile = jsii.Number(98) }),
			"LatencyPercentile must be 10, 50, 75, 85, 90, 95, 99 or 99.9, known at synthesis, got 98",
		},
		"at maximum for a single instance": {
			of(single(), monitoring.MonitoringProps{AtMaximum: on}),
			"AtMaximum must be left out for a single instance, which is always the only one, got an alarm; leave it out",
		},
		"at maximum where there is one size": {
			of(sized(2, 2), monitoring.MonitoringProps{AtMaximum: on}),
			"AtMaximum must be left out where MinSize is MaxSize, since there never are fewer instances, got an alarm; " +
				"leave it out, or set Capacity.MaxSize of the environment higher",
		},
		"at maximum of what is defined elsewhere": {
			with(func(p *monitoring.MonitoringProps) { p.AtMaximum = on }),
			"AtMaximum.Threshold must be given for an environment that is not defined here, got nil; give the environment's MaxSize",
		},
		"basic health": {
			of(beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{
				{Namespace: "aws:elasticbeanstalk:healthreporting:system", Name: "SystemType", Value: "basic"},
			}}, monitoring.MonitoringProps{}),
			"Environment must report enhanced health, without which there is no metric, got basic; leave SystemType of its Options out",
		},
		"a document that turns a metric off": {
			of(document(`{"CloudWatchMetrics":{"Environment":{"ApplicationRequests5xx":null}}}`), monitoring.MonitoringProps{}),
			"Stack/Web: Options[0] ConfigDocument must publish ApplicationRequests5xx, got null for it; " +
				"write 60 there, or leave out what asks for it",
		},
		"a topic in order": {
			func(stack awscdk.Stack) monitoring.MonitoringProps {
				p := here(stack)
				p.Topic = awssns.Topic_FromTopicArn(stack, jsii.String("Topic"), jsii.String("arn:aws:sns:eu-west-1:111122223333:alarms.fifo"))
				return p
			},
			"Topic must be a standard topic, which alarms can send to and people subscribe to, got a FIFO one; make it without Fifo",
		},
		"a topic of another region": {
			func(stack awscdk.Stack) monitoring.MonitoringProps {
				p := here(stack)
				p.Topic = awssns.Topic_FromTopicArn(stack, jsii.String("Topic"), jsii.String("arn:aws:sns:us-east-1:111122223333:alarms"))
				return p
			},
			`Topic must be in the region of the stack, "eu-west-1", where alarms can reach it, got "us-east-1"`,
		},
		"a pipeline of another account": {
			func(stack awscdk.Stack) monitoring.MonitoringProps {
				return monitoring.MonitoringProps{Pipeline: awscodepipeline.Pipeline_FromPipelineArn(stack, jsii.String("Line"),
					jsii.String("arn:aws:codepipeline:eu-west-1:444455556666:line"))}
			},
			`Pipeline must be in the account of the stack, "111122223333", where its metrics are, got "444455556666"`,
		},
		"a pipeline of another region": {
			func(stack awscdk.Stack) monitoring.MonitoringProps {
				return monitoring.MonitoringProps{Pipeline: awscodepipeline.Pipeline_FromPipelineArn(stack, jsii.String("Line"),
					jsii.String("arn:aws:codepipeline:us-east-1:111122223333:line"))}
			},
			`Pipeline must be in the region of the stack, "eu-west-1", where its metrics are, got "us-east-1"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
			stack := awscdk.NewStack(app, jsii.String("Stack"), &awscdk.StackProps{Env: &awscdk.Environment{
				Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1"),
			}})
			got := cdktest.Rejection(func() { define(stack, test.props(stack)) })
			want := "Test/Stack/Monitoring: " + test.want
			if strings.HasPrefix(test.want, "Stack/Web") {
				want = "Test/" + test.want
			}
			if got != want {
				t.Errorf("got\n%s, want\n%s", got, want)
			}
		})
	}
}

// Stand-ins for constructs where there is no Node.js.
type (
	someEnvironment struct{ beanstalk.IEnvironment }
	somePipeline    struct{ awscodepipeline.IPipeline }
	someTopic       struct{ awssns.ITopic }
)

func TestWrongValues(t *testing.T) {
	cdktest.TestWrongValues(t, map[string]cdktest.Subject{
		"Monitoring": wrongMonitoring(),
	})
}

func wrongMonitoring() cdktest.Subject {
	alarm := func(threshold float64) *monitoring.Alarm {
		return &monitoring.Alarm{Threshold: &threshold, EvaluationPeriods: jsii.Number(3)}
	}
	return cdktest.WrongValues[monitoring.MonitoringProps]{
		Props: func(scope constructs.Construct) *monitoring.MonitoringProps {
			p := &monitoring.MonitoringProps{
				Environment: &someEnvironment{}, Pipeline: &somePipeline{}, EmailAddresses: jsii.Strings("ops@example.com"),
				Health: alarm(20), ServerErrors: alarm(5), Latency: alarm(2), UnhealthyHosts: alarm(1), AtMaximum: alarm(4), FailedRuns: alarm(1),
				MinimumRequests: jsii.Number(10), LatencyPercentile: jsii.Number(99),
			}
			if scope != nil {
				p.Environment = beanstalk.EnvironmentFromName(scope, jsii.String("Web"), &beanstalk.EnvironmentAttributes{
					ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"),
				})
				p.Pipeline = awscodepipeline.Pipeline_FromPipelineArn(scope, jsii.String("Line"),
					jsii.String("arn:aws:codepipeline:eu-west-1:111122223333:line"))
			}
			return p
		},
		Validate: (*monitoring.MonitoringProps).Validate,
		Define: func(scope constructs.Construct, props *monitoring.MonitoringProps) {
			monitoring.NewMonitoring(scope, jsii.String("Subject"), props)
		},
		Instances: map[reflect.Type][]any{
			reflect.TypeFor[beanstalk.IEnvironment]():    {(*beanstalk.WebEnvironment)(nil), &beanstalk.WebEnvironment{}},
			reflect.TypeFor[awscodepipeline.IPipeline](): {(*somePipeline)(nil)},
			reflect.TypeFor[awssns.ITopic]():             {(*someTopic)(nil)},
		},
		Accepted: map[string]string{
			"EmailAddresses with an empty list":                "nobody is told yet",
			"(ServerErrors|Latency).Threshold with a fraction": "percent and seconds may have a fraction",
		},
	}
}
