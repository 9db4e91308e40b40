// Docker-pipeline builds a Docker image of every push to the repository "shop" of CodeCommit, pushes it to Amazon ECR with
// the commit as its tag, and deploys it, first to Test and, once somebody has approved, to Live. The source has a
// Dockerfile, and a docker-compose.yml with `image: ${IMAGE}`.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("DockerPipelineStack"), nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)

	images := awsecr.NewRepository(stack, jsii.String("Images"), &awsecr.RepositoryProps{
		ImageTagMutability: awsecr.TagMutability_IMMUTABLE, // one image for each commit
		ImageScanOnPush:    jsii.Bool(true),
		LifecycleRules: &[]*awsecr.LifecycleRule{
			{MaxImageCount: jsii.Number(200)}, // by their age, the one that runs would expire where nobody pushes
		},
	})

	var deployments []*delivery.Deployment
	for _, id := range []string{"Test", "Live"} {
		deployments = append(deployments, &delivery.Deployment{
			Environment: beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{
				Application: application, Platform: beanstalk.PlatformDocker, Vpc: vpc,
			}),
			Approval:          jsii.Bool(id == "Live"),
			RollbackOnFailure: jsii.Bool(id == "Live"),
		})
	}
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: delivery.CodeCommitSource(
			awscodecommit.Repository_FromRepositoryName(stack, jsii.String("Repository"), jsii.String("shop")), jsii.String("main")),
		Image:       &delivery.ImageBuild{Repository: images},
		LocalCaches: &[]awscodebuild.LocalCacheMode{awscodebuild.LocalCacheMode_DOCKER_LAYER},
		Deployments: &deployments,
	})

	app.Synth(nil)
}
