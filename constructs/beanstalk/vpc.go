package beanstalk

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// validateVpcRegion finds a VPC of another region than the stack's, where both are known.
func validateVpcRegion(problems *prop.Problems, scope constructs.Construct, vpc awsec2.IVpc) {
	here := *awscdk.Stack_Of(scope).Region()
	if prop.Unresolved(here) {
		return
	}
	there := []string{*vpc.Env().Region}
	for _, zone := range *vpc.AvailabilityZones() {
		if region := regions.OfZone(*zone); region != "" && !prop.Unresolved(*zone) {
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

// lookedUp reports whether the CDK CLI is about to look a VPC up, which has ids of no subnet until then.
func lookedUp(vpc awsec2.IVpc) (pending bool) {
	_ = cdk.Try(func() { pending = *vpc.SelectSubnets(nil).IsPendingLookup })
	return pending
}

// validateIDs finds ids that are none in an imported VPC, and subnets that it lists twice.
func validateIDs(problems *prop.Problems, vpc awsec2.IVpc) {
	if lookedUp(vpc) {
		return
	}
	problems.Matches("Vpc", vpc.VpcId(), vpcIDForm, "a VPC with an id such as vpc-0123abcd")
	kinds := map[string]string{}
	for _, list := range []struct {
		kind    string
		subnets *[]awsec2.ISubnet
	}{{"isolated", vpc.IsolatedSubnets()}, {"private", vpc.PrivateSubnets()}, {"public", vpc.PublicSubnets()}} {
		for _, subnet := range *list.subnets {
			id := *subnet.SubnetId()
			if !prop.Unresolved(id) && !subnetIDForm.MatchString(id) {
				problems.MustBe("Vpc", "a VPC of subnets with ids such as subnet-0123abcd", id)
			} else if kinds[id] == "" {
				kinds[id] = list.kind
			} else {
				problems.Say("Vpc", "name it once", "must list each subnet once, got %s as %s and %s", prop.Show(id), kinds[id], list.kind)
			}
		}
	}
}

// validatePublic finds private subnets of a load balancer that is not internal.
func validatePublic(problems *prop.Problems, field string, balancer subnets, internal *bool) {
	if balancer.known && balancer.settled && !balancer.public && !prop.Or(internal, true) {
		problems.Say(field, "choose public subnets, or leave Internal out", "must be public for a load balancer that is not internal, got private ones")
	}
}

// validateZones finds two subnets of a load balancer in one zone, which it refuses (Elastic Load Balancing, "Availability
// Zones for your Application Load Balancer").
func validateZones(problems *prop.Problems, field string, balancer subnets) {
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
			problems.MustBe(field, "in zones of their own", prop.Words("two in "+where), "set OnePerAz, or name one for each zone")
			return
		}
		balanced[zone] = true
	}
}

// validateInstanceZones finds instances in zones where the load balancer has no subnet: they get no requests.
func validateInstanceZones(problems *prop.Problems, instances, balancer subnets) {
	known := balancer.knownZones()
	for _, zone := range instances.zones() {
		if known != nil && instances.settled && !slices.Contains(known, zone) && !prop.Unresolved(zone) {
			problems.MustBe("InstanceSubnets", "in the zones of the load balancer, "+prop.List(known, "and"),
				prop.Words("one in "+prop.Quote(zone)), "give the load balancer a subnet there, or the instances none")
			return
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
