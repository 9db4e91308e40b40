package beanstalk

import (
	"fmt"
	"math"
	"strconv"

	"beanstalkline/internal/prop"
)

// Capacity is how many instances an environment has: [SingleInstance] or [AutoScalingGroup].
type Capacity interface{ capacity() }

// SingleInstance is one instance with an Elastic IP address, and no load balancer.
type SingleInstance struct{}

// AutoScalingGroup is a group of instances that grows and shrinks behind a load balancer. All fields are optional.
type AutoScalingGroup struct {
	// MinSize is the minimum number of instances in the group, 0 to 10000. Defaults to 2, so that one can fail, or to
	// MaxSize where that is less.
	MinSize *float64
	// MaxSize is the maximum number of instances in the group, 0 to 10000. Defaults to 4, or to MinSize where that is
	// more.
	MaxSize *float64
	// Trigger says when instances are added and removed. Defaults to a trigger on the traffic that they send.
	Trigger *ScalingTrigger
	// Schedule changes the sizes at certain times, at most 125 actions (Amazon EC2 Auto Scaling, "Quotas"). Defaults to
	// none.
	Schedule []ScheduledAction
	// Spot lets a share of the instances be Spot Instances, which cost less and may be taken away with two minutes'
	// notice. Defaults to none.
	Spot *Spot
}

func (*SingleInstance) capacity()   {}
func (*AutoScalingGroup) capacity() {}

// ScalingMetric is what an environment watches to scale in and out. The values are those of the option MeasureName in
// aws:autoscaling:trigger (AWS page "General options for all environments").
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
	// behind a load balancer of the app's own.
	ScalingMetricTargetResponseTime ScalingMetric = "TargetResponseTime"
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

// ScheduledAction sets the sizes of a group at a given time. It needs a Name, a Recurrence or a StartTime, a
// MinSize and a MaxSize.
type ScheduledAction struct {
	// Name tells scheduled actions apart, 1 to 256 characters. Required.
	Name string
	// Recurrence is when the action is repeated, as a cron expression of five fields in UTC, such as "0 7 * * MON-FRI".
	// Defaults to once, at StartTime.
	Recurrence string
	// StartTime and EndTime are when the action first and last takes place, such as "2027-01-15T00:00:00Z". They
	// default to now and to no end.
	StartTime, EndTime string
	// MinSize and MaxSize are what the action sets, 0 to 10000. Required.
	MinSize, MaxSize *float64
	// DesiredCapacity is how many instances the action starts with, 0 to 10000. Left unchanged by default.
	DesiredCapacity *float64
}

// Spot says which instances are not Spot Instances.
type Spot struct {
	// OnDemandBase is the number of On-Demand Instances that the group has before any Spot Instance. Defaults to 0.
	OnDemandBase *float64
	// OnDemandAboveBasePercentage is the share of On-Demand Instances among the others, 0 to 100 percent. Defaults to
	// 70, which is Elastic Beanstalk's own.
	OnDemandAboveBasePercentage *float64
}

// measure is how Elastic Beanstalk must evaluate a metric, with thresholds where good ones are known.
type measure struct {
	metric          ScalingMetric
	statistic, unit string
	lower, upper    *float64
}

var measures = []measure{
	{ScalingMetricNetworkOut, "Average", "Bytes", new(2e6), new(6e6)},
	{ScalingMetricNetworkIn, "Average", "Bytes", nil, nil},
	{ScalingMetricRequestCount, "Sum", "Count", nil, nil},
	{ScalingMetricCPUUtilization, "Average", "Percent", new(30.0), new(70.0)},
	{ScalingMetricTargetResponseTime, "Average", "Seconds", nil, nil},
}

// resolveCapacity returns the group, nil for a single instance.
func resolveCapacity(problems *prop.Problems, c Capacity) *AutoScalingGroup {
	const allowed = "&beanstalk.SingleInstance{} or &beanstalk.AutoScalingGroup{}"
	if c != nil && prop.IsNil(c) {
		problems.MustBe("Capacity", allowed, nil)
		c = nil
	}
	group := &AutoScalingGroup{}
	switch c := c.(type) {
	case *SingleInstance:
		return nil
	case *AutoScalingGroup:
		*group = *c
	case nil:
	default:
		problems.MustBe("Capacity", allowed, prop.Words(fmt.Sprintf("a %T", c)))
	}
	for _, size := range []struct {
		field string
		value **float64
	}{{"Capacity.MinSize", &group.MinSize}, {"Capacity.MaxSize", &group.MaxSize}} {
		problems.Whole(size.field, *size.value, 0, 10000)
		if problems.Of(size.field) {
			*size.value = nil // what follows is judged with the default
		}
	}
	group.Trigger = resolveTrigger(problems, group.Trigger)
	validateSchedule(problems, group.Schedule)
	if s := group.Spot; s != nil {
		problems.Whole("Capacity.Spot.OnDemandBase", s.OnDemandBase, 0, 10000)
		problems.Whole("Capacity.Spot.OnDemandAboveBasePercentage", s.OnDemandAboveBasePercentage, 0, 100)
	}
	return group
}

// sizes are the minimum and the maximum number of instances. A default gives way to what was given.
func (g *AutoScalingGroup) sizes() (least, most float64) {
	least, most = prop.Or(g.MinSize, 2), prop.Or(g.MaxSize, 4)
	switch {
	case g.MinSize == nil && !prop.Unresolved(most):
		least = math.Min(least, most)
	case g.MaxSize == nil && !prop.Unresolved(least):
		most = math.Max(least, most)
	}
	return least, most
}

func resolveTrigger(problems *prop.Problems, given *ScalingTrigger) *ScalingTrigger {
	t := prop.Or(given, ScalingTrigger{})
	if t.Metric == "" {
		t.Metric = ScalingMetricNetworkOut
	}
	m, known := measureOf(t.Metric)
	if !known {
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

func validateSchedule(problems *prop.Problems, schedule []ScheduledAction) {
	if n := len(schedule); n > 125 {
		problems.MustBe("Capacity.Schedule", "at most 125 actions, as many as an Auto Scaling group has", prop.Words(strconv.Itoa(n)))
		return
	}
	first := map[string]int{}
	for i, action := range schedule {
		field := fmt.Sprintf("Capacity.Schedule[%d]", i)
		earlier, repeated := first[action.Name]
		switch {
		case action.Name == "" || len([]rune(action.Name)) > 256 || !prop.Prints(action.Name):
			problems.MustBe(field+".Name", "1 to 256 printable characters", action.Name)
		case repeated:
			problems.MustBe(field+".Name", fmt.Sprintf("different from that of Schedule[%d]", earlier), action.Name)
		default:
			problems.Lookalike(field+".Name", action.Name)
		}
		first[action.Name] = i
		if action.Recurrence == "" && action.StartTime == "" {
			problems.Say(field, `set Recurrence, as in "0 7 * * MON-FRI", or StartTime`, "must have a Recurrence or a StartTime, got neither")
		}
		problems.Whole(field+".MinSize", action.MinSize, 0, 10000)
		problems.Whole(field+".MaxSize", action.MaxSize, 0, 10000)
		problems.Whole(field+".DesiredCapacity", action.DesiredCapacity, 0, 10000)
	}
}
