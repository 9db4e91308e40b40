package rights

import (
	"fmt"
	"slices"
	"strings"

	"beanstalkline/review/verdict"
)

// A teller says what changes for one subject.
type teller struct {
	speaker
	budget *int
	about  *subject
	kind   string
	rights []Right
}

func (t *teller) say(rights ...Right) { t.rights = append(t.rights, rights...) }

// subject says everything that changes.
func (t *teller) subject(was, is *subject) {
	switch kept := t.state == "gone" && verdict.Stays(t.about.is.DeletionPolicy); {
	case kept && places[t.kind].inside():
		return // it stays as it is
	case kept && !t.about.guarded:
		t.say(Right{Text: t.name + " leaves the stack and is kept: what it may do then is not known here", Unknown: true})
		return
	}
	before := effectOf(was.does, was.bounds, t.scope, t.budget)
	after := effectOf(is.does, is.bounds, t.scope, t.budget)
	// What policies allow that are not read here, what identities are allowed by theirs, may be denied too.
	others := t.about.guarded || t.about.is == nil || len(was.managed)+len(is.managed)+len(was.groups)+len(is.groups) > 0
	t.compared(before, after, t.form(), others)
	trusted, trusts := effectOf(was.trust, nil, t.scope, t.budget), effectOf(is.trust, nil, t.scope, t.budget)
	t.compared(trusted, trusts, trust, false)
	t.managed(was, is, before, after)
	t.boundaries(was, is)
	t.members(was, is)
	for _, setting := range missing(is.settings, was.settings) {
		t.say(Right{Text: t.name + " now " + setting, More: true, Severe: true})
	}
	for _, setting := range missing(was.settings, is.settings) {
		t.say(Right{Text: t.name + " no longer " + setting, Less: true})
	}
	t.odd(append(slices.Clone(was.does.odd), was.trust.odd...), append(slices.Clone(is.does.odd), is.trust.odd...))
}

func (t *teller) form() form {
	switch {
	case t.kind == endpoint:
		return through
	case t.about.guarded:
		return policy
	}
	return identity
}

// compared says what two effects differ in. With others, something else may allow what is denied.
func (t *teller) compared(before, after effect, f form, others bool) {
	more, less := after.over(before, others), before.over(after, others)
	if !more.known || !less.known {
		t.say(Right{Text: "the policies of " + t.name + " are too many to compare: what they allow more or less is not known", Unknown: true})
		return
	}
	if f == through && (len(before.allow) == 0 || t.state != "changed") {
		return // what an endpoint lets through is nobody's right yet
	}
	denied := newIndex(slices.DeleteFunc(slices.Clone(after.deny), right.withoutTLS), t.scope, t.budget)
	grown := map[string]bool{}
	var units []unit
	for _, r := range more.rights {
		u := unitOf(r)
		if c, is := before.allowed.counterpart(r); is {
			u.was = whenever(c.when.words(t.scope))
			grown[r.about()] = true
		}
		u.partly, _ = denied.meets(r)
		units = append(units, u)
	}
	t.say(t.tell(units, f, "more")...)
	units = nil
	for _, r := range less.rights {
		u := unitOf(r)
		if c, is := after.allowed.counterpart(r); is {
			u.was = whenever(c.when.words(t.scope))
			if grown[r.about()] {
				t.alsoLess(r)
				continue
			}
		}
		units = append(units, u)
	}
	t.say(t.tell(units, f, "less")...)
	if t.state != "changed" {
		return // what is denied to something new has not been allowed to it
	}
	t.say(t.tell(unitsOf(more.lifted), f, "lifted")...)
	t.say(t.tell(unitsOf(less.lifted), f, "denied")...)
}

// whenever says a condition even if there is none.
func whenever(condition string) string {
	if condition == "" {
		return "always"
	}
	return "if " + condition
}

// alsoLess marks what has been said of a right whose condition is another, neither wider nor narrower.
func (t *teller) alsoLess(r right) {
	for i := range t.rights {
		if slices.Contains(t.rights[i].Actions, t.scope.Shown(r.name.patterns[0])) && t.rights[i].More {
			t.rights[i].Less = true
		}
	}
}

