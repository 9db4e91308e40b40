package monitoring

import (
	"slices"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/topic"
)

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
// NewMonitoring adds what only the construct tree knows, such as what the environment publishes.
func (p *MonitoringProps) Validate() error {
	if p == nil {
		p = &MonitoringProps{}
	}
	var problems prop.Problems
	if p.Environment == nil && p.Pipeline == nil {
		problems.Say("Environment", "", "must be given, or Pipeline, got neither")
	}
	if p.Environment != nil {
		problems.Required("Environment", p.Environment, "leave it out to watch only a pipeline")
		if made, is := p.Environment.(*beanstalk.WebEnvironment); is && made != nil && made.Resource == nil {
			problems.Say("Environment", "", "must be made by NewWebEnvironment, got a &WebEnvironment{} that is not")
		}
	}
	if p.Pipeline != nil {
		problems.Required("Pipeline", p.Pipeline, "leave it out to watch only an environment")
	}
	topic.Validate(&problems, "", p.EmailAddresses, p.Topic)
	p.validateAlarms(&problems)
	problems.KnownWhole("MinimumRequests", p.MinimumRequests, 1, 1e6)
	if n := p.LatencyPercentile; n != nil && !slices.Contains(percentiles, *n) {
		problems.MustBe("LatencyPercentile", "10, 50, 75, 85, 90, 95, 99 or 99.9, known at synthesis", *n)
	}
	return problems.Err()
}

var percentiles = []float64{10, 50, 75, 85, 90, 95, 99, 99.9}

// validateAlarms finds values that an alarm cannot have, and alarms of what is not watched.
func (p *MonitoringProps) validateAlarms(problems *prop.Problems) {
	for _, a := range p.alarms() {
		if a.given == nil {
			continue
		}
		switch {
		case a.asked() && a.pipeline && p.Pipeline == nil:
			problems.Say(a.field, "", "must come with Pipeline, which it watches, got none")
		case a.asked() && !a.pipeline && p.Environment == nil && p.Pipeline != nil:
			problems.Say(a.field, "", "must come with Environment, which it watches, got none")
		case !a.on() && (a.given.Threshold != nil || a.given.EvaluationPeriods != nil):
			problems.Say(a.field, "leave out one of the two", "must be turned off or changed, got both")
		}
		a.validateThreshold(problems, a.field+".Threshold")
		problems.Whole(a.field+".EvaluationPeriods", a.given.EvaluationPeriods, 1, 1440/a.minutes)
	}
	if p.Environment != nil && !slices.ContainsFunc(p.alarms(), func(a alarm) bool { return a.unwell && a.on() }) {
		problems.Say("Health", "use NoAlarms, or leave out Environment", "must be on, or ServerErrors, Latency or UnhealthyHosts, got all turned off")
	}
}

func (a alarm) validateThreshold(problems *prop.Problems, field string) {
	n := a.given.Threshold
	switch {
	case n == nil || prop.Unresolved(*n):
	case a.only != nil:
		if !slices.Contains(a.only, *n) {
			problems.MustBe(field, "15 for Warning, 20 for Degraded or 25 for Severe", *n)
		}
	case a.whole:
		problems.Whole(field, n, a.least, a.most)
	case !(*n > 0 && *n <= a.most):
		problems.MustBe(field, "more than 0 and at most "+prop.Plain(a.most), *n)
	}
}

// validateTree finds where an environment, a pipeline or a topic is that cannot be watched or told from here, and what
// the environment cannot publish.
func (p *MonitoringProps) validateTree(problems *prop.Problems, scope constructs.Construct) {
	if p == nil || prop.IsNil(scope) || cdk.Try(func() { _ = scope.Node() }) != nil {
		return
	}
	made := func(field string, value any, ask func()) {
		if !prop.IsNil(value) && !problems.Within(field) && cdk.Try(ask) != nil {
			problems.Say(field, "", "must be a construct that was made, got one without a name")
		}
	}
	made("Environment", p.Environment, func() {
		cdk.Near(problems, "Environment", scope, p.Environment.Env())
		_ = *p.Environment.EnvironmentName()
	})
	made("Pipeline", p.Pipeline, func() {
		_ = *p.Pipeline.PipelineName()
		const why = "where its metrics are"
		cdk.InRegion(problems, "Pipeline", scope, *p.Pipeline.Env().Region, why)
		cdk.InAccount(problems, "Pipeline", scope, *p.Pipeline.Env().Account, why)
	})
	made("Topic", p.Topic, func() {
		_ = *p.Topic.TopicArn()
		cdk.InRegion(problems, "Topic", scope, *p.Topic.Env().Region, "where alarms can reach it")
		if prop.Or(p.Topic.Fifo(), false) {
			problems.Say("Topic", "make it without Fifo", "must be a standard topic, which alarms can send to and people subscribe to, got a FIFO one")
		}
	})
	if problems.Err() == nil {
		p.validateEnvironment(problems)
	}
}

// validateEnvironment finds what an environment that is defined here does not have or cannot publish.
func (p *MonitoringProps) validateEnvironment(problems *prop.Problems) {
	e, own := p.Environment.(*beanstalk.WebEnvironment)
	if at := p.AtMaximum; at != nil && prop.Or(at.Enabled, true) {
		switch s := sizesOf(p.Environment); {
		case own && s.single:
			problems.Say("AtMaximum", "leave it out", "must be left out for a single instance, which is always the only one, got an alarm")
		case at.Threshold == nil && s.most == nil:
			problems.Say("AtMaximum.Threshold", "give the environment's MaxSize", "must be given for an environment that is not defined here, got nil")
		case at.Threshold == nil && s.fixed:
			problems.Say("AtMaximum", "leave it out, or set Capacity.MaxSize of the environment higher",
				"must be left out where MinSize is MaxSize, since there never are fewer instances, got an alarm")
		}
	}
	if !own {
		return
	}
	if system, _ := e.Settings.Get("aws:elasticbeanstalk:healthreporting:system", "SystemType"); strings.EqualFold(system.Value, "basic") {
		problems.Say("Environment", "leave SystemType of its Options out", "must report enhanced health, without which there is no metric, got basic")
		return
	}
	problems.Add(prop.At(*e.Node().Path(), e.ValidateMetrics(p.published()...)))
}

// published are the metrics that the alarms need beside those that are free.
func (p *MonitoringProps) published() []string {
	var names []string
	for _, a := range p.defined() {
		names = append(names, a.published()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
