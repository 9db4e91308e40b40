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
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Problem is one thing that is wrong with properties, as in package beanstalk.
type Problem = prop.Problem

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
//   - interface endpoints for Beanstalk where there is no other way to it, and for what Endpoints lists;
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
	var problems prop.Problems
	problems.Add(props.ValidateIn(regionOf(scope)))
	validateInContext(&problems, scope, prop.Or(props.AvailabilityZones, nil))
	cdk.Reject("NewNetwork", scope, id, problems.Err())
	n := &Network{Vpc: props.Vpc}
	cdk.Define("NewNetwork", n, scope, id)

	switch {
	case n.Vpc != nil:
	case props.VpcAttributes != nil:
		// Nothing here asks for route tables, so their ids may be left out.
		awscdk.Annotations_Of(n).AcknowledgeWarning(jsii.String("@aws-cdk/aws-ec2:noSubnetRouteTableId"), nil)
		n.Vpc = awsec2.Vpc_FromVpcAttributes(n, jsii.String("Vpc"), props.VpcAttributes)
	default:
		withoutLookup(n, func() { n.Vpc = newVpc(n, props) })
		n.warn(props)
	}
	if prop.Or(props.FlowLogs, !props.existing()) {
		n.FlowLogGroup = newFlowLogs(n, n.Vpc, props)
	}
	return n
}

// SelectSubnets returns subnets of the network, as [awsec2.IVpc] does.
func (n *Network) SelectSubnets(selection *awsec2.SubnetSelection) *awsec2.SelectedSubnets {
	return n.Vpc.SelectSubnets(selection)
}

// warn shows what AWS advises against, and what takes a raised quota.
func (n *Network) warn(props *NetworkProps) {
	cidr := prop.Or(props.Cidr, defaultCidr)
	if why := doubtful(cidr); why != "" {
		awscdk.Validations_Of(n).AddWarning(jsii.String("Network::doubtful-cidr"),
			jsii.Sprintf("Cidr should be another private range, such as %s: %s %s", defaultCidr, cidr, why))
	}
	if gateways := props.natGateways(); gateways > 5 {
		awscdk.Validations_Of(n).AddWarning(jsii.String("Network::elastic-ip-quota"),
			jsii.Sprintf("NatGateways should be at most 5, got %d: each takes an Elastic IP address, of which an account has five per region "+
				"unless the quota is raised", gateways))
	}
}
