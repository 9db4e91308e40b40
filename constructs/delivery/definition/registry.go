package definition

import (
	"cmp"
	"slices"

	"beanstalkline/constructs/beanstalk/options/rules"
)

// tables are the rules by topic, which is the name of the table's file and of the file with its cases.
var tables = map[string][]rule{
	"action":        actionRules,
	"artifact":      artifactRules,
	"beanstalk":     beanstalkRules,
	"condition":     conditionRules,
	"configuration": configurationRules,
	"structure":     structureRules,
	"trigger":       triggerRules,
	"variable":      variableRules,
}

// registry is every rule, sorted by id.
var registry = func() []rule {
	var all []rule
	for _, table := range tables {
		for _, r := range table {
			r.Basis = cmp.Or(r.Basis, rules.BasisDocumentation)
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}()

// Rules returns every rule, sorted by id.
func Rules() []rules.Rule {
	all := make([]rules.Rule, len(registry))
	for i, r := range registry {
		all[i] = r.Rule
	}
	return all
}

// Lookup returns the rule of that id and whether there is one.
func Lookup(id string) (rules.Rule, bool) {
	i, ok := slices.BinarySearchFunc(registry, id, func(r rule, id string) int { return cmp.Compare(r.ID, id) })
	if !ok {
		return rules.Rule{}, false
	}
	return registry[i].Rule, true
}

// Checker is how definitions are judged.
type Checker struct {
	// Region is where the pipeline is deployed. Empty if that is not known.
	Region string
	// Ignore names rules that are not applied, by id.
	Ignore []string
}

// Check judges the properties of an AWS::CodePipeline::Pipeline, as encoding/json decodes them, and returns what is wrong
// with them in the order of their places.
func (c Checker) Check(properties map[string]any) []Problem {
	asked := slices.DeleteFunc(slices.Clone(registry), func(r rule) bool { return slices.Contains(c.Ignore, r.ID) })
	p := read(properties, c.Region)
	if p.function() {
		return nil // a macro may add anything
	}
	return ask(asked, p)
}
