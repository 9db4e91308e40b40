package options

import "slices"

// securityRules judge security groups, network addresses and directories.
var securityRules = []rule{
	{Rule: Rule{ID: "default-security-group-disabled", Severity: SeverityError,
		Summary: "DisableDefaultEC2SecurityGroup comes with SecurityGroups of the instances and, if there is one, of the load balancer.",
		Doc:     guide + "using-features.managing.ec2.instances.sg.html"}, scope: standardTiers, check: defaultSecurityGroup},
	{Rule: Rule{ID: "managed-security-group", Severity: SeverityWarning,
		Summary: "ManagedSecurityGroup is one of the load balancer's SecurityGroups."}, scope: standardTiers, check: managedSecurityGroup},
	{Rule: Rule{ID: "active-directory-incomplete", Severity: SeverityError,
		Summary: "DirectoryId and DirectoryName come together, and DirectoryOU with both."}, scope: standardTiers, check: activeDirectory},
}

func defaultSecurityGroup(v *view, r *reporter) {
	disabled := v.get(nsLaunch, "DisableDefaultEC2SecurityGroup")
	if !disabled.is("true") {
		return
	}
	report := func(namespace string, add func(s *setting, message, fix string)) {
		add(disabled.setting, disabled.label()+" must come with "+namespace+" SecurityGroups, got nothing", "set "+namespace+" SecurityGroups to security group ids")
	}
	// The default of the instances' groups is the very group that is turned off.
	if groups := v.get(nsLaunch, "SecurityGroups"); !groups.set && groups.known {
		report(nsLaunch, r.problem)
	}
	switch v.loadBalancer {
	case application:
		if v.get(nsBalancer, "SecurityGroups").missing() {
			report(nsBalancer, r.problem)
		}
	case classic:
		if !v.get(nsClassicBalancer, "SecurityGroups").missing() {
			break
		}
		if !v.get(nsEnvironment, "LoadBalancerType").set && v.get(nsBalancer, "SecurityGroups").set {
			report(nsClassicBalancer, r.warning) // what is missing may be LoadBalancerType instead
		} else {
			report(nsClassicBalancer, r.problem)
		}
	}
}

func managedSecurityGroup(v *view, r *reporter) {
	for _, namespace := range []string{nsClassicBalancer, nsBalancer} {
		managed, groups := v.get(namespace, "ManagedSecurityGroup"), v.get(namespace, "SecurityGroups")
		all, ok := groups.items()
		if managed.set && managed.known && ok && !slices.Contains(all, managed.text) {
			r.problem(managed.setting, managed.label()+" must be one of "+groups.labelled()+", got "+managed.given()+" and "+groups.given(), "add it to SecurityGroups")
		}
	}
}

func activeDirectory(v *view, r *reporter) {
	for _, pair := range [][2]string{{"DirectoryId", "DirectoryName"}, {"DirectoryName", "DirectoryId"}, {"DirectoryOU", "DirectoryId"}} {
		given, other := v.get(nsActiveDirectory, pair[0]), v.get(nsActiveDirectory, pair[1])
		if given.set && other.missing() {
			r.problem(given.setting, given.label()+" must come with "+pair[1]+", got nothing", "set "+pair[1])
		}
	}
}
