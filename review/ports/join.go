package ports

import (
	"cmp"
	"net/netip"
	"slices"
)

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
	by := map[rule][]rule{}
	var classes []rule
	for _, r := range rules {
		if by[r.class()] == nil {
			classes = append(classes, r.class())
		}
		by[r.class()] = append(by[r.class()], r)
	}
	var result []rule
	for _, class := range classes {
		alike := by[class]
		slices.SortFunc(alike, func(a, b rule) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
		start := len(result)
		for _, r := range alike {
			if n := len(result) - 1; n >= start && (r.ranged() && r.from <= result[n].to+1 || r == result[n]) {
				result[n].to = max(result[n].to, r.to)
				continue
			}
			result = append(result, r)
		}
	}
	return result
}

// class is a rule without its ports.
func (r rule) class() rule {
	r.from, r.to = 0, 0
	return r
}
