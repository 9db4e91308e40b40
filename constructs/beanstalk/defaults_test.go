package beanstalk

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// shapes are all kinds of environments.
func shapes() []WebEnvironmentProps {
	return []WebEnvironmentProps{
		{Capacity: &SingleInstance{}}, {Capacity: &AutoScalingGroup{}},
		{LoadBalancer: &SharedLoadBalancer{Hosts: jsii.Strings("shop.example.com")}},
	}
}

// Whatever option somebody sets, a default of the construct is never what is wrong: it gives way, or the option is
// refused with the property to use instead.
func TestNoOptionIsAnsweredByBlamingADefault(t *testing.T) {
	cases := 0
	for _, shape := range shapes() {
		for _, o := range options.Catalogue() {
			for _, value := range valuesOf(o) {
				props := shape
				props.Options = []Option{{Namespace: concrete(o.Namespace), Name: o.Name, Value: value}}
				r, _ := resolve(&prop.Problems{}, &props)
				cases++
				for _, found := range (rules.Checker{}).Check(rules.Environment{Branch: string(r.platform)}, r.settings) {
					if s, _ := r.settings.Get(found.Namespace, found.Name); s.Origin.Kind == options.OriginDefault {
						t.Errorf("%s %s = %s: %s", o.Namespace, o.Name, value, found)
					}
				}
			}
		}
	}
	if cases < 1000 {
		t.Errorf("tried %d settings, want more than 1000", cases)
	}
}

// A complete set of defaults is silent, whatever the deployment policy; those that a policy has no use for are left out.
func TestDefaultsAreSilent(t *testing.T) {
	for _, shape := range shapes() {
		for _, policy := range append(deploymentPolicies, "") {
			if _, single := shape.Capacity.(*SingleInstance); single && policy != "" && policy != DeploymentPolicyImmutable {
				continue
			}
			shape.DeploymentPolicy = policy
			r, warnings := resolve(&prop.Problems{}, &shape)
			if len(warnings) > 0 {
				t.Errorf("%T with policy %q: %v", shape.Capacity, policy, warnings)
			}
			_, there := r.settings.Get("aws:elasticbeanstalk:command", "BatchSize")
			if batches := strings.HasPrefix(string(r.policy), "Rolling"); r.group != nil && there != batches {
				t.Errorf("policy %q: BatchSize is there: %v, want %v", policy, there, batches)
			}
		}
	}
}

// valuesOf are the values of an option that its entry in the catalogue names.
func valuesOf(o options.Option) []string {
	if o.Name == "*" || o.ServiceManaged {
		return nil
	}
	values := append([]string{"x", o.Example}, o.Allowed...)
	for _, bound := range []*float64{o.Min, o.Max} {
		if bound != nil {
			values = append(values, prop.Plain(*bound))
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(append(values, prop.Or(o.Default, "1")))))
}

// concrete fills in the last segment of a namespace, if users choose it themselves.
func concrete(namespace string) string {
	for placeholder, name := range map[string]string{":listener_port": ":8443", ":process_name": ":default", ":rule_name": ":api"} {
		namespace = strings.Replace(namespace, placeholder, name, 1)
	}
	return namespace
}
