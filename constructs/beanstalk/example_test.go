package beanstalk_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
)

// A web environment needs an application and a VPC. What is granted to it is granted to its instances.
func Example() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Shop"), nil)

	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
	})
	uploads := awss3.NewBucket(stack, jsii.String("Uploads"), nil)
	uploads.GrantReadWrite(environment, nil)

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::ElasticBeanstalk::Environment"), jsii.Number(1))
	fmt.Println(len(environment.Settings.All()), "option settings")
	// Output: 78 option settings
}
