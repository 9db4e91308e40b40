package monitoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// alarm is one of the alarms: what its properties allow, and what it watches.
type alarm struct {
	field string // the property, in the caller's words
	given *Alarm

	pipeline bool // it watches the pipeline, not the environment
	unwell   bool // it is part of the composite alarm, which tells people in its place

	threshold, periods float64 // the defaults
	minutes            float64 // the length of a period
	least, most        float64 // the bounds of the threshold
	whole              bool
	only               []float64 // all that the threshold can be

	metrics    []string // of the environment
	expression string   // of them, if they are several
	statistic  string
	missing    awscloudwatch.TreatMissingData
	says       string // what it means, for the reader of a mail
}

const good = awscloudwatch.TreatMissingData_NOT_BREACHING

// alarms are all alarms, whether they are on or not.
func (p *MonitoringProps) alarms() []alarm {
	latency := "ApplicationLatencyP" + prop.Plain(prop.Or(p.LatencyPercentile, 90))
	requests := prop.Plain(prop.Or(p.MinimumRequests, 50))
	unhealthy := []string{"InstancesDegraded", "InstancesSevere", "InstancesNoData"}
	running := append([]string{"InstancesOk", "InstancesInfo", "InstancesWarning"}, unhealthy...)
	return []alarm{
		{field: "Health", given: p.Health, unwell: true, threshold: 20, periods: 5, minutes: 1, only: []float64{15, 20, 25},
			metrics: []string{"EnvironmentHealth"}, statistic: "Maximum", missing: awscloudwatch.TreatMissingData_BREACHING,
			says: "The environment's health is bad, or nothing reports it: its events and `eb health` say why"},
		{field: "ServerErrors", given: p.ServerErrors, unwell: true, threshold: 5, periods: 2, minutes: 5, most: 100,
			metrics: []string{"ApplicationRequestsTotal", "ApplicationRequests5xx"}, statistic: "Sum", missing: good,
			expression: "IF(applicationRequestsTotal >= " + requests +
				", 100 * FILL(applicationRequests5xx, 0) / applicationRequestsTotal, 0)",
			says: "Too large a share of the requests, in percent, is answered with a status of 500 to 599"},
		{field: "Latency", given: p.Latency, unwell: true, threshold: 2, periods: 3, minutes: 5, most: 3600,
			metrics: []string{latency}, statistic: "Average", missing: good,
			says: "Requests take too long, in seconds"},
		// A sum is that of a minute, since an instance whose health changes is in none of the parts for the whole of a longer one.
		{field: "UnhealthyHosts", given: p.UnhealthyHosts, unwell: true, threshold: 1, periods: 10, minutes: 1, least: 1, most: 10000, whole: true,
			metrics: unhealthy, expression: sumOf(unhealthy), statistic: "Minimum", missing: good,
			says: "Instances stay Degraded, Severe or without data"},
		{field: "AtMaximum", given: p.AtMaximum, periods: 15, minutes: 1, least: 1, most: 10000, whole: true,
			metrics: running, expression: sumOf(running), statistic: "Minimum", missing: good,
			says: "All instances that the group may have are running, so none can be added: raise MaxSize if this lasts"},
		{field: "FailedRuns", given: p.FailedRuns, pipeline: true, threshold: 1, periods: 1, minutes: 5, least: 1, most: 1000, whole: true,
			statistic: "Sum", missing: good,
			says: "A run of the pipeline has failed"},
	}
}

// on reports whether the caller has left an alarm on.
func (a alarm) on() bool { return a.given == nil || prop.Or(a.given.Enabled, true) }

// asked reports whether the caller wants an alarm in so many words.
func (a alarm) asked() bool { return a.given != nil && a.on() }

// published are the metrics of an alarm that cost something.
func (a alarm) published() []string {
	return slices.DeleteFunc(slices.Clone(a.metrics), func(name string) bool { return name == "EnvironmentHealth" })
}

// defined are the alarms that there will be.
func (p *MonitoringProps) defined() []alarm {
	var all []alarm
	sizes := sizesOf(p.Environment)
	for _, a := range p.alarms() {
		switch {
		case !a.on() || a.pipeline && p.Pipeline == nil || !a.pipeline && p.Environment == nil:
			continue
		case a.field == "UnhealthyHosts" && sizes.single && !a.asked():
			continue
		case a.field == "AtMaximum":
			if !a.asked() && (sizes.most == nil || sizes.single || sizes.fixed) {
				continue
			}
			a.threshold = prop.Or(sizes.most, 0)
		}
		all = append(all, a)
	}
	return all
}

func sumOf(metrics []string) string {
	ids := make([]string, len(metrics))
	for i, name := range metrics {
		ids[i] = idOf(name)
	}
	return strings.Join(ids, " + ")
}

// idOf is what an expression calls a metric.
func idOf(metric string) string { return strings.ToLower(metric[:1]) + metric[1:] }

// metric is what an alarm watches.
func (a alarm) metric(p *MonitoringProps) awscloudwatch.IMetric {
	period := awscdk.Duration_Minutes(&a.minutes)
	options := &awscloudwatch.MetricOptions{Statistic: &a.statistic, Period: period}
	if a.pipeline {
		return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String("AWS/CodePipeline"), MetricName: jsii.String("FailedPipelineExecutions"),
			DimensionsMap: &map[string]*string{"PipelineName": p.Pipeline.PipelineName()},
			Statistic:     &a.statistic, Period: period,
		})
	}
	if a.expression == "" {
		return p.Environment.Metric(&a.metrics[0], options)
	}
	using := map[string]awscloudwatch.IMetric{}
	for _, name := range a.metrics {
		using[idOf(name)] = p.Environment.Metric(&name, options)
	}
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: &a.expression, UsingMetrics: &using, Period: period, Label: &a.field,
	})
}

// define defines an alarm.
func (a alarm) define(scope constructs.Construct, p *MonitoringProps) awscloudwatch.Alarm {
	given := prop.Or(a.given, Alarm{})
	return awscloudwatch.NewAlarm(scope, &a.field, &awscloudwatch.AlarmProps{
		AlarmDescription:   jsii.String(fmt.Sprintf("%s.", a.says)),
		Metric:             a.metric(p),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		Threshold:          jsii.Number(prop.Or(given.Threshold, a.threshold)),
		EvaluationPeriods:  jsii.Number(prop.Or(given.EvaluationPeriods, a.periods)),
		TreatMissingData:   a.missing,
	})
}
