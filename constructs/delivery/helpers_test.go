package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

func TestMain(m *testing.M) { cdktest.Main(m) }

// environment defines a single-instance environment with an application of its own, in a VPC that already exists.
func environment(scope constructs.Construct, id string, architecture awsec2.InstanceArchitecture) *beanstalk.WebEnvironment {
	return beanstalk.NewWebEnvironment(scope, jsii.String(id), &beanstalk.WebEnvironmentProps{
		Application:  beanstalk.NewApplication(scope, jsii.String(id+"Application"), nil),
		Capacity:     &beanstalk.SingleInstance{},
		Architecture: architecture,
		Vpc: awsec2.Vpc_FromVpcAttributes(scope, jsii.String(id+"Vpc"), &awsec2.VpcAttributes{
			VpcId:                     jsii.String("vpc-1"),
			AvailabilityZones:         &[]*string{awscdk.Fn_Select(jsii.Number(0), awscdk.Fn_GetAzs(nil))},
			PublicSubnetIds:           jsii.Strings("subnet-1"),
			PublicSubnetRouteTableIds: jsii.Strings("rtb-1"),
		}),
	})
}

// codeCommit is a source that the stack only refers to.
func codeCommit(scope constructs.Construct) delivery.Source {
	repository := awscodecommit.Repository_FromRepositoryName(scope, jsii.String("Code"), jsii.String("code"))
	return delivery.CodeCommitSource(repository, jsii.String("main"))
}

// pipeline defines a minimal pipeline, changed by the given functions.
func pipeline(stack awscdk.Stack, change ...func(*delivery.PipelineProps)) *delivery.Pipeline {
	props := &delivery.PipelineProps{
		Source:      codeCommit(stack),
		Deployments: &[]*delivery.Deployment{{Environment: environment(stack, "Web", "")}},
	}
	for _, c := range change {
		c(props)
	}
	return delivery.NewPipeline(stack, jsii.String("Pipeline"), props)
}

func checkResource(t *testing.T, template assertions.Template, kind string, properties any) {
	t.Helper()
	cdktest.Check(t, func() { template.HasResourceProperties(jsii.String(kind), properties) })
}

// checkRejection expects define to panic with the given problems of the construct with this id, each on a line that
// begins with the construct's path.
func checkRejection(t *testing.T, id string, define func(), want ...string) {
	t.Helper()
	lines := make([]string, len(want))
	for i, problem := range want {
		lines[i] = "Test/Stack/" + id + ": " + problem
	}
	checkAnswer(t, define, lines...)
}

// checkAnswer expects define to panic with these lines.
func checkAnswer(t *testing.T, define func(), want ...string) {
	t.Helper()
	if got, want := cdktest.Rejection(define), strings.Join(want, "\n"); got != want {
		t.Errorf("panics with\n%s\nwant\n%s", got, want)
	}
}

func resources(t *testing.T, stack awscdk.Stack) map[string]cdktest.Resource {
	t.Helper()
	return cdktest.Resources(t, assertions.Template_FromStack(stack, nil))
}

func pipelineOf(all map[string]cdktest.Resource) cdktest.Resource {
	for _, r := range all {
		if r.Type == "AWS::CodePipeline::Pipeline" {
			return r
		}
	}
	return cdktest.Resource{}
}
