// Package stage says what a change does to each stack of an app.
package stage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/ports"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

// A Stage is one stack before and after. One of the two is nil where the stack is new, or gone from the app.
type Stage struct {
	Name       string
	Base, Head *assembly.Stack
	Changes    map[string]change.Change
	// Findings are what the changes do, the worst first.
	Findings []verdict.Finding
	// Options are the differences between the option settings of each environment, by its logical id in Head.
	Options map[string][]setting.Difference
	// Ports are what opens or closes.
	Ports []ports.Change

	shut map[string]bool // the security groups that close something, or may do so
}

// Judge fills in the findings and options from the changes.
func (s *Stage) Judge() {
	s.Options, s.shut = map[string][]setting.Difference{}, map[string]bool{}
	s.Ports = ports.Between(s.Base, s.Head, s.Changes)
	for _, c := range s.Ports {
		if c.Closed || c.Unknown {
			s.shut[c.ID] = true
		}
	}
	switch {
	case s.Base == nil:
		s.find(verdict.Nothing, "the stack is new")
		return
	case s.Head == nil:
		s.find(verdict.Nothing, "the stack is no longer in the app: it runs on, and costs, until somebody deletes it with "+
			"`aws cloudformation delete-stack`")
		return
	}
	s.place()
	moved := s.renamed()
	s.follow(moved)
	for _, id := range slices.Sorted(maps.Keys(s.Changes)) {
		if _, is := moved[id]; is {
			continue // told with the environment that takes its place
		}
		s.judge(id, moved)
	}
	s.policies()
	s.Findings = append(s.Findings, circumstances(s.Base, s.Head)...)
	slices.SortStableFunc(s.Findings, func(a, b verdict.Finding) int {
		return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(rank(b.Unknown), rank(a.Unknown)))
	})
}

func rank(unknown bool) int {
	if unknown {
		return 1
	}
	return 0
}

func (s *Stage) find(level verdict.Level, text string) {
	s.Findings = append(s.Findings, verdict.Finding{Level: level, Resource: s.Name, Text: text})
}

// place finds what a stack says of itself.
func (s *Stage) place() {
	if s.Base.Account != s.Head.Account || s.Base.Region != s.Head.Region {
		s.Findings = append(s.Findings, verdict.Finding{
			Level: verdict.NoInterruption, Unknown: true, Resource: s.Name,
			Text: fmt.Sprintf("is to be in %s instead of %s: another stack is made there, and the one that runs stays until somebody deletes it",
				where(s.Head), where(s.Base)),
		})
	}
	switch {
	case s.Base.Protected && !s.Head.Protected:
		s.find(verdict.NoInterruption, "is no longer protected from being deleted")
	case !s.Base.Protected && s.Head.Protected:
		s.find(verdict.NoInterruption, "is protected from being deleted")
	}
}

func where(stack *assembly.Stack) string {
	if stack.Account == "" && stack.Region == "" {
		return "the account and region of the credentials"
	}
	return cmp.Or(stack.Account, "the account of the credentials") + ", " + cmp.Or(stack.Region, "the region of the credentials")
}

// renamed are environments, and what else has a new logical id in the same construct, that make way for another: a
// replacement that CloudFormation does not call one. They are the ids of those that go, each with that which comes.
func (s *Stage) renamed() map[string]string {
	gone, come := map[string]string{}, map[string]string{}
	for id, c := range s.Changes {
		if was := s.Base.Template.Resources[id]; was != nil && c.Impact != change.Update {
			if s.Head.Template.Resources[id] == nil && was.Type == environment {
				gone[was.Path(id)] = id
			}
		}
		if is := s.Head.Template.Resources[id]; is != nil && s.Base.Template.Resources[id] == nil && is.Type == environment {
			come[is.Path(id)] = id
		}
	}
	moved := map[string]string{}
	for path, id := range gone {
		if next, is := come[path]; is {
			moved[id] = next
		}
	}
	return moved
}

// replaced reports whether a resource gets another physical id.
func (s *Stage) replaced(moved map[string]string) func(id string) bool {
	return func(id string) bool {
		if s.Changes[id].Impact == change.Replace {
			return true
		}
		for _, next := range moved {
			if next == id {
				return true
			}
		}
		return false
	}
}

// follow adds to the changes what refers to a resource that is replaced, deep inside of its properties.
func (s *Stage) follow(moved map[string]string) {
	replaced := s.replaced(moved)
	added := map[string]change.Change{}
	for id, is := range s.Head.Template.Resources {
		if _, changes := s.Changes[id]; changes || s.Base.Template.Resources[id] == nil {
			continue
		}
		properties := map[string]change.Impact{}
		for name, value := range is.Properties {
			if setting.Refers(value, replaced) {
				properties[name] = change.Update
			}
		}
		if len(properties) > 0 {
			added[id] = change.Change{Impact: change.Update, Properties: properties}
		}
	}
	if len(added) > 0 && s.Changes == nil {
		s.Changes = map[string]change.Change{}
	}
	maps.Copy(s.Changes, added)
}

// judge finds what the change of one resource does.
func (s *Stage) judge(id string, moved map[string]string) {
	was, is := s.Base.Template.Resources[id], s.Head.Template.Resources[id]
	r := resource{id: id, was: was, is: is, change: s.Changes[id], replaced: s.replaced(moved), before: s.Base, after: s.Head, shut: s.shut}
	for before, after := range moved {
		if after == id {
			r.was, r.change.Impact = s.Base.Template.Resources[before], change.Replace
		}
	}
	findings, differences := r.judge()
	s.Findings = append(s.Findings, findings...)
	if differences != nil {
		s.Options[id] = differences
	}
}

// policies finds resources that are no longer kept, or kept from now on, when they are deleted.
func (s *Stage) policies() {
	for _, id := range slices.Sorted(maps.Keys(s.Head.Template.Resources)) {
		was, is := s.Base.Template.Resources[id], s.Head.Template.Resources[id]
		if was == nil || was.Type != is.Type {
			continue
		}
		before := verdict.Kept(verdict.Deletion(was.Type, was.DeletionPolicy, was.Properties))
		after := verdict.Kept(verdict.Deletion(is.Type, is.DeletionPolicy, is.Properties))
		text, page := "is no longer kept when it is deleted", "DeletionPolicy"
		switch _, holds := verdict.Held(is.Type, is.Properties); {
		case before == after && holds && verdict.Kept(was.UpdateReplacePolicy) && !verdict.Kept(is.UpdateReplacePolicy):
			text, page = "is no longer kept when it is replaced", "UpdateReplacePolicy"
		case before == after:
			continue
		case after:
			text = "is kept when it is deleted"
		}
		s.Findings = append(s.Findings, verdict.Finding{
			Level: verdict.NoInterruption, Resource: is.Path(id), ID: id, Type: is.Type, Text: text, Source: fmt.Sprintf("AWS page %q", page+" attribute"),
		})
	}
}
