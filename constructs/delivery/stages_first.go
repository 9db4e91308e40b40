package delivery

import (
	"beanstalkline/internal/isolation"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// stagesFirst makes a pipeline wait for the policies of the roles of all its actions, including those that are added
// until the app is synthesized. It must not wait for everything in a stage: a rule that watches one needs the pipeline.
type stagesFirst struct {
	pipeline awscodepipeline.Pipeline
	// own are actions that bring no role, or one that is waited for anyway.
	own []awscodepipeline.IAction
}

// Visit is called by the CDK with the pipeline's resource.
func (s *stagesFirst) Visit(resource constructs.IConstruct) {
	var roles []constructs.IDependable
	for _, stage := range *s.pipeline.Stages() {
		for _, action := range *stage.Actions() {
			if slices.Contains(s.own, action) {
				continue
			}
			if role := action.ActionProperties().Role; role != nil {
				roles = append(roles, role)
			}
		}
	}
	node := s.pipeline.Node()
	events := node.TryFindChild(jsii.String("EventsRole"))
	if role, is := events.(awsiam.Role); is {
		isolation.TrustHere(role)
	}
	// The first is the pipeline's own, and EventBridge starts the pipeline with the second.
	others := []any{s.pipeline.Role(), events}
	for _, child := range *node.FindAll(constructs.ConstructOrder_PREORDER) {
		if role, is := child.(awsiam.Role); is && !slices.Contains(others, any(child)) {
			roles = append(roles, role)
		}
	}
	resource.Node().AddDependency(roles...)
}
