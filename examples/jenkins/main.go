// Jenkins builds and tests a web app and uploads it as app.zip to a bucket; each upload is deployed as it is. Whoever may
// write the object deploys it: let nobody but Jenkins, with bucket.GrantPut(jenkins, jsii.String("app.zip")).
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
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
	stack := awscdk.NewStack(app, jsii.String("JenkinsStack"), nil)

	bucket := awss3.NewBucket(stack, jsii.String("Uploads"), &awss3.BucketProps{
		Versioned:         jsii.Bool(true),
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		LifecycleRules: &[]*awss3.LifecycleRule{{
			NoncurrentVersionExpiration: awscdk.Duration_Days(jsii.Number(90)),
		}},
	})
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source:   delivery.S3Source(bucket, jsii.String("app.zip")),
		Prebuilt: jsii.Bool(true),
		Deployments: &[]*delivery.Deployment{{
			Environment: beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
				Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
				Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
			}),
		}},
	})

	app.Synth(nil)
}
