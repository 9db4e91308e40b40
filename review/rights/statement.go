package rights

import (
	"encoding/json"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/reference"
)

// A document is a policy as rights.
type document struct {
	allow, deny []right
	// odd are statements that are none, as they are written.
	odd []string
}

// A reader reads policies of one scope.
type reader struct {
	scope *reference.Scope
	// left is how many rights may still be read.
	left *int
	// ofResource says that the policy is a resource's, which may leave the resource out, and must say who.
	ofResource bool
	// when is the condition of the template under which the policy is there.
	when condition
}

// of is the reader for the policies of a resource of the template.
func (r reader) of(resource *assembly.Resource) reader {
	if resource.Condition != "" {
		r.when = condition{{template, r.scope.Text(resource.Condition), []string{"true"}}}
	}
	return r
}

// read adds the statements of a policy to what a document has.
func (r reader) read(d *document, policy any) {
	if reference.NoValue(policy) || policy == nil {
		return
	}
	fields, is := policy.(map[string]any)
	if written := r.scope.Text(policy); !is || fields["Statement"] == nil && len(fields) == 1 {
		// A policy may be a text in JSON, of several parts.
		fields = nil
		if json.Unmarshal([]byte(written), &fields) != nil || fields["Statement"] == nil {
			d.odd = append(d.odd, r.scope.Shown(written))
			return
		}
		r.quoted(d, fields["Statement"])
		return
	}
	r.statements(d, fields["Statement"], r.when)
}

// quoted reads statements of a text, in which the references have been read already.
func (r reader) quoted(d *document, statements any) {
	r.scope = r.scope.Verbatim()
	r.statements(d, statements, r.when)
}

func (r reader) statements(d *document, value any, when condition) {
	if *r.left < 0 {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			r.statements(d, one, when)
		}
		return
	case map[string]any:
		if branch, is := v["Fn::If"].([]any); is && len(v) == 1 && len(branch) == 3 {
			name := r.scope.Text(branch[0])
			for i, met := range []string{"true", "false"} {
				r.statements(d, branch[i+1], append(slices.Clone(when), term{template, name, []string{met}}))
			}
			return
		}
		if reference.NoValue(v) || r.statement(d, v, when) {
			return
		}
	}
	d.odd = append(d.odd, r.scope.Shown(r.scope.Text(value)))
}

// statement reads one; is says that it has the form of one.
func (r reader) statement(d *document, s map[string]any, when condition) (is bool) {
	action, hasAction := r.list(s, "Action", "NotAction")
	resource, hasResource := r.list(s, "Resource", "NotResource")
	if !hasResource {
		resource = []list{one("*")}
	}
	who, hasWho := []list{one("*")}, s["Principal"] != nil || s["NotPrincipal"] != nil
	if r.ofResource {
		who, hasWho = r.principals(s)
	}
	condition, isCondition := conditionOf(s["Condition"], r.scope)
	if !hasAction || !isCondition || hasWho != r.ofResource || !hasResource && !r.ofResource {
		return false
	}
	into := &d.allow
	switch s["Effect"] {
	case "Allow":
	case "Deny":
		into = &d.deny
	default:
		return false
	}
	for _, branch := range append(condition, when...).branches() {
		for _, a := range action {
			for _, on := range resource {
				for _, by := range who {
					if *r.left--; *r.left < 0 {
						return true
					}
					if !a.nothing() && !on.nothing() && !by.nothing() {
						*into = append(*into, newRight(by, a, on, branch))
					}
				}
			}
		}
	}
	return true
}

// list reads what a statement is about: each pattern by itself, or all but some.
func (r reader) list(s map[string]any, field, not string) (lists []list, given bool) {
	patterns := r.scope.Texts(s[field])
	for _, pattern := range patterns {
		lists = append(lists, one(pattern))
	}
	if but := r.scope.Texts(s[not]); len(but) > 0 && len(lists) == 0 {
		slices.Sort(but)
		lists = append(lists, list{true, slices.Compact(but)})
	}
	return lists, len(lists) > 0
}

// principals reads who a statement is about.
func (r reader) principals(s map[string]any) (lists []list, given bool) {
	for _, who := range r.whom(s["Principal"]) {
		lists = append(lists, one(who))
	}
	if but := r.whom(s["NotPrincipal"]); len(but) > 0 && len(lists) == 0 {
		slices.Sort(but)
		lists = append(lists, list{true, but})
	}
	return lists, len(lists) > 0
}

func (r reader) whom(value any) (all []string) {
	kinds, is := value.(map[string]any)
	if !is {
		if value == "*" {
			return []string{"*"}
		}
		return nil
	}
	for kind, of := range kinds {
		for _, name := range r.scope.Texts(of) {
			all = append(all, principal(r.scope.Text(kind), name))
		}
	}
	slices.Sort(all)
	return all
}

// principal is who has a name of a kind; one form of several that mean the same.
func principal(kind, name string) string {
	if kind != "AWS" {
		return kind + " " + name
	}
	account, isAccount := name, name == reference.OwnAccount || len(name) == 12 && strings.Trim(name, "0123456789") == ""
	if of, isRoot := strings.CutSuffix(name, ":root"); isRoot && strings.HasPrefix(of, "arn:") {
		_, account, isAccount = strings.Cut(of, ":iam::")
	}
	switch {
	case name == "*":
		return "*"
	case isAccount:
		return "Account " + account
	}
	return "AWS " + name
}
