package beanstalk

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/internal/prop"
)

// selectSubnets finds the subnets of instances and load balancer, and what is wrong with them.
func selectSubnets(problems *prop.Problems, r *resolved) (instances, balancer subnets) {
	p := &r.props
	if prop.IsNil(p.Vpc) {
		return
	}
	public := &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}
	selection := p.InstanceSubnets
	if selection == nil && r.group == nil {
		selection = public
	}
	instances = find(problems, "InstanceSubnets", p.Vpc, selection, "AssociatePublicIpAddress", p.AssociatePublicIpAddress != nil, 1)
	if r.balancer != nil {
		selection = r.balancer.Subnets
		if selection == nil {
			selection = public
		}
		balancer = find(problems, "LoadBalancer.Subnets", p.Vpc, selection, "LoadBalancer.Internal", r.balancer.Internal != nil, 2)
		validateSizes(problems, "LoadBalancer.Subnets", balancer.list)
	}
	return instances, balancer
}
