package explanation

import (
	"cmp"
	"slices"

	"beanstalkline/constructs/beanstalk/options"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
	"beanstalkline/review/source"
	"beanstalkline/review/words"
)

// An option is one as the environment has it.
type option struct {
	key                setting.Key
	value, source, doc string
}

// byBeanstalk is the source of what nobody sets.
const byBeanstalk = "default of Elastic Beanstalk"

// effective are the options that an environment sets, and the defaults of those that it could set, sorted.
func effective(environment *assembly.Resource) (all []option) {
	set, sources := setting.Of(environment), source.Of(environment)
	for key, value := range set {
		known, _ := options.Lookup(key.Namespace, key.Name)
		all = append(all, option{key, words.Of(environment, value), sources.Source(key.Namespace, key.Name, key.Resource), known.Doc()})
	}
	for _, o := range options.Catalogue() {
		key := setting.Key{Namespace: o.Namespace, Name: o.Name}
		if _, is := set[key]; !is && o.Default != nil && applies(o, environment, set) {
			all = append(all, option{key, *o.Default, byBeanstalk, o.Doc()})
		}
	}
	slices.SortFunc(all, func(a, b option) int {
		return cmp.Or(cmp.Compare(a.key.Namespace, b.key.Namespace), cmp.Compare(a.key.Name, b.key.Name), cmp.Compare(a.key.Resource, b.key.Resource))
	})
	return all
}

// applies reports whether an option means something in an environment.
func applies(o options.Option, environment *assembly.Resource, set map[setting.Key]any) bool {
	const general = "aws:elasticbeanstalk:environment"
	value := func(namespace, name string) string {
		if given, is := set[setting.Key{Namespace: namespace, Name: name}]; is {
			return words.Of(environment, given)
		}
		if other, _ := options.Lookup(namespace, name); other.Default != nil {
			return *other.Default
		}
		return ""
	}
	if o.Namespace == "aws:autoscaling:scheduledaction" || o.Templated || o.Freeform || o.ServiceManaged || o.Obsolete || o.AmazonLinux1 || len(o.Platforms) > 0 {
		return false
	}
	among := func(values []string, value string) bool { return len(values) == 0 || slices.Contains(values, value) }
	if !among(o.Tiers, tier(environment)) || !among(o.EnvironmentTypes, value(general, "EnvironmentType")) {
		return false
	}
	balanced := tier(environment) == "WebServer" && value(general, "EnvironmentType") != "SingleInstance"
	if (len(o.LoadBalancerTypes) > 0 || o.SharedLoadBalancer != nil) && !balanced || !among(o.LoadBalancerTypes, value(general, "LoadBalancerType")) {
		return false
	}
	if o.SharedLoadBalancer != nil && *o.SharedLoadBalancer != (value(general, "LoadBalancerIsShared") == "true") {
		return false
	}
	return !slices.ContainsFunc(o.Requires, func(c options.Condition) bool { return !among(c.Values, value(c.Namespace, c.Name)) })
}

func tier(environment *assembly.Resource) string {
	of, _ := environment.Properties["Tier"].(map[string]any)
	name, _ := of["Name"].(string)
	return cmp.Or(name, "WebServer")
}
