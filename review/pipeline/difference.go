package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
)

// Between says what differs between the pipelines of two assemblies.
func Between(base, head *assembly.Assembly) []Difference {
	before, after := Of(base), Of(head)
	var found differences
	for _, was := range before {
		if is := find(after, was); is != nil {
			found.compare(was, is)
		} else {
			found.say(was, "pipeline gone", false, "the pipeline is gone")
		}
	}
	for _, is := range after {
		if find(before, is) == nil {
			found.say(is, "pipeline new", false, "the pipeline is new: "+strings.Join(is.names(), ", then "))
		}
	}
	found.guards(before, after)
	return found
}

func (p *Pipeline) names() (names []string) {
	for _, step := range p.Steps {
		if len(names) == 0 || names[len(names)-1] != step.Stage {
			names = append(names, step.Stage)
		}
	}
	return names
}

// compare says what differs between a pipeline before and after, apart from its guards.
func (d *differences) compare(was, is *Pipeline) {
	d.list(is, "source", "builds", was.Sources, is.Sources)
	d.list(is, "trigger", "is started by", was.Starts, is.Starts)
	d.list(is, "told", "tells", was.Tells, is.Tells)
	if before, after := cmp.Or(was.Mode, "SUPERSEDED"), cmp.Or(is.Mode, "SUPERSEDED"); before != after {
		d.say(is, "mode", false, fmt.Sprintf("runs in the mode %s instead of %s", after, before))
	}
	if before, after := cmp.Or(was.version, "V1"), cmp.Or(is.version, "V1"); before != after {
		d.say(is, "type", false, fmt.Sprintf("is of the type %s instead of %s, which costs in another way", after, before))
	}
	d.shut(was, is)
	for _, step := range was.Steps {
		next := is.step(step.key())
		switch {
		case next == nil && step.Kind == "Approval Manual": // the guards say so
		case next == nil:
			d.say(is, "step lost", false, fmt.Sprintf("the step %s is gone: %s %s", step.key(), step.Kind, step.Text))
		case strings.HasPrefix(step.Kind, "Source "):
		case next.Kind != step.Kind || next.Text != step.Text:
			d.say(is, "step changed", false, fmt.Sprintf("the step %s is %s %s instead of %s %s", step.key(), next.Kind, next.Text, step.Kind, step.Text))
		case next.Tells != step.Tells:
			d.say(is, "told", next.Tells == "", fmt.Sprintf("the approval %s tells %s instead of %s", step.key(), somebody(next.Tells), somebody(step.Tells)))
		}
	}
	for _, step := range is.Steps {
		if was.step(step.key()) == nil {
			d.say(is, "step new", false, fmt.Sprintf("the step %s is new: %s %s", step.key(), step.Kind, step.Text))
		}
	}
	d.order(was, is)
	d.conditions(was, is)
}

func somebody(arn string) string {
	if arn == "" {
		return "nobody"
	}
	return arn
}

// into is the stack that a stage deploys to, if that is known.
func (p *Pipeline) into(stage string) string {
	for _, step := range p.Steps {
		if step.Stage == stage && step.Into != "" {
			return step.Into
		}
	}
	return ""
}

// list says what of a list is lost and new.
func (d *differences) list(p *Pipeline, kind, verb string, was, is []string) {
	for _, text := range was {
		if !slices.Contains(is, text) {
			d.say(p, kind, false, "no longer "+verb+" "+text)
		}
	}
	for _, text := range is {
		if !slices.Contains(was, text) {
			d.say(p, kind, false, "now "+verb+" "+text)
		}
	}
}

// order says that steps which are in both are in another order.
func (d *differences) order(was, is *Pipeline) {
	both := func(p, other *Pipeline) (keys []string) {
		for _, step := range p.Steps {
			if other.step(step.key()) != nil {
				keys = append(keys, step.key())
			}
		}
		return keys
	}
	before, after := both(was, is), both(is, was)
	if !slices.Equal(before, after) {
		d.say(is, "order", false, "the order of steps is "+strings.Join(after, ", ")+" instead of "+strings.Join(before, ", "))
	}
}

// conditions says which of a stage's rules and reactions to a failure are lost and new.
func (d *differences) conditions(was, is *Pipeline) {
	told := map[string]bool{}
	for _, step := range was.Steps {
		next := is.step(step.key())
		if next == nil {
			next = is.to(step.Target)
		}
		if next == nil || told[step.Stage] {
			continue
		}
		told[step.Stage] = true
		if next.OnFailure != step.OnFailure {
			kind := "reaction"
			if step.OnFailure == "ROLLBACK" {
				kind = "rollback lost"
			}
			d.say(is, kind, kind == "rollback lost", fmt.Sprintf("a failure in %s leads to %s instead of %s", step.Stage, reaction(next.OnFailure), reaction(step.OnFailure)))
			(*d)[len(*d)-1].Guards = is.into(step.Stage)
		}
		for _, rule := range step.Conditions {
			switch {
			case !slices.Contains(next.Conditions, rule):
				d.say(is, "condition lost", true, fmt.Sprintf("the condition of %s is gone: %s", step.Stage, rule))
			case next.rules[rule] != step.rules[rule]:
				d.say(is, "condition changed", false, fmt.Sprintf("the condition of %s, %s, has %s instead of %s", step.Stage, rule,
					cmp.Or(next.rules[rule], "no configuration"), cmp.Or(step.rules[rule], "none")))
			}
		}
		for _, rule := range next.Conditions {
			if !slices.Contains(step.Conditions, rule) {
				d.say(is, "condition new", false, fmt.Sprintf("%s has a condition: %s", step.Stage, rule))
			}
		}
	}
}

func reaction(result string) string {
	switch result {
	case "":
		return "nothing"
	case "ROLLBACK":
		return "a rollback to the last release"
	case "RETRY":
		return "one more try"
	}
	return result
}
