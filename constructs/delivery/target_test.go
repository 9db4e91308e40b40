package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
)

// deployedFrom defines an environment in a stack and its pipeline in another, and returns the template of the latter.
func deployedFrom(t *testing.T, stackName string, change func(awscdk.Stack, *beanstalk.WebEnvironmentProps)) (awscdk.Stack, string) {
	t.Helper()
	app := awscdk.NewApp(nil)
	shop := awscdk.NewStack(app, &stackName, nil)
	props := &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(shop, jsii.String("Application"), &beanstalk.ApplicationProps{
			ApplicationName: jsii.String("shop"),
		}),
		Vpc: awsec2.NewVpc(shop, jsii.String("Vpc"), nil), EnvironmentNamePrefix: jsii.String("shop"),
	}
	change(shop, props)
	environment := beanstalk.NewWebEnvironment(shop, jsii.String("Environment"), props)
	stack := awscdk.NewStack(app, jsii.String("Delivery"), nil)
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: codeCommit(stack), Deployments: &[]*delivery.Deployment{{Environment: environment}},
	})
	text, err := json.Marshal(assertions.Template_FromStack(stack, nil).ToJSON())
	if err != nil {
		t.Fatal(err)
	}
	return stack, string(text)
}

// What another stack has is named as far as names are known, so that a new environment shows in the template.
func TestEnvironmentOfAnotherStackIsNamed(t *testing.T) {
	stack, text := deployedFrom(t, "Shop", func(awscdk.Stack, *beanstalk.WebEnvironmentProps) {})
	for _, want := range []string{
		`"ApplicationName":"shop"`, `"EnvironmentName":"shop-`, `:role/Shop-EnvironmentInstanceRole`, `:role/Shop-ApplicationServiceRole`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the pipeline lacks %s", want)
		}
	}
	for _, shared := range []string{"ImportValue", "GetStackOutput"} {
		if strings.Contains(text, shared) {
			t.Errorf("the pipeline takes values of the other stack with %s", shared)
		}
	}
	if needs := *stack.Dependencies(); len(needs) != 1 || *needs[0].StackName() != "Shop" {
		t.Errorf("the stack depends on %v", needs)
	}

	long := strings.Repeat("Shop", 10)
	_, text = deployedFrom(t, long, func(awscdk.Stack, *beanstalk.WebEnvironmentProps) {})
	if !strings.Contains(text, ":role/"+long[:24]+"*-Env") {
		t.Error("the name of a role is not cut as CloudFormation cuts it")
	}

	_, text = deployedFrom(t, "Shop", func(shop awscdk.Stack, p *beanstalk.WebEnvironmentProps) {
		p.InstanceRole = awsiam.NewRole(shop, jsii.String("Own"), &awsiam.RoleProps{
			AssumedBy: awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
			RoleName:  jsii.String("instances"), Path: jsii.String("/shop/"),
		})
		p.ServiceRole = awsiam.Role_FromRoleArn(shop, jsii.String("Theirs"), jsii.String("arn:aws:iam::111122223333:role/theirs"), nil)
	})
	for _, want := range []string{`:role/shop/instances"`, `"arn:aws:iam::111122223333:role/theirs"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the pipeline lacks %s", want)
		}
	}

	// Without names there is no other way than to share them.
	_, text = deployedFrom(t, "Shop", func(_ awscdk.Stack, p *beanstalk.WebEnvironmentProps) { p.EnvironmentNamePrefix = nil })
	if !strings.Contains(text, "ImportValue") && !strings.Contains(text, "GetStackOutput") {
		t.Error("the pipeline takes nothing of the other stack")
	}
}
