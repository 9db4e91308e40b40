package beanstalk_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
)

// Several environments of one application in one stack share the application, its service role and the network. Each has
// roles, security groups and a name of its own.
func Example_severalEnvironments() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Shop"), nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc

	for _, id := range []string{"Front", "Api", "Admin"} {
		beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{Application: application, Vpc: vpc})
	}

	template := assertions.Template_FromStack(stack, nil)
	for _, kind := range []string{"ElasticBeanstalk::Environment", "ElasticBeanstalk::Application", "EC2::VPC", "IAM::InstanceProfile"} {
		fmt.Println(len(*template.FindResources(jsii.String("AWS::"+kind), nil)), kind)
	}
	// Output:
	// 3 ElasticBeanstalk::Environment
	// 1 ElasticBeanstalk::Application
	// 1 EC2::VPC
	// 3 IAM::InstanceProfile
}

// An existing VPC, in words: what it is known to lack is told before anything is deployed.
func Example_existingVpc() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Shop"), nil)
	existing := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{VpcAttributes: &awsec2.VpcAttributes{
		VpcId:             jsii.String("vpc-0a1b2c3d"),
		AvailabilityZones: jsii.Strings("eu-central-1a", "eu-central-1b"),
		PublicSubnetIds:   jsii.Strings("subnet-0a", "subnet-0b"),
		PrivateSubnetIds:  jsii.Strings("subnet-0c", "subnet-0d"),
	}})
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         existing.Vpc,
	})
	for _, name := range []string{"AssociatePublicIpAddress", "ELBScheme", "VPCId"} {
		setting, _ := environment.Settings.Get("aws:ec2:vpc", name)
		fmt.Println(name, setting.Value)
	}
	// Output:
	// AssociatePublicIpAddress false
	// ELBScheme public
	// VPCId vpc-0a1b2c3d
}
