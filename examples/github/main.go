// Github is one repository on GitHub with two services, each with an environment and a pipeline of its own: a push starts the
// pipelines of the services whose files it changes, and both if it changes what they share. The output Handshake says where
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
	stack := awscdk.NewStack(app, jsii.String("GithubStack"), nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	connection := delivery.NewConnection(stack, jsii.String("GitHub"), &delivery.ConnectionProps{
		ProviderType: jsii.String("GitHub"),
	})

	for _, id := range []string{"Shop", "Office"} {
		folder := "services/" + strings.ToLower(id)
		options := &delivery.ConnectionOptions{
			CodeBuildCloneOutput: jsii.Bool(true), // the build asks git for its version
			PushFilter: &[]*awscodepipeline.GitPushFilter{{
				FilePathsIncludes: jsii.Strings(folder+"/**", "common/**"),
				FilePathsExcludes: jsii.Strings("**/*.md"),
			}},
		}
		delivery.NewPipeline(stack, jsii.String(id+"Pipeline"), &delivery.PipelineProps{
			Source:    connection.Source(jsii.String("example/services"), jsii.String("main"), options),
			BuildSpec: jsii.String(folder + "/buildspec.yml"),
			Deployments: &[]*delivery.Deployment{{
				Environment: beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{Application: application, Vpc: vpc}),
			}},
		})
	}

	app.Synth(nil)
}
