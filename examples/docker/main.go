// Docker is a web app in a container image, which its builds push to the repository "shop" of Amazon ECR. Its source
// bundle is one file, docker-compose.yml, with `image: ${IMAGE}`.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("DockerStack"), nil)

	beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		Image: &beanstalk.EcrImage{
			Repository: awsecr.Repository_FromRepositoryName(stack, jsii.String("Repository"), jsii.String("shop")),
			Tag:        jsii.String("1.4.2"),
		},
	})

	app.Synth(nil)
}
