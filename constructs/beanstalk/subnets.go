package beanstalk

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// subnets are the ids of selected subnets.
type subnets struct {
	ids    []*string
	list   []awsec2.ISubnet
	public bool
	// known is whether the VPC says which are public, and settled whether it is not yet to be looked up.
	known, settled bool
	// lookedUp is whether the ids stand for those that the CDK CLI is about to look up, to synthesize again.
	lookedUp bool
	ask      func() []string // for the zones, which is a call for each subnet the first time
}

func (s subnets) joined() string {
	if s.lookedUp {
		return *awscdk.Aws_NO_VALUE() // which nobody judges
	}
	return cdk.Joined(s.ids)
}

// zones are those of the subnets, as far as they know them.
func (s subnets) zones() []string {
	if s.ask == nil {
		return nil // nothing is selected
	}
	return s.ask()
}

func zonesOf(list []awsec2.ISubnet) (all []string) {
	for _, subnet := range list {
		_ = cdk.Try(func() { all = append(all, *subnet.AvailabilityZone()) })
	}
	return all
}

// knownZones are the zones of the subnets by name, in their order; nil unless all are known.
func (s subnets) knownZones() []string {
	zones := s.zones()
	if !s.settled || len(zones) < len(s.ids) || slices.ContainsFunc(zones, func(zone string) bool { return prop.Unresolved(zone) }) {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(zones)))
}

// within are the subnets that are in some zones, or all of them if none is known to be elsewhere, or all are.
func (s subnets) within(zones []string) subnets {
	inside := subnets{public: s.public, known: s.known, settled: s.settled}
	for i, zone := range s.zones() {
		if i < len(s.ids) && slices.Contains(zones, zone) {
			inside.ids, inside.list = append(inside.ids, s.ids[i]), append(inside.list, s.list[i])
		}
	}
	if zones == nil || s.knownZones() == nil || len(inside.ids) == 0 {
		return s
	}
	inside.ask = sync.OnceValue(func() []string { return zonesOf(inside.list) })
	return inside
}

// validateSelection finds what is wrong with a selection, regardless of the VPC.
func validateSelection(problems *prop.Problems, field string, s *awsec2.SubnetSelection) {
	if s == nil {
		return
	}
	problems.OneOf(field+".SubnetType", string(s.SubnetType), string(awsec2.SubnetType_PUBLIC),
		string(awsec2.SubnetType_PRIVATE_WITH_EGRESS), string(awsec2.SubnetType_PRIVATE_ISOLATED), string(awsec2.SubnetType_PRIVATE_WITH_NAT))
	if name := s.SubnetGroupName; name != nil && prop.Unresolved(*name) {
		problems.MustBe(field+".SubnetGroupName", "known at synthesis", *name)
	} else if name != nil {
		problems.Lookalike(field+".SubnetGroupName", *name)
	}
	if s.SubnetType != "" && s.SubnetGroupName != nil {
		problems.MustBe(field, "chosen by SubnetType or by SubnetGroupName", prop.Words("both"))
	}
	for i, zone := range prop.Or(s.AvailabilityZones, nil) {
		problems.Required(fmt.Sprintf("%s.AvailabilityZones[%d]", field, i), zone, "remove it")
	}
	for i, filter := range prop.Or(s.SubnetFilters, nil) {
		problems.Required(fmt.Sprintf("%s.SubnetFilters[%d]", field, i), filter, "remove it")
	}
	for i, subnet := range prop.Or(s.Subnets, nil) {
		problems.Required(fmt.Sprintf("%s.Subnets[%d]", field, i), subnet, "remove it")
	}
}

// balancerPlace is where a load balancer runs, as its properties say; prefix is the way to them.
type balancerPlace struct {
	prefix   string
	vpc      awsec2.IVpc
	given    *awsec2.SubnetSelection
	internal *bool
}

// selection is the given one, or one subnet of each zone, of however many there are.
func (b balancerPlace) selection() *awsec2.SubnetSelection {
	switch {
	case b.given != nil:
		return b.given
	case prop.Or(b.internal, false) && withoutPublic(b.vpc):
		return &awsec2.SubnetSelection{OnePerAz: jsii.Bool(true)}
	}
	return &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC, OnePerAz: jsii.Bool(true)}
}

