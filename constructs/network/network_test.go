package network_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"
)

func newTemplate(props *network.NetworkProps) assertions.Template {
	stack := cdktest.NewStack(nil)
	network.NewNetwork(stack, jsii.String("Network"), props)
	return assertions.Template_FromStack(stack, nil)
}

// subnetLayout describes each subnet as "zone range", by logical id.
func subnetLayout(template assertions.Template) map[string]string {
	layout := map[string]string{}
	for id, subnet := range resources(template, "AWS::EC2::Subnet") {
		properties := subnet["Properties"].(map[string]any)
		layout[id] = fmt.Sprint(properties["AvailabilityZone"], " ", properties["CidrBlock"])
	}
	return layout
}

func TestNetworkShapes(t *testing.T) {
	for name, test := range map[string]struct {
		props                           *network.NetworkProps
		subnets, natGateways, endpoints int
	}{
		"private subnets with a NAT gateway in each of two zones by default": {nil, 4, 2, 1},
		"public subnets only": {
			&network.NetworkProps{PrivateSubnets: jsii.Bool(false)}, 2, 0, 1,
		},
		"public subnets only, without a number of NAT gateways": {
			&network.NetworkProps{PrivateSubnets: jsii.Bool(false), NatGateways: jsii.Number(0)}, 2, 0, 1,
		},
		"one NAT gateway for all zones": {
			&network.NetworkProps{NatGateways: jsii.Number(1)}, 4, 1, 1,
		},
		"isolated private subnets with the endpoints Beanstalk needs": {
			&network.NetworkProps{NatGateways: jsii.Number(0)}, 4, 0, 7,
		},
		"three zones in a stack that knows neither account nor region": {
			&network.NetworkProps{MaxAzs: jsii.Number(3)}, 6, 3, 1,
		},
		"six zones in the smallest range": {
			&network.NetworkProps{MaxAzs: jsii.Number(6), Cidr: jsii.String("10.0.0.0/24"), NatGateways: jsii.Number(1)},
			12, 1, 1,
		},
		"named zones": {
			&network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1b", "us-east-1d", "us-east-1f")}, 6, 3, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			template := newTemplate(test.props)
			for kind, count := range map[string]int{
				"AWS::EC2::VPC":                1,
				"AWS::EC2::Subnet":             test.subnets,
				"AWS::EC2::NatGateway":         test.natGateways,
				"AWS::EC2::EIP":                test.natGateways,
				"AWS::EC2::VPCEndpoint":        test.endpoints,
				"AWS::EC2::FlowLog":            1,
				"Custom::VpcRestrictDefaultSG": 1,
			} {
				cdktest.Check(t, func() { template.ResourceCountIs(jsii.String(kind), jsii.Number(count)) })
			}
			cdktest.Check(t, func() {
				template.HasResourceProperties(jsii.String("AWS::EC2::VPCEndpoint"), map[string]any{"VpcEndpointType": "Gateway"})
			})
			cdktest.Check(t, func() {
				template.AllResourcesProperties(jsii.String("AWS::EC2::Subnet"), map[string]any{"MapPublicIpOnLaunch": false})
			})
		})
	}
}

func TestNetworkZonesServeSubnetSelection(t *testing.T) {
	net := network.NewNetwork(cdktest.NewStack(nil), jsii.String("Network"), &network.NetworkProps{MaxAzs: jsii.Number(3)})
	for name, selection := range map[string]*awsec2.SubnetSelection{
		"one subnet per zone":   {OnePerAz: jsii.Bool(true)},
		"subnets by zone":       {AvailabilityZones: net.Vpc.AvailabilityZones()},
		"subnets by type":       {SubnetType: awsec2.SubnetType_PUBLIC},
		"subnets by group name": {SubnetGroupName: jsii.String("Private")},
	} {
		got, want := net.SelectSubnets(selection).SubnetIds, net.Vpc.SelectSubnets(selection).SubnetIds
		if len(*got) != 3 {
			t.Errorf("%s: got %d subnets, want 3", name, len(*got))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-of the VPC +of the network):\n%s", name, diff)
		}
	}
}

func TestNetworkKeepsItsSubnetsWhenNatGatewaysChange(t *testing.T) {
	isolated := newTemplate(&network.NetworkProps{NatGateways: jsii.Number(0)})
	connected := newTemplate(&network.NetworkProps{NatGateways: jsii.Number(2)})
	if diff := cmp.Diff(subnetLayout(isolated), subnetLayout(connected)); diff != "" {
		t.Errorf("subnets (-isolated +connected):\n%s", diff)
	}
}

