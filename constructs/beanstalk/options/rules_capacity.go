package options

import (
	"regexp"
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

// capacityRules judge how many instances an environment has and of which types.
var capacityRules = []rule{
	{Rule: Rule{ID: "min-size-above-max-size", Severity: SeverityError,
		Summary: "MinSize is at most MaxSize."}, scope: standardTiers, check: minAboveMax},
	{Rule: Rule{ID: "single-instance-size", Severity: SeverityWarning,
		Summary: "MinSize and MaxSize of a single-instance environment are 1, whatever they are set to.",
		Doc:     guide + "using-features-managing-env-types.html"}, scope: standardTiers, check: singleInstanceSize},
	{Rule: Rule{ID: "no-instances", Severity: SeverityWarning,
		Summary: "MaxSize is not 0: an environment can be paused that way, but not created.",
		Doc:     guide + "environment-management-pause.html"}, scope: standardTiers, check: noInstances},
	{Rule: Rule{ID: "min-instances-in-service", Severity: SeverityError,
		Summary: "MinInstancesInService is below MaxSize."}, scope: standardTiers, check: minInstancesInService},
	{Rule: Rule{ID: "spot-base-above-max-size", Severity: SeverityError,
		Summary: "SpotFleetOnDemandBase is at most MaxSize."}, scope: standardTiers, check: spotBase},
	{Rule: Rule{ID: "instance-types-of-one-architecture", Severity: SeverityError,
		Summary: "InstanceTypes are of one processor architecture, and of one in SupportedArchitectures."}, scope: standardTiers, check: architectures},
	{Rule: Rule{ID: "instance-type-twice", Severity: SeverityWarning,
		Summary: "InstanceTypes names each type once."}, scope: standardTiers, check: instanceTypeTwice},
}

func minAboveMax(v *view, r *reporter) {
	least, most := v.get(nsGroup, "MinSize"), v.get(nsGroup, "MaxSize")
	m, ok1 := least.number()
	n, ok2 := most.number()
	if !ok1 || !ok2 || m <= n {
		return
	}
	// The defaults are those of load-balanced environments.
	if v.environmentType != loadBalanced && !(least.set && most.set) {
		return
	}
	at, fix := least.setting, "set MinSize to "+prop.Plain(n)+" or less, or raise MaxSize"
	if !least.set {
		at, fix = most.setting, "set MaxSize to "+prop.Plain(m)+" or more, or set MinSize too"
		r.problem(at, at.label()+" must be at least MinSize, got "+most.given()+" and "+least.given(), fix)
		return
	}
	r.problem(at, at.label()+" must be at most "+most.labelled()+", got "+least.given()+" and "+most.given(), fix)
}

func singleInstanceSize(v *view, r *reporter) {
	if v.environmentType != singleInstance {
		return
	}
	least, most := v.get(nsGroup, "MinSize"), v.get(nsGroup, "MaxSize")
	m, ok1 := least.number()
	n, ok2 := most.number()
	if least.set && most.set && ok1 && ok2 && m > n {
		return // reported as such
	}
	for _, size := range []value{least, most} {
		if n, ok := size.number(); size.set && ok && n != 1 {
			r.problem(size.setting, size.label()+" must be 1 for EnvironmentType SingleInstance, got "+prop.Plain(n), "write 1, or "+v.loadBalance())
		}
	}
}

func noInstances(v *view, r *reporter) {
	least, most := v.get(nsGroup, "MinSize"), v.get(nsGroup, "MaxSize")
	if least.is("0") && most.is("0") && v.environmentType == loadBalanced {
		r.problem(most.setting, most.label()+" must be at least 1 to create an environment, got 0", "write 1 or more, and pause the environment with a scheduled action")
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
	if enabled := v.get(nsRollingUpdate, "RollingUpdateEnabled"); enabled.set && enabled.is("false") {
		report = r.warning // nothing is updated in batches
	}
	report(inService.setting, inService.label()+" must be below "+most.labelled()+", got "+inService.given()+" and "+most.given(), fix)
}

func spotBase(v *view, r *reporter) {
	base, most := v.get(nsInstances, "SpotFleetOnDemandBase"), v.get(nsGroup, "MaxSize")
	m, ok1 := base.number()
	n, ok2 := most.number()
	if ok1 && ok2 && base.set && m > n && v.get(nsInstances, "EnableSpot").is("true") && (most.set || v.environmentType == loadBalanced) {
		r.problem(base.setting, base.label()+" must be at most "+most.labelled()+", got "+base.given()+" and "+most.given(), "write "+prop.Plain(n)+" or less, or raise MaxSize")
	}
}

// instanceFamily splits a type such as "m7gd.large": the letters and the generation of its family, and
// what the processor is, where "g" leads for arm64.
var instanceFamily = regexp.MustCompile(`^([a-z]+)([0-9]+)([a-z]*)(-[a-z0-9]+)?\.[a-z0-9]+(-[a-z0-9]+)?$`)

// Architecture returns the processor architecture of an EC2 instance type, "x86_64" or "arm64", or "" if its name does
// not tell.
func Architecture(instanceType string) string {
	parts := instanceFamily.FindStringSubmatch(strings.ToLower(instanceType))
	switch {
	case parts == nil || parts[1] == "mac":
		return ""
	case strings.HasPrefix(parts[3], "g") || parts[1] == "a":
		return "arm64"
	}
	return "x86_64"
}

func architectures(v *view, r *reporter) {
	given := v.get(nsInstances, "InstanceTypes")
	types, ok := given.items()
	if !ok || !given.set {
		return
	}
	var first, firstType string
	for _, t := range types {
		a := Architecture(t)
		if first == "" {
			first, firstType = a, t
		} else if a != "" && a != first {
			r.problem(given.setting, given.label()+" must be of one architecture, got "+firstType+" ("+first+") and "+t+" ("+a+")", "list types of one architecture only")
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
		r.problem(given.setting, given.label()+" must be of an architecture in "+supported.labelled()+", got "+firstType+" ("+first+") and "+supported.given(),
			"list types of "+strings.Join(list, " or ")+", or set SupportedArchitectures to "+prop.Quote(first))
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
			r.problem(given.setting, given.label()+" must name each type once, got "+t+" twice", "remove the second "+t)
			return
		}
	}
}
