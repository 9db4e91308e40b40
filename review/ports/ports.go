// Package ports says which ports a change opens or closes, and to whom: rules of security groups, wherever they are
// written, the groups that something is in, what Elastic Beanstalk's own group lets in, and listeners of load balancers.
package ports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/reference"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

// Between returns what opens or closes from a stack to another, the worst first. Without one before, everything is new. A
// stack that is no longer in the app stays as it is in the account.
func Between(before, after *assembly.Stack, impacts map[string]change.Change) []Change {
	if after == nil {
		return nil
	}
	base, head := reference.Between(before, after)
	c := comparison{
		was: readerOf(base), is: readerOf(head), impacts: impacts,
	}
	names := maps.Clone(c.is.groups)
	maps.Copy(names, c.was.groups)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		c.group(name, c.was.groups[name], c.is.groups[name])
	}
	for _, id := range slices.Sorted(maps.Keys(head.Resources())) {
		c.resource(id, base.Resources()[c.was.own[id]], head.Resources()[id])
	}
	c.hosts()
	c.told = append(c.told, defaults(c.was, c.is)...)
	slices.SortStableFunc(c.told, func(a, b Change) int { return cmp.Compare(rank(b), rank(a)) })
	return c.told
}

func rank(c Change) int {
	switch {
	case c.Severe:
		return 3
	case c.Opened && c.Internet && c.Direction == "in":
		return 2
	case c.Opened || c.Unknown:
		return 1
	}
	return 0
}

func (c *comparison) group(name string, was, is *group) {
	either := cmp.Or(is, was)
	subject := Change{Resource: c.is.scope.Shown(name), Type: securityGroup}
	subject.ID, _ = c.is.scope.Referred(name)
	s := c.speaker(subject.Resource, subject)
	if is == nil && either.is != nil && verdict.Stays(either.is.DeletionPolicy) {
		c.told = append(c.told, s.unknown("leaves the stack and is kept, with its rules"))
		return
	}
	was, is = cmp.Or(was, &group{}), cmp.Or(is, &group{})
	before, after := was.rules, is.rules
	if was.free {
		before = append(slices.Clone(before), everything...)
	}
	// EC2 lets everything out of a new group without rules for that, and nothing where such rules are taken away (AWS page
	// "AWS::EC2::SecurityGroup").
	if is.free && (was.free || was.is == nil || c.anew(subject.ID)) {
		after = append(slices.Clone(after), everything...)
	}
	c.differ(s, before, after)
	c.odd(s, is.odd, was.odd, "now has a rule")
	c.odd(s, was.odd, is.odd, "no longer has a rule")
}

// odd says which rules, that cannot be read, others do not have.
func (c *comparison) odd(s speaker, rules, others []string, what string) {
	const most = 20
	has := map[string]bool{}
	for _, other := range others {
		has[other] = true
	}
	said := 0
	for _, written := range rules {
		if has[written] {
			continue
		}
		has[written] = true
		if said++; said <= most {
			c.told = append(c.told, s.unknown(what+" that cannot be read here: "+cut(written)))
		}
	}
	if said > most {
		c.told = append(c.told, s.unknown(fmt.Sprintf("%s that cannot be read here, %d times more", what, said-most)))
	}
}

func cut(text string) string {
	const most = 160
	if all := []rune(text); len(all) > most {
		return string(all[:most]) + "…"
	}
	return text
}

// resource says what changes about a resource and its groups. It was nil where it is new.
func (c *comparison) resource(id string, was, is *assembly.Resource) {
	if was != nil && was.Type != is.Type {
		was = nil
	}
	switch {
	case is.Type == environmentType:
		c.environment(id, was, is)
	case is.Type == "AWS::EC2::NetworkAclEntry" && (was == nil || c.differs(id, was, is)):
		s := c.speaker(is.Path(id), c.is.subject(id, is))
		c.told = append(c.told, s.unknown("changes what a network ACL lets through: that is not compared here"))
	case reachable[is.Type] != "":
		c.reachable(id, was, is)
	}
	if after, has := c.is.member(id, is); has && was != nil {
		before, _ := c.was.member(c.was.own[id], was)
		c.members(before, after)
	}
}

