// Package network defines where a Beanstalk environment runs: a VPC.
//
// [NewNetwork] defines a VPC in one of four shapes, or takes an existing one:
//
//	PrivateSubnets: false           only public subnets; nothing is charged by the hour
//	PrivateSubnets, NatGateways: 0  private subnets that reach Beanstalk through interface endpoints
//	PrivateSubnets, NatGateways: 1  private subnets with one way out, lost with its zone
//	PrivateSubnets                  private subnets with a NAT gateway in each zone (the default)
//
// A first program:
//
//	vpc := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(1)}).Vpc
//
// It sets everything it relies on, so the feature flags of the app that imports it do not change what a template means.
// No zone is looked up: in a stack with a literal account and region, the context of the stack answers the CDK's VPC
// while it is being defined, and is then as it was.
package network

import (
	"fmt"
	"math"
	"math/bits"
	"net/netip"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Problem is one thing that is wrong with properties, as in package beanstalk.
type Problem = prop.Problem

const (
	defaultCidr   = "10.0.0.0/16"
	defaultMaxAzs = 2
)

// NetworkProps are the properties of a [Network]. All are optional.
//
// Cidr, MaxAzs and PrivateSubnets decide the range of every subnet: changing one of them in a deployed network replaces
// its subnets, which CloudFormation refuses where old and new ranges overlap. NatGateways may change at any time.
type NetworkProps struct {
	// Vpc is an existing VPC to use as it is. It excludes Cidr, MaxAzs, PrivateSubnets and NatGateways. Defaults to a
	// VPC of its own.
	Vpc awsec2.IVpc

	// Cidr is the IPv4 range of the VPC, a /16 to a /28, divided evenly between the subnets. A subnet with a load
	// balancer needs a /27 or larger (Elastic Load Balancing, "Subnets for your load balancer"). Defaults to
	// 10.0.0.0/16.
	Cidr *string

	// MaxAzs is the number of Availability Zones to span, from 1 to 6: the first ones that Fn::GetAZs returns in the
	// region of the deployment. Most regions have three. A load balancer needs two. Defaults to 2.
	//
	// The zones are never looked up, so the template is the same everywhere, with or without credentials.
	MaxAzs *float64

	// PrivateSubnets adds to each zone a private subnet for the instances, which leaves the public one to load
	// balancers and NAT gateways. Defaults to true.
	PrivateSubnets *bool

	// NatGateways is the number of NAT gateways through which private subnets reach the internet, from 0 to MaxAzs.
	// Each is charged per hour and per gigabyte. Defaults to one per zone with private subnets, and to 0 without.
	//
	// With 0, private subnets have no route to the internet. They get interface endpoints for Elastic Beanstalk and its
	// enhanced health, CloudFormation, CloudWatch Logs and Session Manager: six, each charged per hour and zone, which
	// is more than a NAT gateway costs. Anything else that the application calls needs an endpoint of its own
	// (Vpc.AddInterfaceEndpoint).
	NatGateways *float64

	// FlowLogs records the accepted and rejected traffic of the VPC in a log group. Defaults to true for a VPC of its
	// own, and to false for an existing one.
	FlowLogs *bool

	// FlowLogRetentionDays is how long flow logs are kept. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365,
	// 400, 545, 731, 1827 or 3653. Defaults to 90.
	FlowLogRetentionDays *float64

	// RemovalPolicy says what becomes of the flow logs when the stack is deleted: RETAIN keeps them,
	// RETAIN_ON_UPDATE_OR_DELETE does too, but not those of a creation that failed, and DESTROY deletes them. Defaults
	// to RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
}

// Network is a VPC with what belongs to it.
type Network struct {
	constructs.Construct

	// Vpc is the VPC, new or existing.
	Vpc awsec2.IVpc

	// FlowLogGroup receives the flow logs; nil without them.
	FlowLogGroup awslogs.ILogGroup
}

// NewNetwork defines:
//   - a VPC with public subnets, and private ones with or without NAT gateways;
//   - a gateway endpoint for S3, which is free;
//   - interface endpoints for Beanstalk where there is no other way to it;
//   - flow logs with their log group and role;
//   - a custom resource that removes all rules from the VPC's default security group, as Security Hub's control EC2.2
//     asks; CloudFormation itself cannot.
//
// Given an existing VPC, it defines only the flow logs, if requested. Nil props mean all defaults. It panics with every
// problem of the properties at once: those that Validate finds, and nil or repeated names.
func NewNetwork(scope constructs.Construct, id *string, props *NetworkProps) *Network {
	if props == nil {
		props = &NetworkProps{}
	}
	cdk.Reject("NewNetwork", scope, id, props.Validate())
	n := &Network{Vpc: props.Vpc}
	cdk.Define("NewNetwork", n, scope, id)

	if n.Vpc == nil {
		withoutLookup(n, func() { n.Vpc = newVpc(n, props) })
	}
	if prop.Or(props.FlowLogs, props.Vpc == nil) {
		n.FlowLogGroup = newFlowLogs(n, n.Vpc, props)
	}
	return n
}

// SelectSubnets returns subnets of the network, as [awsec2.IVpc] does.
func (n *Network) SelectSubnets(selection *awsec2.SubnetSelection) *awsec2.SelectedSubnets {
	return n.Vpc.SelectSubnets(selection)
}

func newVpc(scope constructs.Construct, props *NetworkProps) awsec2.IVpc {
	regionZones := awscdk.Fn_GetAzs(nil)
	var zones []*string
	for i := range int(prop.Or(props.MaxAzs, defaultMaxAzs)) {
		zones = append(zones, awscdk.Fn_Select(jsii.Number(i), regionZones))
	}
	subnets := []*awsec2.SubnetConfiguration{{
		Name:       jsii.String("Public"),
		SubnetType: awsec2.SubnetType_PUBLIC,
		// Beanstalk asks for public addresses where it wants them.
		MapPublicIpOnLaunch: jsii.Bool(false),
	}}
	private := awsec2.SubnetType_PRIVATE_WITH_EGRESS
	if prop.Or(props.NatGateways, 1) == 0 {
		private = awsec2.SubnetType_PRIVATE_ISOLATED
	}
	if prop.Or(props.PrivateSubnets, true) {
		// One name for both types: adding the first NAT gateway must not replace subnets.
		subnets = append(subnets, &awsec2.SubnetConfiguration{Name: jsii.String("Private"), SubnetType: private})
	}
	vpc := awsec2.NewVpc(scope, jsii.String("Vpc"), &awsec2.VpcProps{
		IpAddresses:         awsec2.IpAddresses_Cidr(jsii.String(prop.Or(props.Cidr, defaultCidr))),
		AvailabilityZones:   &zones,
		SubnetConfiguration: &subnets,
		NatGateways:         props.NatGateways,
		GatewayEndpoints: &map[string]*awsec2.GatewayVpcEndpointOptions{
			"S3": {Service: awsec2.GatewayVpcEndpointAwsService_S3()},
		},
		RestrictDefaultSecurityGroup: jsii.Bool(true),
	})
	if len(subnets) == 2 && private == awsec2.SubnetType_PRIVATE_ISOLATED {
		addEndpoints(scope, vpc)
	}
	return vpc
}

// addEndpoints gives instances without a route to the internet what the Beanstalk agents call (developer guide, "Using
// Elastic Beanstalk with VPC endpoints"), and the two endpoints that Session Manager needs since SSM Agent 3.3.40.
func addEndpoints(scope constructs.Construct, vpc awsec2.IVpc) {
	group := awsec2.NewSecurityGroup(scope, jsii.String("EndpointSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:                vpc,
		Description:        jsii.String("Interface endpoints of AWS services"),
		AllowAllOutbound:   jsii.Bool(false),
		DisableInlineRules: jsii.Bool(false),
	})
	group.AddIngressRule(awsec2.Peer_Ipv4(vpc.VpcCidrBlock()), awsec2.Port_HTTPS(), jsii.String("HTTPS from the VPC"), nil)

	for _, endpoint := range []struct {
		id      string
		service awsec2.IInterfaceVpcEndpointService
	}{
		{"ElasticBeanstalk", awsec2.InterfaceVpcEndpointAwsService_ELASTIC_BEANSTALK()},
		{"ElasticBeanstalkHealth", awsec2.InterfaceVpcEndpointAwsService_ELASTIC_BEANSTALK_HEALTH()},
		{"CloudFormation", awsec2.InterfaceVpcEndpointAwsService_CLOUDFORMATION()},
		{"Logs", awsec2.InterfaceVpcEndpointAwsService_CLOUDWATCH_LOGS()},
		{"Ssm", awsec2.InterfaceVpcEndpointAwsService_SSM()},
		{"SsmMessages", awsec2.InterfaceVpcEndpointAwsService_SSM_MESSAGES()},
	} {
		vpc.AddInterfaceEndpoint(jsii.String(endpoint.id), &awsec2.InterfaceVpcEndpointOptions{
			Service:           endpoint.service,
			SecurityGroups:    &[]awsec2.ISecurityGroup{group},
			Open:              jsii.Bool(false),
			PrivateDnsEnabled: jsii.Bool(true),
			Subnets:           &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		})
	}
}

func newFlowLogs(scope constructs.Construct, vpc awsec2.IVpc, props *NetworkProps) awslogs.ILogGroup {
	removal, _ := cdk.Removal(props.RemovalPolicy)
	group := awslogs.NewLogGroup(scope, jsii.String("FlowLogGroup"), &awslogs.LogGroupProps{
		Retention:     cdk.Retention(prop.Or(props.FlowLogRetentionDays, 90)),
		RemovalPolicy: removal,
	})
	role := awsiam.NewRole(scope, jsii.String("FlowLogRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("vpc-flow-logs.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{
				"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()},
			},
		}),
	})
	group.Grant(role, jsii.String("logs:CreateLogStream"), jsii.String("logs:DescribeLogStreams"), jsii.String("logs:PutLogEvents"))

	// The L1: awsec2.FlowLog acknowledges the validation rules F3002 and F3003 (unknown and missing properties), and
	// the CDK takes that for an acknowledgment by the whole app.
	awsec2.NewCfnFlowLog(scope, jsii.String("FlowLog"), &awsec2.CfnFlowLogProps{
		ResourceId:               vpc.VpcId(),
		ResourceType:             jsii.String("VPC"),
		TrafficType:              jsii.String("ALL"),
		LogDestinationType:       jsii.String("cloud-watch-logs"),
		LogGroupName:             group.LogGroupName(),
		DeliverLogsPermissionArn: role.RoleArn(),
	})
	return group
}

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js, and asks
// the CDK only about tokens.
func (p *NetworkProps) Validate() error {
	if p == nil {
		return nil
	}
	var problems prop.Problems
	problems.RemovalPolicy("RemovalPolicy", string(p.RemovalPolicy))
	problems.LogRetention("FlowLogRetentionDays", p.FlowLogRetentionDays)
	if p.Vpc != nil && problems.Required("Vpc", p.Vpc, "leave it out for a VPC of its own") {
		p.validateExisting(&problems)
		return problems.Err()
	}

	zones, private := prop.Or(p.MaxAzs, defaultMaxAzs), prop.Or(p.PrivateSubnets, true)
	if known := p.MaxAzs == nil || !prop.Unresolved(zones); !known || !(zones >= 1 && zones <= 6 && zones == math.Trunc(zones)) {
		problems.MustBe("MaxAzs", "a whole number from 1 to 6, known at synthesis", zones)
		zones = 6 // what follows is judged against the widest network
	}
	switch gateways := prop.Or(p.NatGateways, 0); {
	case gateways == 0:
	case !private:
		problems.MustBe("NatGateways", "0 without private subnets, which are all they serve", gateways)
	case prop.Unresolved(gateways) || !(gateways > 0 && gateways <= zones && gateways == math.Trunc(gateways)):
		problems.MustBe("NatGateways", "a whole number from 0 to "+prop.Plain(zones)+", one per zone, known at synthesis", gateways)
	}
	if p.Cidr != nil {
		subnets := int(zones)
		if private {
			subnets *= 2
		}
		validateCidr(&problems, *p.Cidr, subnets)
	}
	return problems.Err()
}

