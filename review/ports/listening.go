package ports

import (
	"maps"
	"slices"
)

// hosts says on which ports load balancers listen more or less.
func (c *comparison) hosts() {
	before, after := c.was.hosts(), c.is.hosts()
	for _, name := range slices.Sorted(maps.Keys(after)) {
		was := host{}
		if before[name] != nil {
			was = *before[name]
		}
		c.listen(was, *after[name])
	}
}

// listen says what changes about the ports of one load balancer.
func (c *comparison) listen(was, is host) {
	say := func(ports map[string]string, verb string, opened bool) {
		for _, port := range slices.Sorted(maps.Keys(ports)) {
			t := is.subject
			t.Direction, t.Opened, t.Closed, t.Internet, t.Ports = "in", opened, !opened, is.public, []string{"port " + port}
			t.Text = is.name + " " + verb + " on port " + c.is.scope.Shown(port)
			if protocol := c.is.scope.Shown(ports[port]); protocol != "" {
				t.Text += " (" + protocol + ")"
			}
			if opened {
				t.Text += ": its security groups say who reaches it"
			}
			c.told = append(c.told, t)
		}
	}
	say(without(is.ports, was.ports), "now listens", true)
	if len(is.ports) > 0 {
		say(without(was.ports, is.ports), "no longer listens", false)
	}
	if len(was.ports) == 0 || len(is.ports) == 0 || was.public == is.public {
		return
	}
	t := is.subject
	t.Direction, t.Internet, t.Opened, t.Closed = "in", true, is.public, !is.public
	t.Text = is.name + " is reached from its network only, no longer from the internet"
	if is.public {
		t.Text = is.name + " is reached from the internet, no longer from its network only"
	}
	c.told = append(c.told, t)
}

func without(ports, others map[string]string) map[string]string {
	left := maps.Clone(ports)
	for port := range others {
		delete(left, port)
	}
	return left
}
