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
// stack with the repository comes first, if the app has one, and before each stack comes what it needs, such as the stages
// of a release. Each stack is named once.
func choose(stacks, wanted []string, all bool, needs map[string][]string) ([]string, error) {
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
			return nil, unknown(stage, stages)
		}
	}
	if all {
		wanted = stages
	}
	var add func(stack string)
	add = func(stack string) {
		if slices.Contains(chosen, stack) {
			return
		}
		for _, other := range stacks {
			if slices.Contains(needs[stack], other) {
				add(other)
			}
		}
		chosen = append(chosen, stack)
	}
	for _, stage := range wanted {
		add(stage + "Stack")
	}
	return chosen, nil
}

// unknown says what to write instead of a stage that the app does not have.
func unknown(given string, stages []string) error {
	if stage := stageOf(given); slices.Contains(stages, stage) {
		return mistake(fmt.Sprintf("%s is a stack, and stages are rehearsed: write %s", given, stage))
	}
	if given == sourceStack || given == stageOf(sourceStack) {
		return mistake(fmt.Sprintf("%s belongs to every stage and is deployed with it: write a stage, which can be %s",
			sourceStack, strings.Join(stages, ", ")))
	}
	if near := nearest(stageOf(given), stages); near != "" {
		return mistake(fmt.Sprintf("there is no stage %q: did you mean %s?", short(given), near))
	}
	return mistake(fmt.Sprintf("there is no stage %q: the app has %s", short(given), strings.Join(stages, ", ")))
}
