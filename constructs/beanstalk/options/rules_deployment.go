package options

import "beanstalkline/internal/prop"

const (
	policyPage  = guide + "using-features.rolling-version-deploy.html"
	rollingPage = guide + "using-features.rollingupdates.html"
)

// deploymentRules judge how new versions and new configurations reach the instances.
var deploymentRules = []rule{
	{Rule: Rule{ID: "deployment-policy-on-single-instance", Severity: SeverityError,
		Summary: "DeploymentPolicy of a single-instance environment is AllAtOnce or Immutable.", Doc: policyPage}, scope: standardTiers, check: singleInstancePolicy},
	{Rule: Rule{ID: "rolling-update-on-single-instance", Severity: SeverityError,
		Summary: "A single-instance environment has no rolling updates but immutable ones.", Doc: rollingPage}, scope: standardTiers, check: singleInstanceRolling},
	{Rule: Rule{ID: "traffic-splitting-without-application-load-balancer", Severity: SeverityError,
		Summary: "DeploymentPolicy TrafficSplitting has an Application Load Balancer to split with.", Doc: policyPage}, scope: standardTiers, check: trafficSplitting},
	{Rule: Rule{ID: "immutable-without-enhanced-health", Severity: SeverityError,
		Summary: "Immutable deployments and updates come with enhanced health.", Doc: guide + "environmentmgmt-updates-immutable.html"}, scope: standardTiers, check: immutable},
	{Rule: Rule{ID: "batch-size", Severity: SeverityError,
		Summary: "BatchSize of a rolling deployment is at most 100 percent, or at most MaxSize instances.", Doc: policyPage}, scope: standardTiers, check: batchSize},
	{Rule: Rule{ID: "rolling-update-timing", Severity: SeverityWarning,
		Summary: "PauseTime is set for RollingUpdateType Time, and Timeout for the others.", Doc: rollingPage}, scope: standardTiers, check: rollingTiming},
}

func singleInstancePolicy(v *view, r *reporter) {
	policy := v.get(nsCommand, "DeploymentPolicy")
	if v.environmentType == singleInstance && policy.set && policy.isNot("AllAtOnce") && policy.isNot("Immutable") {
		r.problem(policy.setting, policy.label()+` must be "AllAtOnce" or "Immutable" for EnvironmentType SingleInstance, got `+policy.given(),
			`write "AllAtOnce", or `+v.loadBalance())
	}
}

// rolling returns the setting that turns rolling updates on, or nil: RollingUpdateEnabled itself, or
// without it an option of the batches, which turns them on by the way.
func (v *view) rolling() *setting {
	enabled := v.get(nsRollingUpdate, "RollingUpdateEnabled")
	if enabled.set || v.open() {
		if enabled.is("true") {
			return enabled.setting
		}
		return nil
	}
	for _, name := range []string{"MaxBatchSize", "MinInstancesInService", "PauseTime"} {
		if option := v.get(nsRollingUpdate, name); option.set {
			return option.setting
		}
	}
	return nil
}

func singleInstanceRolling(v *view, r *reporter) {
	kind := v.get(nsRollingUpdate, "RollingUpdateType")
	if at := v.rolling(); at != nil && v.environmentType == singleInstance && kind.isNot("Immutable") {
		r.problem(at, at.label()+" must be left out for EnvironmentType SingleInstance, got "+at.shown()+" with RollingUpdateType "+kind.given(),
			"remove it, set RollingUpdateType to Immutable, or "+v.loadBalance())
	}
}

func trafficSplitting(v *view, r *reporter) {
	policy := v.get(nsCommand, "DeploymentPolicy")
	if !policy.is("TrafficSplitting") || v.environmentType == singleInstance || v.loadBalancer == "" || v.loadBalancer == application {
		return
	}
	given, fix := "LoadBalancerType "+v.get(nsEnvironment, "LoadBalancerType").given(), "set LoadBalancerType to application, or choose another policy"
	if v.loadBalancer == none {
		given, fix = "tier "+v.tier, "choose another policy"
	}
	r.problem(policy.setting, policy.label()+" must not be TrafficSplitting without an Application Load Balancer, got "+given, fix)
}

func immutable(v *view, r *reporter) {
	health := v.get(nsHealth, "SystemType")
	if !health.isNot("enhanced") {
		return
	}
	report := func(s *setting) {
		r.problem(s, s.label()+" must come with "+health.labelled()+" enhanced when it is Immutable, got "+health.given(), "set "+nsHealth+" SystemType to enhanced")
	}
	if policy := v.get(nsCommand, "DeploymentPolicy"); policy.is("Immutable") {
		report(policy.setting)
	}
	if kind := v.get(nsRollingUpdate, "RollingUpdateType"); kind.is("Immutable") && v.rolling() != nil {
		report(kind.setting)
	}
}

func batchSize(v *view, r *reporter) {
	policy := v.get(nsCommand, "DeploymentPolicy")
	size, unit, most := v.get(nsCommand, "BatchSize"), v.get(nsCommand, "BatchSizeType"), v.get(nsGroup, "MaxSize")
	n, ok := size.number()
	if !ok || !size.set || v.environmentType != loadBalanced || !policy.is("Rolling") && !policy.is("RollingWithAdditionalBatch") {
		return
	}
	m, ok := most.number()
	switch {
	case unit.is("Percentage") && n > 100:
		r.problem(size.setting, size.label()+" must be 1 to 100 for "+unit.labelled()+" Percentage, got "+size.text, "write 100 or less, or set BatchSizeType to Fixed")
	case unit.is("Fixed") && ok && n > m:
		r.problem(size.setting, size.label()+" must be at most "+most.labelled()+" for "+unit.labelled()+" Fixed, got "+size.text+" and "+most.given(), "write "+prop.Plain(m)+" or less, or raise MaxSize")
	}
}

func rollingTiming(v *view, r *reporter) {
	kind := v.get(nsRollingUpdate, "RollingUpdateType")
	if v.environmentType == singleInstance || v.rolling() == nil || !kind.known {
		return
	}
	pause, timeout := v.get(nsRollingUpdate, "PauseTime"), v.get(nsRollingUpdate, "Timeout")
	if pause.set && pause.known && kind.isNot("Time") {
		r.problem(pause.setting, pause.label()+" must be set for RollingUpdateType Time only, got "+kind.given(), "remove it, or set Timeout instead")
	}
	if timeout.set && timeout.isNot("PT30M") && kind.is("Time") {
		r.problem(timeout.setting, timeout.label()+" must be set for RollingUpdateType Health or Immutable only, got "+kind.given(), "remove it, or set PauseTime instead")
	}
}
