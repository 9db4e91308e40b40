package definition

import (
	"encoding/json"
	"slices"
	"strings"
)

// Type is the type of a pipeline in a CloudFormation template.
const Type = "AWS::CodePipeline::Pipeline"

// Resource is a pipeline that a CloudFormation template defines.
type Resource struct {
	// LogicalID is the resource's name in the template.
	LogicalID string
	// Properties are the pipeline's, for [Checker.Check].
	Properties map[string]any
}

// Find returns the pipelines of a decoded template that deploy to Elastic Beanstalk, sorted by logical id. The document is
// of the form that package template describes.
func Find(document any) []Resource {
	root, _ := document.(map[string]any)
	definitions, _ := root["Resources"].(map[string]any)
	var found []Resource
	for id, definition := range definitions {
		if resource, _ := definition.(map[string]any); IsDeploying(resource) {
			properties, _ := resource["Properties"].(map[string]any)
			found = append(found, Resource{id, properties})
		}
	}
	slices.SortFunc(found, func(a, b Resource) int { return strings.Compare(a.LogicalID, b.LogicalID) })
	return found
}

// ParseJSON returns the pipelines of a template in JSON that deploy to Elastic Beanstalk, sorted by logical id.
func ParseJSON(data []byte) ([]Resource, error) {
	var document any
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	return Find(document), nil
}

// IsDeploying reports whether a resource of a template is a pipeline that deploys to Elastic Beanstalk.
func IsDeploying(resource map[string]any) bool {
	kind, _ := resource["Type"].(string)
	properties, _ := resource["Properties"].(map[string]any)
	return kind == Type && Deploys(properties)
}
