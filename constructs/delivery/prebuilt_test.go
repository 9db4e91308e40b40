package delivery_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// What is built already is deployed as it is: two stages, and nothing that builds.
func TestPrebuiltIsDeployedAsItIs(t *testing.T) {
	stack := cdktest.NewStack(nil)
	p := pipeline(stack, withSource(archive(uploads(stack))), func(p *delivery.PipelineProps) { p.Prebuilt = jsii.Bool(true) })
	template := assertions.Template_FromStack(stack, nil)
	input := map[string]any{"InputArtifacts": []any{map[string]any{"Name": "Source"}}}
	checkResource(t, template, "AWS::CodePipeline::Pipeline", map[string]any{"Stages": []any{
		assertions.Match_ObjectLike(&map[string]any{"Name": "Source"}),
		assertions.Match_ObjectLike(&map[string]any{"Name": "Deploy-Web", "Actions": []any{assertions.Match_ObjectLike(&input)}}),
	}})
	cdktest.Counts(t, template, map[string]int{"AWS::CodeBuild::Project": 0, "AWS::Logs::LogGroup": 0})
	if p.Project != nil || p.BuildLogs != nil || p.Release != p.Source {
		t.Errorf("there is a build: %v, %v, %v", p.Project, p.BuildLogs, p.Release)
	}
}

// What a stage does beside a deployment runs and logs as ever.
func TestPrebuiltIsLookedAt(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, withSource(archive(uploads(stack))), func(p *delivery.PipelineProps) {
		p.Prebuilt, p.LogRetentionDays = jsii.Bool(true), jsii.Number(90)
		(*p.Deployments)[0].SmokeTest = &delivery.SmokeTest{}
	})
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{"AWS::CodeBuild::Project": 1, "AWS::Logs::LogGroup": 1})
	checkResource(t, template, "AWS::Logs::LogGroup", map[string]any{"RetentionInDays": 90})
}

func TestPrebuiltRefusesWhatBuilds(t *testing.T) {
	stack := cdktest.NewStack(nil)
	const why = " must not come with Prebuilt, which builds nothing, got both; leave one of the two out"
	checkRejection(t, "Pipeline", func() {
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Source = connected(connection, &delivery.ConnectionOptions{CodeBuildCloneOutput: jsii.Bool(true)})
			p.Prebuilt, p.BuildSpec, p.BuildImage = jsii.Bool(true), jsii.String("version: 9"), jsii.String("aws/codebuild/standard:7.0")
			p.ComputeType, p.Privileged, p.BuildTimeoutMinutes = awscodebuild.ComputeType_LARGE, jsii.Bool(false), jsii.Number(10)
			p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{}
		})
	},
		"CodeBuildCloneOutput of Source must not come with Prebuilt, since only builds can read a clone, got both; leave one of the two out",
		"BuildSpec"+why, "BuildImage"+why, "ComputeType"+why, "BuildEnvironmentVariables"+why, "Privileged"+why, "BuildTimeoutMinutes"+why)
}
