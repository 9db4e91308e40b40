package iamwalk

import (
	"slices"
	"strings"
)

// Request is one call to AWS.
type Request struct {
	Action, Resource string
	// Context has the condition keys that are known: none for a key that is known to be absent. Whatever it does not
	// mention is unknown: it allows an allow, and does not complete a deny.
	Context map[string][]string
}

// With is the request in a context with one more key.
func (r Request) With(key string, values ...string) Request {
	context := map[string][]string{key: values}
	for k, v := range r.Context {
		context[k] = v
	}
	r.Context = context
	return r
}

type answer int

const (
	no answer = iota
	unknown
	yes
)

// concerns reports whether the statement is about the action and the resource. Names of actions know no case.
func (s Statement) concerns(r Request) bool {
	lower := func(all texts) texts {
		var lowered texts
		for _, one := range all {
			lowered = append(lowered, strings.ToLower(one))
		}
		return lowered
	}
	action := strings.ToLower(r.Action)
	return (len(s.Action) == 0 || anyMatch(lower(s.Action), action)) && (len(s.NotAction) == 0 || !anyMatch(lower(s.NotAction), action)) &&
		(len(s.Resource) == 0 || anyMatch(s.Resource, r.Resource)) && (len(s.NotResource) == 0 || !anyMatch(s.NotResource, r.Resource))
}

// conditions is whether all conditions are met.
func (s Statement) conditions(r Request) answer {
	result := yes
	for operator, keys := range s.Condition {
		for key, wanted := range keys {
			result = min(result, condition(operator, key, wanted, r.Context))
		}
	}
	return result
}

func condition(operator, key string, wanted texts, context map[string][]string) answer {
	values, known := context[key]
	if !known {
		return unknown
	}
	operator, ifExists := strings.CutSuffix(operator, "IfExists")
	if operator == "Null" {
		return answerOf(slices.Contains(wanted, "true") == (len(values) == 0))
	}
	negated := strings.Contains(operator, "Not")
	if len(values) == 0 {
		return answerOf(negated || ifExists)
	}
	equal := func(want string) bool {
		return slices.ContainsFunc(values, func(value string) bool { return value == want })
	}
	like := func(want string) bool {
		return slices.ContainsFunc(values, func(value string) bool { return Match(want, value) })
	}
	switch strings.Replace(operator, "Not", "", 1) {
	case "StringEquals", "Bool":
		return answerOf(slices.ContainsFunc(wanted, equal) != negated)
	case "StringLike", "ArnLike", "ArnEquals":
		return answerOf(slices.ContainsFunc(wanted, like) != negated)
	}
	return unknown
}

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

// about reports whether a statement of a resource's policy is about a principal.
func (s Statement) about(principal string) bool {
	return len(s.Principal) == 0 || slices.Contains(s.Principal["AWS"], "*") || slices.Contains(s.Principal["AWS"], principal)
}

// Allowed reports whether the policies of a role, and those of the resource, may allow it a request, and none denies it.
func (r Role) Allowed(request Request, ofResource ...Policy) bool {
	return r.says("Allow", request, ofResource) != no && !r.Denied(request, ofResource...)
}

// Denied reports whether a policy denies the role a request, whatever others allow.
func (r Role) Denied(request Request, ofResource ...Policy) bool {
	return r.says("Deny", request, ofResource) == yes
}

// says is the clearest word of a role's and a resource's policies about a request.
func (r Role) says(effect string, request Request, ofResource []Policy) answer {
	result := no
	for i, policy := range append(slices.Clone(r.Policies), ofResource...) {
		for _, s := range policy.Statement {
			if s.Effect == effect && (i < len(r.Policies) || s.about(r.Arn)) && s.concerns(request) {
				result = max(result, s.conditions(request))
			}
		}
	}
	return result
}

// Trusts reports whether a service may be given the role. What a service says about itself is its own.
func (r Role) Trusts(service string) bool {
	return slices.ContainsFunc(r.Trust.Statement, func(s Statement) bool {
		return s.Effect == "Allow" && slices.Contains(s.Principal["Service"], service)
	})
}

// Assumable reports whether another role may take the role on: the trust names it, or leaves it to the account.
func (r Role) Assumable(by Role) bool {
	return slices.ContainsFunc(r.Trust.Statement, func(s Statement) bool {
		return s.Effect == "Allow" && (slices.Contains(s.Principal["AWS"], by.Arn) || by.Allowed(Request{Action: "sts:AssumeRole", Resource: r.Arn}) &&
			slices.ContainsFunc(s.Principal["AWS"], func(p string) bool { return p == "*" || strings.HasSuffix(p, ":root") }))
	})
}
