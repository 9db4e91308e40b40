package network_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// Further endpoints are beside those that instances need anyway, in the instances' subnets; that of DynamoDB is free.
func TestFurtherEndpoints(t *testing.T) {
	agents := []string{"cloudformation", "elasticbeanstalk", "elasticbeanstalk-health", "logs", "ssm", "ssmmessages"}
	asked := jsii.Strings("secretsmanager", "ecr.api", "dynamodb", "logs")
	for name, test := range map[string]struct {
		props  network.NetworkProps
		want   []string
		subnet string
	}{
		"without NAT gateways": {network.NetworkProps{NatGateways: number(0), Endpoints: asked},
			append([]string{"dynamodb", "ecr.api", "s3", "secretsmanager"}, agents...), "PrivateSubnet"},
		"with NAT gateways": {network.NetworkProps{Endpoints: asked},
			[]string{"dynamodb", "ecr.api", "logs", "s3", "secretsmanager"}, "PrivateSubnet"},
		"in public subnets": {network.NetworkProps{PrivateSubnets: jsii.Bool(false), Endpoints: jsii.Strings("sqs")},
			[]string{"s3", "sqs"}, "PublicSubnet"},
		"none":                      {network.NetworkProps{}, []string{"s3"}, ""},
		"without NAT, nothing more": {network.NetworkProps{NatGateways: number(0)}, append([]string{"s3"}, agents...), "PrivateSubnet"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			network.NewNetwork(stack, text("Subject"), &test.props)
			got := map[string]bool{}
			for _, r := range resources(assertions.Template_FromStack(stack, nil), "AWS::EC2::VPCEndpoint") {
				properties := r["Properties"].(map[string]any)
				parts := properties["ServiceName"].(map[string]any)["Fn::Join"].([]any)[1].([]any)
				got[strings.TrimPrefix(parts[len(parts)-1].(string), ".")] = true
				if subnets, inside := properties["SubnetIds"].([]any); inside {
					if ref := subnets[0].(map[string]any)["Ref"].(string); !strings.Contains(ref, test.subnet) {
						t.Errorf("an endpoint is in %s, want in a %s", ref, test.subnet)
					}
				}
			}
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("endpoints (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEndpointsWrongUses(t *testing.T) {
	const must = `Endpoints[0] must be the end of an endpoint's name, such as "secretsmanager" or "ecr.api", known at synthesis, got `
	for given, want := range map[string]string{
		"com.amazonaws.eu-west-1.sqs": must + `"com.amazonaws.eu-west-1.sqs"; ` +
			"leave out what the names of a region's endpoints begin with",
		"ecr":                         must + `"ecr"; write "ecr.api" and "ecr.dkr"`,
		"SecretsManager":              must + `"SecretsManager"; write "secretsmanager"`,
		"secrets-manager":             must + `"secrets-manager"; write "secretsmanager"`,
		"parameter-store":             must + `"parameter-store"; write "ssm"`,
		"cloudwatch":                  must + `"cloudwatch"; write "monitoring" for metrics, or "logs"`,
		"x-ray":                       must + `"x-ray"; write "xray"`,
		"elastic-beanstalk":           must + `"elastic-beanstalk"; write "elasticbeanstalk"`,
		"cloudwatch-logs":             must + `"cloudwatch-logs"; write "logs"`,
		"kinesis":                     must + `"kinesis"; write "kinesis-streams"`,
		"api-gateway":                 must + `"api-gateway"; write "execute-api"`,
		"sqs.eu-west-1":               must + `"sqs.eu-west-1"; name the service alone, without a region`,
		"sqs.eu-west-1.amazonaws.com": must + `"sqs.eu-west-1.amazonaws.com"; name the service alone, without a region`,
		"a b":                         must + `"a b"`,
		"s3": `Endpoints[0] must be left out for "s3", which has a gateway endpoint in every network, ` +
			`got "s3"; remove it`,
	} {
		p := &network.NetworkProps{Endpoints: &[]*string{&given}}
		if err := p.Validate(); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	p := &network.NetworkProps{Endpoints: &[]*string{text("sqs"), nil, text("sqs")}}
	want := "Endpoints[1] must be given, got nil; remove it\n" + `Endpoints[2] must be different from Endpoints[0], got "sqs"`
	if err := p.Validate(); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
