package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// steps are what a pipeline does beside its deployments: small builds, each with a project and a role of its own.
type steps struct {
	scope    constructs.Construct
	pipeline awscodepipeline.Pipeline
	release  awscodepipeline.Artifact
	logs     func() awslogs.ILogGroup // where they write to, as the build does

	projects []awscodebuild.PipelineProject
}

// action is the action that runs a project at its place in a stage, with variables of the run. What the build exports is in
// the namespace, if one is given.
func (s *steps) action(
	name string, order int, project awscodebuild.PipelineProject, namespace *string, variables map[string]string,
) awscodepipeline.IAction {
	s.projects = append(s.projects, project)
	given := map[string]*awscodebuild.BuildEnvironmentVariable{}
	for name, value := range variables {
		given[name] = &awscodebuild.BuildEnvironmentVariable{Value: value}
	}
	props := &awscodepipelineactions.CodeBuildActionProps{
		ActionName:         &name,
		Type:               awscodepipelineactions.CodeBuildActionType_TEST,
		RunOrder:           jsii.Number(order),
		VariablesNamespace: namespace,
		Role:               s.role(),
		Project:            project,
		Input:              s.release, // an action takes one, and this one does not look at it
	}
	if len(given) > 0 {
		props.EnvironmentVariables = &given
	}
	return awscodepipelineactions.NewCodeBuildAction(props)
}

// role is what CodePipeline starts the steps of all deployments with. It may run their projects, and nothing else.
func (s *steps) role() awsiam.Role {
	id := jsii.String("StepsRole")
	if role, is := s.scope.Node().TryFindChild(id).(awsiam.Role); is {
		return role
	}
	return awsiam.NewRole(s.scope, id, &awsiam.RoleProps{AssumedBy: awsiam.NewArnPrincipal(s.pipeline.Role().RoleArn())})
}
