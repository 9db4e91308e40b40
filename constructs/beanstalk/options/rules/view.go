package rules

import (
	"cmp"
	"iter"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options"
)

// view is a set of settings as the rules see it.
type view struct {
	env     Environment
	now     time.Time // zero: not known
	region  string    // to which it is deployed; empty: not known
	values  []value   // those of the set, sorted
	byName  map[optionName]int
	actions []action // scheduled actions, sorted by name

	// What most rules need. Empty: not known.
	tier            string // WebServer, Worker, Cluster
	environmentType string // SingleInstance, LoadBalanced
	loadBalancer    string // none, classic, application, network
	platform        platform
}

// optionName names an option by its namespace and its canonical name.
type optionName struct{ namespace, name string }

// action is the settings of one scheduled action.
type action struct {
	name   string
	values map[string]value
}

// get returns an option of the action; there are no defaults.
func (a action) get(name string) value {
	if x, ok := a.values[name]; ok && x.set {
		return x
	}
	return value{
		Setting: options.Setting{Namespace: nsScheduledAction, Name: name, ResourceName: a.name},
		option:  new(options.Option), known: true,
	}
}

// open reports whether an option that is not in the set may have a value anyway.
func (v *view) open() bool { return v.env.HasTemplate || v.env.Partial }

// customised reports whether the platform or a saved configuration may know options that no page describes.
func (v *view) customised() bool { return v.env.HasTemplate || v.platform.custom }

// get returns an option; one that is not in the set has its default.
func (v *view) get(namespace, name string) value {
	if i, ok := v.byName[optionName{namespace, name}]; ok {
		return v.values[i]
	}
	x := value{Setting: options.Setting{Namespace: namespace, Name: name}}
	ns, _ := options.LookupNamespace(namespace)
	x.option, _ = ns.Option(name)
	v.useDefault(&x)
	return x
}

// contains reports whether the set names the option, with or without a value.
func (v *view) contains(x value) bool {
	_, there := v.byName[optionName{x.Namespace, x.canonicalName()}]
	return there
}

// useDefault gives an option that has no value in the set what Elastic Beanstalk then uses.
func (v *view) useDefault(x *value) {
	x.known = !v.open()
	if x.known && x.option.Default != nil {
		x.text = *x.option.Default
	}
}

// at is get for an optionName.
func (v *view) at(o optionName) value { return v.get(o.namespace, o.name) }

// oneOf returns which of the values an option has, or "" if that is not known.
func (v *view) oneOf(namespace, name string, values ...string) string {
	given := v.get(namespace, name)
	for _, text := range values {
		if given.is(text) {
			return text
		}
	}
	return ""
}

// within returns what the set contains in a namespace.
func (v *view) within(namespace string) iter.Seq[value] {
	return func(yield func(value) bool) {
		for i := range v.values {
			if v.values[i].Namespace == namespace && !yield(v.values[i]) {
				return
			}
		}
	}
}

// namespaces returns the distinct namespaces of the set with a prefix, sorted.
func (v *view) namespaces(prefix string) []string {
	var all []string
	for i := range v.values {
		namespace := v.values[i].Namespace
		if strings.HasPrefix(namespace, prefix) && (len(all) == 0 || all[len(all)-1] != namespace) {
			all = append(all, namespace)
		}
	}
	return all
}

// loadBalance says how to get a load balancer.
func (v *view) loadBalance() string {
	return cmp.Or(v.env.LoadBalance, "set EnvironmentType to LoadBalanced")
}

func (v *view) removeOrLoadBalance() string { return "remove it, or " + v.loadBalance() }

// sharesLoadBalancer reports whether the load balancer is one of the account's, which other environments have in common.
func (v *view) sharesLoadBalancer() bool {
	return v.loadBalancer == application && v.get(nsEnvironment, "LoadBalancerIsShared").is("true")
}
