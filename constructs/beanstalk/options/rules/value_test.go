package rules

import (
	"testing"

	"beanstalkline/constructs/beanstalk/options"
)

// An absent option has the same methods as one in the set: no value is nil.
func TestAbsentValues(t *testing.T) {
	for name, env := range map[string]Environment{"complete": {}, "partial": {Partial: true}} {
		v := Checker{}.prepare(env, options.Settings{})
		absent := []value{v.get("no:such:namespace", "Nothing"), v.get("", ""), action{}.get("MinSize"), action{name: "a"}.get("Nothing")}
		for _, o := range options.Catalogue() {
			absent = append(absent, v.get(o.Namespace, o.Name))
		}
		for _, x := range absent {
			if x.set || x.unknown || x.secret || x.misapplied() || x.fault.Kind != options.FaultNone || len(x.duplicates) > 0 {
				t.Errorf("%s: %+v says what only settings can say", name, x)
			}
			if x.missing() && (x.label() == "" || x.given() != "nothing") {
				t.Errorf("%s: got label %q and value %q", name, x.label(), x.given())
			}
			x.labelled()
			x.shown()
			x.subject()
			x.number()
			x.time()
			x.items()
			r := reporter{rule: Rule{ID: "test"}}
			r.problem(x, "must be something", "")
			r.warning(x, "must be something", "")
			if len(r.found) != 2 || r.found[0].problem().Message != x.label()+" must be something" {
				t.Errorf("%s: got %+v", name, r.found)
			}
		}
	}
}

// Every rule is applied to the empty set in every kind of environment, where each option is absent.
func TestEveryRuleOfNothing(t *testing.T) {
	for _, tier := range append(options.Tiers(), "") {
		for _, r := range registry {
			v := Checker{}.prepare(Environment{Tier: tier}, options.Settings{})
			for _, kind := range []string{"", singleInstance, loadBalanced} {
				for _, balancer := range []string{none, classic, application, network} {
					v.environmentType, v.loadBalancer = kind, balancer
					r.check(v, &reporter{rule: r.Rule})
				}
			}
		}
	}
}

// The order of the rules does not matter: what yields, yields wherever it is.
func TestOrderOfRules(t *testing.T) {
	for _, c := range allCases() {
		var set options.Settings
		set.Add(c.Fails.Settings...)
		v := c.Fails.Checker.prepare(c.Fails.Environment, set)
		backwards := make([]rule, len(registry))
		for i, r := range registry {
			backwards[len(registry)-1-i] = r
		}
		forth, back := ask(registry, v), ask(backwards, v)
		if len(forth) != len(back) {
			t.Fatalf("%s: got %v, and backwards %v", c.Rule, forth, back)
		}
		for i := range forth {
			if forth[i] != back[i] {
				t.Errorf("%s: got %v, and backwards %v", c.Rule, forth[i], back[i])
			}
		}
	}
}
