package network

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

const (
	defaultCidr = "10.0.0.0/16"

	publicGroup, privateGroup = "Public", "Private"

	// mostZones is how many zones a network has room for: as many as the largest region has.
	mostZones = 6
	// subnetBits is how much longer the mask of a subnet is than that of its VPC. There are sixteen subnets of such a
	// size, of which two in each of six zones are used.
	subnetBits = 4
)

// addresses give each subnet a range by its place, so that it keeps it whatever else the network has. The CDK's own way
// to leave room, VpcProps.ReservedAzs, lists "fake-az" among the zones of the VPC.
type addresses struct{ cidr string }

var _ awsec2.IIpAddresses = (*addresses)(nil)

// AllocateVpcCidr is called by the CDK.
func (a *addresses) AllocateVpcCidr() *awsec2.VpcIpamOptions {
	return &awsec2.VpcIpamOptions{CidrBlock: &a.cidr}
}

// AllocateSubnetsCidr is called by the CDK with the subnets of all groups, each group in the order of the zones.
func (a *addresses) AllocateSubnetsCidr(request *awsec2.AllocateCidrRequest) *awsec2.SubnetIpamOptions {
	next := map[string]int{publicGroup: 0, privateGroup: mostZones}
	var allocated []*awsec2.AllocatedSubnet
	for _, subnet := range *request.RequestedSubnets {
		group := *subnet.Configuration.Name
		allocated = append(allocated, &awsec2.AllocatedSubnet{Cidr: jsii.String(subnetRange(a.cidr, next[group]).String())})
		next[group]++
	}
	return &awsec2.SubnetIpamOptions{AllocatedSubnets: &allocated}
}

// SubnetBits is the length of the masks of the subnets of a network with the given Cidr, such as 20 for a /16, and 0 for
// one that is not known or not a range.
func SubnetBits(cidr string) int {
	whole, err := netip.ParsePrefix(cidr)
	if err != nil {
		return 0
	}
	return whole.Bits() + subnetBits
}

// subnetRange is the range of a subnet by its place, from 0 to 15.
func subnetRange(cidr string, place int) netip.Prefix {
	whole := netip.MustParsePrefix(cidr)
	address := whole.Addr().As4()
	length := SubnetBits(cidr)
	start := binary.BigEndian.Uint32(address[:]) + uint32(place)<<(32-length)
	binary.BigEndian.PutUint32(address[:], start)
	return netip.PrefixFrom(netip.AddrFrom4(address), length)
}

// reserved are ranges in which AWS was seen to refuse a VPC.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/4"),
}

// validateCidr judges a range by the rules of the VPC user guide, "VPC CIDR blocks".
func validateCidr(problems *prop.Problems, cidr string) {
	prefix, err := netip.ParsePrefix(cidr)
	switch {
	case prop.Unresolved(cidr):
		problems.MustBe("Cidr", "known at synthesis, where it is divided into subnets", cidr)
		return
	case err != nil || !prefix.Addr().Is4():
		problems.MustBe("Cidr", "an IPv4 range such as "+defaultCidr, cidr)
		return
	case prefix != prefix.Masked():
		problems.MustBe("Cidr", "the first address of its range", cidr, "write "+prefix.Masked().String())
		return
	case prefix.Bits() < 16 || prefix.Bits() > 28:
		problems.MustBe("Cidr", "a /16 to a /24", cidr)
	case prefix.Bits() > 28-subnetBits:
		problems.MustBe("Cidr", fmt.Sprintf("a /%d or larger, to have room for two subnets of a /28 or larger in each of up to six zones", 28-subnetBits), cidr,
			"or define a VPC and give it as Vpc")
	}
	for _, taken := range reserved {
		if taken.Overlaps(prefix) {
			problems.MustBe("Cidr", "outside "+taken.String()+", in which AWS creates no VPC", cidr, "write a private range, such as "+defaultCidr)
		}
	}
}

// doubtful is what speaks against a range that AWS accepts, or nothing.
func doubtful(cidr string) string {
	prefix := netip.MustParsePrefix(cidr)
	switch {
	case prefix.Overlaps(netip.MustParsePrefix("172.17.0.0/16")):
		return "is used by Docker, AWS Cloud9 and other AWS services, which may then not reach each other"
	case prefix.Overlaps(netip.MustParsePrefix("240.0.0.0/4")):
		return "is reserved for the future, and much software does not reach it"
	}
	return ""
}
