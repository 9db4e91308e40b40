package beanstalk

import (
	"math"
	"slices"
	"strconv"

	"beanstalkline/internal/prop"
)

// capacityTables are the option settings of one instance, or of a group.
func (r *resolved) capacityTables() []table {
	const group, instances, rolling = "aws:autoscaling:asg", "aws:ec2:instances", "aws:autoscaling:updatepolicy:rollingupdate"
	if r.group == nil {
		return []table{
			{environmentNamespace, []row{{name: "EnvironmentType", otherwise: "SingleInstance", field: "Capacity"}}},
			{group, []row{{name: "MinSize", otherwise: "1"}, {name: "MaxSize", otherwise: "1"}}},
			{instances, []row{{name: "EnableSpot", otherwise: "false"}}},
			{rolling, []row{{name: "RollingUpdateEnabled", otherwise: "false"}}},
		}
	}
	g := r.group
	least, most := g.sizes()
	period, periods, breach := r.breach()
	m, _ := measureOf(g.Trigger.Metric)
	lower, upper := m.increments()
	metric := string(g.Trigger.Metric)
	tables := []table{
		{environmentNamespace, []row{{name: "EnvironmentType", otherwise: "LoadBalanced", field: "Capacity"}}},
		{group, []row{
			{name: "MinSize", otherwise: numberText(least), field: "Capacity.MinSize", given: number(g.MinSize)},
			{name: "MaxSize", otherwise: numberText(most), field: "Capacity.MaxSize", given: number(g.MaxSize)},
		}},
		{rolling, []row{
			{name: "MaxBatchSize", otherwise: "1"},
			{name: "MinInstancesInService", otherwise: r.inService()},
			{name: "RollingUpdateEnabled", otherwise: "true"},
			{name: "RollingUpdateType", otherwise: "Health"},
			{name: "Timeout", otherwise: "PT30M"},
		}},
		{"aws:autoscaling:trigger", []row{
			{name: "MeasureName", otherwise: metric, field: "Capacity.Trigger.Metric", given: r.givenMetric()},
			{name: "LowerThreshold", otherwise: numberText(prop.Or(m.lower, 0)), field: "Capacity.Trigger.LowerThreshold", given: number(g.Trigger.LowerThreshold)},
			{name: "UpperThreshold", otherwise: numberText(prop.Or(m.upper, 1)), field: "Capacity.Trigger.UpperThreshold", given: number(g.Trigger.UpperThreshold)},
			{name: "BreachDuration", otherwise: breach},
			{name: "EvaluationPeriods", otherwise: periods},
			{name: "LowerBreachScaleIncrement", otherwise: lower},
			{name: "Period", otherwise: period},
			{name: "Statistic", otherwise: m.statistic},
			{name: "Unit", otherwise: m.unit},
			{name: "UpperBreachScaleIncrement", otherwise: upper},
		}},
	}
	return append(tables, g.Spot.tables()...)
}

// inService is how many instances stay in service while a configuration change replaces one at a time: as many as
// possible, and fewer than a scheduled action leaves at most.
func (r *resolved) inService() string {
	least, most := r.group.sizes()
	if prop.Unresolved(least) || prop.Unresolved(most) {
		if len(r.hours) > 0 {
			return "0"
		}
		return "1"
	}
	stay := math.Min(least, most-1)
	for _, action := range slices.Concat(r.group.Schedule, r.hours) {
		if n := prop.Or(action.MaxSize, most); !prop.Unresolved(n) {
			stay = math.Min(stay, n-1)
		}
	}
	return numberText(math.Max(0, stay))
}

// breach is how long a threshold must be crossed, as a number of periods of so many minutes: five minutes unless
// options say otherwise.
func (r *resolved) breach() (period, periods, minutes string) {
	const trigger = "aws:autoscaling:trigger"
	p, err1 := strconv.Atoi(r.said(trigger, "Period", "1"))
	b, err2 := strconv.Atoi(r.said(trigger, "BreachDuration", "5"))
	if err1 != nil || err2 != nil || p < 1 {
		return "1", "5", "5" // the option rules say what is wrong
	}
	n, err := strconv.Atoi(r.said(trigger, "EvaluationPeriods", strconv.Itoa(max(1, b/p))))
	if err != nil {
		return "1", "5", "5"
	}
	return strconv.Itoa(p), strconv.Itoa(n), strconv.Itoa(p * n)
}

// givenMetric is the metric that the caller wrote, nil if none.
func (r *resolved) givenMetric() *string {
	if given, ok := r.props.Capacity.(*AutoScalingGroup); ok && given != nil && given.Trigger != nil {
		return text(string(given.Trigger.Metric))
	}
	return nil
}
