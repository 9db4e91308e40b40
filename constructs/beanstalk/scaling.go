package beanstalk

import (
	"errors"
	"fmt"
)

// ScalingMetric is what an environment watches to scale in and out. The values are those of the option MeasureName in
// aws:autoscaling:trigger (AWS page "General options for all environments").
type ScalingMetric string

const (
	// ScalingMetricNetworkOut is the traffic that an instance sends, the average in bytes per minute.
	ScalingMetricNetworkOut ScalingMetric = "NetworkOut"
	// ScalingMetricRequestCount is the number of requests that the load balancer completes, their sum per minute.
	ScalingMetricRequestCount ScalingMetric = "RequestCount"
	// ScalingMetricCPUUtilization is the use of an instance's processors, the average in percent.
	ScalingMetricCPUUtilization ScalingMetric = "CPUUtilization"
	// ScalingMetricTargetResponseTime is the latency seen by the load balancer, the average in seconds.
	ScalingMetricTargetResponseTime ScalingMetric = "TargetResponseTime"
)

// ScalingTrigger says when a load-balanced environment adds an instance and when it removes one. Any further option of
// aws:autoscaling:trigger can be set through [WebEnvironmentProps.Options].
type ScalingTrigger struct {
	// Metric is what is watched. Defaults to [ScalingMetricNetworkOut].
	Metric ScalingMetric
	// LowerThreshold is the value, in the metric's unit, under which an instance is removed. Defaults to 2000000 for
	// NetworkOut (Elastic Beanstalk's own) and 30 for CPUUtilization; required for the others.
	LowerThreshold *float64
	// UpperThreshold is the value, in the metric's unit, over which an instance is added. Defaults to 6000000 for
	// NetworkOut (Elastic Beanstalk's own) and 70 for CPUUtilization; required for the others.
	UpperThreshold *float64
}

// measure is how Elastic Beanstalk must look at a metric, with the thresholds where good ones can be known.
type measure struct {
	statistic, unit string
	thresholds      bool
	lower, upper    float64
}

var measures = map[ScalingMetric]measure{
	ScalingMetricNetworkOut:         {"Average", "Bytes", true, 2_000_000, 6_000_000},
	ScalingMetricRequestCount:       {"Sum", "Count", false, 0, 0},
	ScalingMetricCPUUtilization:     {"Average", "Percent", true, 30, 70},
	ScalingMetricTargetResponseTime: {"Average", "Seconds", false, 0, 0},
}

func (t ScalingTrigger) validate() error {
	m, known := measures[t.Metric]
	if !known {
		return fmt.Errorf("Scaling.Metric must be NetworkOut, RequestCount, CPUUtilization or TargetResponseTime, got %q; another metric is set through Options in aws:autoscaling:trigger", t.Metric)
	}
	var problems []error
	if !m.thresholds {
		for _, threshold := range []struct {
			field string
			value *float64
		}{{"Scaling.LowerThreshold", t.LowerThreshold}, {"Scaling.UpperThreshold", t.UpperThreshold}} {
			if threshold.value == nil {
				problems = append(problems, fmt.Errorf("%s is required with %s: only you know how much of it an instance can take", threshold.field, t.Metric))
			}
		}
	}
	return errors.Join(problems...)
}