// managed says which policies, whose text is not known here, are attached or detached.
func (t *teller) managed(was, is *subject, before, after effect) {
	now := ""
	if t.state == "changed" {
		now = " now"
	}
	for _, arn := range missing(is.managed, was.managed) {
		if all, _ := before.allowed.covers(everything); all {
			continue
		}
		name := t.policyName(arn)
		text := t.name + now + " has " + name + ": what it allows is not compared here"
		t.say(Right{Text: text, More: true, Severe: powerful[arn[strings.LastIndex(arn, "/")+1:]], Policy: name})
	}
	for _, arn := range missing(was.managed, is.managed) {
		if all, _ := after.allowed.covers(everything); all {
			continue
		}
		name := t.policyName(arn)
		t.say(Right{Text: t.name + " no longer has " + name + ": what it allowed is not compared here", Less: true, Policy: name})
	}
}

// powerful are the policies of AWS with which somebody may give himself all rights, or has nearly all.
var powerful = map[string]bool{"AdministratorAccess": true, "PowerUserAccess": true, "IAMFullAccess": true}

func (t *teller) policyName(arn string) string {
	if strings.HasPrefix(arn, "arn:") && strings.Contains(arn, ":iam::aws:policy/") {
		return "AWS's managed policy " + t.called(arn)
	}
	return "the managed policy " + t.called(arn)
}

// called is the name of a managed policy.
func (t *teller) called(arn string) string {
	if _, name, is := strings.Cut(t.scope.Shown(arn), ":policy/"); is && strings.HasPrefix(arn, "arn:") {
		return name
	}
	return t.scope.Words(arn)
}

// boundaries says what becomes of a permissions boundary whose text is not known here.
func (t *teller) boundaries(was, is *subject) {
	if t.state != "changed" || was.boundary == is.boundary || was.bounds != nil && is.bounds != nil {
		return
	}
	before, after := t.called(was.boundary), t.called(is.boundary)
	switch {
	case is.boundary == "" && was.bounds == nil:
		t.say(Right{Text: t.name + " is no longer limited by the permissions boundary " + before, More: true})
	case was.boundary == "" && is.bounds == nil:
		t.say(Right{Text: t.name + " is now limited by the permissions boundary " + after, Less: true})
	case is.boundary != "" && was.boundary != "":
		text := "%s has the permissions boundary %s instead of %s: what they allow is not compared here"
		t.say(Right{Text: fmt.Sprintf(text, t.name, after, before), Unknown: true})
	}
}

// members says which groups a user joins, and which roles an instance profile gives.
func (t *teller) members(was, is *subject) {
	join, leave := "%s now is in the group %s, and has its rights", "%s no longer is in the group %s"
	if t.kind == instanceProfile {
		join, leave = "instances with %s now have the rights of %s", "instances with %s no longer have the rights of %s"
		if t.state != "changed" {
			return // told with the role
		}
	}
	for _, name := range missing(is.groups, was.groups) {
		t.say(Right{Text: fmt.Sprintf(join, t.name, t.scope.Shown(name)), More: true})
	}
	for _, name := range missing(was.groups, is.groups) {
		t.say(Right{Text: fmt.Sprintf(leave, t.name, t.scope.Shown(name)), Less: true})
	}
}

// odd says which statements cannot be read.
func (t *teller) odd(was, is []string) {
	for _, differing := range []struct {
		written []string
		what    string
	}{{missing(is, was), "now has a statement"}, {missing(was, is), "no longer has a statement"}} {
		const most = 20
		for _, written := range differing.written[:min(most, len(differing.written))] {
			t.say(Right{Text: t.name + " " + differing.what + " that cannot be read here: " + cut(written, 160), Unknown: true})
		}
		if n := len(differing.written) - most; n > 0 {
			t.say(Right{Text: fmt.Sprintf("%s %s that cannot be read here, %d times more", t.name, differing.what, n), Unknown: true})
		}
	}
}