func TestIsolatedNetworkReachesBeanstalkThroughEndpoints(t *testing.T) {
	template := newTemplate(&network.NetworkProps{NatGateways: jsii.Number(0)})
	region := map[string]any{"Ref": "AWS::Region"}
	for _, service := range []string{"elasticbeanstalk", "elasticbeanstalk-health", "cloudformation", "logs", "ssm", "ssmmessages"} {
		cdktest.Check(t, func() {
			template.HasResourceProperties(jsii.String("AWS::EC2::VPCEndpoint"), map[string]any{
				"VpcEndpointType":   "Interface",
				"ServiceName":       map[string]any{"Fn::Join": []any{"", []any{"com.amazonaws.", region, "." + service}}},
				"PrivateDnsEnabled": true,
				"SubnetIds": []any{
					map[string]any{"Ref": "NetworkVpcPrivateSubnet1Subnet6DD86AE6"},
					map[string]any{"Ref": "NetworkVpcPrivateSubnet2Subnet1BDBE877"},
				},
			})
		})
	}
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::EC2::SecurityGroup"), map[string]any{
			"SecurityGroupIngress": []any{map[string]any{
				"CidrIp":      map[string]any{"Fn::GetAtt": []any{"NetworkVpc7FB7348F", "CidrBlock"}},
				"Description": "HTTPS from the VPC",
				"IpProtocol":  "tcp",
				"FromPort":    443,
				"ToPort":      443,
			}},
		})
	})
}

func TestNetworkFlowLogs(t *testing.T) {
	t.Run("are kept for three months, and when the stack goes", func(t *testing.T) {
		template := newTemplate(nil)
		cdktest.Check(t, func() {
			template.HasResource(jsii.String("AWS::Logs::LogGroup"), map[string]any{
				"Properties":          map[string]any{"RetentionInDays": 90, "LogGroupName": assertions.Match_Absent()},
				"DeletionPolicy":      "Retain",
				"UpdateReplacePolicy": "Retain",
			})
		})
		cdktest.Check(t, func() {
			template.HasResourceProperties(jsii.String("AWS::EC2::FlowLog"), map[string]any{
				"ResourceType":             "VPC",
				"ResourceId":               map[string]any{"Ref": "NetworkVpc7FB7348F"},
				"TrafficType":              "ALL",
				"LogDestinationType":       "cloud-watch-logs",
				"LogGroupName":             map[string]any{"Ref": "NetworkFlowLogGroup4F8CEEEF"},
				"DeliverLogsPermissionArn": map[string]any{"Fn::GetAtt": []any{"NetworkFlowLogRole4C0B2D1D", "Arn"}},
			})
		})
	})
	t.Run("as asked for", func(t *testing.T) {
		template := newTemplate(&network.NetworkProps{
			FlowLogRetentionDays: jsii.Number(7),
			RemovalPolicy:        awscdk.RemovalPolicy_DESTROY,
		})
		cdktest.Check(t, func() {
			template.HasResource(jsii.String("AWS::Logs::LogGroup"), map[string]any{
				"Properties":     map[string]any{"RetentionInDays": 7},
				"DeletionPolicy": "Delete",
			})
		})
	})
	t.Run("have a role for one account and one log group", func(t *testing.T) {
		account := map[string]any{"Ref": "AWS::AccountId"}
		template := newTemplate(nil)
		cdktest.Check(t, func() {
			template.HasResourceProperties(jsii.String("AWS::IAM::Role"), map[string]any{
				"AssumeRolePolicyDocument": map[string]any{"Statement": []any{map[string]any{
					"Effect":    "Allow",
					"Action":    "sts:AssumeRole",
					"Principal": map[string]any{"Service": "vpc-flow-logs.amazonaws.com"},
					"Condition": map[string]any{
						"StringEquals": map[string]any{"aws:SourceAccount": account},
						"ArnLike":      map[string]any{"aws:SourceArn": assertions.Match_AnyValue()},
					},
				}}},
			})
		})
		cdktest.Check(t, func() {
			template.HasResourceProperties(jsii.String("AWS::IAM::Policy"), map[string]any{
				"PolicyDocument": map[string]any{"Statement": []any{map[string]any{
					"Effect":   "Allow",
					"Action":   []any{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
					"Resource": map[string]any{"Fn::GetAtt": []any{"NetworkFlowLogGroup4F8CEEEF", "Arn"}},
				}}},
			})
		})
	})
	t.Run("can be left out", func(t *testing.T) {
		stack := cdktest.NewStack(nil)
		n := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{FlowLogs: jsii.Bool(false)})
		if n.FlowLogGroup != nil {
			t.Error("FlowLogGroup is set")
		}
		cdktest.Check(t, func() {
			assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::EC2::FlowLog"), jsii.Number(0))
		})
	})
}

