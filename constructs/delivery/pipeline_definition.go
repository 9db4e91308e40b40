package delivery

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/delivery/definition"
	"beanstalkline/internal/prop"
)

// definitionCheck judges the definition of a pipeline when the app is synthesized, with the stages, actions and triggers
// that were added to it in the meantime.
type definitionCheck struct{ pipeline awscodepipeline.Pipeline }

var _ constructs.IValidation = (*definitionCheck)(nil)

// Validate is called by the CDK, which ends the synthesis with what it returns.
func (c *definitionCheck) Validate() *[]*string {
	resource := c.pipeline.Node().DefaultChild().(awscodepipeline.CfnPipeline)
	stack := awscdk.Stack_Of(resource)
	resolved, _ := stack.Resolve(&map[string]any{
		"stages": resource.Stages(), "triggers": resource.Triggers(), "variables": resource.Variables(),
		"artifactStore": resource.ArtifactStore(), "artifactStores": resource.ArtifactStores(),
		"executionMode": resource.ExecutionMode(), "pipelineType": resource.PipelineType(), "roleArn": resource.RoleArn(),
	}).(map[string]any)
	properties, _ := inTemplate(resolved).(map[string]any)
	checker := definition.Checker{}
	if region := *stack.Region(); !prop.Unresolved(region) {
		checker.Region = region
	}
	said := []*string{}
	for _, p := range checker.Check(properties) {
		if p.Severity == rules.SeverityError {
			text := p.Message + "; " + p.Fix + " (" + p.Doc + ")"
			said = append(said, &text)
		}
	}
	return &said
}

// inTemplate writes the properties of a resource as the template does, where their names begin with a capital letter.
func inTemplate(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = inTemplate(item)
		}
		return list
	case map[string]any:
		fields := make(map[string]any, len(v))
		for name, field := range v {
			if name != "configuration" { // whose names are the provider's
				field = inTemplate(field)
			}
			fields[strings.ToUpper(name[:min(1, len(name))])+name[min(1, len(name)):]] = field
		}
		return fields
	}
	return value
}
