package beanstalk

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// validateVpc finds what is known of a VPC, its subnets and its security groups and cannot work. Whatever the VPC does
// not know is not judged.
func (r *resolved) validateVpc(problems *prop.Problems, scope constructs.Construct, instances, balancer subnets) {
	p := &r.props
	if prop.IsNil(p.Vpc) || prop.IsNil(scope) || problems.Of("Vpc") {
		return
	}
	_, own := p.Vpc.(awsec2.Vpc)
	_ = cdk.Try(func() { validateVpcRegion(problems, scope, p.Vpc) })
	if !own && instances.settled {
		_ = cdk.Try(func() { validateIDs(problems, p.Vpc) })
	}
	given := p.InstanceSubnets != nil || r.balancer != nil && r.balancer.Subnets != nil
	if r.group != nil && (given || !own) && !problems.Within("LoadBalancer") {
		if validateZones(problems, "LoadBalancer.Subnets", balancer); !problems.Of("LoadBalancer.Subnets") {
			validateInstanceZones(problems, instances, balancer)
		}
	}
	if r.balancer != nil {
		validatePublic(problems, "LoadBalancer.Subnets", balancer, r.balancer.Internal)
	}
	if r.group == nil && instances.known && instances.settled && !instances.public && p.AllowFrom == nil && p.SecurityGroups == nil {
		problems.Say("InstanceSubnets", "choose public subnets, or say in AllowFrom which private addresses visit",
			"must be public for a single instance, which visitors have to reach, got private ones")
	}
	r.validateMembers(problems, scope, instances, balancer)
}

// validateMembers finds security groups and subnets that the app defines in another VPC.
func (r *resolved) validateMembers(problems *prop.Problems, scope constructs.Construct, instances, balancer subnets) {
	groups := map[string]*[]awsec2.ISecurityGroup{"SecurityGroups": r.props.SecurityGroups}
	lists := map[string][]awsec2.ISubnet{}
	if r.props.InstanceSubnets != nil {
		lists["InstanceSubnets"] = instances.list
	}
	if r.balancer != nil {
		groups["LoadBalancer.SecurityGroups"] = r.balancer.SecurityGroups
		if r.balancer.Subnets != nil {
			lists["LoadBalancer.Subnets"] = balancer.list
		}
	}
	for _, field := range slices.Sorted(maps.Keys(groups)) {
		for i, group := range prop.Or(groups[field], nil) {
			_ = cdk.Try(func() {
				defined, is := group.(awsec2.SecurityGroup)
				if !is {
					return
				}
				resource, is := defined.Node().DefaultChild().(awsec2.CfnSecurityGroup)
				if is && otherVpc(scope, r.props.Vpc, prop.Or(resource.VpcId(), "")) {
					problems.Say(fmt.Sprintf("%s[%d]", field, i), "", "must be in the VPC, got a group of another one")
				}
			})
		}
	}
	for _, field := range slices.Sorted(maps.Keys(lists)) {
		for _, subnet := range lists[field] {
			_ = cdk.Try(func() {
				resource, is := subnet.Node().TryFindChild(jsii.String("Subnet")).(awsec2.CfnSubnet)
				if is && !problems.Of(field) && otherVpc(scope, r.props.Vpc, prop.Or(resource.VpcId(), "")) {
					problems.Say(field, "", "must be in the VPC, got a subnet of another one")
				}
			})
		}
	}
}