func TestNetworkClosesTheDefaultSecurityGroupAndNoOther(t *testing.T) {
	template := newTemplate(nil)
	group := map[string]any{"Fn::GetAtt": []any{"NetworkVpc7FB7348F", "DefaultSecurityGroup"}}
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("Custom::VpcRestrictDefaultSG"), map[string]any{"DefaultSecurityGroupId": group})
	})
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::IAM::Role"), map[string]any{
			"Policies": []any{map[string]any{"PolicyDocument": map[string]any{"Statement": []any{map[string]any{
				"Action": []any{
					"ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress",
					"ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress",
				},
				"Resource": []any{map[string]any{"Fn::Join": []any{"", []any{
					"arn:", map[string]any{"Ref": "AWS::Partition"}, ":ec2:", map[string]any{"Ref": "AWS::Region"}, ":",
					map[string]any{"Ref": "AWS::AccountId"}, ":security-group/", group,
				}}}},
			}}}}},
		})
	})
}

func TestNetworkUsesAnExistingVpc(t *testing.T) {
	for name, test := range map[string]struct {
		flowLogs *bool
		want     []string
	}{
		"as it is": {nil, nil},
		"with flow logs": {
			jsii.Bool(true),
			[]string{"AWS::EC2::FlowLog", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::Logs::LogGroup"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Existing"), &awsec2.VpcAttributes{
				VpcId:             jsii.String("vpc-0123456789abcdef0"),
				AvailabilityZones: jsii.Strings("eu-west-1a"),
				PublicSubnetIds:   jsii.Strings("subnet-0123456789abcdef0"),
			})
			n := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{Vpc: vpc, FlowLogs: test.flowLogs})
			if n.Vpc != vpc {
				t.Errorf("got VPC %v, want the existing one", n.Vpc)
			}
			var got []string
			for _, r := range resources(assertions.Template_FromStack(stack, nil), "") {
				got = append(got, r["Type"].(string))
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("resources (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNetworkIsIndependentOfFeatureFlags(t *testing.T) {
	synthesize := func(context map[string]any) map[string]map[string]any {
		stack := cdktest.NewStack(context)
		network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)})
		return resources(assertions.Template_FromStack(stack, nil), "")
	}
	without := synthesize(map[string]any{"@aws-cdk/aws-ec2:restrictDefaultSecurityGroup": false})
	with := synthesize(map[string]any{
		"@aws-cdk/aws-ec2:restrictDefaultSecurityGroup":    true,
		"@aws-cdk/aws-ec2.securityGroupDisableInlineRules": true,
		"@aws-cdk/aws-iam:minimizePolicies":                true,
		"@aws-cdk/core:enablePartitionLiterals":            true,
	})
	if diff := cmp.Diff(without, with); diff != "" {
		t.Errorf("resources (-without flags +with):\n%s", diff)
	}
}

// The CDK applies an acknowledgment on one construct to the whole app.
func TestNetworkAcknowledgesNoValidationRule(t *testing.T) {
	n := network.NewNetwork(cdktest.NewStack(nil), jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)})
	for _, child := range *n.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		for _, entry := range *child.Node().Metadata() {
			if *entry.Type == "aws:cdk:acknowledged-rules" {
				t.Errorf("%s acknowledges %v", *child.Node().Path(), entry.Data)
			}
		}
	}
}

func TestNetworkLeavesItsPropsAlone(t *testing.T) {
	props := &network.NetworkProps{MaxAzs: jsii.Number(1)}
	before := *props
	network.NewNetwork(cdktest.NewStack(nil), jsii.String("Network"), props)
	if !reflect.DeepEqual(*props, before) || *props.MaxAzs != 1 {
		t.Errorf("props became %+v", *props)
	}
}

func TestNetworkNamesNoPhysicalResource(t *testing.T) {
	template := newTemplate(&network.NetworkProps{NatGateways: jsii.Number(0)})
	for id, r := range resources(template, "") {
		properties, _ := r["Properties"].(map[string]any)
		for name := range properties {
			// PolicyName names a part of its role; LogGroupName in a flow log is a reference.
			allowed := name == "ServiceName" || name == "PolicyName" || r["Type"] == "AWS::EC2::FlowLog"
			if strings.HasSuffix(name, "Name") && !allowed {
				t.Errorf("%s (%s) sets %s", id, r["Type"], name)
			}
		}
	}
}
