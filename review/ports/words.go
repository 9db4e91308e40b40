package ports

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"beanstalkline/review/reference"
)

// A speaker says what opens or closes for one resource.
type speaker struct {
	scope   *reference.Scope
	subject Change // its resource, id and type
	// name is what sentences call it.
	name   string
	plural bool
}

// A unit is rules that one sentence can say: those of the same peers, then those of the same ports.
type unit struct {
	out          bool
	ports, peers []string
	when         string
	doubt        bool
	internet     bool
	severe       bool
	was          []string
}

// rules says rules that open or close. Others are those that have been, or will be, so that a range can be compared.
func (s speaker) rules(rules, others []rule, opened bool) (told []Change) {
	const most = 20
	alike := map[rule][]rule{}
	for _, other := range others {
		if other.peer.name == "" {
			alike[other.traffic()] = append(alike[other.traffic()], other)
		}
	}
	var units []unit
	rules = slices.Clone(rules)
	slices.SortStableFunc(rules, func(a, b rule) int {
		return cmp.Or(strings.Compare(a.direction(), b.direction()), cmp.Compare(a.from, b.from))
	})
	for _, r := range rules {
		u := unit{out: r.out, ports: []string{r.ports()}, peers: []string{s.who(r.peer)}, when: r.when, doubt: r.doubt}
		u.internet = r.peer.everybody()
		u.severe = opened && u.internet && !r.out && !r.web()
		for _, other := range alike[r.traffic()][:min(most, len(alike[r.traffic()]))] {
			if r.peer.covers(other.peer) {
				u.was = append(u.was, s.who(other.peer))
			}
		}
		units = append(units, u)
	}
	units = merge(units, func(u *unit) *[]string { return &u.ports })
	units = merge(units, func(u *unit) *[]string { return &u.peers })
	for _, u := range units {
		told = append(told, s.sentence(u, opened))
	}
	return told
}

// traffic is a rule without the other end.
func (r rule) traffic() rule {
	r.peer, r.when, r.doubt = peer{}, "", false
	return r
}

func (r rule) direction() string {
	if r.out {
		return "out"
	}
	return "in"
}

// web reports whether only HTTP and HTTPS pass.
func (r rule) web() bool {
	return r.protocol == "tcp" && r.from == r.to && (r.from == 80 || r.from == 443)
}

func merge(units []unit, differing func(*unit) *[]string) []unit {
	var all []unit
	at := map[string]int{}
	for _, u := range units {
		own := *differing(&u)
		*differing(&u) = nil
		key := fmt.Sprint(u.out, u.ports, "\x01", u.peers, "\x01", u.when, u.doubt, u.was)
		*differing(&u) = own
		i, is := at[key]
		if !is {
			at[key] = len(all)
			all = append(all, u)
			continue
		}
		list := differing(&all[i])
		*list = append(*list, own...)
		all[i].internet, all[i].severe = all[i].internet || u.internet, all[i].severe || u.severe
	}
	return all
}

func (s speaker) sentence(u unit, opened bool) Change {
	c := s.subject
	c.Opened, c.Closed, c.Internet, c.Severe, c.Unknown = opened, !opened, u.internet, u.severe, u.doubt
	c.Ports, c.Peers = distinct(u.ports), unique(u.peers)
	c.Direction = "in"
	if u.out {
		c.Direction = "out"
	}
	what, whom := listed(plural(c.Ports)), listed(internet(c.Peers))
	verb := map[[3]bool]string{
		{false, true, false}: "opens", {false, false, false}: "closes", {true, true, false}: "now lets out",
		{true, false, false}: "no longer lets out", {false, true, true}: "open", {false, false, true}: "close",
		{true, true, true}: "now let out", {true, false, true}: "no longer let out",
	}[[3]bool{u.out, opened, s.plural}]
	c.Text = s.name + " " + verb + " " + what + " to " + whom
	if u.when != "" {
		c.Text += ", if the template's condition " + u.when
	}
	switch was := listed(unique(u.was)); {
	case was == "":
	case opened:
		c.Text += " (before: " + was + " only)"
	default:
		c.Text += " (now: " + was + " only)"
	}
	if u.doubt {
		c.Text += ": AWS says so, and without EC2KeyName nobody has seen it"
	}
	return c
}

