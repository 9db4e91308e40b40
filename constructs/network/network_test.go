package network_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
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
		"public subnets only, without NAT gateways said": {
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
			&network.NetworkProps{MaxAzs: jsii.Number(6), Cidr: jsii.String("10.0.0.0/24"), NatGateways: jsii.Number(1)}, 12, 1, 1,
		},
		"one zone in the smallest range of a VPC": {
			&network.NetworkProps{MaxAzs: jsii.Number(1), Cidr: jsii.String("10.0.0.0/28"), PrivateSubnets: jsii.Bool(false)}, 1, 0, 1,
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

func TestNetworkSpreadsSubnetsOverZonesThatAreNeverLookedUp(t *testing.T) {
	zone := func(i int) string { return fmt.Sprintf("map[Fn::Select:[%d map[Fn::GetAZs:]]]", i) }
	want := map[string]string{
		"NetworkVpcPublicSubnet1Subnet36933139":  zone(0) + " 10.0.0.0/18",
		"NetworkVpcPublicSubnet2SubnetC427CCE0":  zone(1) + " 10.0.64.0/18",
		"NetworkVpcPrivateSubnet1Subnet6DD86AE6": zone(0) + " 10.0.128.0/18",
		"NetworkVpcPrivateSubnet2Subnet1BDBE877": zone(1) + " 10.0.192.0/18",
	}
	for name, env := range map[string]*awscdk.Environment{
		"anywhere":   nil,
		"in a place": {Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	} {
		t.Run(name, func(t *testing.T) {
			stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
			stack := awscdk.NewStack(stage, jsii.String("Stack"), &awscdk.StackProps{Env: env})
			network.NewNetwork(stack, jsii.String("Network"), nil)
			if diff := cmp.Diff(want, subnetLayout(assertions.Template_FromStack(stack, nil))); diff != "" {
				t.Errorf("subnets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNetworkZonesServeSubnetSelection(t *testing.T) {
	vpc := network.NewNetwork(cdktest.NewStack(nil), jsii.String("Network"), &network.NetworkProps{MaxAzs: jsii.Number(3)}).Vpc
	for name, selection := range map[string]*awsec2.SubnetSelection{
		"one subnet per zone":   {OnePerAz: jsii.Bool(true)},
		"subnets by zone":       {AvailabilityZones: vpc.AvailabilityZones()},
		"subnets by type":       {SubnetType: awsec2.SubnetType_PUBLIC},
		"subnets by group name": {SubnetGroupName: jsii.String("Private")},
	} {
		if got := len(*vpc.SelectSubnets(selection).SubnetIds); got != 3 {
			t.Errorf("%s: got %d subnets, want 3", name, got)
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
	for _, service := range []string{"elasticbeanstalk", "elasticbeanstalk-health", "cloudformation", "logs", "ssm", "ssmmessages"} {
		cdktest.Check(t, func() {
			template.HasResourceProperties(jsii.String("AWS::EC2::VPCEndpoint"), map[string]any{
				"VpcEndpointType":   "Interface",
				"ServiceName":       map[string]any{"Fn::Join": []any{"", []any{"com.amazonaws.", map[string]any{"Ref": "AWS::Region"}, "." + service}}},
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
			FlowLogRetention: awslogs.RetentionDays_ONE_WEEK,
			RemovalPolicy:    awscdk.RemovalPolicy_DESTROY,
		})
		cdktest.Check(t, func() {
			template.HasResource(jsii.String("AWS::Logs::LogGroup"), map[string]any{
				"Properties":     map[string]any{"RetentionInDays": 7},
				"DeletionPolicy": "Delete",
			})
		})
	})
	t.Run("have a role for one account and one log group", func(t *testing.T) {
		template := newTemplate(nil)
		cdktest.Check(t, func() {
			template.HasResourceProperties(jsii.String("AWS::IAM::Role"), map[string]any{
				"AssumeRolePolicyDocument": map[string]any{"Statement": []any{map[string]any{
					"Effect":    "Allow",
					"Action":    "sts:AssumeRole",
					"Principal": map[string]any{"Service": "vpc-flow-logs.amazonaws.com"},
					"Condition": map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": map[string]any{"Ref": "AWS::AccountId"}}},
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
		"as it is":       {nil, nil},
		"with flow logs": {jsii.Bool(true), []string{"AWS::EC2::FlowLog", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::Logs::LogGroup"}},
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

// Nothing of this is inferred by CloudFormation from the ids of a VPC and its subnets.
func TestConnectivityIsWhatAnInstanceNeedsOnItsFirstBoot(t *testing.T) {
	for name, test := range map[string]struct {
		props *network.NetworkProps
		want  []string
	}{
		"with NAT gateways": {nil, []string{"AWS::EC2::NatGateway", "AWS::EC2::Route", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCEndpoint", "AWS::EC2::VPCGatewayAttachment"}},
		"isolated": {
			&network.NetworkProps{NatGateways: jsii.Number(0)},
			[]string{"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCEndpoint"},
		},
		"public": {
			&network.NetworkProps{PrivateSubnets: jsii.Bool(false)},
			[]string{"AWS::EC2::Route", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCGatewayAttachment"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			n := network.NewNetwork(stack, jsii.String("Network"), test.props)
			environment := awscdk.NewCfnResource(stack, jsii.String("Environment"), &awscdk.CfnResourceProps{Type: jsii.String("AWS::ElasticBeanstalk::Environment")})
			environment.Node().AddDependency(n.Connectivity())

			all := resources(assertions.Template_FromStack(stack, nil), "")
			needed, _ := all["Environment"]["DependsOn"].([]any)
			for id, r := range all {
				if slices.Contains(test.want, r["Type"].(string)) && !slices.Contains(needed, any(id)) {
					t.Errorf("does not depend on %s (%s)", id, r["Type"])
				}
				if r["Type"] == "AWS::EC2::FlowLog" && slices.Contains(needed, any(id)) {
					t.Errorf("depends on %s, which no instance needs", id)
				}
			}
		})
	}
}

func TestNetworkIsIndependentOfFeatureFlags(t *testing.T) {
	synthesize := func(context map[string]any) map[string]map[string]any {
		stack := cdktest.NewStack(context)
		n := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)})
		network.NewWebSecurityGroups(stack, jsii.String("Groups"), &network.WebSecurityGroupsProps{Vpc: n.Vpc})
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

// The CDK takes the acknowledgement of one construct for that of the whole app.
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

func TestNetworkRejects(t *testing.T) {
	number, text, no := jsii.Number[float64], jsii.String, jsii.Bool(false)
	for name, test := range map[string]struct {
		props    network.NetworkProps
		problems []string
	}{
		"no zones":       {network.NetworkProps{MaxAzs: number(0)}, []string{"MaxAzs must be a whole number from 1 to 6, got 0"}},
		"too many zones": {network.NetworkProps{MaxAzs: number(7)}, []string{"MaxAzs must be a whole number from 1 to 6, got 7"}},
		"half a zone":    {network.NetworkProps{MaxAzs: number(1.5)}, []string{"MaxAzs must be a whole number from 1 to 6, got 1.5"}},
		"no number":      {network.NetworkProps{MaxAzs: number(math.NaN())}, []string{"MaxAzs must be a whole number from 1 to 6, got NaN"}},
		"more NAT gateways than zones": {
			network.NetworkProps{NatGateways: number(3)},
			[]string{"NatGateways must be a whole number from 0 to 2, one per zone, got 3"},
		},
		"NAT gateways below zero": {
			network.NetworkProps{NatGateways: number(-1)},
			[]string{"NatGateways must be a whole number from 0 to 2, one per zone, got -1"},
		},
		"NAT gateways that serve nobody": {
			network.NetworkProps{PrivateSubnets: no, NatGateways: number(1)},
			[]string{"NatGateways must be 0 without private subnets, which are all they serve, got 1"},
		},
		"text for a range":  {network.NetworkProps{Cidr: text("large")}, []string{"Cidr must be an IPv4 range such as 10.0.0.0/16, got large"}},
		"an IPv6 range":     {network.NetworkProps{Cidr: text("fd00::/16")}, []string{"Cidr must be an IPv4 range such as 10.0.0.0/16, got fd00::/16"}},
		"host bits":         {network.NetworkProps{Cidr: text("10.1.2.3/16")}, []string{"Cidr must be the first address of its range: write 10.1.0.0/16, got 10.1.2.3/16"}},
		"too large a range": {network.NetworkProps{Cidr: text("10.0.0.0/8")}, []string{"Cidr must be a /16 to a /28, got 10.0.0.0/8"}},
		"too small a range": {
			network.NetworkProps{Cidr: text("10.0.0.0/27"), MaxAzs: number(3)},
			[]string{"Cidr must be a /25 or larger, to hold 6 subnets of a /28 or larger, got 10.0.0.0/27"},
		},
		"a range that is not known yet": {
			network.NetworkProps{Cidr: awscdk.Fn_ImportValue(text("Range"))},
			[]string{"Cidr must be known at synthesis, where it is divided into subnets, got a token"},
		},
		"snapshots of logs": {
			network.NetworkProps{RemovalPolicy: awscdk.RemovalPolicy_SNAPSHOT},
			[]string{"RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got SNAPSHOT"},
		},
		"everything at once": {
			network.NetworkProps{MaxAzs: number(9), NatGateways: number(8), Cidr: text("10.0.0.1"), RemovalPolicy: "KEEP"},
			[]string{
				"RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got KEEP",
				"MaxAzs must be a whole number from 1 to 6, got 9",
				"NatGateways must be a whole number from 0 to 6, one per zone, got 8",
				"Cidr must be an IPv4 range such as 10.0.0.0/16, got 10.0.0.1",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkRejection(t, func() { network.NewNetwork(cdktest.NewStack(nil), text("Subject"), &test.props) }, test.problems...)
		})
	}
}

func TestNetworkRejectsToRedefineAnExistingVpc(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Existing"), nil)
	checkRejection(t, func() {
		network.NewNetwork(stack, jsii.String("Subject"), &network.NetworkProps{
			Vpc:            vpc,
			Cidr:           jsii.String("10.0.0.0/16"),
			MaxAzs:         jsii.Number(2),
			PrivateSubnets: jsii.Bool(true),
			NatGateways:    jsii.Number(1),
		})
	},
		"Cidr must be left out with Vpc, which is used as it is; remove one of the two",
		"MaxAzs must be left out with Vpc, which is used as it is; remove one of the two",
		"PrivateSubnets must be left out with Vpc, which is used as it is; remove one of the two",
		"NatGateways must be left out with Vpc, which is used as it is; remove one of the two",
	)
	if stack.Node().TryFindChild(jsii.String("Subject")) != nil {
		t.Error("the rejected construct is in the tree")
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
			if strings.HasSuffix(name, "Name") && !slices.Contains([]string{"ServiceName", "PolicyName"}, name) && r["Type"] != "AWS::EC2::FlowLog" {
				t.Errorf("%s (%s) sets %s", id, r["Type"], name)
			}
		}
	}
}
