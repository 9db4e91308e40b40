package ports

import (
	"cmp"
	"net/netip"
	"slices"
	"sort"
)

// An index finds the rules that let another's traffic through. Those of a class are sorted, and have no ports in common.
type index map[rule][]rule

func newIndex(rules []rule) index {
	x := index{}
	for _, r := range joined(rules) {
		x[r.class()] = append(x[r.class()], r)
	}
	return x
}

// classes are those that let through what a rule of a class does: for all protocols, for wider ranges of addresses, without
// a condition, without a doubt.
func (r rule) classes() (found []rule) {
	add := func(c rule) {
		found = append(found, c)
		if c.when != "" {
			c.when = ""
			found = append(found, c)
		}
	}
	for _, protocol := range []string{r.protocol, all}[:1+times(r.protocol != all)] {
		for _, doubt := range []bool{false, true}[:1+times(r.doubt)] {
			c := r.class()
			c.protocol, c.doubt = protocol, doubt
			if r.peer.name != "" {
				add(c)
				continue
			}
			for bits := r.peer.addresses.Bits(); bits >= 0; bits-- {
				c.peer.addresses = netip.PrefixFrom(r.peer.addresses.Addr(), bits).Masked()
				add(c)
			}
		}
	}
	return found
}

func times(is bool) int {
	if is {
		return 1
	}
	return 0
}

// covering are rules that let through something of another, as far as its ports go.
func (x index) covering(r rule) (found []rule) {
	for _, class := range r.classes() {
		rules := x[class]
		first := 0
		if r.ranged() {
			first = sort.Search(len(rules), func(i int) bool { return rules[i].to >= r.from })
		}
		for _, by := range rules[first:] {
			if r.ranged() && by.from > r.to {
				break
			}
			found = append(found, by)
		}
	}
	slices.SortStableFunc(found, func(a, b rule) int { return cmp.Compare(a.from, b.from) })
	return found
}

// without is what of a rule is not let through.
func (x index) without(r rule) (left []rule) {
	next := r
	for _, by := range x.covering(r) {
		switch {
		case by.protocol == all, !r.ranged() && (by.from == r.from && by.to == r.to || r.icmp() && by.from == -1):
			return nil
		case !r.ranged() || by.to < next.from:
			continue
		}
		if by.from > next.from {
			part := next
			part.to = by.from - 1
			left = append(left, part)
		}
		if next.from = by.to + 1; next.from > r.to {
			return left
		}
	}
	return append(left, next)
}

// more are rules that let through what others do not, as far as they do. Known is false if there are too many.
func more(rules, than []rule) (found []rule, known bool) {
	const most = 100_000
	x := newIndex(than)
	for _, r := range joined(rules) {
		if found = append(found, x.without(r)...); len(found) > most {
			return nil, false
		}
	}
	return found, true
}
