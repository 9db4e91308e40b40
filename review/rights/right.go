package rights

import (
	"strings"

	"beanstalkline/review/reference"
)

// A right is what one statement allows or denies: who may do what with which resource, and when. It is as small as the
// statement lets it be: one action, one resource, one principal.
type right struct {
	who, action, resource list
	when                  condition
	key                   string
	// name is the action as the policy writes it.
	name list
}

func newRight(who, action, resource list, when condition) right {
	lower := list{but: action.but}
	for _, pattern := range action.patterns {
		lower.patterns = append(lower.patterns, strings.ToLower(pattern))
	}
	r := right{who: who, action: lower, resource: resource, when: when, name: action}
	r.key = r.about() + "\x00" + when.sortedKey()
	return r
}

// about is the same for rights that differ in their conditions only.
func (r right) about() string {
	return r.who.key() + "\x00" + r.action.key() + "\x00" + r.resource.key()
}

// covers reports whether whatever another right allows, this one surely does.
func (r right) covers(other right, scope *reference.Scope) bool {
	return r.coversWhenever(other, scope) && other.when.implies(r.when)
}

func (r right) coversWhenever(other right, scope *reference.Scope) bool {
	return r.action.covers(other.action, scope) && r.resource.covers(other.resource, scope) && r.who.covers(other.who, scope)
}

// apart reports whether two rights surely have nothing in common.
func (r right) apart(other right, scope *reference.Scope) bool {
	return r.action.apart(other.action, scope) || r.resource.apart(other.resource, scope) || r.who.apart(other.who, scope)
}

// admin reports whether a right is one to do everything, or to give itself everything.
func (r right) admin() bool {
	all := r.action.everything() || r.action.but || len(r.action.patterns) == 1 && r.action.patterns[0] == "iam:*"
	return all && (r.resource.everything() || r.resource.but) && len(r.when) == 0
}

// withoutTLS reports whether a right is about requests in plain text only, which nobody makes.
func (r right) withoutTLS() bool {
	return len(r.when) == 1 && strings.EqualFold(r.when[0].key, "aws:SecureTransport")
}
