package rules

// effectRules judge whether an option means anything in the environment. Elastic Beanstalk refuses some of those that
// do not, and ignores the rest.
var effectRules = []rule{
	{Rule: Rule{ID: "wrong-tier", Severity: SeverityError,
		Summary: "A Cluster environment has options of the eks namespaces only, and no other environment has any of them.",
		Doc:     clusterPage}, check: misapplied, merges: true},
	{Rule: Rule{ID: "no-load-balancer", Severity: SeverityError, Basis: BasisReport,
		Summary: "A worker environment, which has no load balancer, has no options of listeners or of " +
			"aws:elbv2:loadbalancer."},
		check: misapplied, merges: true},
	{Rule: Rule{ID: "shared-load-balancer-option", Severity: SeverityError,
		Summary: "With a shared load balancer, only the load balancer itself, its security groups and " +
			"listener rules are set.",
		Doc: sharedPage}, check: misapplied, merges: true},
	{Rule: Rule{ID: "trigger-on-single-instance", Severity: SeverityError, Basis: BasisReport,
		Summary: "A single-instance environment has no scaling trigger."}, check: misapplied, merges: true},
	{Rule: Rule{ID: "scheduled-action-on-single-instance", Severity: SeverityError,
		Summary: "A single-instance environment has no scheduled actions.",
		Doc:     pausePage}, check: misapplied, merges: true},
	{Rule: Rule{ID: "wrong-platform", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "Options of a platform are set only for environments on that platform."}, check: misapplied, merges: true},
	// That an option is ignored matters only if nothing else is wrong with it.
	{Rule: Rule{ID: "option-without-effect", Severity: SeverityWarning,
		Summary: "An option is set only where it means something."}, check: misapplied, merges: true, yields: true},
}

// misapplied reports the options that an obstacle of the rule keeps from meaning anything.
func misapplied(v *view, r *reporter) {
	for _, x := range v.values {
		if x.obstacle.rule == r.rule.ID {
			r.problem(x, x.obstacle.reason, x.obstacle.fix)
		}
	}
}
