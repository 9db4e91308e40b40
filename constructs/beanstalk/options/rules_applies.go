package options

import (
	"cmp"
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

// applicabilityRules judge whether an option means anything in such an environment. Elastic Beanstalk
// refuses some of those that do not and ignores the rest.
var applicabilityRules = []rule{
	{Rule: Rule{ID: "wrong-tier", Severity: SeverityError,
		Summary: "A Cluster environment has options of the eks namespaces only, and no other environment has any of them.",
		Doc:     guide + "command-options-general-eks.html"}, check: misapplied},
	{Rule: Rule{ID: "no-load-balancer", Severity: SeverityError,
		Summary: "A worker environment, which has no load balancer, has no options of listeners or of aws:elbv2:loadbalancer."}, check: misapplied},
	{Rule: Rule{ID: "shared-load-balancer-option", Severity: SeverityError,
		Summary: "Of a shared load balancer's options only the shared load balancer, its security groups and listener rules are set.",
		Doc:     guide + "environments-cfg-alb-shared.html"}, check: misapplied},
	{Rule: Rule{ID: "trigger-on-single-instance", Severity: SeverityError,
		Summary: "A single-instance environment has no scaling trigger."}, check: misapplied},
	{Rule: Rule{ID: "scheduled-action-on-single-instance", Severity: SeverityError,
		Summary: "A single-instance environment has no scheduled actions.",
		Doc:     guide + "environment-management-pause.html"}, check: misapplied},
	{Rule: Rule{ID: "wrong-platform", Severity: SeverityError,
		Summary: "Options of a platform are set only for environments on that platform."}, check: misapplied},
	{Rule: Rule{ID: ruleWithoutEffect, Severity: SeverityWarning,
		Summary: "An option is set only where it means something."}, check: misapplied},
}

// obstacle is why an option means nothing here.
type obstacle struct {
	rule   string
	reason string // goes on after the options' labels
	fix    string
}

// misapplied reports the options that one obstacle keeps from meaning anything in one problem: a dozen
// options of a load balancer that is not there are one mistake.
func misapplied(v *view, r *reporter) {
	var group []*setting
	var common obstacle
	report := func() {
		if len(group) > 0 {
			reason, fix := common.reason, common.fix
			if len(group) > 1 {
				reason, fix = strings.Replace(reason, "has no effect", "have no effect", 1), strings.Replace(fix, "remove it", "remove them", 1)
			}
			r.problem(group[0], labels(group)+" "+reason, fix)
		}
		group = nil
	}
	reported := map[key]bool{} // what some rule says more of than that it is ignored
	if r.rule.ID == ruleWithoutEffect {
		for _, p := range r.found {
			reported[key{p.Namespace, p.ResourceName, p.Name}] = true
		}
	}
	for _, s := range v.settings {
		o := s.obstacle
		if o.rule != r.rule.ID || reported[key{s.Namespace, s.ResourceName, s.Name}] {
			continue
		}
		if len(group) > 0 && (o != common || group[0].Namespace != s.Namespace || group[0].ResourceName != s.ResourceName && s.Namespace == nsScheduledAction) {
			report()
		}
		group, common = append(group, s), o
	}
	report()
}

// labels names settings of one namespace, the first few of many.
func labels(group []*setting) string {
	words := []string{group[0].label()}
	for _, s := range group[1:] {
		if s.Origin.Field != "" {
			words = append(words, s.Origin.Field)
		} else {
			words = append(words, s.Name)
		}
	}
	if len(words) > 4 {
		words = append(words[:3], prop.Plain(float64(len(words)-3))+" more")
	}
	return prop.List(words, "and")
}

// judgedElsewhere are namespaces that rules of their own judge, better than in general.
var judgedElsewhere = []string{nsRollingUpdate, nsManagedActions, nsPlatformUpdate}

// obstacleOf returns what keeps a setting from meaning anything, with an empty rule if nothing is known to.
func (v *view) obstacleOf(s *setting) obstacle {
	o := s.option
	if o == nil {
		return obstacle{}
	}
	if v.tier != "" && slices.Contains(o.Tiers, TierCluster) != (v.tier == TierCluster) {
		if v.tier == TierCluster {
			return obstacle{"wrong-tier", "must be left out of a Cluster environment, which has options of " + nsCluster + " namespaces only", "remove it, or set the tier to WebServer or Worker"}
		}
		return obstacle{"wrong-tier", "must be set in a Cluster environment only, got tier " + v.tier, "remove it, or set the tier to Cluster"}
	}
	for _, find := range []func(*setting) obstacle{v.scalingObstacle, v.loadBalancerObstacle, v.platformObstacle, v.mildObstacle} {
		if found := find(s); found.rule != "" {
			return found
		}
	}
	return obstacle{}
}

func (v *view) removeOrLoadBalance() string { return "remove it, or " + v.loadBalance() }

// loadBalance says how an environment comes by a load balancer.
func (v *view) loadBalance() string {
	return cmp.Or(v.env.LoadBalance, "set EnvironmentType to LoadBalanced")
}

func (v *view) scalingObstacle(s *setting) obstacle {
	if v.environmentType != singleInstance {
		return obstacle{}
	}
	const reason = "must be set for load-balanced environments only, got EnvironmentType SingleInstance"
	switch s.Namespace {
	case nsTrigger:
		return obstacle{"trigger-on-single-instance", reason, v.removeOrLoadBalance()}
	case nsScheduledAction:
		return obstacle{"scheduled-action-on-single-instance", reason, v.removeOrLoadBalance()}
	}
	return obstacle{}
}

func (v *view) loadBalancerObstacle(s *setting) obstacle {
	listener := strings.HasPrefix(s.Namespace, nsClassicListener) || strings.HasPrefix(s.Namespace, nsListener)
	if v.tier == TierWorker && (listener || s.Namespace == nsBalancer) {
		// Single instances have none either, but there such options are ignored: AWS's own command line sends some.
		return obstacle{"no-load-balancer", "must be left out of a worker environment, which has no load balancer", "remove it"}
	}
	if v.loadBalancer != application || !v.get(nsEnvironment, "LoadBalancerIsShared").is("true") {
		return obstacle{}
	}
	name := s.canonicalName()
	switch {
	case s.Namespace == nsBalancer && name != "SharedLoadBalancer" && name != "SecurityGroups",
		strings.HasPrefix(s.Namespace, nsListener) && (s.Namespace == nsListener+"default" || name != "Rules"):
		return obstacle{"shared-load-balancer-option", "must be left to the owner of a shared load balancer, got LoadBalancerIsShared true",
			"remove it; for a shared load balancer set SharedLoadBalancer, SecurityGroups and the Rules of listeners by port"}
	}
	return obstacle{}
}

func (v *view) platformObstacle(s *setting) obstacle {
	o, family := s.option, v.platform.family
	if family == "" || len(o.Platforms) == 0 {
		return obstacle{}
	}
	rule := ruleWithoutEffect
	if strings.HasPrefix(s.Namespace, nsContainer) {
		rule = "wrong-platform"
	}
	if !slices.Contains(o.Platforms, family) {
		return obstacle{rule, "must be set on platform " + prop.List(o.Platforms, "or") + " only, got " + prop.Quote(v.platform.branch), "remove it"}
	}
	if o.AmazonLinux1 && v.platform.system != "64bit Amazon Linux" {
		fix := "remove it"
		if o.Successor != "" {
			fix = "use " + o.Successor
		}
		return obstacle{rule, "must be set for the first Amazon Linux only, got " + prop.Quote(v.platform.branch), fix}
	}
	return obstacle{}
}

// mildObstacle finds what Elastic Beanstalk ignores, or what no page says that it refuses. A setting of
// the default asks for nothing and is no mistake then.
func (v *view) mildObstacle(s *setting) obstacle {
	o := s.option
	if s.unknown || s.Value == "" || o.Default != nil && strings.EqualFold(*o.Default, s.Value) || slices.Contains(judgedElsewhere, s.Namespace) {
		return obstacle{}
	}
	ignored := func(reason, fix string) obstacle { return obstacle{ruleWithoutEffect, reason, fix} }
	switch {
	case v.tier != "" && !slices.Contains(o.Tiers, v.tier) && slices.Contains(o.Tiers, TierWorker):
		return ignored("has no effect outside a worker environment, got tier "+v.tier, "remove it, or set the tier to Worker")
	case v.tier != "" && !slices.Contains(o.Tiers, v.tier):
		return ignored("has no effect without a load balancer, got tier "+v.tier, "remove it")
	case v.environmentType == singleInstance && len(o.EnvironmentTypes) > 0 && !slices.Contains(o.EnvironmentTypes, singleInstance):
		return ignored("has no effect for EnvironmentType SingleInstance", v.removeOrLoadBalance())
	case v.loadBalancer != "" && len(o.LoadBalancerTypes) > 0 && !slices.Contains(o.LoadBalancerTypes, v.loadBalancer):
		kind := v.loadBalancer
		if kind == classic && !v.get(nsEnvironment, "LoadBalancerType").set {
			kind += " (the default)"
		}
		return ignored("has no effect for LoadBalancerType "+kind, "remove it, or set LoadBalancerType to "+prop.List(o.LoadBalancerTypes, "or"))
	case o.SharedLoadBalancer != nil && *o.SharedLoadBalancer && v.get(nsEnvironment, "LoadBalancerIsShared").isNot("true"):
		return ignored("has no effect without a shared load balancer", "remove it, or set LoadBalancerIsShared to true")
	}
	for _, c := range o.Requires {
		other := v.get(c.Namespace, c.Name)
		if other.known && !slices.ContainsFunc(c.Values, other.is) {
			return ignored("has no effect without "+other.labelled()+" "+prop.List(c.Values, "or")+", got "+other.given(),
				"remove it, or set "+c.Namespace+" "+c.Name+" to "+prop.List(c.Values, "or"))
		}
	}
	return obstacle{}
}
