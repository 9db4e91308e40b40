package pipeline

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
	"beanstalkline/review/words"
)

const (
	kind        = "AWS::CodePipeline::Pipeline"
	environment = "AWS::ElasticBeanstalk::Environment"
)

// startsOf say which rules of EventBridge start each pipeline of a stack, by the pipeline's logical id.
func startsOf(stack *assembly.Stack) map[string][]string {
	found := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(stack.Template.Resources)) {
		rule := stack.Template.Resources[name]
		if rule.Type != "AWS::Events::Rule" || rule.Properties["State"] == "DISABLED" {
			continue
		}
		targets, _ := rule.Properties["Targets"].([]any)
		for _, item := range targets {
			to, _ := item.(map[string]any)
			arn := setting.Shown(to["Arn"])
			if !strings.Contains(arn, ":codepipeline:") {
				continue
			}
			for _, id := range referred.FindAllStringSubmatch(arn, -1) {
				found[id[1]] = append(found[id[1]],
					"events "+words.Of(rule, rule.Properties["EventPattern"])+words.Of(rule, rule.Properties["ScheduleExpression"]))
			}
		}
	}
	return found
}

// referred finds references in JSON.
var referred = regexp.MustCompile(`\{"Ref":"([^"]*)"\}`)
