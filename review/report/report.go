// Package report is what a review has found, as data: pages, summaries and policies are made from it.
package report

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/money"
	"beanstalkline/review/pipeline"
	"beanstalkline/review/ports"
	"beanstalkline/review/rights"
	"beanstalkline/review/setting"
	"beanstalkline/review/stage"
	"beanstalkline/review/verdict"
	"beanstalkline/review/waiver"
)

// A Report is a whole review.
type Report struct {
	// Base and Head say what was compared.
	Base string `json:"base"`
	Head string `json:"head"`
	// Stages are all stacks of both, in the order of their names.
	Stages []*Stage `json:"stages"`
	// Violations are what a policy forbids of it.
	Violations []Violation `json:"violations,omitempty"`
}

// A Violation is a finding that a rule of a policy forbids.
type Violation struct {
	Rule  string `json:"rule"`
	Stage string `json:"stage"`
	Text  string `json:"text"`
}

// A Stage is one stack.
type Stage struct {
	Name string `json:"name"`
	// State is "changed", "unchanged", "new" or "gone".
	State string `json:"state"`
	// Verdict is the most that a change does, as far as that is known.
	Verdict verdict.Level `json:"verdict"`
	// Unknown is how many changes may do more than Verdict.
	Unknown  int               `json:"unknown,omitempty"`
	Findings []verdict.Finding `json:"findings,omitempty"`
	// Options are the options that differ, by the logical id of the environment.
	Options map[string][]setting.Difference `json:"options,omitempty"`
	// Pipelines are what differs between its pipelines.
	Pipelines []pipeline.Difference `json:"pipelines,omitempty"`
	// Money is what it costs in a month while nobody uses it, before and after.
	Money Money `json:"money"`
	// Rights are those that grow or shrink.
	Rights []rights.Change `json:"rights,omitempty"`
	// Ports are what opens or closes.
	Ports []ports.Change `json:"ports,omitempty"`

	// Waivers are the guard rails of its preset that it has switched off, before and after; nil where there are none.
	Waivers *waiver.Change `json:"waivers,omitempty"`

	// Changes are what CloudFormation does, by logical id.
	Changes map[string]change.Change `json:"-"`

	Before *assembly.Stack `json:"-"`
	After  *assembly.Stack `json:"-"`
}

// Money is what a stage costs, before and after; nil where it is not there.
type Money struct {
	Base *money.Bill `json:"base"`
	Head *money.Bill `json:"head"`
}

// New compares two assemblies. The folder is that of this module.
func New(ctx context.Context, folder string, base, head *assembly.Assembly) (*Report, error) {
	r := &Report{Base: base.Name, Head: head.Name}
	stages, err := paired(base, head)
	if err != nil {
		return nil, err
	}
	var pairs []change.Pair
	for _, s := range stages {
		if s.differs {
			pairs = append(pairs, change.Pair{Base: s.Base.File, Head: s.Head.File})
		}
	}
	changes, err := change.Between(ctx, folder, pairs)
	if err != nil {
		return nil, err
	}
	steps := pipeline.Between(base, head)
	for _, s := range stages {
		if s.differs {
			s.Changes, changes = changes[0], changes[1:]
		}
		s.Judge()
		told := s.told()
		for _, step := range steps {
			if step.Stack == s.Name {
				told.Pipelines = append(told.Pipelines, step)
			}
		}
		told.Money = Money{money.Of(s.Base), money.Of(s.Head)}
		r.Stages = append(r.Stages, told)
	}
	return r, nil
}

// A pair is a stack before and after.
type pair struct {
	stage.Stage
	differs bool // the templates
}

// paired are the stacks of both assemblies. Those of one name belong together: where there are several, those of one account
// and region, and what is left only if nothing else can be meant.
func paired(base, head *assembly.Assembly) (pairs []*pair, err error) {
	byName := map[string][]*pair{}
	for _, stack := range head.Stacks {
		p := &pair{Stage: stage.Stage{Name: stack.Name, Head: stack}}
		byName[stack.Name] = append(byName[stack.Name], p)
		pairs = append(pairs, p)
	}
	left := map[string][]*assembly.Stack{}
	for _, stack := range base.Stacks {
		same := slices.IndexFunc(byName[stack.Name], func(p *pair) bool {
			return p.Head.Account == stack.Account && p.Head.Region == stack.Region
		})
		if same >= 0 {
			byName[stack.Name][same].Base = stack
		} else {
			left[stack.Name] = append(left[stack.Name], stack)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		free := slices.DeleteFunc(byName[name], func(p *pair) bool { return p.Base != nil })
		if len(free) == 1 && len(left[name]) == 1 {
			free[0].Base = left[name][0]
			continue
		}
		for _, stack := range left[name] {
			pairs = append(pairs, &pair{Stage: stage.Stage{Name: stack.Name, Base: stack}})
		}
	}
	for _, p := range pairs {
		if p.Base == nil || p.Head == nil {
			continue
		}
		if p.differs, err = differ(p.Base.File, p.Head.File); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

func differ(base, head string) (bool, error) {
	was, err := os.ReadFile(base)
	if err != nil {
		return false, err
	}
	is, err := os.ReadFile(head)
	return !bytes.Equal(was, is), err
}

func (p *pair) told() *Stage {
	s := &Stage{Name: p.Name, State: "changed", Findings: p.Findings, Options: p.Options, Changes: p.Changes, Before: p.Base, After: p.Head}
	s.Rights, s.Ports = rights.Between(p.Base, p.Head), p.Ports
	s.Waivers = waiver.Between(p.Base, p.Head)
	s.Verdict, s.Unknown = verdict.Sum(p.Findings)
	switch {
	case p.Base == nil:
		s.State = "new"
	case p.Head == nil:
		s.State = "gone"
	case len(p.Findings) == 0:
		s.State = "unchanged"
	}
	return s
}
