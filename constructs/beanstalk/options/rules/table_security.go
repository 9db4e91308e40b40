package rules

import "slices"

// securityRules judge security groups, network addresses and directories.
var securityRules = []rule{
	{Rule: Rule{ID: "default-security-group-disabled", Severity: SeverityError,
		Summary: "DisableDefaultEC2SecurityGroup comes with SecurityGroups of the instances and, if there is " +
			"one, of the load balancer; without the latter, AWS accepts it against its own guide.",
		Basis: BasisValidated,
		Doc:   guide + "using-features.managing.ec2.instances.sg.html"}, scope: standardTiers, check: defaultSecurityGroup},
	{Rule: Rule{ID: "managed-security-group", Severity: SeverityWarning,
		Summary: "ManagedSecurityGroup is one of the load balancer's SecurityGroups."},
		scope: standardTiers, check: managedSecurityGroup},
	{Rule: Rule{ID: "active-directory-incomplete", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "DirectoryId and DirectoryName come together, and DirectoryOU with both."},
		scope: standardTiers, check: comesWith(
			companion{option: directory("DirectoryId"), with: directory("DirectoryName")},
			companion{option: directory("DirectoryName"), with: directory("DirectoryId")},
			companion{option: directory("DirectoryOU"), with: directory("DirectoryId")},
		)},
}

func directory(name string) optionName { return optionName{nsActiveDirectory, name} }

func defaultSecurityGroup(v *view, r *reporter) {
	disabled := v.get(nsLaunch, "DisableDefaultEC2SecurityGroup")
	if !disabled.is("true") {
		return
	}
	demand := func(namespace string, report func(x value, predicate, fix string)) {
		report(disabled, "must come with "+namespace+" SecurityGroups, got nothing",
			"set "+namespace+" SecurityGroups to security group ids")
	}
	// The default of the instances' groups is the very group that is turned off.
	if groups := v.get(nsLaunch, "SecurityGroups"); !groups.set && groups.known {
		demand(nsLaunch, r.problem)
	}
	switch v.loadBalancer {
	case application:
		if v.get(nsBalancer, "SecurityGroups").missing() {
			demand(nsBalancer, r.warning)
		}
	case classic:
		if v.get(nsClassicBalancer, "SecurityGroups").missing() {
			demand(nsClassicBalancer, r.warning)
		}
	}
}

func managedSecurityGroup(v *view, r *reporter) {
	for _, namespace := range []string{nsClassicBalancer, nsBalancer} {
		managed, groups := v.get(namespace, "ManagedSecurityGroup"), v.get(namespace, "SecurityGroups")
		all, ok := groups.items()
		if managed.set && managed.known && ok && !slices.Contains(all, managed.text) {
			r.problem(managed, "must be one of "+groups.labelled()+", got "+managed.given()+" and "+groups.given(),
				"add it to SecurityGroups")
		}
	}
}
