// Github is one repository on GitHub with two services, each a stack with a pipeline: a push starts the pipelines of the
// services whose files it changes, and both if it changes what they share. The output Handshake of GithubStack says where
// somebody must complete the connection; until then, the pipelines fail.
package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
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
	shared := awscdk.NewStack(app, jsii.String("GithubStack"), nil)
	connection := delivery.NewConnection(shared, jsii.String("GitHub"), &delivery.ConnectionProps{
		ProviderType: jsii.String("GitHub"),
	})
	for _, service := range []string{"Shop", "Office"} {
		define(awscdk.NewStack(app, jsii.String(service+"Stack"), nil), connection, "services/"+strings.ToLower(service))
	}

	app.Synth(nil)
}

// define adds the service that is in a folder of the repository.
func define(stack awscdk.Stack, connection *delivery.Connection, folder string) {
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
	})
	options := &delivery.ConnectionOptions{
		CodeBuildCloneOutput: jsii.Bool(true), // the build asks git for its version
		PushFilter: &[]*awscodepipeline.GitPushFilter{{
			FilePathsIncludes: jsii.Strings(folder+"/**", "common/**"),
			FilePathsExcludes: jsii.Strings("**/*.md"),
		}},
	}
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source:      connection.Source(jsii.String("example/services"), jsii.String("main"), options),
		BuildSpec:   jsii.String(folder + "/buildspec.yml"),
		Deployments: &[]*delivery.Deployment{{Environment: environment}},
	})
}
