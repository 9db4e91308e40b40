package beanstalk

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// securityGroups are the groups of an environment's instances and of its load balancer, defined here or given, with the
// rules between them.
type securityGroups struct {
	instances, loadBalancer awsec2.Connections
	// needs are the groups with their rules, some of which are resources of their own: otherwise the environment might
	// boot before they exist.
	needs []constructs.IDependable
}

// newSecurityGroups defines the groups that are not given: for a load balancer, one that admits visitors on its ports
// and sends only to the instances; for the instances, one that admits only the load balancer, or, without one, the
// visitors. Instances may send anywhere over IPv4: to AWS, to time servers, and to what the app calls.
func newSecurityGroups(e constructs.Construct, r *resolved) securityGroups {
	var g securityGroups
	var scope constructs.Construct
	connections := func(id, description string, outbound bool, given *[]awsec2.ISecurityGroup) awsec2.Connections {
		if given == nil {
			if scope == nil {
				scope = constructs.NewConstruct(e, jsii.String("SecurityGroups"))
				// Connections().AllowTo(database, ...) adds nothing to what instances may do, which is no reason for a warning.
				awscdk.Annotations_Of(scope).AcknowledgeWarning(jsii.String("@aws-cdk/aws-ec2:ipv4IgnoreEgressRule"), nil)
				g.needs = append(g.needs, scope)
			}
			given = &[]awsec2.ISecurityGroup{awsec2.NewSecurityGroup(scope, &id, &awsec2.SecurityGroupProps{
				Vpc:                r.props.Vpc,
				Description:        &description,
				AllowAllOutbound:   &outbound,
				DisableInlineRules: jsii.Bool(false),
			})}
		} else {
			for _, group := range *given {
				g.needs = append(g.needs, group)
			}
		}
		return awsec2.NewConnections(&awsec2.ConnectionsProps{SecurityGroups: given})
	}

	g.instances = connections("Instances", "Instances of a web environment", true, r.props.SecurityGroups)
	if r.shared != nil {
		g.loadBalancer = r.shared.LoadBalancer.Connections()
		g.needs = append(g.needs, r.shared.LoadBalancer.needs()...)
		for _, port := range r.processPorts() {
			// Starting from the instances defines both rules beside them where the load balancer is in another stack.
			g.instances.AllowFrom(g.loadBalancer, awsec2.Port_Tcp(jsii.Number(port)), jsii.String(fromLoadBalancer))
		}
		return g
	}
	entrance := g.instances
	if r.balancer != nil {
		g.loadBalancer = connections("LoadBalancer", "Load balancer of a web environment", false, r.balancer.SecurityGroups)
		for _, port := range r.processPorts() {
			// Starting from the load balancer defines the rule beside it, even where the instances' group is in another
			// stack.
			g.loadBalancer.AllowTo(g.instances, awsec2.Port_Tcp(jsii.Number(port)), jsii.String(fromLoadBalancer))
		}
		entrance = g.loadBalancer
	}
	r.entrance().admit(e, entrance)
	return g
}

const fromLoadBalancer = "HTTP from the load balancer to the instances"

func groupIDs(connections awsec2.Connections) (ids []*string) {
	for _, group := range *connections.SecurityGroups() {
		ids = append(ids, group.SecurityGroupId())
	}
	return ids
}

// entrance is that of the environment; the load balancer that it shares has one of its own.
func (r *resolved) entrance() entrance {
	e := entrance{allowFrom: r.props.AllowFrom, ports: r.entrancePorts(), groups: "SecurityGroups", ipv6: r.speaksIPv6()}
	groups := r.props.SecurityGroups
	if r.balancer != nil {
		e.groups, groups = "LoadBalancer.SecurityGroups", r.balancer.SecurityGroups
		if r.encrypts() && r.balancer.RedirectHttp == nil && r.redirects() {
			e.orElse = ", or set LoadBalancer.RedirectHttp to false, which closes port 80"
		}
	}
	if groups != nil {
		e.given = e.groups
	}
	return e
}

// entrancePorts are the ports on which visitors reach the load balancer, or the instance where there is none: its port, and
// 443 for an app that ends TLS itself, which no option would tell.
func (r *resolved) entrancePorts() []int {
	if r.balancer != nil {
		return r.listenerPorts()
	}
	return slices.Compact([]int{r.port, 443})
}

// speaksIPv6 reports whether the caller has given the load balancer IPv6 addresses, which take a VPC that has some.
func (r *resolved) speaksIPv6() bool {
	return r.balancer != nil && strings.EqualFold(r.said("aws:elbv2:loadbalancer", "IpAddressType", ""), "dualstack")
}
