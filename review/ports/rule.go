package ports

import "net/netip"

// A peer is who is at the other end: addresses, or what has a name.
type peer struct {
	addresses netip.Prefix
	name      string // a group, a prefix list, or what is not known yet; empty for addresses
}

func (p peer) covers(other peer) bool {
	if p.name != "" || other.name != "" {
		return p == other
	}
	return p.addresses.Bits() <= other.addresses.Bits() && p.addresses.Contains(other.addresses.Addr())
}

func (p peer) everybody() bool {
	return p.name == "" && p.addresses.IsValid() && p.addresses.Bits() == 0
}

// A rule lets traffic in or out.
type rule struct {
	out      bool
	protocol string // "-1" for all
	from, to int    // of ICMP, the type and the code; -1 for all
	peer     peer
	// when is a condition of the template, if there is one.
	when string
	// doubt says that AWS says so, and that it has not been seen.
	doubt bool
}

const all = "-1"

func (r rule) icmp() bool { return r.protocol == "icmp" || r.protocol == "icmpv6" }

// ranged reports whether a rule is about a range of ports.
func (r rule) ranged() bool { return r.protocol == "tcp" || r.protocol == "udp" }

// everything is all traffic to the outside, as EC2 lets it out of a group of which nobody has said otherwise.
var everything = []rule{
	{out: true, protocol: all, to: 65535, peer: peer{addresses: netip.MustParsePrefix("0.0.0.0/0")}},
	{out: true, protocol: all, to: 65535, peer: peer{addresses: netip.MustParsePrefix("::/0")}},
}
