package options

import (
	"cmp"
	"slices"
	"time"
)

// Environment is what Check knows of an environment beside its option settings.
type Environment struct {
	// Tier is the tier's name: WebServer, Worker or Cluster. Defaults to WebServer.
	Tier string
	// TierUnresolved says that the tier is not known before deployment: rules that need it stay silent.
	TierUnresolved bool
	// Branch is the name of the platform's branch, for callers who write it in a property called Platform. It stands
	// instead of PlatformArn and SolutionStackName.
	Branch string
	// PlatformArn is the platform's ARN. Empty if there is none or if it is not known.
	PlatformArn string
	// SolutionStackName is the solution stack's name. Empty if there is none or if it is not known.
	SolutionStackName string
	// LoadBalance says in the caller's words how an environment comes by a load balancer. Defaults to
	// "set EnvironmentType to LoadBalanced".
	LoadBalance string
	// HasTemplate says that a saved configuration supplies settings that the set does not show: an
	// option that is not in the set has no known value, and an unknown namespace is no error.
	HasTemplate bool
	// Partial says that the set is not complete, because the name of a setting is not known before
	// deployment or because the set is itself a saved configuration: an option that is not in the set
	// has no known value.
	Partial bool
	// Now is the time with which retirement dates of platforms are compared: a warning for half a year before, an error
	// after. Zero: they are not judged.
	Now time.Time
	// SecurityHub turns on the rules that AWS Security Hub has for environments, ElasticBeanstalk.1 to .3.
	SecurityHub bool
}

// Rule describes one rule of Check.
type Rule struct {
	// ID is the rule's stable name, in kebab-case.
	ID string
	// Severity is what a problem of this rule is; one that stands on a doubtful fact warns nevertheless.
	Severity Severity
	// Summary says in one sentence what the rule demands.
	Summary string
	// Doc is the address of the page that the rule stands on; empty if that is the page of the option at fault.
	Doc string
}

// scope is the tiers in which a rule is asked.
type scope int

const (
	everyTier     scope = iota
	standardTiers       // web server and worker: environments on EC2 instances
	clusterTier         // environments on EKS
)

// rule is a Rule with what it takes to ask it.
type rule struct {
	Rule
	scope scope
	check func(v *view, r *reporter)
}

// ruleTables is every rule by topic. To add a rule, add an entry to one of the tables.
var ruleTables = [][]rule{
	tierRules,
	optionRules,
	capacityRules,
	volumeRules,
	scheduleRules,
	triggerRules,
	deploymentRules,
	healthRules,
	securityRules,
	loadBalancerRules,
	listenerRules,
	classicRules,
	workerRules,
	variableRules,
	platformRules,
	clusterRules,
	applicabilityRules, // last: that an option is ignored matters only if nothing else is said of it
}

// Rules returns every rule, sorted by id.
func Rules() []Rule {
	var all []Rule
	for _, table := range ruleTables {
		for _, r := range table {
			all = append(all, r.Rule)
		}
	}
	slices.SortFunc(all, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Check judges settings and returns what is wrong with them, sorted by namespace, resource name, name
// and rule. The result does not depend on the order in which the settings were added.
func Check(env Environment, settings Settings) []Problem {
	v := newView(env, settings)
	var found []Problem
	for _, table := range ruleTables {
		for _, rule := range table {
			if rule.scope == standardTiers && v.tier == TierCluster || rule.scope == clusterTier && v.tier != TierCluster {
				continue
			}
			r := reporter{rule: rule.Rule, found: found}
			rule.check(v, &r)
			found = r.found
		}
	}
	slices.SortFunc(found, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Namespace, b.Namespace),
			cmp.Compare(a.ResourceName, b.ResourceName),
			cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return found
}
