package main

import (
	"fmt"
	"slices"
	"strings"
)

// sourceStack holds the repository and belongs to every stage.
const sourceStack = "SourceStack"

// stageOf returns the stage that a stack belongs to.
func stageOf(stack string) string { return strings.TrimSuffix(stack, "Stack") }

// choose returns the stacks of the wanted stages, in the order given, or of all stages, in the order of the app. The
// stack with the repository comes first, if the app has one.
func choose(stacks, wanted []string, all bool) ([]string, error) {
	var chosen, stages []string
	for _, stack := range stacks {
		if stack == sourceStack {
			chosen = []string{sourceStack}
		} else if stage := stageOf(stack); stage != stack {
			stages = append(stages, stage)
		}
	}
	for _, stage := range wanted {
		if !slices.Contains(stages, stage) {
			return nil, fmt.Errorf("there is no stage %s: the app has %s", stage, strings.Join(stages, ", "))
		}
	}
	if all {
		wanted = stages
	}
	for _, stage := range wanted {
		chosen = append(chosen, stage+"Stack")
	}
	return chosen, nil
}
