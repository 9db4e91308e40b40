package delivery_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// A new repository, filled from a folder, whose pushes all go to one environment.
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

// One artifact for two environments; the second needs an approval and is rolled back if it fails.
func ExampleNewPipeline_promotion() {
	stack := cdktest.NewStack(nil)
	staging, live := environment(stack, "Staging", ""), environment(stack, "Live", "")

	line := delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: delivery.ConnectionSource(
			jsii.String("arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef"),
			jsii.String("owner/app"),
			jsii.String("main"),
		),
		BuildSpec: jsii.String("deploy/buildspec.yml"),
		Deployments: &[]*delivery.Deployment{
			{Environment: staging},
			{Environment: live, Approval: jsii.Bool(true), RollbackOnFailure: jsii.Bool(true)},
		},
		ArtifactRetentionDays: jsii.Number(365),
	})
	printStages(line)
	// Output: Source Build Deploy-Staging Approve-Live Deploy-Live
}

// A release is asked for, looked at, and told of.
func ExampleNewPipeline_steps() {
	stack := cdktest.NewStack(nil)

	line := delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: codeCommit(stack),
		Deployments: &[]*delivery.Deployment{{
			Environment:       environment(stack, "Shop", ""),
			Approval:          jsii.Bool(true),
			Window:            &delivery.Window{Cron: jsii.String("* * 9-15 ? * MON-THU *"), TimeZone: jsii.String("Europe/Berlin")},
			SmokeTest:         &delivery.SmokeTest{Path: jsii.String("/health"), Text: jsii.String("ok")},
			RollbackOnFailure: jsii.Bool(true),
		}},
		Notifications: &delivery.Notifications{EmailAddresses: jsii.Strings("ops@example.com")},
	})
	printStages(line)
	// Output: Source Build Approve-Shop Deploy-Shop
}

// An environment in one stack, and what delivers to it in another. Even with a literal account and region nothing is
// looked up, so the app is synthesized without credentials.
func ExampleNewPipeline_acrossStacks() {
	prod := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Prod"), &awscdk.StageProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})

	shop := awscdk.NewStack(prod, jsii.String("Shop"), nil)
	web := beanstalk.NewWebEnvironment(shop, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(shop, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(shop, jsii.String("Network"), nil).Vpc,
	})

	line := awscdk.NewStack(prod, jsii.String("Line"), nil)
	repository := delivery.NewRepository(line, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("shop"),
	})
	delivery.NewPipeline(line, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source:      repository.Source(nil),
		Deployments: &[]*delivery.Deployment{{Environment: web}},
	})

	assembly := prod.Synth(nil)
	fmt.Println("nothing to look up:", assembly.Manifest().Missing == nil)
	fmt.Println("Line waits for", *(*line.Dependencies())[0].Node().Id())
	// Output:
	// nothing to look up: true
	// Line waits for Shop
}

// An existing environment, and a stage of the team's own before it.
func ExampleNewPipeline_extended() {
	stack := cdktest.NewStack(nil)
	line := delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: delivery.ConnectionSource(jsii.String(connection), jsii.String("owner/app"), jsii.String("main")),
		Deployments: &[]*delivery.Deployment{{
			Environment: beanstalk.EnvironmentFromName(stack, jsii.String("Live"), &beanstalk.EnvironmentAttributes{
				ApplicationName: jsii.String("shop"),
				EnvironmentName: jsii.String("shop-live"),
			}),
		}},
	})
	line.Pipeline.AddStage(&awscodepipeline.StageOptions{
		StageName: jsii.String("Scan"),
		Actions: &[]awscodepipeline.IAction{
			awscodepipelineactions.NewCodeBuildAction(&awscodepipelineactions.CodeBuildActionProps{
				ActionName: jsii.String("Scan"),
				Project:    awscodebuild.PipelineProject_FromProjectName(stack, jsii.String("Scanner"), jsii.String("scanner")),
				Input:      line.Release,
			}),
		},
		Placement: &awscodepipeline.StagePlacement{JustAfter: line.Pipeline.Stage(jsii.String(delivery.BuildStage))},
	})
	printStages(line)
	// Output: Source Build Scan Deploy-Live
}

func printStages(line *delivery.Pipeline) {
	for _, stage := range *line.Pipeline.Stages() {
		fmt.Print(*stage.StageName(), " ")
	}
}
