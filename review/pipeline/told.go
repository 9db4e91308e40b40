package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
	"beanstalkline/review/words"
)

// toldOf says what is told of each pipeline of a stack and to whom, by its logical id: rules for its events, and subscriptions to
// topics that it has made or names.
func toldOf(stack *assembly.Stack) map[string][]string {
	found := map[string][]string{}
	add := func(about any, text string) {
		for _, id := range referred.FindAllStringSubmatch(setting.Shown(about), -1) {
			if resource := stack.Template.Resources[id[1]]; resource != nil && resource.Type == kind {
				found[id[1]] = append(found[id[1]], text)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(stack.Template.Resources)) {
		r := stack.Template.Resources[name]
		of := func(value any) string { return words.Of(r, value) }
		switch r.Type {
		case "AWS::Events::Rule":
			pattern, _ := r.Properties["EventPattern"].(map[string]any)
			if !strings.Contains(setting.Shown(pattern["source"]), "aws.codepipeline") || r.Properties["State"] == "DISABLED" {
				continue
			}
			targets, _ := r.Properties["Targets"].([]any)
			for _, item := range targets {
				to, _ := item.(map[string]any)
				add(pattern["resources"], fmt.Sprintf("%s of %s %s", of(to["Arn"]), of(pattern["detail-type"]), of(pattern["detail"])))
			}
		case "AWS::CodeStarNotifications::NotificationRule":
			targets, _ := r.Properties["Targets"].([]any)
			for _, item := range targets {
				to, _ := item.(map[string]any)
				add(r.Properties["Resource"], fmt.Sprintf("%s of %s", of(to["TargetAddress"]), of(r.Properties["EventTypeIds"])))
			}
		case "AWS::SNS::Subscription":
			topic, _ := r.Properties["TopicArn"].(map[string]any)
			for _, id := range pipelinesWith(stack, topic["Ref"]) {
				found[id] = append(found[id], fmt.Sprintf("%s, by %s", of(r.Properties["Endpoint"]), of(r.Properties["Protocol"])))
			}
		}
	}
	return found
}

// pipelinesWith are the pipelines that name a topic, or in whose construct it is.
func pipelinesWith(stack *assembly.Stack, topic any) (ids []string) {
	id, _ := topic.(string)
	made := stack.Template.Resources[id]
	if made == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(stack.Template.Resources)) {
		r := stack.Template.Resources[name]
		named := func(other string) bool { return other == id }
		if r.Type == kind && (strings.HasPrefix(made.Path(id), r.Path(name)+"/") || setting.Refers(r.Properties, named)) {
			ids = append(ids, name)
		}
	}
	return ids
}
