package network

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/internal/prop"
)

var (
	vpcID     = regexp.MustCompile(`^vpc-[0-9a-f]{1,17}$`)
	subnetID  = regexp.MustCompile(`^subnet-[0-9a-f]{1,17}$`)
	gatewayID = regexp.MustCompile(`^vgw-[0-9a-f]{1,17}$`)
)

// attributedSubnets are the lists of one kind of subnets in the attributes of a VPC.
type attributedSubnets struct {
	kind                       string
	ids, routes, ranges, names *[]*string
}

func subnetsOf(a *awsec2.VpcAttributes) []attributedSubnets {
	return []attributedSubnets{
		{"Public", a.PublicSubnetIds, a.PublicSubnetRouteTableIds, a.PublicSubnetIpv4CidrBlocks, a.PublicSubnetNames},
		{"Private", a.PrivateSubnetIds, a.PrivateSubnetRouteTableIds, a.PrivateSubnetIpv4CidrBlocks, a.PrivateSubnetNames},
		{"Isolated", a.IsolatedSubnetIds, a.IsolatedSubnetRouteTableIds, a.IsolatedSubnetIpv4CidrBlocks, a.IsolatedSubnetNames},
	}
}

// validateAttributes finds attributes that no VPC has, and lists that do not fit together: each kind of subnets names
// those of the first zone, of the second one, and so on, once or several times over.
func validateAttributes(problems *prop.Problems, a *awsec2.VpcAttributes, region string) {
	if problems.Required("VpcAttributes.VpcId", a.VpcId, "give the id of the VPC") {
		problems.Matches("VpcAttributes.VpcId", a.VpcId, vpcID, "the id of a VPC, such as vpc-0123abcd")
	}
	if r := a.Region; r != nil && region != "" && *r != region && !prop.Unresolved(*r) {
		problems.MustBe("VpcAttributes.Region", "the region of the stack, "+region, *r)
	}
	if c := a.VpcCidrBlock; c != nil {
		validateRange(problems, "VpcAttributes.VpcCidrBlock", *c)
	}
	problems.Matches("VpcAttributes.VpnGatewayId", a.VpnGatewayId, gatewayID, "the id of a virtual private gateway, such as vgw-0123abcd")
	zones := 0
	if problems.Required("VpcAttributes.AvailabilityZones", a.AvailabilityZones, "name the zones of the subnets") {
		zones = len(*a.AvailabilityZones)
		validateZoneNames(problems, "VpcAttributes.AvailabilityZones", *a.AvailabilityZones, region)
	}
	seen := map[string]string{}
	subnets := 0
	for _, s := range subnetsOf(a) {
		field := "VpcAttributes." + s.kind + "SubnetIds"
		ids := prop.Or(s.ids, nil)
		subnets += len(ids)
		for i, id := range ids {
			validateSubnet(problems, fmt.Sprintf("%s[%d]", field, i), id, seen)
		}
		if n := len(ids); zones > 0 && n%zones != 0 && !problems.Of("VpcAttributes.AvailabilityZones") {
			problems.MustBe(field, fmt.Sprintf("as many as AvailabilityZones, %d, or a multiple of that, in their order", zones), prop.Words(strconv.Itoa(n)),
				"name only zones that have such a subnet, and a subnet for each")
		}
		s.validateOthers(problems, zones)
	}
	if subnets == 0 {
		problems.Say("VpcAttributes", "set PublicSubnetIds, PrivateSubnetIds or IsolatedSubnetIds", "must name subnets, got none")
	}
}

// validateSubnet finds what is no id, and one that an earlier list has.
func validateSubnet(problems *prop.Problems, field string, id *string, seen map[string]string) {
	if !problems.Required(field, id, "remove it") {
		return
	}
	if prop.ListToken(*id) {
		problems.Say(field, "name each in an element of its own", "must be one subnet, got a token for a list")
		return
	}
	if problems.Matches(field, id, subnetID, "the id of a subnet, such as subnet-0123abcd"); problems.Of(field) {
		return
	}
	if earlier, repeated := seen[*id]; repeated {
		problems.MustBe(field, "different from "+earlier, *id)
	}
	seen[*id] = strings.TrimPrefix(field, "VpcAttributes.")
}

// validateOthers judges what is said about the subnets beside their ids.
func (s attributedSubnets) validateOthers(problems *prop.Problems, zones int) {
	ids := len(prop.Or(s.ids, nil))
	list := func(name string, values *[]*string, most int, of string, judge func(element, value string)) {
		field := "VpcAttributes." + s.kind + name
		if n := len(prop.Or(values, nil)); values != nil && most >= 0 && n != most {
			problems.MustBe(field, fmt.Sprintf("as many as %s, %d", of, most), prop.Words(strconv.Itoa(n)))
		}
		for i, value := range prop.Or(values, nil) {
			if element := fmt.Sprintf("%s[%d]", field, i); problems.Required(element, value, "remove it") {
				judge(element, *value)
			}
		}
	}
	readable := func(element, value string) { problems.Description(element, &value, 1, 255) }
	list("SubnetRouteTableIds", s.routes, ids, s.kind+"SubnetIds", readable)
	given := map[string]bool{}
	list("SubnetIpv4CidrBlocks", s.ranges, ids, s.kind+"SubnetIds", func(element, value string) {
		if validateRange(problems, element, value); given[value] {
			problems.MustBe(element, "different from the other ranges", value)
		}
		given[value] = true
	})
	groups := -1
	if zones > 0 && ids%zones == 0 {
		groups = ids / zones
	}
	if groups > 1 && s.names == nil {
		problems.Say("VpcAttributes."+s.kind+"SubnetNames", "", "must be given for %d subnets in each zone, one name for each of them, got nil", groups)
	}
	names := map[string]bool{}
	list("SubnetNames", s.names, groups, "the "+s.kind+"SubnetIds of one zone", func(element, value string) {
		if readable(element, value); names[value] {
			problems.MustBe(element, "different from the other names", value)
		}
		names[value] = true
	})
}

// validateRange finds what is no range of IPv4 addresses.
func validateRange(problems *prop.Problems, field, given string) {
	if prefix, err := netip.ParsePrefix(given); !prop.Unresolved(given) && (err != nil || !prefix.Addr().Is4() || prefix != prefix.Masked()) {
		problems.MustBe(field, "an IPv4 range such as "+defaultCidr, given)
	}
}
