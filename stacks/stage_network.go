package stacks

import (
	"slices"

	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/prop"
)

// completeNetwork drops what presets say of a VPC where there is one already, and gives instances without a route to the
// internet the endpoints that the environment needs.
func (s *Stage) completeNetwork() {
	n := &s.Network
	if !prop.IsNil(n.Vpc) || n.VpcAttributes != nil {
		n.PrivateSubnets, n.NatGateways = nil, nil
		return
	}
	isolated := prop.Or(n.PrivateSubnets, true) && prop.Or(n.NatGateways, 1) == 0
	if !isolated || s.Environment.Vpc != nil || s.Environment.InstanceSubnets != nil {
		return
	}
	endpoints := slices.Clone(prop.Or(n.Endpoints, nil))
	for _, service := range s.Environment.EndpointServices() {
		there := func(other *string) bool { return other != nil && *other == service }
		if !slices.Contains(network.AgentServices(), service) && !slices.ContainsFunc(endpoints, there) {
			endpoints = append(endpoints, jsii.String(service))
		}
	}
	if len(endpoints) > 0 {
		n.Endpoints = &endpoints
	}
}

// validateExistingVpc finds what the environment needs and the attributes of an existing VPC lack.
func (s Stage) validateExistingVpc(problems *prop.Problems, single bool) {
	a := s.Network.VpcAttributes
	if a == nil || s.Prepare != nil || s.Environment.Vpc != nil {
		return
	}
	visited, subnets := "a single instance", s.Environment.InstanceSubnets
	if !single {
		balancer, _ := s.Environment.LoadBalancer.(*beanstalk.DedicatedLoadBalancer)
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
