package rules

import (
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

const ruleWithoutEffect = "option-without-effect"

// obstacleOf returns what keeps a setting from meaning anything, with an empty rule if nothing is known to do so.
func (v *view) obstacleOf(s value) obstacle {
	o := s.option
	if o.Name == "" {
		return obstacle{} // what the catalogue does not know may apply anywhere
	}
	if v.tier != "" && slices.Contains(o.Tiers, options.TierCluster) != (v.tier == options.TierCluster) {
		if v.tier == options.TierCluster {
			return obstacle{"wrong-tier",
				"must be left out of a Cluster environment, which has options of " + nsCluster + " namespaces only",
				"remove it, or set the tier to WebServer or Worker"}
		}
		return obstacle{"wrong-tier", "must be set in a Cluster environment only, got tier " + v.tier,
			"remove it, or set the tier to Cluster"}
	}
	for _, find := range []func(value) obstacle{
		v.scalingObstacle, v.loadBalancerObstacle, v.platformObstacle, v.mildObstacle,
	} {
		if found := find(s); found.rule != "" {
			return found
		}
	}
	return obstacle{}
}

func (v *view) scalingObstacle(s value) obstacle {
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

func (v *view) loadBalancerObstacle(s value) obstacle {
	listener := strings.HasPrefix(s.Namespace, nsClassicListener) || strings.HasPrefix(s.Namespace, nsListener)
	if v.tier == options.TierWorker && (listener || s.Namespace == nsBalancer) {
		// Single instances have none either, but there such options are ignored: AWS's own command line sends some.
		return obstacle{"no-load-balancer", "must be left out of a worker environment, which has no load balancer",
			"remove it"}
	}
	if !v.sharesLoadBalancer() {
		return obstacle{}
	}
	name := s.canonicalName()
	switch {
	case s.Namespace == nsBalancer && name != "SharedLoadBalancer" && name != "SecurityGroups",
		strings.HasPrefix(s.Namespace, nsListener) && (s.Namespace == nsListener+"default" || name != "Rules"):
		return obstacle{"shared-load-balancer-option",
			"must be left to the owner of a shared load balancer, got LoadBalancerIsShared true",
			"remove it; for a shared load balancer set SharedLoadBalancer, SecurityGroups and the Rules of listeners by port"}
	}
	return obstacle{}
}

func (v *view) platformObstacle(s value) obstacle {
	o, family := s.option, v.platform.Family
	if family == "" || len(o.Platforms) == 0 {
		return obstacle{}
	}
	rule := ruleWithoutEffect
	if strings.HasPrefix(s.Namespace, nsContainer) || s.Namespace == nsActiveDirectory {
		rule = "wrong-platform"
	}
	if !slices.Contains(o.Platforms, family) {
		return obstacle{rule,
			"must be set on platform " + prop.List(o.Platforms, "or") + " only, got " + prop.Quote(v.platform.Name),
			"remove it"}
	}
	if o.AmazonLinux1 && v.platform.System() != "64bit Amazon Linux" {
		return obstacle{rule, "must be set for the first Amazon Linux only, got " + prop.Quote(v.platform.Name), s.replacement()}
	}
	return obstacle{}
}

// mildObstacle finds what Elastic Beanstalk ignores, or what no page says it refuses. There, a setting of the default
// asks for nothing and is not a mistake.
func (v *view) mildObstacle(s value) obstacle {
	o := s.option
	byDefault := o.Default != nil && strings.EqualFold(*o.Default, s.Value)
	if s.unknown || s.Value == "" || byDefault {
		return obstacle{}
	}
	ignored := func(reason, fix string) obstacle { return obstacle{ruleWithoutEffect, reason, fix} }
	switch {
	case v.tier != "" && !slices.Contains(o.Tiers, v.tier) && slices.Contains(o.Tiers, options.TierWorker):
		return ignored("has no effect outside a worker environment, got tier "+v.tier, "remove it, or set the tier to Worker")
	case v.tier != "" && !slices.Contains(o.Tiers, v.tier):
		return ignored("has no effect without a load balancer, got tier "+v.tier, "remove it")
	case v.environmentType == singleInstance && excludes(o.EnvironmentTypes, singleInstance) &&
		s.Namespace != nsRollingUpdate: // which a rule of its own judges there
		return ignored("has no effect for EnvironmentType SingleInstance", v.removeOrLoadBalance())
	case v.loadBalancer != "" && excludes(o.LoadBalancerTypes, v.loadBalancer):
		kind := v.loadBalancer
		if kind == classic && !v.get(nsEnvironment, "LoadBalancerType").set {
			kind += " (the default)"
		}
		return ignored("has no effect for LoadBalancerType "+kind,
			"remove it, or set LoadBalancerType to "+prop.List(o.LoadBalancerTypes, "or"))
	case o.SharedLoadBalancer != nil && *o.SharedLoadBalancer &&
		v.get(nsEnvironment, "LoadBalancerIsShared").isNot("true"):
		return ignored("has no effect without a shared load balancer", "remove it, or set LoadBalancerIsShared to true")
	}
	for _, c := range o.Requires {
		namespace := c.Namespace
		if namespace == o.Namespace {
			namespace = s.Namespace // that of a certain listener, where the catalogue has one for all
		}
		other := v.get(namespace, c.Name)
		if other.known && (other.set || !c.Given) && !slices.ContainsFunc(c.Values, other.is) {
			return ignored("has no effect without "+other.labelled()+" "+prop.List(c.Values, "or")+", got "+other.given(),
				"remove it, or set "+namespace+" "+c.Name+" to "+prop.List(c.Values, "or"))
		}
	}
	return obstacle{}
}

// excludes reports whether a restriction leaves out a value; an empty one restricts nothing.
func excludes(restriction []string, value string) bool {
	return len(restriction) > 0 && !slices.Contains(restriction, value)
}
