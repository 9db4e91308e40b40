package beanstalk_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// Instances may send anywhere, so a rule from them to a database is one of the database's group alone.
func TestARuleToADatabaseIsNoWarning(t *testing.T) {
	// Only an app remembers which warnings are acknowledged.
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Prod"), nil)
	stack := awscdk.NewStack(stage, jsii.String("Shop"), nil)
	vpc := cdktest.Vpc(stack)
	database := awsec2.NewSecurityGroup(stack, jsii.String("Database"), &awsec2.SecurityGroupProps{Vpc: vpc})
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil), Vpc: vpc,
	})
	environment.Connections().AllowTo(database, awsec2.Port_POSTGRES(), nil)

	cdktest.Check(t, func() {
		template := assertions.Template_FromStack(stack, nil)
		template.HasResourceProperties(jsii.String("AWS::EC2::SecurityGroupIngress"), map[string]any{"FromPort": 5432})
		egress := assertions.Match_StringLikeRegexp(jsii.String(".*Egress.*"))
		assertions.Annotations_FromStack(stack).HasNoWarning(jsii.String("*"), egress)
	})
}
