package rules

import (
	"regexp"
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

// triggerRules judge the scaling trigger.
var triggerRules = []rule{
	{Rule: Rule{ID: "trigger-breach-duration", Severity: SeverityWarning,
		Summary: "BreachDuration is Period times EvaluationPeriods; otherwise Elastic Beanstalk changes one of them.",
		Doc:     triggerPage}, scope: standardTiers, check: breachDuration},
	{Rule: Rule{ID: "trigger-evaluation-time", Severity: SeverityError, Basis: BasisValidated,
		Summary: "Period times EvaluationPeriods is at most 600 minutes.",
		Doc:     triggerPage}, scope: standardTiers, check: evaluationTime},
	{Rule: Rule{ID: "trigger-thresholds", Severity: SeverityWarning,
		Summary: "LowerThreshold is below UpperThreshold.", Doc: triggerPage}, scope: standardTiers, check: inOrder(order{
		low: optionName{nsTrigger, "LowerThreshold"}, high: optionName{nsTrigger, "UpperThreshold"}, strict: true,
		when: func(v *view, _, _ value) bool { return v.environmentType != singleInstance },
		fix:  "set both thresholds, the lower one below",
	})},
	{Rule: Rule{ID: "trigger-measure", Severity: SeverityError,
		Summary: "With a shared load balancer, a trigger is on no measure of hosts and not on TargetResponseTime. One on Latency there, and " +
			"one on any measure of a load balancer where there is none, is a warning.",
		Doc: triggerPage}, scope: standardTiers, check: triggerMeasure},
	{Rule: Rule{ID: "trigger-on-instance-store", Severity: SeverityWarning,
		Summary: "A trigger on disks has instances with instance store volumes, which are all that such a measure covers.",
		Doc:     "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html"},
		scope: standardTiers, check: triggerOnInstanceStore},
}

func breachDuration(v *view, r *reporter) {
	if v.environmentType == singleInstance {
		return
	}
	breach, period := v.get(nsTrigger, "BreachDuration"), v.get(nsTrigger, "Period")
	periods := v.get(nsTrigger, "EvaluationPeriods")
	b, ok1 := breach.number()
	p, ok2 := period.number()
	n, ok3 := periods.number()
	if !ok1 || !ok2 || !ok3 || b == p*n || p*n > mostMinutes {
		return
	}
	for _, x := range []value{breach, period, periods} {
		if x.set {
			r.problem(x, "must fit BreachDuration = Period x EvaluationPeriods, got "+
				breach.given()+", "+period.given()+" and "+periods.given(), "set BreachDuration to "+prop.Plain(p*n))
			return
		}
	}
}

func evaluationTime(v *view, r *reporter) {
	period, periods := v.get(nsTrigger, "Period"), v.get(nsTrigger, "EvaluationPeriods")
	p, ok1 := period.number()
	n, ok2 := periods.number()
	if !ok1 || !ok2 || p*n <= mostMinutes || v.environmentType == singleInstance {
		return
	}
	x, other, most := periods, period, int(mostMinutes/p)
	if !periods.set {
		x, other, most = period, periods, int(mostMinutes/n)
	}
	r.problem(x, "must be at most 600 minutes together with "+other.labelled()+", got "+x.given()+" and "+other.given(),
		"write "+prop.Plain(float64(max(most, 1)))+" or less, or lower "+other.Name)
}

const mostMinutes = 600 // in which a trigger is evaluated

var (
	// balancerMeasures are measured at a load balancer.
	balancerMeasures = []string{"Latency", "RequestCount", "HealthyHostCount", "UnhealthyHostCount", "TargetResponseTime"}
	// dedicatedMeasures are not valid with a shared one.
	dedicatedMeasures = []string{"HealthyHostCount", "UnhealthyHostCount", "TargetResponseTime"}
)

func triggerMeasure(v *view, r *reporter) {
	measure := v.get(nsTrigger, "MeasureName")
	if !measure.set || !slices.ContainsFunc(balancerMeasures, measure.is) || v.environmentType == singleInstance {
		return
	}
	const fix = `write "CPUUtilization" or "NetworkOut"`
	shared := v.get(nsEnvironment, "LoadBalancerIsShared").is("true")
	switch {
	case v.loadBalancer == none:
		r.warning(measure, "must be a measure of instances without a load balancer, got "+measure.given(), fix)
	case shared && slices.ContainsFunc(dedicatedMeasures, measure.is):
		r.problem(measure, "must be a measure of instances or RequestCount with a shared load balancer, got "+measure.given(), fix)
	case shared && measure.is("Latency"):
		r.warning(measure, "must be a measure of instances or RequestCount with a shared load balancer, got "+measure.given(), fix)
	}
}

// withoutInstanceStore matches families of which no type has an instance store: burstable ones, and those for general use,
// processors and memory since their fourth generation without a "d" among their attributes.
var withoutInstanceStore = regexp.MustCompile(`^(t[0-9][a-z]*|[cmr][4-9][a-ce-z]*(-[a-z]+)?)\.`)

func triggerOnInstanceStore(v *view, r *reporter) {
	measure, types := v.get(nsTrigger, "MeasureName"), v.get(nsInstances, "InstanceTypes")
	list, ok := types.items()
	if !measure.set || !measure.known || !strings.HasPrefix(strings.ToLower(measure.text), "disk") || !ok || !types.set || v.environmentType == singleInstance {
		return
	}
	for _, name := range list {
		if withoutInstanceStore.MatchString(name) {
			r.problem(measure, "must be a measure of what the instances have, got "+measure.given()+", which covers instance store volumes only, and "+
				prop.Quote(name)+", which has none", `write "CPUUtilization" or "NetworkOut", or choose types such as "m6id.large"`)
			return
		}
	}
}
