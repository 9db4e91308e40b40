package rules

import (
	"cmp"
	"slices"
)

// tables are the rules by topic. The topic's name is that of the table's file and of the file with its cases. The order
// of the tables does not matter.
var tables = map[string][]rule{
	"access":       accessRules,
	"capacity":     capacityRules,
	"classic":      classicRules,
	"cluster":      clusterRules,
	"deployment":   deploymentRules,
	"effect":       effectRules,
	"health":       healthRules,
	"kind":         kindRules,
	"listener":     listenerRules,
	"loadbalancer": loadBalancerRules,
	"metric":       metricRules,
	"names":        nameRules,
	"network":      networkRules,
	"platform":     platformRules,
	"resource":     resourceRules,
	"schedule":     scheduleRules,
	"secrets":      secretRules,
	"security":     securityRules,
	"setting":      settingRules,
	"tags":         tagRules,
	"text":         textRules,
	"tier":         tierRules,
	"tls":          tlsRules,
	"trigger":      triggerRules,
	"variables":    variableRules,
	"volume":       volumeRules,
	"worker":       workerRules,
}

// registry is every rule, sorted by id.
var registry = func() []rule {
	var all []rule
	for _, table := range tables {
		for _, r := range table {
			r.Basis = cmp.Or(r.Basis, BasisDocumentation)
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}()

// Rules returns every rule, sorted by id.
func Rules() []Rule {
	all := make([]Rule, len(registry))
	for i, r := range registry {
		all[i] = r.Rule
	}
	return all
}

// Lookup returns the rule of that id and whether there is one.
func Lookup(id string) (Rule, bool) {
	i, ok := slices.BinarySearchFunc(registry, id, func(r rule, id string) int { return cmp.Compare(r.ID, id) })
	if !ok {
		return Rule{}, false
	}
	return registry[i].Rule, true
}