func (c *comparison) differs(id string, was, is *assembly.Resource) bool {
	return c.was.scope.Text(any(was.Properties)) != c.is.scope.Text(any(is.Properties))
}

func (c *comparison) reachable(id string, was, is *assembly.Resource) {
	property := reachable[is.Type]
	before := was != nil && c.was.scope.Text(was.Properties[property]) == "true"
	after := c.is.scope.Text(is.Properties[property]) == "true"
	told := c.is.subject(id, is)
	told.Direction = "in"
	switch {
	case after && !before:
		told.Text = is.Path(id) + " gets an address of the internet: its security groups say who reaches it"
		told.Opened, told.Internet, told.Severe = true, true, true
	case before && !after:
		told.Text = is.Path(id) + " no longer has an address of the internet"
		told.Closed, told.Internet = true, true
	default:
		return
	}
	c.told = append(c.told, told)
}

// members says what it opens or closes that something is in other groups. The rules of the groups are those after the
// change: what changes about them is said of them.
func (c *comparison) members(was, is member) {
	s := c.speaker(is.name, is.subject)
	if !was.known || !is.known {
		return
	}
	before, lost := c.rulesOf(was.groups, is.groups)
	after, found := c.rulesOf(is.groups, was.groups)
	for _, name := range found {
		c.told = append(c.told, s.unknown("now "+s.have()+" the security group "+c.is.scope.Shown(name)+", whose rules are not known here"))
	}
	for _, name := range lost {
		c.told = append(c.told, s.unknown("no longer "+s.have()+" the security group "+c.is.scope.Shown(name)+", whose rules are not known here"))
	}
	c.differ(s, append(before, was.own...), append(after, is.own...))
}

// rulesOf are the rules of groups, and those of the groups whose rules are not known that the others do not have.
func (c *comparison) rulesOf(names, others []string) (rules []rule, strange []string) {
	for _, name := range names {
		g := cmp.Or(c.is.groups[name], c.was.groups[name])
		switch {
		case g != nil && g.is != nil:
			rules = append(rules, g.rules...)
			if g.free {
				rules = append(rules, everything...)
			}
		case !slices.Contains(others, name):
			strange = append(strange, name)
		}
	}
	return joined(rules), strange
}

// environment says what the options of an environment open or close.
func (c *comparison) environment(id string, was, is *assembly.Resource) {
	after := environment{c.is, id, is, setting.Of(is)}
	before := environment{c.was, c.was.own[id], was, setting.Of(was)}
	if was == nil {
		c.told = append(c.told, c.speaker(after.instances().name, c.is.subject(id, is)).rules(after.instances().own, nil, true)...)
		return
	}
	if !c.anew(id) {
		for key, value := range before.set {
			if _, kept := after.set[key]; !kept {
				after.set[key] = value // an environment that runs keeps it
			}
		}
	}
	c.members(before.instances(), after.instances())
	c.members(before.balancer(), after.balancer())
	c.addresses(before, after)
	name := after.balancer().name
	c.listen(host{before.subject(c.was.own[id], was), name, before.public(), before.listeners()},
		host{after.subject(id, is), name, after.public(), after.listeners()})
}

// addresses says whether the instances behind a load balancer get addresses of the internet.
func (c *comparison) addresses(was, is environment) {
	const option = "AssociatePublicIpAddress"
	before, after := was.option(vpc, option) == "true" || !was.balanced(), is.option(vpc, option) == "true" || !is.balanced()
	told := c.is.subject(is.id, is.is)
	told.Direction, told.Internet, told.Opened, told.Closed = "in", true, after, before
	told.Text = is.instances().name + " get addresses of the internet: their security groups say who reaches them"
	if before {
		told.Text = is.instances().name + " no longer have addresses of the internet"
	}
	if before != after {
		c.told = append(c.told, told)
	}
}
