package rights

import (
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/reference"
)

// A form is that of sentences: about a principal, about those whom a resource's policy names, about those whom a role
// trusts, or about what an endpoint lets through.
type form int

const (
	identity form = iota
	policy
	trust
	through
)

// A speaker says sentences about one subject.
type speaker struct {
	scope *reference.Scope
	name  string // of the subject
	state string
}

// tell says units in sentences. Of what is new or gone, it says less: a sentence for each service.
func (s speaker) tell(units []unit, f form, how string) (told []Right) {
	if s.state == "changed" || f == trust {
		for _, u := range merged(units) {
			told = append(told, s.sentence(f, how, u))
		}
		return told
	}
	services := map[string][]unit{}
	for _, u := range units {
		name, _, _ := strings.Cut(u.actions[0], ":")
		services[name] = append(services[name], u)
	}
	for _, name := range slices.Sorted(maps.Keys(services)) {
		whole := Right{}
		for _, u := range merged(services[name]) {
			r := s.sentence(f, how, u)
			if whole.Text != "" {
				r.Text = whole.Text + "; " + s.deed(f, u)
			}
			r.Severe = r.Severe || whole.Severe
			r.Actions, r.Resources = append(whole.Actions, r.Actions...), append(whole.Resources, r.Resources...)
			r.Who = append(whole.Who, r.Who...)
			whole = r
		}
		for _, list := range []*[]string{&whole.Actions, &whole.Resources, &whole.Who} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		whole.Text = cut(whole.Text, 600)
		told = append(told, whole)
	}
	return told
}

// sentence says one unit.
func (s speaker) sentence(f form, how string, u unit) Right {
	r := Right{
		More: how == "more" || how == "lifted", Less: how == "less" || how == "denied", Actions: each(u.actions, s.scope.Shown),
		Resources: each(u.resources, s.scope.Words), Condition: u.when.words(s.scope),
	}
	subject := s.name
	if f != identity {
		r.Who = each(u.who, s.who)
		subject = said(r.Who, "and", 6)
		if u.allBut[0] {
			subject = "everybody but " + subject
		}
	}
	if f == trust || f == policy && slices.Contains(u.resources, "*") && !u.allBut[2] {
		r.Resources = []string{s.name}
	}
	plural := f != identity && len(u.who) > 1
	r.Severe = how == "more" && (u.admin && f == identity || u.public && (f == policy || f == trust))
	verb := map[string]string{"more": "may now", "less": "may no longer", "lifted": be(plural) + " no longer denied",
		"denied": be(plural) + " now denied"}[how]
	if s.state == "new" && how == "more" {
		verb = "may"
	}
	deed := s.deed(f, u)
	if how == "lifted" || how == "denied" {
		deed = strings.TrimPrefix(deed, "do ")
	}
	r.Text = subject + " " + verb + " " + deed
	if f == through {
		r.Text = "through " + s.name + ", " + r.Text
	}
	switch {
	case u.was == "":
	case how == "more":
		r.Text += " (before: " + u.was + ")"
	case how == "less":
		r.Text += " (now only " + u.was + ")"
	}
	if how == "more" && u.partly {
		r.Text += ", except what another statement denies"
	}
	return r
}

func be(plural bool) string {
	if plural {
		return "are"
	}
	return "is"
}

// deed is what is done to what, and when.
func (s speaker) deed(f form, u unit) string {
	actions := said(each(u.actions, s.scope.Shown), "and", 10)
	switch {
	case u.allBut[1]:
		actions = "do everything but " + actions
	case slices.Contains(u.actions, "*"):
		actions = "do everything"
	}
	resources := said(each(u.resources, s.scope.Words), "and on", 6)
	switch {
	case u.allBut[2]:
		resources = "every resource but " + said(each(u.resources, s.scope.Words), "and", 6)
	case slices.Contains(u.resources, "*") && f == policy:
		resources = s.name
	}
	text := actions + " on " + resources
	if f == trust {
		text = actions + " on " + s.name
		if !slices.ContainsFunc(u.actions, func(a string) bool { return !strings.HasPrefix(a, "sts:AssumeRole") }) && !u.allBut[1] {
			text = "assume " + s.name
		}
	}
	if when := u.when.words(s.scope); when != "" {
		text += " if " + when
	}
	return text
}

// who is a principal in words.
func (s speaker) who(principal string) string {
	kind, name, _ := strings.Cut(principal, " ")
	switch kind {
	case "*":
		return "everybody"
	case "Account":
		if name == reference.OwnAccount {
			return "this account"
		}
		return "the account " + s.scope.Shown(name)
	case "Service":
		return "the service " + s.scope.Shown(name)
	case "Federated":
		return "whoever signs in through " + s.scope.Words(name)
	case "CanonicalUser":
		return "the canonical user " + s.scope.Shown(name)
	}
	return s.scope.Words(name)
}
