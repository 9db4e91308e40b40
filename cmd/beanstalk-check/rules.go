package main

import (
	"fmt"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/definition"
	"beanstalkline/internal/prop"
)

// allRules are those for option settings and those for pipelines, sorted by id.
func allRules() []rules.Rule {
	all := slices.Concat(rules.Rules(), definition.Rules())
	slices.SortFunc(all, func(a, b rules.Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// explained is what a rule says of itself.
func explained(id string) (string, error) {
	if text := definition.Explain(id); text != "" {
		return text, nil
	}
	text, err := rules.Explain(id)
	var pipelines []string
	for _, r := range definition.Rules() {
		pipelines = append(pipelines, r.ID)
	}
	if near, _, found := options.Nearest(id, pipelines); err != nil && found && strings.HasPrefix(id, "pipeline") {
		err = fmt.Errorf("the rule must be one that -rules lists, got %s; write %s", prop.Quote(id), near)
	}
	return text, err
}
