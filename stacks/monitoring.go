package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/internal/prop"
)

// validateMonitoring finds a stage that has not decided, and what is wrong with its alarms.
func (s Stage) validateMonitoring() error {
	p := s.alarms()
	if p == nil {
		var problems prop.Problems
		if prop.IsNil(s.Monitoring) {
			problems.MustBe("Monitoring", "decided: who is told when the stage is unwell", nil,
				"set it to &monitoring.MonitoringProps{} with EmailAddresses or a Topic, or to monitoring.NoAlarms")
		}
		return prop.At(s.called(), problems.Err())
	}
	var own prop.Problems
	instance, single := s.Environment.Capacity.(*beanstalk.SingleInstance)
	if at := p.AtMaximum; at != nil && prop.Or(at.Enabled, true) && single && instance != nil && p.Environment == nil {
		own.Say("AtMaximum", "leave it out", "must be left out for a single instance, which is always the only one, got an alarm")
	}
	// What the stack fills in stands in for itself.
	var supplied []string
	if p.Environment == nil {
		p.Environment, supplied = &beanstalk.WebEnvironment{}, []string{"Environment"}
	}
	if p.Pipeline == nil && !s.released {
		p.Pipeline = &struct{ awscodepipeline.IPipeline }{}
	}
	own.Add(prop.Without(p.Validate(), supplied...))
	return prop.At(s.path("Monitoring"), own.Err())
}

// watchesOwn reports whether a release is looked at through the alarms of the stage itself.
func (s Stage) watchesOwn() bool {
	watch, p := s.Deployment.AlarmWatch, s.alarms()
	return watch != nil && watch.Alarm == nil && p != nil && p.Environment == nil
}

// watchOwn lets the deployment look at the stage's Unwell, which is defined after the pipeline that it tells of.
func (s *StageStack) watchOwn(stage *Stage) {
	if !stage.watchesOwn() {
		return
	}
	watch := *stage.Deployment.AlarmWatch
	watch.Alarm = awscloudwatch.Alarm_FromAlarmName(s.Stack, jsii.String("WatchedAlarm"), awscdk.Lazy_String(&unwellName{s}, nil))
	stage.Deployment.AlarmWatch = &watch
}

// unwellName is the name of a stage's Unwell, once it is defined.
type unwellName struct{ stage *StageStack }

// Produce is called by the CDK when the app is synthesized.
func (u *unwellName) Produce() *string { return u.stage.Monitoring.Unwell.AlarmName() }

// monitor defines the alarms of the stage, if it has any.
func (s *StageStack) monitor(stage Stage) {
	p := stage.alarms()
	if p == nil {
		return
	}
	if p.Environment == nil {
		p.Environment = s.Environment
	}
	if p.Pipeline == nil && s.Pipeline != nil {
		p.Pipeline = s.Pipeline.Pipeline
	}
	s.Monitoring = monitoring.NewMonitoring(s.Stack, jsii.String("Monitoring"), p)
}
