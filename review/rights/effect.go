package rights

import "beanstalkline/review/reference"

// An effect is what all policies of a principal, or of a resource, come to.
type effect struct {
	allow, deny []right
	allowed     *index
	denied      *index
	known       bool
}

// effectOf takes what is denied in any case out of what is allowed, and what a permissions boundary leaves out.
func effectOf(d document, bounds *document, scope *reference.Scope, budget *int) effect {
	e := effect{known: true, deny: d.deny}
	if bounds != nil {
		e.deny = append(e.deny[:len(e.deny):len(e.deny)], bounds.deny...)
	}
	e.denied = newIndex(e.deny, scope, budget)
	allow := d.allow
	if bounds != nil {
		allow = e.bounded(allow, newIndex(bounds.allow, scope, budget))
	}
	for _, r := range allow {
		covered, known := e.denied.covers(r)
		e.known = e.known && known
		if !covered {
			e.allow = append(e.allow, r)
		}
	}
	e.allowed = newIndex(e.allow, scope, budget)
	return e
}

// bounded is what of rights is in a boundary too.
func (e *effect) bounded(rights []right, bounds *index) []right {
	var all []right
	for _, r := range rights {
		covered, known := bounds.covers(r)
		if covered || !known {
			e.known = e.known && known
			all = append(all, r)
			continue
		}
		for _, some := range bounds.by {
			for _, b := range some {
				if *bounds.budget -= effort(r, b); *bounds.budget < 0 {
					e.known = false
					return rights
				}
				if !r.apart(b, bounds.scope) {
					all = append(all, r.common(b, bounds.scope))
				}
			}
		}
	}
	return all
}

// common is what two rights have in common.
func (r right) common(b right, scope *reference.Scope) right {
	action := r.action.common(b.action, scope)
	name := r.name
	if action.key() == b.action.key() {
		name = b.name
	}
	both := append(append(condition{}, r.when...), b.when...)
	return newRight(r.who, name, r.resource.common(b.resource, scope), both)
}

// A delta is what one effect has more than another.
type delta struct {
	// rights are those that the other does not have.
	rights []right
	// lifted are denials of the other that this one does not have, of rights that both have.
	lifted []right
	known  bool
}

// over is what an effect has more than another. With others, something else may allow what is denied.
func (e effect) over(other effect, others bool) delta {
	d := delta{known: e.known && other.known}
	var more, both []right
	for _, r := range e.allow {
		covered, known := other.allowed.covers(r)
		d.known = d.known && known
		switch {
		case !known:
		case covered:
			both = append(both, r)
		default:
			more = append(more, r)
		}
	}
	d.rights = e.widest(more, &d.known)
	shared := newIndex(both, e.denied.scope, e.denied.budget)
	var lifted []right
	for _, r := range other.deny {
		covered, known := e.denied.covers(r)
		d.known = d.known && known
		if !known || covered {
			continue
		}
		meets := others
		if !meets {
			meets, known = shared.meets(r)
			d.known = d.known && known
		}
		if meets && known {
			lifted = append(lifted, r)
		}
	}
	d.lifted = e.widest(lifted, &d.known)
	return d
}

// widest are rights without those that others of them cover.
func (e effect) widest(rights []right, known *bool) []right {
	var distinct []right
	seen := map[string]bool{}
	for _, r := range rights {
		if !seen[r.key] {
			distinct = append(distinct, r)
		}
		seen[r.key] = true
	}
	x := newIndex(distinct, e.denied.scope, e.denied.budget)
	var kept []right
	for _, r := range distinct {
		_, covered, enough := x.find(r, func(by right) bool {
			return by.key != r.key && by.covers(r, x.scope) && !(r.covers(by, x.scope) && by.key > r.key)
		})
		*known = *known && enough
		if !covered {
			kept = append(kept, r)
		}
	}
	return kept
}
