package beanstalk_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
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
	// Output: 79 option settings
}

// Properties can be judged before anything is defined, and without Node.js.
func ExampleWebEnvironmentProps_Validate() {
	props := &beanstalk.WebEnvironmentProps{
		Capacity:           &beanstalk.AutoScalingGroup{MinSize: jsii.Number(4), MaxSize: jsii.Number(2)},
		PreferredStartTime: jsii.String("10:00"),
	}
	fmt.Println(props.Validate())
	// Output:
	// Application must be given, got nil; use one made by NewApplication or ApplicationFromName
	// Vpc must be given, got nil; use one made by network.NewNetwork, or any other
	// Capacity.MinSize must be at most Capacity.MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize
	// PreferredStartTime must be a day and a time in UTC, got "10:00"; write it as in "Sun:10:00"
}

// A database in a stack of its own, in a stage with an account and a region: begin with the environment, so that the
// rule is defined beside it, and the two stacks do not depend on each other. Nothing is looked up, so no credentials
// are needed.
func Example_databaseInAnotherStack() {
	app := awscdk.NewApp(nil)
	stage := awscdk.NewStage(app, jsii.String("Prod"), &awscdk.StageProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
	})
	data := awscdk.NewStack(stage, jsii.String("Data"), nil)
	vpc := network.NewNetwork(data, jsii.String("Network"), nil).Vpc
	database := awsrds.NewDatabaseInstance(data, jsii.String("Database"), &awsrds.DatabaseInstanceProps{
		Vpc:    vpc,
		Engine: awsrds.DatabaseInstanceEngine_POSTGRES(),
	})
	web := awscdk.NewStack(stage, jsii.String("Web"), nil)

	environment := beanstalk.NewWebEnvironment(web, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(web, jsii.String("Application"), nil),
		Vpc:         vpc,
		EnvironmentVariables: &map[string]*string{
			"DATABASE_HOST": database.InstanceEndpoint().Hostname(),
		},
		Options: []beanstalk.Option{{
			Namespace: "aws:elasticbeanstalk:application:environmentsecrets",
			Name:      "DATABASE_PASSWORD",
			Value:     *database.Secret().SecretArn() + ":password", // the instances may read it
		}},
	})
	environment.Connections().AllowTo(database, awsec2.Port_POSTGRES(), jsii.String("PostgreSQL"))

	fmt.Println(stage.Synth(nil).Manifest().Missing == nil)
	// Output: true
}

// An uploads bucket whose CORS rule names the environment: its domain name is known where CnamePrefix is, and refers to
// nothing, so the bucket does not wait for the environment that waits for the grant.
func ExampleEnvironment_DomainName() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Shop"), nil)

	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		CnamePrefix: jsii.String("acme-shop"),
	})
	uploads := awss3.NewBucket(stack, jsii.String("Uploads"), &awss3.BucketProps{
		Cors: &[]*awss3.CorsRule{{
			AllowedMethods: &[]awss3.HttpMethods{awss3.HttpMethods_PUT},
			AllowedOrigins: jsii.Strings("http://" + *environment.DomainName()),
		}},
	})
	uploads.GrantPut(environment, nil)

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::S3::Bucket"), jsii.Number(2))
	// Output:
}
