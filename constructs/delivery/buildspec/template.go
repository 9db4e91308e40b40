package buildspec

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var topKey = regexp.MustCompile(`(?im)["']?\b(version|phases)["']?\s*:`)

// IsInline reports whether a build specification is given itself, rather than the name of its file.
func IsInline(specification string) bool {
	return (strings.Contains(specification, "\n") || json.Valid([]byte(specification))) && topKey.MatchString(specification)
}

// Type is the type of a project of CodeBuild in a CloudFormation template.
const Type = "AWS::CodeBuild::Project"

// Resource is a project of CodeBuild in a CloudFormation template that has its build specification itself.
type Resource struct {
	// LogicalID is the resource's name in the template.
	LogicalID string
	// Specification is at Properties/Source/BuildSpec, and Context where it runs: both are for [Check].
	Specification string
	Context       Context
}

// Find returns the projects of a decoded template that have their build specification themselves and with which its pipelines
// build, sorted by logical id. Only those pipelines count that judged accepts.
func Find(document any, judged func(resource map[string]any) bool) []Resource {
	root, _ := document.(map[string]any)
	definitions, _ := root["Resources"].(map[string]any)
	contexts := map[string]Context{} // by what names the project
	for _, definition := range definitions {
		if resource, _ := definition.(map[string]any); judged(resource) {
			properties, _ := resource["Properties"].(map[string]any)
			builds(properties, contexts)
		}
	}
	var found []Resource
	for id, definition := range definitions {
		resource, _ := definition.(map[string]any)
		properties, _ := resource["Properties"].(map[string]any)
		source, _ := properties["Source"].(map[string]any)
		specification, _ := source["BuildSpec"].(string)
		context, builds := contexts[reference(map[string]any{"Ref": id})]
		if name, is := properties["Name"].(string); is && !builds {
			context, builds = contexts[reference(name)]
		}
		if resource["Type"] == Type && builds && IsInline(specification) {
			host, _ := properties["Environment"].(map[string]any)
			context.Image, _ = host["Image"].(string)
			found = append(found, Resource{id, specification, context})
		}
	}
	slices.SortFunc(found, func(a, b Resource) int { return strings.Compare(a.LogicalID, b.LogicalID) })
	return found
}

// builds notes the projects with which a pipeline builds. Of one with which it builds twice, any artifact may be taken.
func builds(pipeline map[string]any, contexts map[string]Context) {
	stages, _ := pipeline["Stages"].([]any)
	for _, stage := range stages {
		stage, _ := stage.(map[string]any)
		actions, _ := stage["Actions"].([]any)
		for _, action := range actions {
			action, _ := action.(map[string]any)
			kind, _ := action["ActionTypeId"].(map[string]any)
			configuration, _ := action["Configuration"].(map[string]any)
			project := reference(configuration["ProjectName"])
			if kind["Provider"] != "CodeBuild" || project == "" {
				continue
			}
			context := Context{Outputs: outputs(action), Batch: fmt.Sprint(configuration["BatchEnabled"]) == "true"}
			if before, twice := contexts[project]; twice {
				context = Context{Batch: context.Batch || before.Batch}
			}
			contexts[project] = context
		}
	}
}

// reference is a name as text, or what stands for it within a template, or nothing.
func reference(name any) string {
	switch name := name.(type) {
	case string:
		return "name " + name
	case map[string]any:
		if id, is := name["Ref"].(string); is && len(name) == 1 {
			return "resource " + id
		}
	}
	return ""
}

// outputs are the artifacts that an action makes; nil if not all of their names are known.
func outputs(action map[string]any) (names []string) {
	list, _ := action["OutputArtifacts"].([]any)
	for _, item := range list {
		artifact, _ := item.(map[string]any)
		name, is := artifact["Name"].(string)
		if !is {
			return nil
		}
		names = append(names, name)
	}
	return names
}
