package rules

import "beanstalkline/internal/prop"

// deploymentRules judge how new versions and new configurations reach the instances.
var deploymentRules = []rule{
	{Rule: Rule{ID: "deployment-policy-on-single-instance", Severity: SeverityError,
		Summary: "DeploymentPolicy of a single-instance environment is AllAtOnce or Immutable.",
		Doc:     policyPage}, scope: standardTiers, check: singleInstancePolicy},
	{Rule: Rule{ID: "rolling-update-on-single-instance", Severity: SeverityError, Basis: BasisReport,
		Summary: "A single-instance environment has no rolling updates except immutable ones.",
		Doc:     rollingPage}, scope: standardTiers, check: singleInstanceRolling},
	{Rule: Rule{ID: "traffic-splitting-without-application-load-balancer", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "DeploymentPolicy TrafficSplitting has an Application Load Balancer to split with.",
		Doc:     policyPage}, scope: standardTiers, check: trafficSplitting},
	{Rule: Rule{ID: "immutable-without-enhanced-health", Severity: SeverityError,
		Summary: "Immutable deployments and updates come with enhanced health; where SystemType is not set, that is a warning, " +
			"since platforms differ in the default.",
		Doc: guide + "environmentmgmt-updates-immutable.html"}, scope: standardTiers, check: immutable},
	{Rule: Rule{ID: "immutable-update-with-rolling-deployment", Severity: SeverityWarning, Basis: BasisReport,
		Summary: "RollingUpdateType Immutable goes with DeploymentPolicy Immutable: Elastic Beanstalk refused rolling deployments " +
			"beside it, and was also seen to make both immutable.",
		Doc: rollingPage}, scope: standardTiers, check: immutableUpdate},
	{Rule: Rule{ID: "batch-size", Severity: SeverityError,
		Summary: "BatchSize is at most 100 percent, or in a rolling deployment at most MaxSize instances.",
		Doc:     policyPage}, scope: standardTiers, check: batchSize},
	{Rule: Rule{ID: "rolling-update-timing", Severity: SeverityWarning,
		Summary: "PauseTime is set for RollingUpdateType Time, and Timeout for the others.",
		Doc:     rollingPage}, scope: standardTiers, check: onlyWith(
		exclusive{option: rolling("PauseTime"), other: rolling("RollingUpdateType"), values: []string{"Time"},
			when: func(v *view, x value) bool { return v.rollsBatches() && x.known },
			fix:  "remove it, or set Timeout instead"},
		exclusive{option: rolling("Timeout"), other: rolling("RollingUpdateType"), values: []string{"Health", "Immutable"},
			when: func(v *view, x value) bool { return v.rollsBatches() && x.isNot("PT30M") },
			fix:  "remove it, or set PauseTime instead"},
	)},
}

func rolling(name string) optionName { return optionName{nsRollingUpdate, name} }

func singleInstancePolicy(v *view, r *reporter) {
	policy := v.get(nsCommand, "DeploymentPolicy")
	if v.environmentType == singleInstance && policy.set && policy.isNot("AllAtOnce") && policy.isNot("Immutable") {
		r.problem(policy, `must be "AllAtOnce" or "Immutable" for EnvironmentType SingleInstance, got `+policy.given(),
			`write "AllAtOnce", or `+v.loadBalance())
	}
}

// rolling returns the option that turns rolling updates on, and whether there is one: RollingUpdateEnabled itself, or
// without it an option of the batches, which turns them on implicitly.
func (v *view) rolling() (value, bool) {
	enabled := v.at(rolling("RollingUpdateEnabled"))
	if enabled.set || v.open() {
		return enabled, enabled.set && enabled.is("true")
	}
	for _, name := range []string{"MaxBatchSize", "MinInstancesInService", "PauseTime"} {
		if option := v.at(rolling(name)); option.set {
			return option, true
		}
	}
	return enabled, false
}

// rollsBatches reports whether updates reach several instances in batches.
func (v *view) rollsBatches() bool {
	_, on := v.rolling()
	return on && v.environmentType != singleInstance
}

func singleInstanceRolling(v *view, r *reporter) {
	kind := v.at(rolling("RollingUpdateType"))
	if x, on := v.rolling(); on && v.environmentType == singleInstance && kind.isNot("Immutable") {
		r.problem(x, "must be left out for EnvironmentType SingleInstance, got "+
			x.shown()+" with RollingUpdateType "+kind.given(),
			"remove it, set RollingUpdateType to Immutable, or "+v.loadBalance())
	}
}

func trafficSplitting(v *view, r *reporter) {
	policy := v.get(nsCommand, "DeploymentPolicy")
	if !policy.is("TrafficSplitting") || v.environmentType == singleInstance ||
		v.loadBalancer == "" || v.loadBalancer == application {
		return
	}
	given, fix := "LoadBalancerType "+v.get(nsEnvironment, "LoadBalancerType").given(),
		"set LoadBalancerType to application, or choose another policy"
	if v.loadBalancer == none {
		given, fix = "tier "+v.tier, "choose another policy"
	}
	r.problem(policy, "must not be TrafficSplitting without an Application Load Balancer, got "+given, fix)
}

func immutable(v *view, r *reporter) {
	health := v.get(nsHealth, "SystemType")
	if !health.isNot("enhanced") {
		return
	}
	severity := r.problem
	if !health.set {
		severity = r.warning // platforms differ in the default
	}
	report := func(x value) {
		severity(x, "must come with "+health.labelled()+" enhanced when it is Immutable, got "+health.given(),
			"set "+nsHealth+" SystemType to enhanced")
	}
	if policy := v.get(nsCommand, "DeploymentPolicy"); policy.is("Immutable") {
		report(policy)
	}
	if kind := v.at(rolling("RollingUpdateType")); kind.is("Immutable") {
		if _, on := v.rolling(); on {
			report(kind)
		}
	}
}

func immutableUpdate(v *view, r *reporter) {
	kind, policy := v.at(rolling("RollingUpdateType")), v.get(nsCommand, "DeploymentPolicy")
	_, on := v.rolling()
	if on && kind.is("Immutable") && (policy.is("Rolling") || policy.is("RollingWithAdditionalBatch")) {
		r.problem(kind, "must not be Immutable beside a "+policy.labelled()+" that is not, got "+policy.given(),
			"write Health, or set DeploymentPolicy to Immutable")
	}
}

func batchSize(v *view, r *reporter) {
	policy := v.get(nsCommand, "DeploymentPolicy")
	size, unit, most := v.get(nsCommand, "BatchSize"), v.get(nsCommand, "BatchSizeType"), v.get(nsGroup, "MaxSize")
	n, ok := size.number()
	if !ok || !size.set {
		return
	}
	m, ok := most.number()
	rolls := v.environmentType == loadBalanced && (policy.is("Rolling") || policy.is("RollingWithAdditionalBatch"))
	switch {
	case unit.is("Percentage") && n > 100: // whatever the policy
		r.problem(size, "must be 1 to 100 for "+unit.labelled()+" Percentage, got "+size.text,
			"write 100 or less, or set BatchSizeType to Fixed")
	case rolls && unit.is("Fixed") && ok && n > m:
		r.problem(size, "must be at most "+most.labelled()+" for "+unit.labelled()+" Fixed, got "+
			size.text+" and "+most.given(),
			"write "+prop.Plain(m)+" or less, or raise MaxSize")
	}
}
