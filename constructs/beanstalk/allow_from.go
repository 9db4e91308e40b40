package beanstalk

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// ruleQuota is how many inbound rules a security group has by default for IPv4, and as many for IPv6 (VPC user guide,
// "Amazon VPC quotas").
const ruleQuota = 60

var prefixListID = regexp.MustCompile(`^pl-[0-9a-f]{8}([0-9a-f]{9})?$`)

// entrance is what visitors reach first: a load balancer, or an instance where there is none.
type entrance struct {
	allowFrom *[]*string
	ports     []int
	// given is the property that names the groups of the entrance; empty where groups are defined for it. Groups is the
	// property that could name some.
	given, groups string
	// orElse is what else helps against too many visitors.
	orElse string
	ipv6   bool
}

// visitors are those whom AllowFrom admits.
func (e entrance) visitors() []*string {
	return prop.Or(e.allowFrom, []*string{jsii.String("0.0.0.0/0")})
}

// admit opens the groups of an entrance for the visitors, unless the groups are given and decide themselves.
func (e entrance) admit(scope constructs.Construct, connections awsec2.Connections) {
	if e.given != "" {
		return
	}
	warnOfOverlaps(scope, e.visitors())
	for _, visitor := range e.visitors() {
		for _, port := range e.ports {
			protocol := "HTTP"
			if port == 443 {
				protocol = "HTTPS"
			}
			connections.AllowFrom(peer(*visitor), awsec2.Port_Tcp(jsii.Number(port)), jsii.String(protocol+" from visitors"))
		}
	}
}

// validate finds what no security group would take, or what would have no effect.
func (e entrance) validate(problems *prop.Problems) {
	if e.given != "" && e.allowFrom != nil {
		problems.Say("AllowFrom", "say it in the groups", "must be left out where %s are given", e.given)
	}
	given := prop.Or(e.allowFrom, nil)
	if len(given) > 2*ruleQuota && len(e.ports) > 0 {
		e.tooMany(problems, len(given))
		return
	}
	first := map[string]int{}
	var sound []*string
	for i, visitor := range given {
		field := fmt.Sprintf("AllowFrom[%d]", i)
		if e.validateVisitor(problems, field, visitor); problems.Of(field) {
			continue
		}
		sound = append(sound, visitor)
		earlier, repeated := first[canonical(*visitor)]
		if repeated && !prop.Unresolved(*visitor) {
			problems.MustBe(field, fmt.Sprintf("different from AllowFrom[%d]", earlier), *visitor)
		}
		first[canonical(*visitor)] = i
	}
	if v4, v6 := weigh(sound); max(v4, v6)*len(e.ports) > ruleQuota {
		e.tooMany(problems, max(v4, v6))
	}
}

func (e entrance) tooMany(problems *prop.Problems, entries int) {
	var ports []string
	for _, port := range e.ports {
		ports = append(ports, strconv.Itoa(port))
	}
	problems.MustBe("AllowFrom", fmt.Sprintf("at most %d ranges, each a rule on port %s, of which a security group has %d unless the quota is raised",
		ruleQuota/len(ports), prop.List(ports, "and"), ruleQuota), prop.Words(fmt.Sprint(entries)),
		"merge ranges, or give groups of your own in "+e.groups+e.orElse)
}

