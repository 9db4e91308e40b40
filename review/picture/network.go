package picture

import (
	"cmp"
	"strings"
)

// ways out of a subnet, in the order in which they are drawn.
var ways = []string{"Public subnets", "Private subnets", "Isolated subnets"}

// network is a VPC of the stack with its subnets, by their way out.
func (t *template) network(id string) *box {
	vpc := &box{key: "VPC " + t.path(id), id: id, kind: "network", lines: []string{strings.TrimSpace("VPC " + t.property(id, "CidrBlock"))}}
	gateways := map[string]string{}
	for _, nat := range t.ids["AWS::EC2::NatGateway"] {
		gateways[t.reference(nat, "SubnetId")] = nat
	}
	routes := t.routes()
	groups := map[string]*box{}
	for _, subnet := range t.ids["AWS::EC2::Subnet"] {
		if t.reference(subnet, "VpcId") != id {
			continue
		}
		way := cmp.Or(routes[subnet], ways[2])
		if groups[way] == nil {
			groups[way] = &box{key: way, kind: "group", lines: []string{way}}
			groups[way].add(&box{key: "subnets", kind: "row", columns: 3})
		}
		groups[way].inside[0].add(t.subnet(subnet, gateways[subnet]))
		t.holds[subnet] = groups[way]
	}
	for _, way := range ways {
		if groups[way] != nil {
			vpc.add(groups[way])
		}
	}
	t.vpcs = append(t.vpcs, vpc)
	return vpc
}

func (t *template) subnet(id, gateway string) *box {
	path := strings.TrimSuffix(t.path(id), "/Subnet")
	b := &box{key: t.path(id), id: id, kind: "subnet", lines: []string{path[strings.LastIndexByte(path, '/')+1:]}}
	if block := t.property(id, "CidrBlock"); block != "" {
		b.lines = append(b.lines, block)
	}
	if gateway != "" {
		b.add(&box{key: t.path(gateway), id: gateway, kind: "nat", lines: []string{"NAT gateway"}})
	}
	return b
}

// routes are the ways out of subnets: to an internet gateway, or by something else to everywhere.
func (t *template) routes() map[string]string {
	tables := map[string]string{}
	for _, id := range t.ids["AWS::EC2::Route"] {
		route := t.resource(id).Properties
		if route["DestinationCidrBlock"] != "0.0.0.0/0" && route["DestinationIpv6CidrBlock"] != "::/0" {
			continue
		}
		table := t.reference(id, "RouteTableId")
		gateway, _ := route["GatewayId"].(string)
		if to := t.reference(id, "GatewayId"); strings.HasPrefix(gateway, "igw-") || to != "" && t.resource(to).Type == "AWS::EC2::InternetGateway" {
			tables[table] = ways[0]
		} else if tables[table] == "" {
			tables[table] = ways[1]
		}
	}
	delete(tables, "")
	subnets := map[string]string{}
	for _, id := range t.ids["AWS::EC2::SubnetRouteTableAssociation"] {
		subnets[t.reference(id, "SubnetId")] = tables[t.reference(id, "RouteTableId")]
	}
	return subnets
}

// holder is the box inside which something in subnets is drawn: the group of the first of them, or else what is given.
func (t *template) holder(otherwise *box, subnets any) *box {
	for _, id := range t.refers(subnets) {
		if t.holds[id] != nil {
			return t.holds[id]
		}
	}
	return otherwise
}