// unknown says what cannot be told.
func (s speaker) unknown(text string) Change {
	c := s.subject
	c.Text, c.Direction, c.Unknown = s.name+" "+text, "in", true
	return c
}

func (s speaker) have() string {
	if s.plural {
		return "have"
	}
	return "has"
}

// ports are what of a host a rule is about.
func (r rule) ports() string {
	switch {
	case r.protocol == all:
		return "all ports"
	case r.protocol == "icmp" && r.from == 8:
		return "ping (ICMP)"
	case r.icmp() && r.from == -1:
		return "all of " + strings.ToUpper(r.protocol)
	case r.icmp():
		return fmt.Sprintf("%s type %d", strings.ToUpper(r.protocol), r.from)
	case r.protocol != "tcp" && r.protocol != "udp":
		return "protocol " + r.protocol
	case r.from == 0 && r.to == 65535:
		return "all ports (" + strings.ToUpper(r.protocol) + ")"
	}
	text := fmt.Sprintf("port %d", r.from)
	if r.from != r.to {
		text = fmt.Sprintf("ports %d to %d", r.from, r.to)
	}
	if names := map[int]string{22: "SSH", 3389: "RDP"}; r.from == r.to && names[r.from] != "" {
		text += " (" + names[r.from] + ")"
	}
	if r.protocol == "udp" {
		text += " (UDP)"
	}
	return text
}

// The internet over either version of the protocol.
const (
	internet4 = "the internet over IPv4"
	internet6 = "the internet over IPv6"
)

var local = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("fc00::/7"),
}

// who is a peer in words.
func (s speaker) who(p peer) string {
	switch {
	case strings.HasPrefix(p.name, "pl-"):
		return "the prefix list " + p.name
	case p.name != "":
		return s.scope.Shown(p.name)
	case p.everybody() && p.addresses.Addr().Is4():
		return internet4
	case p.everybody():
		return internet6
	}
	text := p.addresses.String()
	if p.addresses.IsSingleIP() {
		text = p.addresses.Addr().String()
	}
	if slices.ContainsFunc(local, func(l netip.Prefix) bool { return l.Bits() <= p.addresses.Bits() && l.Contains(p.addresses.Addr()) }) {
		return text + " (private addresses)"
	}
	return text
}

// internet says the internet where both of its protocols, or the older one, are meant.
func internet(peers []string) []string {
	if i := slices.Index(peers, internet4); i >= 0 {
		peers = slices.DeleteFunc(slices.Clone(peers), func(p string) bool { return p == internet6 })
		peers[slices.Index(peers, internet4)] = "the internet"
	}
	return peers
}

// plural says "ports" once where each text says "port".
func plural(ports []string) []string {
	if len(ports) < 2 || slices.ContainsFunc(ports, func(p string) bool { return !strings.HasPrefix(p, "port ") }) {
		return ports
	}
	short := make([]string, len(ports))
	for i, port := range ports {
		short[i] = strings.TrimPrefix(port, "port ")
	}
	short[0] = "ports " + short[0]
	return short
}

func unique(texts []string) []string {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	return slices.Compact(texts)
}

// distinct are texts in their order, each once.
func distinct(texts []string) (kept []string) {
	has := map[string]bool{}
	for _, text := range texts {
		if !has[text] {
			kept = append(kept, text)
		}
		has[text] = true
	}
	return kept
}

// listed joins texts as people do, and says how many more there are than people read.
func listed(texts []string) string {
	const most = 8
	if len(texts) > most {
		return strings.Join(texts[:most], ", ") + fmt.Sprintf(" and %d more", len(texts)-most)
	}
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:len(texts)-1], ", ") + " and " + texts[len(texts)-1]
}
