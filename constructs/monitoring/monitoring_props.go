package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"

	"beanstalkline/constructs/beanstalk"
)

// Choice is whether anybody is told when something is unwell: &[MonitoringProps]{} or [NoAlarms].
type Choice interface{ choice() }

// NoAlarms is the choice that nobody is told.
var NoAlarms Choice = noAlarms{}

type noAlarms struct{}

func (noAlarms) choice()         {}
func (*MonitoringProps) choice() {}

// MonitoringProps are the properties of a [Monitoring]. Environment or Pipeline is required.
//
// An alarm costs 0.10 USD a month for each metric that it watches, the composite one 0.50, and each metric that the
// environment must publish for them 0.30; behind a load balancer that is 1.30, 0.50 and 2.70, and for a single instance
// 0.40, 0.50 and 0.90. An alarm for a pipeline is 0.10. These are list prices of us-east-1; an account has ten alarm
// metrics and ten custom metrics free (Amazon CloudWatch pricing).
type MonitoringProps struct {
	// Environment is what the alarms watch. One that already exists must report enhanced health; nothing can be published
	// for it from here, so a warning, Elastic-Beanstalk::unpublished-metrics, names the metrics that it must publish
	// itself, and AtMaximum needs a Threshold.
	Environment beanstalk.IEnvironment
	// Pipeline is what FailedRuns watches, such as the Pipeline of a delivery.Pipeline. One of type V1 has no such metric
	// (AWS page "CodePipeline CloudWatch metrics"). Defaults to none.
	Pipeline awscodepipeline.IPipeline

	// EmailAddresses are who is told. AWS sends each a mail first, and nothing else before somebody has confirmed it.
	// Defaults to nobody: the topic then has no subscription yet.
	EmailAddresses *[]*string
	// Topic is an existing standard topic, not FIFO, in the region of the stack, for all messages. Its policy, and that of the key
	// which encrypts it, must let cloudwatch.amazonaws.com publish; AWS's own key, alias/aws/sns, does not (Amazon SNS
	// developer guide, "Managing Amazon SNS encryption keys and costs"). Nothing is subscribed to it here. Defaults to a
	// topic of its own with a key of its own, which costs 1 USD a month.
	Topic awssns.ITopic

	// Health tells that the environment's health is bad. Its threshold is a value of EnvironmentHealth: 15 Warning, 20
	// Degraded or 25 Severe; one period is a minute. Where nothing reports any health, that counts as bad, because
	// Elastic Beanstalk reports it every minute. Defaults to Degraded or worse, five minutes long.
	Health *Alarm
	// ServerErrors tells that requests fail. Its threshold is the share of requests that are answered with a status of
	// 500 to 599, in percent, more than 0 and up to 100; one period is five minutes. Periods with fewer requests than
	// MinimumRequests count as good, and so do those without any data. Defaults to 5 percent, in two periods.
	ServerErrors *Alarm
	// Latency tells that requests take long. Its threshold is in seconds, more than 0 and up to 3600, for the fastest
	// requests that LatencyPercentile says; one period is five minutes, and those without any data count as good: there
	// were no requests. Defaults to 2 seconds, in three periods.
	Latency *Alarm
	// UnhealthyHosts tells that instances stay unwell. Its threshold is the number of instances whose health is Degraded,
	// Severe or without data, 1 to 10000; one period is a minute, and those without any data count as good, since Health
	// tells that. Defaults to one instance, ten minutes long, and for a single instance to none, since Health says the same.
	UnhealthyHosts *Alarm
	// AtMaximum tells that no instance can be added. Its threshold is the number of running instances, 1 to 10000; one
	// period is a minute, and those without any data count as good. A single instance has no such alarm. Defaults to the
	// largest MaxSize of Capacity and its Schedule, 15 minutes long, and to none where that is the only size there is.
	AtMaximum *Alarm
	// FailedRuns tells that the pipeline failed. Its threshold is the number of failed runs in five minutes, 1 to 1000,
	// and periods without any data count as good. A run that is retried by itself and fails again may count twice (AWS page
	// "CodePipeline CloudWatch metrics"). Defaults to one run, in one period.
	FailedRuns *Alarm

	// MinimumRequests is how many requests a period must have for ServerErrors to judge it, 1 to 1000000, so that one
	// error among two requests at night alarms nobody. Defaults to 50.
	MinimumRequests *float64
	// LatencyPercentile is the share of requests, the fastest ones, whose average time Latency watches: 10, 50, 75, 85,
	// 90, 95, 99 or 99.9 percent. Defaults to 90.
	LatencyPercentile *float64
	// Dashboard adds a dashboard with the alarms and what they watch. It costs 3 USD a month beyond an account's first
	// three. Defaults to false.
	Dashboard *bool
}

// Alarm changes an alarm or turns it off. What is left out keeps the default of the alarm.
type Alarm struct {
	// Enabled is whether there is such an alarm. Defaults to true.
	Enabled *bool
	// Threshold is the value from which on a period is bad, in the unit of the alarm.
	Threshold *float64
	// EvaluationPeriods is how many periods in a row must be bad, 1 to as many as a day has (AWS API PutMetricAlarm):
	// 1440 minutes for Health, UnhealthyHosts and AtMaximum, and 288 times five minutes for the others.
	EvaluationPeriods *float64
}
