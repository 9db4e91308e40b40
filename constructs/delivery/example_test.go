package delivery_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// A new repository, filled from a folder, whose every push goes to one environment.
func ExampleNewPipeline() {
	stack := cdktest.NewStack(nil)
	web := environment(stack, "Web", "")

	repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("app"),
		Directory:      jsii.String("."),
	})
	line := delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source:      repository.Source(nil),
		Deployments: &[]*delivery.Deployment{{Environment: web}},
	})
	printStages(line)
	// Output: Source Build Deploy-Web
}

// One artifact for two environments; the second is asked for and taken back if it fails.
func ExampleNewPipeline_promotion() {
	stack := cdktest.NewStack(nil)
	staging, live := environment(stack, "Staging", ""), environment(stack, "Live", "")

	line := delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: delivery.ConnectionSource(
			jsii.String("arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef"),
			jsii.String("owner/app"),
			jsii.String("main"),
		),
		BuildSpec: awscodebuild.BuildSpec_FromSourceFilename(jsii.String("deploy/buildspec.yml")),
		Deployments: &[]*delivery.Deployment{
			{Environment: staging},
			{Environment: live, Approval: jsii.Bool(true), RollbackOnFailure: jsii.Bool(true)},
		},
		ArtifactRetention: awscdk.Duration_Days(jsii.Number(365)),
	})
	printStages(line)
	// Output: Source Build Deploy-Staging Approve-Live Deploy-Live
}

func printStages(line *delivery.Pipeline) {
	for _, stage := range *line.Pipeline.Stages() {
		fmt.Print(*stage.StageName(), " ")
	}
}
