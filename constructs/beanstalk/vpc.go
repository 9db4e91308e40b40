package beanstalk

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
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
	if r.balancer != nil && (given || !own) && !problems.Within("LoadBalancer.Subnets") {
		validateZones(problems, instances, balancer)
	}
	if r.balancer != nil && balancer.known && balancer.settled && !balancer.public && !prop.Or(r.balancer.Internal, true) {
		problems.Say("LoadBalancer.Subnets", "choose public subnets, or leave Internal out",
			"must be public for a load balancer that is not internal, got private ones")
	}
	if r.group == nil && instances.known && instances.settled && !instances.public && p.AllowFrom == nil && p.SecurityGroups == nil {
		problems.Say("InstanceSubnets", "choose public subnets, or say in AllowFrom which private addresses visit",
			"must be public for a single instance, which visitors have to reach, got private ones")
	}
	r.validateMembers(problems, scope, instances, balancer)
}

var zoneRegion = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]+`)

// validateVpcRegion finds a VPC of another region than the stack's, where both are known.
func validateVpcRegion(problems *prop.Problems, scope constructs.Construct, vpc awsec2.IVpc) {
	here := *awscdk.Stack_Of(scope).Region()
	if prop.Unresolved(here) {
		return
	}
	there := []string{*vpc.Env().Region}
	for _, zone := range *vpc.AvailabilityZones() {
		if region := zoneRegion.FindString(*zone); region != "" && !prop.Unresolved(*zone) {
			there = append(there, region)
		}
	}
	for _, region := range there {
		if region != here && !prop.Unresolved(region) {
			problems.MustBe("Vpc", "in the region of the stack, "+here, prop.Words("one in "+prop.Quote(region)))
			return
		}
	}
}

var (
	vpcIDForm    = regexp.MustCompile(`^vpc-[0-9a-f]+$`)
	subnetIDForm = regexp.MustCompile(`^subnet-[0-9a-f]+$`)
)

// validateIDs finds ids that are none in an imported VPC, and subnets that it lists twice.
func validateIDs(problems *prop.Problems, vpc awsec2.IVpc) {
	problems.Matches("Vpc", vpc.VpcId(), vpcIDForm, "a VPC with an id such as vpc-0123abcd")
	kinds := map[string]string{}
	for kind, list := range map[string]*[]awsec2.ISubnet{
		"public": vpc.PublicSubnets(), "private": vpc.PrivateSubnets(), "isolated": vpc.IsolatedSubnets(),
	} {
		for _, subnet := range *list {
			id := *subnet.SubnetId()
			if !prop.Unresolved(id) && !subnetIDForm.MatchString(id) {
				problems.MustBe("Vpc", "a VPC of subnets with ids such as subnet-0123abcd", id)
			} else if kinds[id] == "" {
				kinds[id] = kind
			} else {
				both := slices.Sorted(slices.Values([]string{kind, kinds[id]}))
				problems.Say("Vpc", "name it once", "must list each subnet once, got %s as %s and %s", prop.Show(id), both[0], both[1])
			}
		}
	}
}

// validateZones finds two subnets of a load balancer in one zone, which it refuses, and instances in zones where it has
// none, which get no requests (Elastic Load Balancing, "Availability Zones for your Application Load Balancer").
func validateZones(problems *prop.Problems, instances, balancer subnets) {
	if !balancer.settled {
		return
	}
	balanced := map[string]bool{}
	for _, zone := range balancer.zones() {
		if balanced[zone] {
			where := "one zone"
			if !prop.Unresolved(zone) {
				where = prop.Quote(zone)
			}
			problems.MustBe("LoadBalancer.Subnets", "in zones of their own", prop.Words("two in "+where), "set OnePerAz, or name one for each zone")
			return
		}
		balanced[zone] = true
	}
	known := balancer.knownZones()
	for _, zone := range instances.zones() {
		if known != nil && instances.settled && !slices.Contains(known, zone) && !prop.Unresolved(zone) {
			problems.MustBe("InstanceSubnets", "in the zones of the load balancer, "+prop.List(known, "and"),
				prop.Words("one in "+prop.Quote(zone)), "give the load balancer a subnet there, or the instances none")
			return
		}
	}
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

var logicalIDOf = regexp.MustCompile(`^\{"Ref":("[A-Za-z0-9]+")\}$`)

// otherVpc reports whether an id is certainly not that of the VPC.
func otherVpc(scope constructs.Construct, vpc awsec2.IVpc, id string) bool {
	here := *vpc.VpcId()
	if id == here || id == "" {
		return false
	}
	if !prop.Unresolved(id) && !prop.Unresolved(here) {
		return true
	}
	if _, own := vpc.(awsec2.Vpc); !own {
		return false
	}
	own := logicalIDOf.FindStringSubmatch(cdk.Resolved(scope, here))
	return own != nil && !strings.Contains(cdk.Resolved(scope, id), own[1])
}
