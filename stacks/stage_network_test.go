package stacks_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

// attributes are those of a VPC with public and private subnets in two zones.
func attributes() *awsec2.VpcAttributes {
	return &awsec2.VpcAttributes{
		VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
		PublicSubnetIds: jsii.Strings("subnet-1", "subnet-2"), PrivateSubnetIds: jsii.Strings("subnet-3", "subnet-4"),
	}
}

// An existing VPC in one statement, without a scope and whatever the preset.
func TestExistingVpcInOneStatement(t *testing.T) {
	for _, stage := range []stacks.Stage{stacks.Dev(), stacks.Staging(), stacks.Prod()} {
		stage.Network.VpcAttributes = attributes()
		scope, problems := composeIn(stage)
		if problems != nil {
			t.Fatal(strings.Join(problems, "\n"))
		}
		stack := scope.Node().FindChild(jsii.String(stage.Name + "Stack")).(awscdk.Stack)
		template := assertions.Template_FromStack(stack, nil)
		cdktest.Counts(t, template, map[string]int{
			"AWS::EC2::VPC": 0, "AWS::EC2::Subnet": 0, "AWS::EC2::NatGateway": 0, "AWS::EC2::FlowLog": 0, "AWS::ElasticBeanstalk::Environment": 1,
		})
		template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Environment"), map[string]any{
			"OptionSettings": assertions.Match_ArrayWith(&[]any{map[string]any{
				"Namespace": "aws:ec2:vpc", "OptionName": "VPCId", "Value": "vpc-1",
			}}),
		})
	}
}

// What an existing VPC lacks for the stage is found without Node.js.
func TestExistingVpcOfAStageWrongUses(t *testing.T) {
	for name, test := range map[string]struct {
		stage  stacks.Stage
		change func(*stacks.Stage, *awsec2.VpcAttributes)
		want   []string
	}{
		"one zone for a load balancer": {stacks.Prod(), func(_ *stacks.Stage, a *awsec2.VpcAttributes) {
			a.AvailabilityZones = jsii.Strings("eu-west-1a")
			a.PublicSubnetIds, a.PrivateSubnetIds = jsii.Strings("subnet-1"), jsii.Strings("subnet-2")
		}, []string{"stage Prod: Network.VpcAttributes.AvailabilityZones must be at least 2 with a load balancer, " +
			"which spans two zones, got 1"}},
		"no public subnets for a load balancer": {stacks.Prod(), func(_ *stacks.Stage, a *awsec2.VpcAttributes) { a.PublicSubnetIds = nil },
			[]string{"stage Prod: Network.VpcAttributes.PublicSubnetIds must be given for a load balancer, which visitors have to reach, got none"}},
		"no public subnets for a single instance": {stacks.Dev(), func(_ *stacks.Stage, a *awsec2.VpcAttributes) { a.PublicSubnetIds = nil },
			[]string{"stage Dev: Network.VpcAttributes.PublicSubnetIds must be given for a single instance, " +
				"which visitors have to reach, got none"}},
		"zones of another region": {stacks.Prod(), func(s *stacks.Stage, _ *awsec2.VpcAttributes) {
			s.Account, s.Region = "111122223333", "eu-west-2"
		}, []string{
			`ProdStack/Network: VpcAttributes.AvailabilityZones[0] must be a zone of eu-west-2, where the network is, got "eu-west-1a"`,
			`ProdStack/Network: VpcAttributes.AvailabilityZones[1] must be a zone of eu-west-2, where the network is, got "eu-west-1b"`,
		}},
		"a range as well": {stacks.Dev(), func(s *stacks.Stage, _ *awsec2.VpcAttributes) { s.Network.Cidr = jsii.String("10.0.0.0/16") },
			[]string{"DevStack/Network: Cidr must be left out with VpcAttributes, which is used as it is; remove one of the two"}},
	} {
		t.Run(name, func(t *testing.T) {
			test.stage.Network.VpcAttributes = attributes()
			test.change(&test.stage, test.stage.Network.VpcAttributes)
			if diff := cmp.Diff(test.want, compose(test.stage)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A stage without NAT gateways gets the endpoints that its environment's secrets need, and what it asks for, once each.
func TestEndpointsThatSecretsNeed(t *testing.T) {
	secrets := []beanstalk.Option{
		{Namespace: "aws:elasticbeanstalk:application:environmentsecrets", Name: "KEY",
			Value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf"},
		{Namespace: "aws:elasticbeanstalk:application:environmentsecrets", Name: "MODE",
			Value: "arn:aws:ssm:eu-west-1:111122223333:parameter/mode"},
	}
	for name, test := range map[string]struct {
		change func(*stacks.Stage)
		want   int // interface endpoints
	}{
		"with NAT gateways":            {func(s *stacks.Stage) { s.Environment.Options = secrets }, 0},
		"without, and without secrets": {func(s *stacks.Stage) { s.Network.NatGateways = jsii.Number(0) }, 6},
		"without, with a secret and a parameter": {func(s *stacks.Stage) {
			s.Network.NatGateways, s.Environment.Options = jsii.Number(0), secrets
		}, 7},
		"without, with what is asked for": {func(s *stacks.Stage) {
			s.Network.NatGateways, s.Environment.Options = jsii.Number(0), secrets
			s.Network.Endpoints = jsii.Strings("secretsmanager", "sqs")
		}, 8},
		"without, with a secret that Prepare adds": {func(s *stacks.Stage) {
			s.Network.NatGateways = jsii.Number(0)
			s.Prepare = func(_ *stacks.StageStack, stage *stacks.Stage) { stage.Environment.Options = secrets }
		}, 7},
	} {
		t.Run(name, func(t *testing.T) {
			staging := stacks.Staging()
			test.change(&staging)
			scope, problems := composeIn(staging)
			if problems != nil {
				t.Fatal(strings.Join(problems, "\n"))
			}
			stack := scope.Node().FindChild(jsii.String("StagingStack")).(awscdk.Stack)
			found := assertions.Template_FromStack(stack, nil).FindResources(jsii.String("AWS::EC2::VPCEndpoint"), map[string]any{
				"Properties": map[string]any{"VpcEndpointType": "Interface"},
			})
			if len(*found) != test.want {
				t.Errorf("%d interface endpoints, want %d", len(*found), test.want)
			}
			warnings := *assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"),
				assertions.Match_StringLikeRegexp(jsii.String("no route to the internet")))
			if len(warnings) > 0 {
				t.Errorf("got %d warnings, want none", len(warnings))
			}
		})
	}
}
