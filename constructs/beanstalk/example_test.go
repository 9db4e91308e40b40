package beanstalk_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
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

// A database beside its environment: its secret is a variable of the app, and its security group admits the instances.
func Example_database() {
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Prod"), nil), jsii.String("Shop"), nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc

	database := awsrds.NewDatabaseInstance(stack, jsii.String("Database"), &awsrds.DatabaseInstanceProps{
		Vpc:              vpc,
		Engine:           awsrds.DatabaseInstanceEngine_POSTGRES(),
		StorageEncrypted: jsii.Bool(true),
	})
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         vpc,
		Secrets: &map[string]beanstalk.Secret{
			"DATABASE": beanstalk.SecretFromSecretsManager(database.Secret(), nil), // host, port, user and password, in JSON
		},
	})
	environment.Connections().AllowTo(database, awsec2.Port_POSTGRES(), nil)

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::EC2::SecurityGroupIngress"),
		map[string]any{"SourceSecurityGroupId": assertions.Match_AnyValue(), "FromPort": 5432})
	// Output:
}

// An image in Amazon ECR, which the docker-compose.yml of the source bundle names as "image: ${IMAGE}".
func ExampleEcrImage() {
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Prod"), nil), jsii.String("Shop"), nil)

	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		Image: &beanstalk.EcrImage{
			Repository: awsecr.Repository_FromRepositoryName(stack, jsii.String("Images"), jsii.String("shop")),
			Tag:        jsii.String("1.4.2"),
		},
	})

	_, there := environment.Settings.Get("aws:elasticbeanstalk:application:environment", "IMAGE")
	fmt.Println("The app knows its image:", there)
	// Output: The app knows its image: true
}

// A database in a stack of its own, in a stage with an account and a region: begin with the environment, so that the
// rule is defined beside it, and the two stacks do not depend on each other. The port is written out, because the CDK's
// validation takes one that is imported for none. Nothing is looked up, so no credentials
// are needed.
func Example_databaseInAnotherStack() {
	app := awscdk.NewApp(nil)
	stage := awscdk.NewStage(app, jsii.String("Prod"), &awscdk.StageProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
	})
	data := awscdk.NewStack(stage, jsii.String("Data"), nil)
	vpc := network.NewNetwork(data, jsii.String("Network"), nil).Vpc
	database := awsrds.NewDatabaseInstance(data, jsii.String("Database"), &awsrds.DatabaseInstanceProps{
		Vpc:              vpc,
		Engine:           awsrds.DatabaseInstanceEngine_POSTGRES(),
		StorageEncrypted: jsii.Bool(true),
	})
	web := awscdk.NewStack(stage, jsii.String("Web"), nil)

	environment := beanstalk.NewWebEnvironment(web, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(web, jsii.String("Application"), nil),
		Vpc:         vpc,
		EnvironmentVariables: &map[string]*string{
			"DATABASE_HOST": database.InstanceEndpoint().Hostname(),
		},
		Secrets: &map[string]beanstalk.Secret{ // which the instances may read
			"DATABASE_PASSWORD": beanstalk.SecretFromSecretsManager(database.Secret(), jsii.String("password")),
		},
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

// The name of an app: behind a load balancer it brings a certificate, HTTPS and a redirect from HTTP.
func ExampleDomain() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Shop"), nil)

	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		Domain:      &beanstalk.Domain{Name: jsii.String("shop.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")},
	})

	fmt.Println(*environment.Url())
	// Output: https://shop.example.com
}