func (e entrance) validateVisitor(problems *prop.Problems, field string, visitor *string) {
	const example = "a range such as 203.0.113.0/24"
	const noIPv6 = "an IPv4 range, since neither the load balancer nor the instances have IPv6 addresses"
	if visitor == nil {
		problems.MustBe(field, example, nil)
		return
	}
	if prop.ListToken(*visitor) {
		problems.Say(field, "name each in an element of its own", "must be one range, got a token for a list")
	}
	if prop.Unresolved(*visitor) {
		if list := prefixList(*visitor); list != nil && !e.ipv6 && *list.AddressFamily() == "IPv6" {
			problems.MustBe(field, noIPv6, prop.Words("a prefix list of IPv6 ranges"))
		}
		return
	}
	if prefixListID.MatchString(*visitor) {
		return
	}
	prefix, err := netip.ParsePrefix(*visitor)
	switch {
	case strings.HasPrefix(*visitor, "pl-"):
		problems.MustBe(field, `the id of a prefix list, "pl-" and 8 or 17 hexadecimal digits`, *visitor)
	case strings.HasPrefix(*visitor, "sg-"):
		problems.MustBe(field, example+", or the id of a prefix list", *visitor,
			"admit a security group with Connections().AllowFrom on the environment")
	case err != nil:
		fix := []string{}
		if address, err := netip.ParseAddr(*visitor); err == nil && address.Is4() {
			fix = append(fix, "write "+*visitor+"/32")
		}
		problems.MustBe(field, example+", 203.0.113.7/32 for one address, or the id of a prefix list", *visitor, fix...)
	case prefix.Addr().Is4In6():
		problems.MustBe(field, example, *visitor)
	case prefix.Addr().Is6() && !e.ipv6:
		problems.MustBe(field, noIPv6, *visitor)
	case prefix != prefix.Masked():
		problems.MustBe(field, "the first address of its range", *visitor, "write "+prefix.Masked().String())
	}
}

// weigh counts the rules of one port, for IPv4 and for IPv6. A prefix list takes as many as it may have entries (VPC user
// guide, "Prefix lists"); one that is defined elsewhere counts as one, since its size is not known.
func weigh(visitors []*string) (v4, v6 int) {
	for _, visitor := range visitors {
		if list := prefixList(*visitor); list != nil {
			entries := 1
			if n := *list.MaxEntries(); !prop.Unresolved(n) {
				entries = int(n)
			}
			if *list.AddressFamily() == "IPv6" {
				v6 += entries
			} else {
				v4 += entries
			}
		} else if prefix, err := netip.ParsePrefix(*visitor); err == nil && prefix.Addr().Is6() {
			v6++
		} else {
			v4++
		}
	}
	return v4, v6
}

// prefixList is the prefix list that the app defines and that a token stands for; nil for anything else.
func prefixList(token string) (list awsec2.CfnPrefixList) {
	if !prop.Unresolved(token) {
		return nil
	}
	_ = cdk.Try(func() {
		reference, is := awscdk.Tokenization_ReverseString(&token).FirstToken().(awscdk.Reference)
		if is && *reference.DisplayName() == "PrefixListId" {
			list, _ = reference.Target().(awsec2.CfnPrefixList)
		}
	})
	return list
}

func peer(visitor string) awsec2.IPeer {
	if prefixListID.MatchString(visitor) || prefixList(visitor) != nil {
		return awsec2.Peer_PrefixList(&visitor)
	}
	if prefix, err := netip.ParsePrefix(visitor); err == nil && prefix.Addr().Is6() {
		return awsec2.Peer_Ipv6(jsii.String(canonical(visitor)))
	}
	return awsec2.Peer_Ipv4(&visitor)
}

// canonical is a range as AWS writes it: IPv6 addresses have several forms.
func canonical(visitor string) string {
	if prefix, err := netip.ParsePrefix(visitor); err == nil {
		return prefix.String()
	}
	return visitor
}

// warnOfOverlaps shows ranges that have no effect beside wider ones.
func warnOfOverlaps(scope constructs.Construct, visitors []*string) {
	var ranges []netip.Prefix
	for _, visitor := range visitors {
		if prefix, err := netip.ParsePrefix(*visitor); err == nil {
			ranges = append(ranges, prefix)
		}
	}
	slices.SortFunc(ranges, func(a, b netip.Prefix) int { return a.Bits() - b.Bits() })
	for i, narrow := range ranges {
		if wide := slices.IndexFunc(ranges[:i], narrow.Overlaps); wide >= 0 {
			awscdk.Validations_Of(scope).AddWarning(jsii.String("Elastic-Beanstalk::allow-from-overlap"),
				jsii.Sprintf("AllowFrom admits %s already with %s; leave out the one that is not meant", narrow, ranges[wide]))
			return
		}
	}
}
