package main

import (
	"fmt"
	"time"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/stacks"
)

// summary is what was deployed and delivered, and what would stay.
func (r *rehearsal) summary(took time.Duration) board.Summary {
	if r.scenarios != nil {
		return r.played(took)
	}
	s := board.Summary{Title: fmt.Sprintf("Rehearsed in %.1f seconds", took.Seconds())}
	deployed, addresses := map[string]int{}, map[string][]string{}
	for _, resource := range r.made {
		deployed[resource.Stack]++
	}
	for _, stack := range r.stacks {
		outcome := board.Outcome{Stage: stageOf(stack), Facts: []string{fmt.Sprintf("resources deployed: %d", deployed[stack])}}
		for _, w := range r.walks {
			if w.Stage != outcome.Stage {
				continue
			}
			for _, app := range w.Apps() {
				outcome.Facts = append(outcome.Facts, fmt.Sprintf("commit %.7s went from %s to %s, and the app answers",
					app.Commit, w.Branch(), app.Environment))
				if r.keep {
					stage := stageWith(app.Environment, r.made, w.Stage)
					addresses[stage] = append(addresses[stage], app.URL)
				}
			}
		}
		s.Stages = append(s.Stages, outcome)
	}
	for i, outcome := range s.Stages {
		s.Stages[i].Addresses = addresses[outcome.Stage]
	}
	if r.keep {
		look := r.howToLook()
		s.Rest, s.Commands = look.Rest, look.Commands
		return s
	}
	s.Rest = append(s.Rest, "All stacks are destroyed. On AWS, this would stay, as intended:")
	for _, kept := range r.retained {
		s.Rest = append(s.Rest, fmt.Sprintf("  %s", kept))
	}
	return s
}

// stageWith is the stage whose stack has an environment, to which another's pipeline may deploy, such as that of a release.
func stageWith(environment string, made []stacks.Resource, otherwise string) string {
	for _, resource := range made {
		if resource.Kind == "AWS::ElasticBeanstalk::Environment" && resource.ID == environment {
			return stageOf(resource.Stack)
		}
	}
	return otherwise
}
