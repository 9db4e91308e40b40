package options

import (
	"slices"

	"beanstalkline/internal/prop"
)

const triggerPage = guide + "command-options-general.html#command-options-general-autoscalingtrigger"

// triggerRules judge the scaling trigger.
var triggerRules = []rule{
	{Rule: Rule{ID: "trigger-breach-duration", Severity: SeverityWarning,
		Summary: "BreachDuration is Period times EvaluationPeriods; otherwise Elastic Beanstalk changes one of them.", Doc: triggerPage}, scope: standardTiers, check: breachDuration},
	{Rule: Rule{ID: "trigger-thresholds", Severity: SeverityWarning,
		Summary: "LowerThreshold is below UpperThreshold.", Doc: triggerPage}, scope: standardTiers, check: thresholds},
	{Rule: Rule{ID: "trigger-measure", Severity: SeverityWarning,
		Summary: "A trigger on requests, latency or hosts has a load balancer of its own to measure.", Doc: triggerPage}, scope: standardTiers, check: triggerMeasure},
}

func breachDuration(v *view, r *reporter) {
	if v.environmentType == singleInstance {
		return
	}
	breach, period, periods := v.get(nsTrigger, "BreachDuration"), v.get(nsTrigger, "Period"), v.get(nsTrigger, "EvaluationPeriods")
	b, ok1 := breach.number()
	p, ok2 := period.number()
	n, ok3 := periods.number()
	if !ok1 || !ok2 || !ok3 || b == p*n {
		return
	}
	for _, at := range []value{breach, period, periods} {
		if at.set {
			r.problem(at.setting, at.label()+" must fit BreachDuration = Period x EvaluationPeriods, got "+breach.given()+", "+period.given()+" and "+periods.given(),
				"set BreachDuration to "+prop.Plain(p*n))
			return
		}
	}
}

func thresholds(v *view, r *reporter) {
	if v.environmentType == singleInstance {
		return
	}
	lower, upper := v.get(nsTrigger, "LowerThreshold"), v.get(nsTrigger, "UpperThreshold")
	l, ok1 := lower.number()
	u, ok2 := upper.number()
	if !ok1 || !ok2 || l < u {
		return
	}
	if lower.set {
		r.problem(lower.setting, lower.label()+" must be below "+upper.labelled()+", got "+lower.given()+" and "+upper.given(), "set both thresholds, the lower one below")
	} else if upper.set {
		r.problem(upper.setting, upper.label()+" must be above "+lower.labelled()+", got "+upper.given()+" and "+lower.given(), "set both thresholds, the lower one below")
	}
}

// balancerMeasures are measured at a load balancer.
var balancerMeasures = []string{"Latency", "RequestCount", "HealthyHostCount", "UnhealthyHostCount", "TargetResponseTime"}

func triggerMeasure(v *view, r *reporter) {
	measure := v.get(nsTrigger, "MeasureName")
	if !measure.set || !slices.ContainsFunc(balancerMeasures, measure.is) || v.environmentType == singleInstance {
		return
	}
	switch {
	case v.loadBalancer == none:
		r.problem(measure.setting, measure.label()+" must be a measure of instances without a load balancer, got "+measure.given(), `write "CPUUtilization" or "NetworkOut"`)
	case v.get(nsEnvironment, "LoadBalancerIsShared").is("true"):
		r.problem(measure.setting, measure.label()+" must be a measure of instances with a shared load balancer, got "+measure.given(), `write "CPUUtilization" or "NetworkOut"`)
	}
}
