package beanstalk

import (
	"strings"

	"beanstalkline/internal/prop"
)

// ScalingMetric is what an environment watches to scale in and out. The values are those of the option MeasureName in
// aws:autoscaling:trigger (AWS page "General options for all environments"), except for Latency, which only a Classic Load
// Balancer has.
type ScalingMetric string

const (
	// ScalingMetricNetworkOut is the traffic that an instance sends, the average in bytes per minute.
	ScalingMetricNetworkOut ScalingMetric = "NetworkOut"
	// ScalingMetricNetworkIn is the traffic that an instance receives, the average in bytes per minute.
	ScalingMetricNetworkIn ScalingMetric = "NetworkIn"
	// ScalingMetricRequestCount is the number of requests that the load balancer completes, their sum per minute.
	ScalingMetricRequestCount ScalingMetric = "RequestCount"
	// ScalingMetricCPUUtilization is the use of an instance's processors, the average in percent.
	ScalingMetricCPUUtilization ScalingMetric = "CPUUtilization"
	// ScalingMetricTargetResponseTime is the latency that the load balancer sees, the average in seconds. It is not valid
	// behind a load balancer of the app's own, and neither is ScalingMetricHealthyHostCount.
	ScalingMetricTargetResponseTime ScalingMetric = "TargetResponseTime"
	// ScalingMetricHealthyHostCount is the number of instances that answer the health check. It works the other way
	// round: an instance is added below LowerThreshold, and removed above UpperThreshold.
	ScalingMetricHealthyHostCount ScalingMetric = "HealthyHostCount"
	// ScalingMetricUnhealthyHostCount is the number of instances that do not answer the health check.
	ScalingMetricUnhealthyHostCount ScalingMetric = "UnhealthyHostCount"
	// ScalingMetricDiskReadBytes is what an instance reads from its instance store volumes, the average in bytes per
	// minute. It leaves out Amazon EBS volumes, and so says nothing of types without an instance store, such as t3
	// (Amazon EC2 user guide, "CloudWatch metrics that are available for your instances").
	ScalingMetricDiskReadBytes ScalingMetric = "DiskReadBytes"
	// ScalingMetricDiskWriteBytes is what an instance writes to its instance store volumes, as DiskReadBytes.
	ScalingMetricDiskWriteBytes ScalingMetric = "DiskWriteBytes"
	// ScalingMetricDiskReadOps is how often an instance reads from its instance store volumes, the average per minute,
	// with the same limits as DiskReadBytes.
	ScalingMetricDiskReadOps ScalingMetric = "DiskReadOps"
	// ScalingMetricDiskWriteOps is how often an instance writes to its instance store volumes, as DiskReadOps.
	ScalingMetricDiskWriteOps ScalingMetric = "DiskWriteOps"
)

// ScalingTrigger says when an Auto Scaling group adds an instance and when it removes one. Any other option of
// aws:autoscaling:trigger can be set through [WebEnvironmentProps.Options].
type ScalingTrigger struct {
	// Metric is what is watched. Defaults to [ScalingMetricNetworkOut].
	Metric ScalingMetric
	// LowerThreshold is the value, in the metric's unit, below which an instance is removed, at most 100 for percent.
	// Defaults to 2000000 for NetworkOut (Elastic Beanstalk's own) and 30 for CPUUtilization; required for the others.
	LowerThreshold *float64
	// UpperThreshold is the value, in the metric's unit, above which an instance is added, at most 100 for percent.
	// Defaults to 6000000 for NetworkOut (Elastic Beanstalk's own) and 70 for CPUUtilization; required for the others.
	UpperThreshold *float64
}

// measure is how Elastic Beanstalk must evaluate a metric, with thresholds where good ones are known.
type measure struct {
	metric          ScalingMetric
	statistic, unit string
	lower, upper    *float64
	below           bool // instances are added below the thresholds, and not above
}

var measures = []measure{
	{metric: ScalingMetricNetworkOut, statistic: "Average", unit: "Bytes", lower: new(2e6), upper: new(6e6)},
	{metric: ScalingMetricNetworkIn, statistic: "Average", unit: "Bytes"},
	{metric: ScalingMetricRequestCount, statistic: "Sum", unit: "Count"},
	{metric: ScalingMetricCPUUtilization, statistic: "Average", unit: "Percent", lower: new(30.0), upper: new(70.0)},
	{metric: ScalingMetricTargetResponseTime, statistic: "Average", unit: "Seconds"},
	{metric: ScalingMetricHealthyHostCount, statistic: "Average", unit: "Count", below: true},
	{metric: ScalingMetricUnhealthyHostCount, statistic: "Average", unit: "Count"},
	{metric: ScalingMetricDiskReadBytes, statistic: "Average", unit: "Bytes"},
	{metric: ScalingMetricDiskWriteBytes, statistic: "Average", unit: "Bytes"},
	{metric: ScalingMetricDiskReadOps, statistic: "Average", unit: "Count"},
	{metric: ScalingMetricDiskWriteOps, statistic: "Average", unit: "Count"},
}

// increments are how many instances a breach of the lower and of the upper threshold adds.
func (m measure) increments() (lower, upper string) {
	if m.below {
		return "1", "-1"
	}
	return "-1", "1"
}

func resolveTrigger(problems *prop.Problems, given *ScalingTrigger) *ScalingTrigger {
	t := prop.Or(given, ScalingTrigger{})
	if t.Metric == "" {
		t.Metric = ScalingMetricNetworkOut
	}
	m, known := measureOf(t.Metric)
	if !known && strings.EqualFold(string(t.Metric), "Latency") {
		problems.MustBe("Capacity.Trigger.Metric", "a measure of an Application Load Balancer", string(t.Metric),
			"write "+prop.Quote(string(ScalingMetricTargetResponseTime)))
	} else if !known {
		names := make([]string, len(measures))
		for i, m := range measures {
			names[i] = string(m.metric)
		}
		problems.OneOf("Capacity.Trigger.Metric", string(t.Metric), names...)
	}
	most := 1e12
	if m.unit == "Percent" {
		most = 100
	}
	for _, threshold := range []struct {
		field string
		value *float64
		known bool
	}{
		{"Capacity.Trigger.LowerThreshold", t.LowerThreshold, !known || m.lower != nil},
		{"Capacity.Trigger.UpperThreshold", t.UpperThreshold, !known || m.upper != nil},
	} {
		problems.Number(threshold.field, threshold.value, 0, most)
		if threshold.value == nil && !threshold.known {
			problems.Say(threshold.field, "", "must be given with %s: only you know how much of it an instance can take, got nil", t.Metric)
		}
	}
	if !known {
		return &ScalingTrigger{Metric: ScalingMetricNetworkOut}
	}
	if l, u := t.LowerThreshold, t.UpperThreshold; m.upper != nil && !problems.Within("Capacity.Trigger") && !prop.Unresolved(prop.Or(l, 0)) && !prop.Unresolved(prop.Or(u, 0)) {
		// The default of the other one cannot have been intended.
		if prop.Or(l, *m.lower) >= prop.Or(u, *m.upper) && (l == nil) != (u == nil) {
			problems.Say("Capacity.Trigger", "", "must have both thresholds, the lower one below the upper one, got %s and %s with the default",
				prop.Show(prop.Or(l, *m.lower)), prop.Show(prop.Or(u, *m.upper)))
		}
	}
	return &t
}

func measureOf(metric ScalingMetric) (measure, bool) {
	for _, m := range measures {
		if m.metric == metric {
			return m, true
		}
	}
	return measure{}, false
}
