package rules

import (
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// capacityRules judge how many instances an environment has and of which types.
var capacityRules = []rule{
	{Rule: Rule{ID: "min-size-above-max-size", Severity: SeverityError, Basis: BasisValidated,
		Summary: "MinSize is at most MaxSize."}, scope: standardTiers, check: inOrder(order{
		low: optionName{nsGroup, "MinSize"}, high: optionName{nsGroup, "MaxSize"},
		// The defaults are those of load-balanced environments.
		when: func(v *view, low, high value) bool { return v.environmentType == loadBalanced || low.set && high.set },
	})},
	{Rule: Rule{ID: "single-instance-size", Severity: SeverityWarning,
		Summary: "MinSize and MaxSize of a single-instance environment are 1, whatever they are set to.",
		Doc:     guide + "using-features-managing-env-types.html"}, scope: standardTiers, check: singleInstanceSize},
	{Rule: Rule{ID: "no-instances", Severity: SeverityWarning,
		Summary: "MaxSize is not 0: an environment can be paused that way, but not created.",
		Doc:     pausePage}, scope: standardTiers, check: noInstances},
	{Rule: Rule{ID: "min-instances-in-service", Severity: SeverityError, Basis: BasisValidated,
		Summary: "With rolling updates, MinInstancesInService is below MaxSize."}, scope: standardTiers, check: minInstancesInService},
	{Rule: Rule{ID: "spot-base-above-max-size", Severity: SeverityError, Basis: BasisValidated,
		Summary: "SpotFleetOnDemandBase is at most MaxSize."}, scope: standardTiers, check: inOrder(order{
		low: optionName{nsInstances, "SpotFleetOnDemandBase"}, high: optionName{nsGroup, "MaxSize"},
		when: func(v *view, base, most value) bool {
			return base.set && v.get(nsInstances, "EnableSpot").is("true") && (most.set || v.environmentType == loadBalanced)
		},
	})},
	{Rule: Rule{ID: "instance-types-of-one-architecture", Severity: SeverityError,
		Summary: "InstanceTypes have one processor architecture, which is one of SupportedArchitectures."},
		scope: standardTiers, check: architectures},
	{Rule: Rule{ID: "instance-type-twice", Severity: SeverityError, Basis: BasisValidated,
		Summary: "InstanceTypes names each type once."}, scope: standardTiers, check: instanceTypeTwice},
}

func singleInstanceSize(v *view, r *reporter) {
	if v.environmentType != singleInstance {
		return
	}
	least, most := v.get(nsGroup, "MinSize"), v.get(nsGroup, "MaxSize")
	m, ok1 := least.number()
	n, ok2 := most.number()
	if least.set && most.set && ok1 && ok2 && m > n {
		return // what matters then is their order
	}
	for _, size := range []value{least, most} {
		if n, ok := size.number(); size.set && ok && n != 1 {
			r.problem(size, "must be 1 for EnvironmentType SingleInstance, got "+prop.Plain(n),
				"write 1, or "+v.loadBalance())
		}
	}
}

func noInstances(v *view, r *reporter) {
	least, most := v.get(nsGroup, "MinSize"), v.get(nsGroup, "MaxSize")
	if least.is("0") && most.is("0") && v.environmentType == loadBalanced {
		r.problem(most, "must be at least 1 to create an environment, got 0",
			"write 1 or more, and pause the environment with a scheduled action")
	}
}

func minInstancesInService(v *view, r *reporter) {
	inService, most := v.get(nsRollingUpdate, "MinInstancesInService"), v.get(nsGroup, "MaxSize")
	m, ok1 := inService.number()
	n, ok2 := most.number()
	if !ok1 || !ok2 || !inService.set || m < n || n < 1 || v.environmentType != loadBalanced {
		return
	}
	report, fix := r.problem, "set MinInstancesInService to 0, or raise MaxSize"
	if n > 1 {
		fix = "set MinInstancesInService to " + prop.Plain(n-1) + " or less, or raise MaxSize"
	}
	if enabled := v.get(nsRollingUpdate, "RollingUpdateEnabled"); enabled.isNot("true") {
		report = r.warning // AWS compares them only if rolling updates are on
	}
	report(inService, "must be below "+most.labelled()+", got "+inService.given()+" and "+most.given(), fix)
}

func architectures(v *view, r *reporter) {
	given := v.get(nsInstances, "InstanceTypes")
	types, ok := given.items()
	if !ok || !given.set {
		return
	}
	var first, firstType string
	for _, t := range types {
		a := options.Architecture(t)
		if first == "" {
			first, firstType = a, t
		} else if a != "" && a != first {
			r.problem(given, "must have one architecture, got "+firstType+" ("+first+") and "+t+" ("+a+")",
				"list types of one architecture only")
			return
		}
	}
	supported := v.get(nsInstances, "SupportedArchitectures")
	list, ok := supported.items()
	if !ok || !supported.set || first == "" {
		return
	}
	if !slices.ContainsFunc(list, func(a string) bool {
		return strings.EqualFold(a, first) || first == "x86_64" && strings.EqualFold(a, "i386")
	}) {
		r.problem(given, "must have an architecture in "+supported.labelled()+", got "+
			firstType+" ("+first+") and "+supported.given(),
			"list types of "+strings.Join(list, " or ")+", or set "+supported.labelled()+" to "+prop.Quote(first))
	}
}

func instanceTypeTwice(v *view, r *reporter) {
	given := v.get(nsInstances, "InstanceTypes")
	types, ok := given.items()
	if !ok || !given.set {
		return
	}
	for i, t := range types {
		if slices.Contains(types[:i], t) {
			r.problem(given, "must name each type once, got "+t+" twice", "remove the second "+t)
			return
		}
	}
}
