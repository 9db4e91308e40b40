// Package reference reads the values of a template that only a deployment knows, so that two ways of saying the same are
// one text: a reference, an attribute, a join, and a substitution.
package reference

import (
	"regexp"
	"strings"

	"beanstalkline/review/assembly"
)

// These enclose what is not known yet in a text: the logical id of a resource, with an attribute of it; a
// parameter; or a function as JSON.
const (
	begin = "\uE000"
	end   = "\uE001"
	// star and mark stand for "*" and "?" between the two, where they are no pattern.
	star = "\uE002"
	mark = "\uE003"
)

// tame takes out of a text what has a meaning here only.
var tame = strings.NewReplacer(begin, "\uFFFD", end, "\uFFFD", star, "\uFFFD", mark, "\uFFFD",
	"\x00", "\uFFFD", "\x01", "\uFFFD", "\x02", "\uFFFD", "\x03", "\uFFFD")

// inner is a text between begin and end.
var inner = strings.NewReplacer(begin, "\uFFFD", end, "\uFFFD", star, "\uFFFD", mark, "\uFFFD", "*", star, "?", mark)

var outer = strings.NewReplacer(star, "*", mark, "?")

// token is one such.
var token = regexp.MustCompile(begin + "[^" + end + "]*" + end)

// A Scope is a stack, in which values are read.
type Scope struct {
	stack     *assembly.Stack
	successor map[string]string
	// latest are the resources that words are about, by the ids that texts have.
	latest   map[string]*assembly.Resource
	verbatim bool
}

// OwnAccount is the text of the account that a stack is in.
const OwnAccount = begin + "AWS::AccountId" + end

// Verbatim is the scope for what has been made of texts of it.
func (s *Scope) Verbatim() *Scope {
	same := *s
	same.verbatim = true
	return &same
}

// Between returns the scopes of a stack before and after, either of which may be nil. A resource with another logical id
// that takes the place of one in the same construct counts as the same.
func Between(base, head *assembly.Stack) (before, after *Scope) {
	latest := map[string]*assembly.Resource{}
	before, after = &Scope{latest: latest}, &Scope{latest: latest}
	before.stack, after.stack = orEmpty(base), orEmpty(head)
	before.successor = successors(before.stack, after.stack)
	for id, resource := range before.stack.Template.Resources {
		latest[before.ID(id)] = resource
	}
	for id, resource := range after.stack.Template.Resources {
		latest[id] = resource
	}
	return before, after
}

func orEmpty(stack *assembly.Stack) *assembly.Stack {
	if stack == nil {
		return &assembly.Stack{}
	}
	return stack
}

// successors are the resources that make way for another of the same type in the same construct.
func successors(base, head *assembly.Stack) map[string]string {
	gone, come := strays(base, head), strays(head, base)
	found := map[string]string{}
	for place, ids := range gone {
		if next := come[place]; len(ids) == 1 && len(next) == 1 {
			found[ids[0]] = next[0]
		}
	}
	return found
}

// strays are the resources that the other stack does not have, by type and construct.
func strays(of, other *assembly.Stack) map[string][]string {
	found := map[string][]string{}
	for id, resource := range of.Template.Resources {
		if is := other.Template.Resources[id]; (is == nil || is.Type != resource.Type) && resource.Path(id) != id {
			place := resource.Type + " " + resource.Path(id)
			found[place] = append(found[place], id)
		}
	}
	return found
}

// Resources are those of the stack, by the ids that they have in it.
func (s *Scope) Resources() map[string]*assembly.Resource { return s.stack.Template.Resources }

// ID is what a resource is called after the change.
func (s *Scope) ID(id string) string {
	if next, moved := s.successor[id]; moved {
		return next
	}
	return id
}

// Name is the text of a reference to a resource.
func (s *Scope) Name(id string) string { return begin + s.ID(id) + end }

// literal is a text with the stack's own account and region as references to them.
func (s *Scope) literal(text string) string {
	if s.verbatim {
		return text
	}
	if strings.ContainsAny(text, begin+end+star+mark+"\x00\x01\x02\x03") {
		text = tame.Replace(text)
	}
	if s.stack.Account != "" {
		text = strings.ReplaceAll(text, s.stack.Account, begin+"AWS::AccountId"+end)
	}
	if s.stack.Region != "" {
		text = strings.ReplaceAll(text, s.stack.Region, begin+"AWS::Region"+end)
	}
	return text
}

// partition is that of the region; where the region is not known, the commercial one.
func (s *Scope) partition() string {
	switch {
	case strings.HasPrefix(s.stack.Region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(s.stack.Region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}
