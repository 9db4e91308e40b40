package network_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// lasting are the resources of a network that must not be replaced, by logical id.
func lasting(t *testing.T, props *network.NetworkProps, types ...string) map[string]cdktest.Resource {
	t.Helper()
	found := map[string]cdktest.Resource{}
	for id, r := range cdktest.Resources(t, newTemplate(props)) {
		if slices.Contains(types, r.Type) {
			delete(r.Properties, "Tags") // which change in place, when a private subnet gets its first NAT gateway
			found[id] = r
		}
	}
	return found
}

func subnets(t *testing.T, props *network.NetworkProps) map[string]cdktest.Resource {
	t.Helper()
	return lasting(t, props, "AWS::EC2::Subnet")
}

// Whatever a network becomes, what it was stays: between any two of these, each resource that both have is the same, and
// nobody's subnet is another one.
func TestNetworkGrowsAndShrinksWithoutCuttingASubnetAnew(t *testing.T) {
	all := func(props *network.NetworkProps) map[string]cdktest.Resource {
		return lasting(t, props, "AWS::EC2::VPC", "AWS::EC2::InternetGateway", "AWS::EC2::VPCGatewayAttachment", "AWS::EC2::Subnet",
			"AWS::EC2::RouteTable", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::EIP", "AWS::EC2::NatGateway")
	}
	steps := map[string]map[string]cdktest.Resource{}
	for _, zones := range []int{1, 2, 3, 6} {
		steps[fmt.Sprint(zones, " zones, public")] = all(&network.NetworkProps{
			MaxAzs: jsii.Number(zones), PrivateSubnets: jsii.Bool(false),
		})
		for _, gateways := range []int{0, 1, zones} {
			steps[fmt.Sprint(zones, " zones, private, ", gateways, " NAT gateways")] = all(&network.NetworkProps{
				MaxAzs: jsii.Number(zones), NatGateways: jsii.Number(gateways),
			})
		}
	}
	shared := 0
	for from, before := range steps {
		for to, after := range steps {
			for id := range before {
				if _, stays := after[id]; !stays {
					continue
				}
				shared++
				if diff := cmp.Diff(before[id], after[id]); diff != "" {
					t.Errorf("%s is another one (-%s +%s):\n%s", id, from, to, diff)
				}
			}
		}
	}
	// A VPC and its gateway with an attachment; twelve subnets with two resources each; six NAT gateways with an address.
	if got, want := len(steps["6 zones, private, 6 NAT gateways"]), 3+12*3+6*2; got != want || shared < 3000 {
		t.Errorf("%d resources of the largest network, want %d; %d pairs compared", got, want, shared)
	}
}

// A zone is added at the end; one in the middle keeps its place, whatever becomes of the others.
func TestNetworkOfNamedZonesGrowsAtTheEnd(t *testing.T) {
	before := subnets(t, &network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1b", "us-east-1d")})
	after := subnets(t, &network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1b", "us-east-1d", "us-east-1a")})
	if len(before) != 4 || len(after) != 6 {
		t.Errorf("%d subnets became %d, want 4 and 6", len(before), len(after))
	}
	for id, subnet := range before {
		if diff := cmp.Diff(subnet, after[id]); diff != "" {
			t.Errorf("%s is another one (-before +after):\n%s", id, diff)
		}
	}
}

func TestSubnetsDivideTheRangeWithoutOverlap(t *testing.T) {
	for cidr, length := range map[string]int{"10.0.0.0/16": 20, "192.168.64.0/19": 23, "10.9.8.0/24": 28, "255.255.0.0/16": 20} {
		whole, seen := netip.MustParsePrefix(cidr), []netip.Prefix{}
		for id, subnet := range subnets(t, &network.NetworkProps{MaxAzs: jsii.Number(6), Cidr: &cidr, NatGateways: jsii.Number(1)}) {
			prefix := netip.MustParsePrefix(subnet.Properties["CidrBlock"].(string))
			if prefix != prefix.Masked() || prefix.Bits() != length || !whole.Contains(prefix.Addr()) {
				t.Errorf("%s of %s has %s, want a /%d in it", id, cidr, prefix, length)
			}
			for _, other := range seen {
				if other.Overlaps(prefix) {
					t.Errorf("%s overlaps %s", prefix, other)
				}
			}
			seen = append(seen, prefix)
		}
		if len(seen) != 12 {
			t.Errorf("%s has %d subnets, want 12", cidr, len(seen))
		}
	}
}

func TestNetworkListsOnlyZonesThatItHas(t *testing.T) {
	stack := cdktest.NewStack(nil)
	names := jsii.Strings("us-east-1b", "us-east-1d")
	n := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{AvailabilityZones: names})
	if diff := cmp.Diff(names, n.Vpc.AvailabilityZones()); diff != "" {
		t.Errorf("zones (-want +got):\n%s", diff)
	}
}
