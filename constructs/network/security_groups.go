package network

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// WebSecurityGroupsProps says who may reach a web application.
type WebSecurityGroupsProps struct {
	// Vpc is the VPC the groups are for. Required.
	Vpc awsec2.IVpc

	// LoadBalanced puts a load balancer between visitors and instances.
	// Defaults to true.
	LoadBalanced *bool

	// AllowFrom names the IPv4 and IPv6 ranges, in CIDR notation, from which ports
	// 80 and 443 may be reached. A token counts as an IPv4 range. Each range takes
	// two of the 60 inbound rules that a group has by default (Amazon VPC quotas).
	// Defaults to 0.0.0.0/0: everybody, over IPv4.
	AllowFrom *[]*string
}

// WebSecurityGroups are the security groups of a web application. An environment
// that uses them must depend on them as a whole: some of their rules are
// resources of their own, which CloudFormation may otherwise add too late.
type WebSecurityGroups struct {
	constructs.Construct

	// LoadBalancer is the group of the load balancer; nil unless load balanced.
	LoadBalancer awsec2.SecurityGroup

	// Instances is the group of the instances.
	Instances awsec2.SecurityGroup
}

var _ awsec2.IConnectable = (*WebSecurityGroups)(nil)

// NewWebSecurityGroups defines:
//   - for a load balancer, a group that admits ports 80 and 443, and sends only to
//     port 80 of the instances;
//   - for the instances, a group that admits only port 80 from the load balancer,
//     or, where there is none, ports 80 and 443 from the visitors. They may send
//     anywhere over IPv4: to AWS, to time servers, and to what the application calls.
func NewWebSecurityGroups(scope constructs.Construct, id *string, props *WebSecurityGroupsProps) *WebSecurityGroups {
	if props == nil {
		props = &WebSecurityGroupsProps{}
	}
	prop.Reject(scope, id, props.validate())
	g := &WebSecurityGroups{}
	constructs.NewConstruct_Override(g, scope, id)

	g.Instances = newSecurityGroup(g, "Instances", "Instances of a web environment", props.Vpc, true)
	entrance := g.Instances
	if prop.Or(props.LoadBalanced, true) {
		g.LoadBalancer = newSecurityGroup(g, "LoadBalancer", "Load balancer of a web environment", props.Vpc, false)
		g.Instances.Connections().AllowFrom(g.LoadBalancer, awsec2.Port_HTTP(), jsii.String("HTTP from the load balancer to the instances"))
		entrance = g.LoadBalancer
	}
	for _, cidr := range prop.Or(props.AllowFrom, []*string{jsii.String("0.0.0.0/0")}) {
		visitors := newPeer(*cidr)
		entrance.AddIngressRule(visitors, awsec2.Port_HTTP(), jsii.String("HTTP from visitors"), nil)
		entrance.AddIngressRule(visitors, awsec2.Port_HTTPS(), jsii.String("HTTPS from visitors"), nil)
	}
	return g
}

// Connections are those of the group that meets the visitors: the load
// balancer's, or the instances' where there is none.
func (g *WebSecurityGroups) Connections() awsec2.Connections {
	if g.LoadBalancer != nil {
		return g.LoadBalancer.Connections()
	}
	return g.Instances.Connections()
}

func newSecurityGroup(scope constructs.Construct, id, description string, vpc awsec2.IVpc, outbound bool) awsec2.SecurityGroup {
	return awsec2.NewSecurityGroup(scope, &id, &awsec2.SecurityGroupProps{
		Vpc:                vpc,
		Description:        &description,
		AllowAllOutbound:   &outbound,
		DisableInlineRules: jsii.Bool(false),
	})
}

func newPeer(cidr string) awsec2.IPeer {
	if prefix, err := netip.ParsePrefix(cidr); err == nil && prefix.Addr().Is6() {
		return awsec2.Peer_Ipv6(jsii.String(prefix.String()))
	}
	return awsec2.Peer_Ipv4(&cidr)
}

func (p *WebSecurityGroupsProps) validate() error {
	var problems []error
	if p.Vpc == nil {
		problems = append(problems, mustBe("Vpc", "the VPC the groups are for", "none"))
	}
	if p.AllowFrom != nil && len(*p.AllowFrom) == 0 {
		problems = append(problems, mustBe("AllowFrom", "left out to admit everybody, or name who may visit, such as 203.0.113.7/32", "an empty list, which admits nobody"))
	}
	seen := map[netip.Prefix]int{}
	for i, cidr := range prop.Or(p.AllowFrom, nil) {
		field := fmt.Sprintf("AllowFrom[%d]", i)
		if cidr == nil {
			problems = append(problems, mustBe(field, "a range such as 203.0.113.0/24", "nil"))
			continue
		}
		if *awscdk.Token_IsUnresolved(*cidr) {
			continue
		}
		prefix, err := netip.ParsePrefix(*cidr)
		network := prefix.Masked()
		earlier, repeated := seen[network]
		switch {
		case err != nil:
			problems = append(problems, mustBe(field, "a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address", *cidr))
		case prefix != network:
			problems = append(problems, mustBe(field, "the first address of its range: write "+network.String(), *cidr))
		case repeated:
			problems = append(problems, mustBe(field, fmt.Sprintf("named once: remove it or AllowFrom[%d]", earlier), *cidr))
		default:
			seen[network] = i
		}
	}
	return errors.Join(problems...)
}
