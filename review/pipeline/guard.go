package pipeline

import (
	"fmt"
	"slices"
	"strings"
)

// guards says where a deployment needs fewer approvals than before, or more, whichever pipeline deploys there.
func (d *differences) guards(before, after []*Pipeline) {
	was, is := deployments(before), deployments(after)
	for _, next := range is {
		i := slices.IndexFunc(was, func(other deployment) bool { return other.target == next.target })
		if i < 0 {
			continue
		}
		fewest := was[i].approvals
		switch {
		case next.approvals < fewest && next.approvals == 0:
			d.guard(next, fmt.Sprintf("nobody approves any longer what is deployed to %s", next.target))
		case next.approvals < fewest:
			d.guard(next, fmt.Sprintf("%d instead of %d approvals are needed for %s", next.approvals, fewest, next.target))
		case fewest == 0 && next.approvals > 0:
			d.say(next.by, "approval new", false, fmt.Sprintf("somebody must approve what is deployed to %s", next.target))
		}
	}
	for _, next := range after {
		if same := find(before, next); same != nil {
			d.unapproved(same, next)
		}
	}
}

// unapproved says that a pipeline has lost an approval which guards no deployment that is known, unless that has been said.
func (d *differences) unapproved(was, is *Pipeline) {
	if slices.ContainsFunc(*d, func(said Difference) bool {
		return said.Kind == "approval lost" && said.Stack == is.Stack && said.Path == is.Path
	}) {
		return
	}
	for _, step := range is.Steps {
		before := was.step(step.key())
		if before != nil && step.guarded == "" && !step.asks() && len(step.Approvals) < len(before.Approvals) {
			d.say(is, "approval lost", true, fmt.Sprintf("%d instead of %d approvals are needed for the step %s",
				len(step.Approvals), len(before.Approvals), step.key()))
			return
		}
	}
	if len(is.approvals()) < len(was.approvals()) {
		d.say(is, "approval lost", true, fmt.Sprintf("%d instead of %d approvals are in the pipeline: %s",
			len(is.approvals()), len(was.approvals()), strings.Join(was.approvals(), ", ")+" before"))
	}
}

func (s Step) asks() bool { return strings.HasPrefix(s.Kind, "Approval ") }

func (p *Pipeline) approvals() (keys []string) {
	for _, step := range p.Steps {
		if step.asks() {
			keys = append(keys, step.key())
		}
	}
	return keys
}

// to is the first step that deploys to a target.
func (p *Pipeline) to(target string) *Step {
	if i := slices.IndexFunc(p.Steps, func(s Step) bool { return target != "" && s.Target == target }); i >= 0 {
		return &p.Steps[i]
	}
	return nil
}

// guard says that an approval is lost.
func (d *differences) guard(next deployment, text string) {
	d.say(next.by, "approval lost", true, text)
	(*d)[len(*d)-1].Guards = next.into
}

// shut says before which stages a pipeline no longer stops, or stops from now on.
func (d *differences) shut(was, is *Pipeline) {
	for _, stage := range was.stops {
		if !slices.Contains(is.stops, stage) {
			d.say(is, "transition", true, "no longer stops before "+stage)
		}
	}
	for _, stage := range is.stops {
		if !slices.Contains(was.stops, stage) {
			d.say(is, "transition", false, "stops before "+stage+", until somebody lets it go on")
		}
	}
}

// A deployment is a way to an environment or the like, with how many approvals are on it.
type deployment struct {
	target    string
	into      string
	approvals int
	by        *Pipeline
}

// deployments are the least guarded ways to each target.
func deployments(pipelines []*Pipeline) (found []deployment) {
	for _, p := range pipelines {
		for _, step := range p.Steps {
			if step.guarded == "" {
				continue
			}
			next := deployment{step.guarded, step.Into, len(step.Approvals), p}
			i := slices.IndexFunc(found, func(other deployment) bool { return other.target == next.target })
			if i < 0 {
				found = append(found, next)
			} else if next.approvals < found[i].approvals {
				found[i] = next
			}
		}
	}
	return found
}
