package stacks

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/prop"
)

// completeNetwork drops what presets say of a VPC where there is one already, and gives instances without a route to the
// internet the endpoints that the environment needs.
func completeNetwork(n *network.NetworkProps, environment *beanstalk.WebEnvironmentProps) {
	if !prop.IsNil(n.Vpc) || n.VpcAttributes != nil {
		n.PrivateSubnets, n.NatGateways = nil, nil
		return
	}
	isolated := prop.Or(n.PrivateSubnets, true) && prop.Or(n.NatGateways, 1) == 0
	if !isolated || environment.Vpc != nil || environment.InstanceSubnets != nil {
		return
	}
	endpoints := slices.Clone(prop.Or(n.Endpoints, nil))
	for _, service := range environment.EndpointServices() {
		there := func(other *string) bool { return other != nil && *other == service }
		if !slices.Contains(network.AgentServices(), service) && !slices.ContainsFunc(endpoints, there) {
			endpoints = append(endpoints, jsii.String(service))
		}
	}
	if len(endpoints) > 0 {
		n.Endpoints = &endpoints
	}
}

// validateExistingVpc finds what an environment needs and the attributes of an existing VPC lack.
func validateExistingVpc(problems *prop.Problems, a *awsec2.VpcAttributes, environment *beanstalk.WebEnvironmentProps) {
	visited, subnets := "a single instance", environment.InstanceSubnets
	if _, single := environment.Capacity.(*beanstalk.SingleInstance); !single {
		balancer, _ := environment.LoadBalancer.(*beanstalk.DedicatedLoadBalancer)
		b := prop.Or(balancer, beanstalk.DedicatedLoadBalancer{})
		visited, subnets = "a load balancer", b.Subnets
		if zones := a.AvailabilityZones; zones != nil && len(*zones) == 1 {
			problems.Say("Network.VpcAttributes.AvailabilityZones", "", "must be at least 2 with a load balancer, which spans two zones, got 1")
		}
		if prop.Or(b.Internal, false) {
			return
		}
	}
	if len(prop.Or(a.PublicSubnetIds, nil)) == 0 && subnets == nil {
		problems.Say("Network.VpcAttributes.PublicSubnetIds", "", "must be given for %s, which visitors have to reach, got none", visited)
	}
}