// find finds the subnets of a load balancer.
func (b balancerPlace) find(problems *prop.Problems) subnets {
	if b.given == nil && !prop.Or(b.internal, false) && withoutPublic(b.vpc) {
		owner := ""
		if b.prefix != "" {
			owner = " of LoadBalancer"
		}
		problems.Say(b.prefix+"Subnets", "set Internal"+owner+" for one inside the VPC, or use a VPC with public subnets",
			"must be given, since the VPC has no public subnets, got nil")
	}
	found := find(problems, b.prefix+"Subnets", b.vpc, b.selection(), b.prefix+"Internal", b.internal != nil, 2)
	validateSizes(problems, b.prefix+"Subnets", found.list)
	return found
}

// withoutPublic reports whether a VPC lists no public subnets.
func withoutPublic(vpc awsec2.IVpc) bool {
	lacks := false
	_ = cdk.Try(func() { lacks = len(*vpc.PublicSubnets()) == 0 })
	return lacks
}

// validateSizes finds subnets, of those whose range is known, in which a load balancer cannot grow (Elastic Load
// Balancing, "Subnets for your load balancer").
func validateSizes(problems *prop.Problems, field string, list []awsec2.ISubnet) {
	for _, subnet := range list {
		_ = cdk.Try(func() {
			if prefix, err := netip.ParsePrefix(*subnet.Ipv4CidrBlock()); err == nil && prefix.Bits() > 27 {
				problems.MustBe(field, "subnets of a /27 or larger", prop.Words(prefix.String()))
			}
		})
	}
}

// find selects subnets. It asks the VPC whether they are public; property says so where the VPC does not know.
func find(problems *prop.Problems, field string, vpc awsec2.IVpc, selection *awsec2.SubnetSelection, property string, said bool, least int) subnets {
	var found subnets
	if problems.Within(field) {
		return found // the VPC could not answer
	}
	pending := false
	if err := cdk.Try(func() {
		var named []awsec2.ISubnet
		if s := selection; s != nil && s.Subnets != nil && s.AvailabilityZones == nil && s.SubnetFilters == nil && s.OnePerAz == nil {
			// The CDK would ask for the zone of each, which an imported subnet may lack.
			named = *selection.Subnets
			found.list = named
			for _, subnet := range named {
				found.ids = append(found.ids, subnet.SubnetId())
			}
		} else {
			selected := vpc.SelectSubnets(selection)
			found = subnets{ids: *selected.SubnetIds, list: *selected.Subnets, public: *selected.HasPublic}
			pending, found.known, found.lookedUp = *selected.IsPendingLookup, true, *selected.IsPendingLookup
			if s != nil && s.Subnets != nil {
				named = found.list
			}
		}
		if len(named) > 0 {
			public, private, known := listed(vpc, named)
			found.public, found.known = public, known
			if !said && !known {
				problems.Say(property, "", "must be given where %s names subnets that the VPC does not list as public or private, got nil", field)
			} else if !said && public && private {
				problems.Say(property, "", "must be given where %s names public and private subnets, got nil", field)
			}
		}
	}); err != nil {
		problems.Say(field, "", "must be subnets of the VPC: %s", prop.OneLine(strings.TrimSuffix(err.Error(), ".")))
		return found
	}
	found.ask = sync.OnceValue(func() []string { return zonesOf(found.list) })
	distinct := map[string]bool{}
	for _, id := range found.ids {
		distinct[*id] = true
		pending = pending || prop.ListToken(*id) // nobody knows how many these are
	}
	found.settled = !pending
	if n := len(distinct); n < least && !pending {
		problems.MustBe(field, fmt.Sprintf("at least %d, each in a zone of its own", least), prop.Words(strconv.Itoa(n)))
	} else if n < len(found.ids) {
		problems.Say(field, "", "must name each subnet once, got one twice")
	}
	return found
}

// listed reports whether any of some subnets is public, whether any is private, and whether the VPC knows all of them.
func listed(vpc awsec2.IVpc, named []awsec2.ISubnet) (public, private, known bool) {
	lists := map[string]bool{}
	for _, list := range []*[]awsec2.ISubnet{vpc.PrivateSubnets(), vpc.IsolatedSubnets()} {
		for _, subnet := range *list {
			lists[*subnet.SubnetId()] = false
		}
	}
	for _, subnet := range *vpc.PublicSubnets() {
		lists[*subnet.SubnetId()] = true
	}
	known = true
	for _, subnet := range named {
		is, listed := lists[*subnet.SubnetId()]
		public, private, known = public || is, private || listed && !is, known && listed
	}
	return public, private, known
}
