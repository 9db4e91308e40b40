package beanstalk

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/internal/prop"
)

// selectSubnets finds the subnets of instances and load balancer, and what is wrong with them. Those of a load balancer of
// the app's own are found already.
func selectSubnets(problems *prop.Problems, r *resolved) (instances, balancer subnets) {
	p := &r.props
	if prop.IsNil(p.Vpc) {
		return
	}
	selection := p.InstanceSubnets
	if selection == nil && r.group == nil {
		selection = &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}
	}
	if r.group == nil && p.InstanceSubnets == nil && withoutPublic(p.Vpc) {
		problems.Say("InstanceSubnets", "use a VPC with public subnets, or set Capacity to &beanstalk.AutoScalingGroup{}",
			"must be given, since the VPC has no public subnets, in which visitors reach a single instance, got nil")
	}
	instances = find(problems, "InstanceSubnets", p.Vpc, selection, "AssociatePublicIpAddress", p.AssociatePublicIpAddress != nil, 1)
	switch {
	case r.balancer != nil:
		balancer = balancerPlace{"LoadBalancer.", p.Vpc, r.balancer.Subnets, r.balancer.Internal}.find(problems)
	case r.shared != nil && r.shared.LoadBalancer != nil:
		balancer = r.shared.LoadBalancer.subnets
	default:
		return instances, balancer
	}
	if _, own := p.Vpc.(awsec2.Vpc); p.InstanceSubnets == nil && !own {
		instances = instances.within(balancer.knownZones())
	}
	return instances, balancer
}
