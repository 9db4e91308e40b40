package rights

import (
	"strings"

	"beanstalkline/review/reference"
)

// An index finds the rights that may cover another without looking at all of them.
type index struct {
	scope *reference.Scope
	// budget is how many comparisons are left for the whole stack.
	budget *int
	same   map[string]bool
	by     map[[2]string][]right
}

const anything = "*"

func newIndex(rights []right, scope *reference.Scope, budget *int) *index {
	x := &index{scope: scope, budget: budget, same: map[string]bool{}, by: map[[2]string][]right{}}
	for _, r := range rights {
		if x.same[r.key] {
			continue
		}
		x.same[r.key] = true
		x.by[slot(r)] = append(x.by[slot(r)], r)
	}
	return x
}

// slot is the service and the resource of a right, or anything.
func slot(r right) [2]string { return [2]string{service(r.action), fixed(r.resource)} }

func service(l list) string {
	if l.but {
		return anything
	}
	name, _, _ := strings.Cut(l.patterns[0], ":")
	return fixed(one(name))
}

func fixed(l list) string {
	if l.but || len(l.patterns) != 1 || reference.Wild(l.patterns[0]) {
		return anything
	}
	return l.patterns[0]
}

// find returns the first right of which something holds. Known is false if there were too many to look at.
func (x *index) find(r right, holds func(right) bool) (found right, is, known bool) {
	at := slot(r)
	for i, s := range [][2]string{at, {at[0], anything}, {anything, at[1]}, {anything, anything}} {
		if i&1 == 1 && at[1] == anything || i&2 == 2 && at[0] == anything {
			continue // looked at already
		}
		for _, candidate := range x.by[s] {
			if *x.budget -= effort(r, candidate); *x.budget < 0 {
				return right{}, false, false
			}
			if holds(candidate) {
				return candidate, true, true
			}
		}
	}
	return right{}, false, true
}

// effort is how much a comparison may take: more where both texts are long.
func effort(a, b right) int { return 1 + len(a.key)*len(b.key)/1024 }

// covers reports whether a right surely is covered by one of the index.
func (x *index) covers(r right) (covered, known bool) {
	if x.same[r.key] {
		return true, true
	}
	_, covered, known = x.find(r, func(by right) bool { return by.covers(r, x.scope) })
	return covered, known
}

// counterpart is a right that covers another if conditions are left aside.
func (x *index) counterpart(r right) (right, bool) {
	found, is, _ := x.find(r, func(by right) bool { return by.coversWhenever(r, x.scope) })
	return found, is
}

// meets reports whether a right may have something in common with one of the index.
func (x *index) meets(r right) (meets, known bool) {
	for _, all := range x.by {
		for _, other := range all {
			if *x.budget -= effort(r, other); *x.budget < 0 {
				return true, false
			}
			if !r.apart(other, x.scope) {
				return true, true
			}
		}
	}
	return false, true
}
