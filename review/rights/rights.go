// Package rights says what principals may do more or less after a change: roles, users and groups, whoever a resource's
// policy names, and whoever may assume a role. Policies are evaluated rather than compared as text (AWS page "Policy
// evaluation logic"): a statement that moves to another policy of the same role changes nothing.
package rights

import (
	"cmp"
	"maps"
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/reference"
)

// How much is read of a stack before it is called too much to compare.
const (
	mostRights = 100_000
	mostEffort = 8_000_000
)

// Between returns the changes from a stack to another, sorted. Without one before, everything is new. A stack that is no
// longer in the app stays as it is in the account, with its rights.
func Between(before, after *assembly.Stack) []Change {
	if after == nil {
		return nil
	}
	base, head := reference.Between(before, after)
	left, budget := [2]int{mostRights, mostRights}, mostEffort
	was, is := reader{scope: base, left: &left[0]}, reader{scope: head, left: &left[1]}
	c := comparison{scope: head, had: map[string]bool{}, budget: &budget}
	for id := range base.Resources() {
		c.had[base.ID(id)] = true
	}
	before1, after1, before2, after2 := principals(was), principals(is), guarded(was), guarded(is)
	if left[0] < 0 || left[1] < 0 {
		text := "the policies of " + after.Name + " are too long to compare: what may be done more or less is not known"
		return []Change{{
			Resource: after.Name, Type: "AWS::CloudFormation::Stack", State: "changed", Unknown: true,
			Rights: []Right{{Text: text, Unknown: true}},
		}}
	}
	c.all(before1, after1)
	c.all(before2, after2)
	slices.SortStableFunc(c.changes, func(a, b Change) int {
		return cmp.Or(-compareBool(a.Severe, b.Severe), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Type, b.Type))
	})
	return c.changes
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// A comparison is that of two stacks.
type comparison struct {
	scope   *reference.Scope
	had     map[string]bool // by the id after the change
	budget  *int
	changes []Change
}

func (c *comparison) all(before, after map[string]*subject) {
	keys := maps.Clone(after)
	maps.Copy(keys, before)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		c.compare(before[key], after[key])
	}
}

// compare finds the change of one subject, of which one may be nil.
func (c *comparison) compare(was, is *subject) {
	s := cmp.Or(is, was)
	change := Change{Resource: c.scope.Shown(s.name), ID: s.id, Type: s.kind, State: "changed"}
	if s.is != nil {
		change.Type = s.is.Type
		switch {
		case c.scope.Resources()[s.id] == nil:
			change.State = "gone"
		case was == nil && !c.had[s.id]:
			change.State = "new"
		}
	}
	if was == nil {
		was = &subject{}
	}
	if is == nil {
		is = &subject{}
	}
	t := teller{
		speaker: speaker{scope: c.scope, name: change.Resource, state: change.State}, budget: c.budget, about: s, kind: change.Type,
	}
	t.subject(was, is)
	if len(t.rights) == 0 {
		return
	}
	change.Rights = t.rights
	for _, r := range t.rights {
		change.Grew, change.Shrank = change.Grew || r.More, change.Shrank || r.Less
		change.Severe, change.Unknown = change.Severe || r.Severe, change.Unknown || r.Unknown
	}
	c.changes = append(c.changes, change)
}
