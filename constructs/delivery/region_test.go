package delivery_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

func stackIn(region string) awscdk.Stack {
	return awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: &region},
	})
}

func throughConnection(p *delivery.PipelineProps) {
	p.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("main"))
}

func TestRegionsWithoutTheSourceAreRefused(t *testing.T) {
	for _, region := range []string{"eu-south-2", "eu-central-2", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6"} {
		checkRejection(t, "Repository", func() {
			delivery.NewRepository(stackIn(region), jsii.String("Repository"), &delivery.RepositoryProps{RepositoryName: jsii.String("shop")})
		}, `region of the stack must be one that has AWS CodeCommit, got "`+region+
			`"; use a connection instead of a repository, or choose another region`)
		checkRejection(t, "Pipeline", func() { pipeline(stackIn(region)) },
			`region of Source must be one that has AWS CodeCommit, got "`+region+`"; use delivery.ConnectionSource, or choose another region`)
		pipeline(stackIn(region), throughConnection)
	}
	for _, region := range []string{"ca-west-1", "ap-southeast-7", "mx-central-1", "ap-east-2"} {
		checkRejection(t, "Pipeline", func() { pipeline(stackIn(region), throughConnection) },
			`region of the stack must be one that has AWS CodePipeline, got "`+region+`"; choose another region`)
	}
}

func TestOtherRegionsAreNot(t *testing.T) {
	for _, region := range []string{"eu-central-1", "us-gov-west-1", "cn-north-1", "xx-new-1"} {
		stack := stackIn(region)
		name := jsii.String("shop")
		delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{RepositoryName: name})
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Source = delivery.CodeCommitSource(awscodecommit.Repository_FromRepositoryName(stack, jsii.String("Shop"), name), jsii.String("main"))
		})
	}
}

// AWS says that connections are not available there, and nobody has recorded what it answers.
func TestAConnectionWhereThereAreNoneIsAWarning(t *testing.T) {
	for region, want := range map[string]bool{"eu-south-2": true, "eu-central-1": false, "": false} {
		stack := cdktest.NewStack(nil)
		if region != "" {
			stack = stackIn(region)
		}
		warned := false
		for _, entry := range *pipeline(stack, throughConnection).Node().Metadata() {
			warned = warned || strings.Contains(fmt.Sprint(entry.Data), "can use connections")
		}
		if warned != want {
			t.Errorf("%q: warned %v, want %v", region, warned, want)
		}
	}
}
