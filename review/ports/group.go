package ports

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/reference"
)

const securityGroup = "AWS::EC2::SecurityGroup"

// A group is the rules of a security group.
type group struct {
	name  string // of a reference to it
	is    *assembly.Resource
	rules []rule
	// odd are rules that cannot be read.
	odd []string
	// free says that nothing is said of traffic to the outside.
	free bool
}

// A reader reads the rules of one stack.
type reader struct {
	scope  *reference.Scope
	groups map[string]*group // by name
	// own are the ids in the stack by those after the change.
	own map[string]string
}

// readerOf has read the security groups of a stack, and those of elsewhere that it gives rules.
func readerOf(scope *reference.Scope) reader {
	r := reader{scope, map[string]*group{}, map[string]string{}}
	for id := range scope.Resources() {
		r.own[scope.ID(id)] = id
	}
	for _, id := range slices.Sorted(maps.Keys(scope.Resources())) {
		resource := scope.Resources()[id]
		properties := resource.Properties
		when := condition(resource)
		switch resource.Type {
		case securityGroup:
			g := r.group(scope.Name(id))
			g.is = resource
			r.list(g, properties["SecurityGroupIngress"], false, "")
			r.list(g, properties["SecurityGroupEgress"], true, "")
		case "AWS::EC2::SecurityGroupIngress":
			r.list(r.of(id, properties), any(properties), false, when)
		case "AWS::EC2::SecurityGroupEgress":
			r.list(r.of(id, properties), any(properties), true, when)
		}
	}
	for _, g := range r.groups {
		g.free = g.is != nil && !slices.ContainsFunc(g.rules, func(r rule) bool { return r.out })
		g.rules = joined(g.rules)
	}
	return r
}

// condition is that under which a resource is in the stack.
func condition(resource *assembly.Resource) string {
	if resource.Condition == "" {
		return ""
	}
	return resource.Condition + " is met"
}

// of is the group that a rule names, or the rule itself if it names none.
func (r reader) of(id string, properties map[string]any) *group {
	return r.group(cmp.Or(r.scope.Text(properties["GroupId"]), r.scope.Text(properties["GroupName"]), r.scope.Name(id)))
}

func (r reader) group(name string) *group {
	name = r.whole(name)
	if r.groups[name] == nil {
		r.groups[name] = &group{name: name}
	}
	return r.groups[name]
}

// whole is a group that a text refers to by its id or its name.
func (r reader) whole(name string) string {
	if id, is := r.scope.Referred(name); is && r.scope.Latest(id).Type == securityGroup {
		return r.scope.Name(id)
	}
	return name
}

// list reads rules.
func (r reader) list(g *group, value any, out bool, when string) {
	switch v := value.(type) {
	case nil:
		return
	case []any:
		for _, item := range v {
			r.list(g, item, out, when)
		}
		return
	case map[string]any:
		if branch, is := v["Fn::If"].([]any); is && len(v) == 1 && len(branch) == 3 {
			name := r.scope.Text(branch[0])
			r.list(g, branch[1], out, name+" is met")
			r.list(g, branch[2], out, name+" is not met")
			return
		}
		if reference.NoValue(v) {
			return
		}
		if rules := r.rules(v, out, when); rules != nil {
			g.rules = append(g.rules, rules...)
			return
		}
	}
	g.odd = append(g.odd, r.scope.Shown(r.scope.Text(value)))
}

var numbers = map[string]string{"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}

// rules are what one entry says; nil if it cannot be read.
func (r reader) rules(v map[string]any, out bool, when string) (rules []rule) {
	protocol := strings.ToLower(r.scope.Text(v["IpProtocol"]))
	if name, is := numbers[protocol]; is {
		protocol = name
	}
	one := rule{out: out, protocol: protocol, from: 0, to: 65535, when: when}
	switch protocol {
	default:
		if n, err := strconv.Atoi(protocol); err != nil || n < -1 || n > 255 {
			return nil
		}
	case "tcp", "udp", "icmp", "icmpv6":
		var hasFrom, hasTo bool
		one.from, hasFrom = r.number(v["FromPort"])
		one.to, hasTo = r.number(v["ToPort"])
		switch {
		case !hasFrom && v["FromPort"] != nil || !hasTo && v["ToPort"] != nil:
			return nil
		case one.icmp() && (!hasFrom || one.from == -1):
			one.from, one.to = -1, -1
		case !one.icmp() && (!hasFrom || one.from == -1):
			one.from, one.to = 0, 65535
		case !hasTo:
			one.to = one.from
		}
		if !one.icmp() && (one.from < 0 || one.to > 65535 || one.from > one.to) {
			return nil
		}
	}
	for _, p := range r.peers(v) {
		one.peer = p
		rules = append(rules, one)
	}
	return rules
}

func (r reader) number(value any) (int, bool) {
	n, err := strconv.Atoi(r.scope.Text(value))
	return n, err == nil
}

// peers are who is at the other end of a rule.
func (r reader) peers(v map[string]any) (peers []peer) {
	for _, field := range []string{"CidrIp", "CidrIpv6"} {
		if r.scope.Text(v[field]) != "" {
			peers = append(peers, r.addresses(v[field]))
		}
	}
	for _, field := range []string{
		"SourceSecurityGroupId", "DestinationSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId", "DestinationPrefixListId",
	} {
		name := r.whole(r.scope.Text(v[field]))
		if name == "" {
			continue
		}
		if entries := r.entries(name); entries != nil {
			peers = append(peers, entries...)
			continue
		}
		peers = append(peers, peer{name: name})
	}
	return peers
}

// addresses are a range; one that is taken from a VPC of the stack is known.
func (r reader) addresses(value any) peer {
	text := r.scope.Text(value)
	if of, is := value.(map[string]any); is {
		if id, attribute, is := reference.Attribute(of["Fn::GetAtt"]); is && attribute == "CidrBlock" {
			if resource := r.scope.Resources()[id]; resource != nil && resource.Properties["CidrBlock"] != nil {
				text = r.scope.Text(resource.Properties["CidrBlock"])
			}
		}
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return peer{addresses: p.Masked()}
	}
	return peer{name: text}
}

// entries are the ranges of a prefix list of the stack.
func (r reader) entries(name string) (peers []peer) {
	id, is := r.scope.Referred(name)
	if !is || r.scope.Latest(id).Type != "AWS::EC2::PrefixList" {
		return nil
	}
	resource := r.scope.Resources()[r.own[id]]
	if resource == nil {
		return nil
	}
	list, _ := resource.Properties["Entries"].([]any)
	for _, item := range list {
		entry, is := item.(map[string]any)
		if !is {
			return nil
		}
		if r.scope.Text(entry["Cidr"]) != "" {
			peers = append(peers, r.addresses(entry["Cidr"]))
		}
	}
	return peers
}
