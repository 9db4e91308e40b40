package ports

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

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

func (r rule) key() string {
	return fmt.Sprint(r.out, " ", r.protocol, " ", r.from, " ", r.to, " ", r.peer, " ", r.when, r.doubt)
}

// reaches reports whether a rule lets another's traffic through, ports aside.
func (r rule) reaches(other rule) bool {
	return r.out == other.out && (r.protocol == all || r.protocol == other.protocol) && (r.when == "" || r.when == other.when) &&
		(!r.doubt || other.doubt) && r.peer.covers(other.peer)
}

// without is what of a rule others do not let through.
func (r rule) without(others []rule) []rule {
	left := []rule{r}
	for _, by := range others {
		if !by.reaches(r) {
			continue
		}
		if by.protocol == all || by.from == r.from && by.to == r.to || r.icmp() && by.from == -1 {
			return nil
		}
		if r.icmp() || r.protocol == all {
			continue
		}
		var next []rule
		for _, part := range left {
			next = append(next, part.minus(by.from, by.to)...)
		}
		left = next
	}
	return left
}

// minus is a rule without some of its ports.
func (r rule) minus(from, to int) (parts []rule) {
	if to < r.from || from > r.to {
		return []rule{r}
	}
	below, above := r, r
	below.to, above.from = from-1, to+1
	for _, part := range []rule{below, above} {
		if part.from <= part.to {
			parts = append(parts, part)
		}
	}
	return parts
}

// everything is all traffic to the outside, as EC2 lets it out of a group of which nobody has said otherwise.
var everything = []rule{
	{out: true, protocol: all, to: 65535, peer: peer{addresses: netip.MustParsePrefix("0.0.0.0/0")}},
	{out: true, protocol: all, to: 65535, peer: peer{addresses: netip.MustParsePrefix("::/0")}},
}

// more are rules that let through what others do not, as far as they do. Known is false if there are too many.
func more(rules, than []rule, budget *int) (found []rule, known bool) {
	same := map[string]bool{}
	for _, r := range than {
		same[r.key()] = true
	}
	for _, r := range rules {
		if same[r.key()] {
			continue
		}
		same[r.key()] = true
		if *budget -= len(than); *budget < 0 {
			return nil, false
		}
		found = append(found, r.without(than)...)
	}
	return found, true
}

// joined are rules with neighbouring ranges of addresses, and of ports, as one.
func joined(rules []rule) []rule {
	for {
		before := len(rules)
		rules = joinPorts(joinAddresses(rules))
		if len(rules) == before {
			return rules
		}
	}
}

func joinAddresses(rules []rule) []rule {
	at := map[rule]bool{}
	for _, r := range rules {
		at[r] = true
	}
	var result []rule
	for _, r := range rules {
		if !at[r] {
			continue // joined, or there twice
		}
		delete(at, r)
		wide := r
		if r.peer.name == "" && r.peer.addresses.Bits() > 0 {
			wide.peer.addresses = netip.PrefixFrom(r.peer.addresses.Addr(), r.peer.addresses.Bits()-1).Masked()
			other := r
			other.peer.addresses = sibling(r.peer.addresses)
			if at[other] {
				delete(at, other)
				r = wide
			}
		}
		result = append(result, r)
	}
	return result
}

// sibling is the other half of the range that is one bit wider.
func sibling(p netip.Prefix) netip.Prefix {
	bytes := p.Addr().AsSlice()
	bit := p.Bits() - 1
	bytes[bit/8] ^= 0x80 >> (bit % 8)
	address, _ := netip.AddrFromSlice(bytes)
	return netip.PrefixFrom(address, p.Bits())
}

func joinPorts(rules []rule) []rule {
	rules = slices.Clone(rules)
	alike := func(r rule) rule {
		r.from, r.to = 0, 0
		return r
	}
	slices.SortFunc(rules, func(a, b rule) int {
		return cmp.Or(strings.Compare(alike(a).key(), alike(b).key()), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var result []rule
	for _, r := range rules {
		if n := len(result) - 1; n >= 0 && alike(result[n]) == alike(r) && !r.icmp() && r.from <= result[n].to+1 {
			result[n].to = max(result[n].to, r.to)
			continue
		}
		result = append(result, r)
	}
	return result
}
