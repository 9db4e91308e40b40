// Checks is a CDK app with a plain CfnEnvironment and five mistakes, which `cdk synth` names before a deployment finds
// them. See README.md.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk" // first line of two
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	newShop(app)
	awscdk.Validations_Of(app).AddPlugins(beanstalk.NewOptionChecks()) // second line of two
	app.Synth(nil)
}

func newShop(scope constructs.Construct) {
	stack := awscdk.NewStack(scope, jsii.String("Shop"), nil)
	application := awselasticbeanstalk.NewCfnApplication(stack, jsii.String("Application"), nil)
	awselasticbeanstalk.NewCfnEnvironment(stack, jsii.String("Environment"), &awselasticbeanstalk.CfnEnvironmentProps{
		ApplicationName: application.Ref(),
		PlatformArn:     awscdk.Fn_Sub(jsii.String("arn:${AWS::Partition}:elasticbeanstalk:${AWS::Region}::platform/Go 1 running on 64bit Amazon Linux 2023"), nil),
		OptionSettings: []any{
			option("aws:elasticbeanstalk:environment", "EnvironmentType", "SingleInstance"),
			option("aws:elasticbeanstalk:environment", "ServiceRole", "aws-elasticbeanstalk-service-role"),
			option("aws:autoscaling:launchconfiguration", "IamInstanceProfile", "aws-elasticbeanstalk-ec2-role"),
			option("aws:autoscaling:launchconfiguration", "DisableIMDSv1", "yes"), // is not "true"
			option("aws:ec2:instances", "InstanceTyps", "t3.micro"),               // is InstanceTypes
			option("aws:autoscaling:asg", "MinSize", "4"),                         // is above MaxSize
			option("aws:autoscaling:asg", "MaxSize", "2"),
			option("aws:autoscaling:trigger", "UpperThreshold", "70"),             // scales a single instance
			option("aws:elasticbeanstalk:command", "DeploymentPolicy", "Rolling"), // needs a second instance
			option("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
			option("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
			option("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
			option("aws:elasticbeanstalk:managedactions", "PreferredStartTime", "Sun:10:00"),
			option("aws:elasticbeanstalk:managedactions:platformupdate", "UpdateLevel", "minor"),
		},
	})
}

func option(namespace, name, value string) *awselasticbeanstalk.CfnEnvironment_OptionSettingProperty {
	return &awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
		Namespace: &namespace, OptionName: &name, Value: &value,
	}
}
