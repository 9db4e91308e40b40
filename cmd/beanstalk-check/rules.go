package main

import (
	"fmt"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/constructs/delivery/definition"
	"beanstalkline/internal/prop"
)

// allRules are those for option settings, for pipelines and for build specifications, sorted by id.
func allRules() []rules.Rule {
	all := slices.Concat(rules.Rules(), definition.Rules(), buildspec.Rules())
	slices.SortFunc(all, func(a, b rules.Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// explained is what a rule says of itself.
func explained(id string) (string, error) {
	if text := definition.Explain(id) + buildspec.Explain(id); text != "" {
		return text, nil
	}
	text, err := rules.Explain(id)
	var others []string // beside those for option settings
	for _, r := range slices.Concat(definition.Rules(), buildspec.Rules()) {
		others = append(others, r.ID)
	}
	other := strings.HasPrefix(id, "pipeline") || strings.HasPrefix(id, "build")
	if near, _, found := options.Nearest(id, others); err != nil && found && other {
		err = fmt.Errorf("the rule must be one that -rules lists, got %s; write %s", prop.Quote(id), near)
	}
	return text, err
}