func (p *NetworkProps) validateExisting(problems *prop.Problems) {
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"Cidr", p.Cidr != nil},
		{"MaxAzs", p.MaxAzs != nil},
		{"PrivateSubnets", p.PrivateSubnets != nil},
		{"NatGateways", p.NatGateways != nil},
	} {
		if field.set {
			problems.Say(field.name, "remove one of the two", "must be left out with Vpc, which is used as it is")
		}
	}
}

// validateCidr judges a range by the rules of the VPC user guide, "VPC CIDR blocks".
func validateCidr(problems *prop.Problems, cidr string, subnets int) {
	prefix, err := netip.ParsePrefix(cidr)
	longest := 28 - bits.Len(uint(subnets-1)) // the mask that leaves each subnet a /28
	switch {
	case prop.Unresolved(cidr):
		problems.MustBe("Cidr", "known at synthesis, where it is divided into subnets", cidr)
	case err != nil || !prefix.Addr().Is4():
		problems.MustBe("Cidr", "an IPv4 range such as "+defaultCidr, cidr)
	case prefix != prefix.Masked():
		problems.MustBe("Cidr", "the first address of its range", cidr, "write "+prefix.Masked().String())
	case prefix.Bits() < 16 || prefix.Bits() > 28:
		problems.MustBe("Cidr", "a /16 to a /28", cidr)
	case prefix.Bits() > longest:
		problems.MustBe("Cidr", fmt.Sprintf("a /%d or larger, to hold %d subnets of a /28 or larger", longest, subnets), cidr)
	}
}
