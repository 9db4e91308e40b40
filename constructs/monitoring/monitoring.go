package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Monitoring is the alarms of an environment and of a pipeline, with the topic that tells people. What is turned off, or
// not watched, is nil.
type Monitoring struct {
	constructs.Construct
	// Unwell is the alarm that people are told of: at least one of Health, ServerErrors, Latency and UnhealthyHosts is
	// in alarm. It says that the stage is unwell, also to whatever decides about a release. Nil without an environment.
	Unwell awscloudwatch.CompositeAlarm
	// Health, ServerErrors, Latency and UnhealthyHosts are what Unwell consists of. They tell nobody themselves.
	Health, ServerErrors, Latency, UnhealthyHosts awscloudwatch.Alarm
	// AtMaximum and FailedRuns tell people themselves: neither means that visitors notice anything.
	AtMaximum, FailedRuns awscloudwatch.Alarm
	// Topic is where the messages go.
	Topic awssns.ITopic
	// Key encrypts the topic; nil for one that is given.
	Key awskms.Key
	// Dashboard shows the alarms and what they watch.
	Dashboard awscloudwatch.Dashboard

	alarms []awscloudwatch.Alarm
}

// NewMonitoring defines
//   - a topic that takes messages only through TLS and only from this account, encrypted with a key that CloudWatch may
//     use, and a subscription for each address; none of it if a topic is given
//   - an alarm for each property of that type, as its documentation says, and the metrics that it watches: they are added
//     to what the environment publishes
//   - a composite alarm, Unwell, of those that visitors notice
//   - a dashboard, if asked for
//
// People get one message when a stage becomes unwell, and not one for each of the alarms: only Unwell, AtMaximum and
// FailedRuns send any. None is sent when an alarm is over; Unwell.AddOkAction adds that. A deployment that makes an
// environment unwell for as long as an alarm waits is told too.
//
// The alarms watch the environment's own metrics, because the names of its load balancer and of its Auto Scaling group
// are known only after the deployment. It panics with every problem of the properties at once.
func NewMonitoring(scope constructs.Construct, id *string, props *MonitoringProps) *Monitoring {
	var problems prop.Problems
	problems.Add(props.Validate())
	props.validateTree(&problems, scope)
	cdk.Reject("NewMonitoring", scope, id, problems.Err())
	m := &Monitoring{Topic: props.Topic}
	cdk.Define("NewMonitoring", m, scope, id)

	if m.Topic == nil {
		m.Topic, m.Key = newTopic(m, props.EmailAddresses)
	}
	m.publish(props)
	tell := awscloudwatchactions.NewSnsAction(m.Topic)
	var unwell []awscloudwatch.IAlarmRule
	for _, a := range props.defined() {
		defined := a.define(m, props)
		*map[string]*awscloudwatch.Alarm{
			"Health": &m.Health, "ServerErrors": &m.ServerErrors, "Latency": &m.Latency,
			"UnhealthyHosts": &m.UnhealthyHosts, "AtMaximum": &m.AtMaximum, "FailedRuns": &m.FailedRuns,
		}[a.field] = defined
		m.alarms = append(m.alarms, defined)
		if a.unwell {
			unwell = append(unwell, awscloudwatch.AlarmRule_FromAlarm(defined, awscloudwatch.AlarmState_ALARM))
		} else {
			defined.AddAlarmAction(tell)
		}
	}
	if len(unwell) > 0 {
		m.Unwell = awscloudwatch.NewCompositeAlarm(m, jsii.String("Unwell"), &awscloudwatch.CompositeAlarmProps{
			AlarmDescription: jsii.String("The environment is unwell: see which of its alarms are in alarm."),
			AlarmRule:        awscloudwatch.AlarmRule_AnyOf(unwell...),
		})
		// The L2 names it after its path, which another app in the account may have as well.
		m.Unwell.Node().DefaultChild().(awscloudwatch.CfnCompositeAlarm).AddPropertyDeletionOverride(jsii.String("AlarmName"))
		m.Unwell.AddAlarmAction(tell)
	}
	if prop.Or(props.Dashboard, false) {
		m.Dashboard = newDashboard(m, m.Unwell, m.alarms)
	}
	return m
}

// Alarms are the alarms on metrics that there are, without Unwell.
func (m *Monitoring) Alarms() []awscloudwatch.Alarm { return m.alarms }

// publish makes the environment publish what the alarms watch, or says what one that is defined elsewhere must publish.
func (m *Monitoring) publish(props *MonitoringProps) {
	names := props.published()
	if own, is := props.Environment.(*beanstalk.WebEnvironment); is {
		own.PublishMetrics(names...)
	} else if props.Environment != nil && len(names) > 0 {
		awscdk.Validations_Of(m).AddWarning(jsii.String("Elastic-Beanstalk::unpublished-metrics"), jsii.Sprintf(
			"Environment is not defined here, and must publish %s itself: without them only Health is watched", prop.List(names, "and")))
	}
}
