package delivery_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// Several environments of one application, each with a pipeline, in one stack: no two resources have one physical name, and
// each environment waits for a profile, and each pipeline deploys to an environment, of its own.
func TestSeveralEnvironmentsInOneStack(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := cdktest.Vpc(stack)
	repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{RepositoryName: jsii.String("shop")})
	for _, id := range []string{"Front", "Api"} {
		environment := beanstalk.NewWebEnvironment(stack, jsii.String(id), &beanstalk.WebEnvironmentProps{Application: application, Vpc: vpc})
		delivery.NewPipeline(stack, jsii.String(id+"Pipeline"), &delivery.PipelineProps{
			Source: repository.Source(jsii.String("main")), Deployments: &[]*delivery.Deployment{{Environment: environment}},
		})
	}
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{
		"AWS::ElasticBeanstalk::Application": 1, "AWS::ElasticBeanstalk::Environment": 2, "AWS::IAM::InstanceProfile": 2,
		"AWS::CodePipeline::Pipeline": 2, "AWS::CodeCommit::Repository": 1,
	})
	names, profiles, targets := map[string]string{}, map[string]bool{}, map[string]bool{}
	for id, r := range cdktest.Resources(t, template) {
		for _, property := range []string{"Name", "RoleName", "BucketName", "EnvironmentName", "CNAMEPrefix", "GroupName", "LogGroupName"} {
			name, given := r.Properties[property]
			key := fmt.Sprint(r.Type, property, name)
			if other, taken := names[key]; given && taken {
				t.Errorf("%s and %s have one %s, %v", id, other, property, name)
			}
			names[key] = id
		}
		settings, _ := r.Properties["OptionSettings"].([]any)
		for _, s := range settings {
			if s := s.(map[string]any); s["OptionName"] == "IamInstanceProfile" {
				profiles[fmt.Sprint(s["Value"])] = true
			}
		}
		stages, _ := r.Properties["Stages"].([]any)
		for _, stage := range stages {
			for _, action := range stage.(map[string]any)["Actions"].([]any) {
				if target := action.(map[string]any)["Configuration"].(map[string]any)["EnvironmentName"]; target != nil {
					targets[fmt.Sprint(target)] = true
				}
			}
		}
	}
	if len(profiles) != 2 || len(targets) != 2 {
		t.Errorf("the environments have profiles %v, and the pipelines deploy to %v, want two of each", profiles, targets)
	}
}
