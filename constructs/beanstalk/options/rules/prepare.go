package rules

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options"
)

// prepare looks at a set as the rules see it: each setting with its entry of the catalogue, and every option with the
// value that Elastic Beanstalk will use, as far as it is known.
func prepare(env Environment, settings options.Settings) *view {
	all := settings.All()
	v := &view{env: env, byName: make(map[optionName]int, len(all)), values: make([]value, 0, len(all))}
	for _, s := range all {
		v.values = append(v.values, value{Setting: s, duplicates: settings.Duplicates(s)})
		v.read(&v.values[len(v.values)-1])
		v.index(len(v.values) - 1)
	}
	v.tier = tierOf(env)
	v.environmentType = v.oneOf(nsEnvironment, "EnvironmentType", singleInstance, loadBalanced)
	v.loadBalancer = v.loadBalancerType()
	v.platform = platformOf(env)
	for i := range v.values {
		v.values[i].obstacle = v.obstacleOf(v.values[i])
	}
	return v
}

// read fills in what there is to know about a setting on its own.
func (v *view) read(x *value) {
	x.unknown = x.Unresolved || strings.Contains(x.Value, "{{resolve:")
	x.secret = isSecret(x.Setting)
	ns, _ := options.LookupNamespace(x.Namespace)
	known := false
	if x.option, known = ns.Option(x.Name); !known {
		x.option, known = ns.OptionInAnyCase(x.Name)
	}
	if x.set = x.unknown || x.Value != ""; !x.set {
		v.useDefault(x)
		return
	}
	if known && !x.unknown {
		x.fault = x.option.Fault(x.Value, x.shown())
	}
	x.text, x.known = x.Value, !x.unknown && x.fault.Kind == options.FaultNone
}

// index makes a value of the set findable by its canonical name. One that is spelled that way comes before others.
func (v *view) index(i int) {
	x := &v.values[i]
	name := x.canonicalName()
	if x.Namespace == nsScheduledAction {
		last := len(v.actions) - 1
		if last < 0 || v.actions[last].name != x.ResourceName { // settings come sorted by action
			v.actions, last = append(v.actions, action{x.ResourceName, map[string]value{}}), last+1
		}
		if _, taken := v.actions[last].values[name]; !taken || name == x.Name {
			v.actions[last].values[name] = *x
		}
		return
	}
	key := optionName{x.Namespace, name}
	if _, taken := v.byName[key]; !taken || name == x.Name {
		v.byName[key] = i
	}
}

func tierOf(env Environment) string {
	if env.TierUnresolved {
		return ""
	}
	for _, tier := range options.Tiers() {
		if strings.EqualFold(env.Tier, tier) {
			return tier
		}
	}
	if env.Tier == "" {
		return options.TierWebServer
	}
	return ""
}

func (v *view) loadBalancerType() string {
	switch {
	case v.tier == options.TierWorker || v.tier == options.TierCluster || v.environmentType == singleInstance:
		return none
	case v.tier == "" || v.environmentType == "":
		return ""
	}
	return v.oneOf(nsEnvironment, "LoadBalancerType", classic, application, network)
}
