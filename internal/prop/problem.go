// Package prop reports what is wrong with properties, always in the same form: "Field must be ..., got ...; fix".
//
// All it knows about the CDK is what the number of a token looks like. Package cdk tells it which values are tokens.
package prop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a property.
type Problem struct {
	// Path is the construct's place in the tree. Empty for properties that were validated on their own.
	Path string
	// Field is the property, in the caller's words, such as "Capacity.MinSize".
	Field string
	// Message says what is allowed and what was given.
	Message string
	// Fix says what to write instead. Empty where the message says it all.
	Fix string
}

// Error returns the problem as one line.
func (p *Problem) Error() string {
	text := p.Message
	if p.Path != "" {
		text = harmless(p.Path) + ": " + text
	}
	if p.Fix != "" {
		text += "; " + p.Fix
	}
	return text
}

// problems is several of them as one error, a line each.
type problems []*Problem

func (p *problems) Error() string {
	lines := make([]string, len(*p))
	for i, problem := range *p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

func (p *problems) Unwrap() []error {
	all := make([]error, len(*p))
	for i, problem := range *p {
		all[i] = problem
	}
	return all
}

// Problems collects what is wrong. The zero value is ready to use.
type Problems struct{ list problems }

// Say adds a problem in words of its own, which follow the field.
func (p *Problems) Say(field, fix, format string, values ...any) {
	message := strings.TrimPrefix(field+" "+fmt.Sprintf(format, values...), " ")
	if !slices.ContainsFunc(p.list, func(other *Problem) bool { return other.Message == message && other.Fix == fix }) {
		p.list = append(p.list, &Problem{Field: field, Message: message, Fix: fix})
	}
}

// MustBe adds the usual problem: what a field may be, and what it is instead.
func (p *Problems) MustBe(field, allowed string, got any, fix ...string) {
	p.Say(field, strings.Join(fix, "; "), "must be %s, got %s", allowed, Show(got))
}

// Add adds the problems of an error, if there are any.
func (p *Problems) Add(err error) {
	var several interface{ Unwrap() []error }
	var one *Problem
	switch {
	case err == nil:
	case errors.As(err, &one) && error(one) == err:
		p.list = append(p.list, one)
	case errors.As(err, &several):
		for _, each := range several.Unwrap() {
			p.Add(each)
		}
	default:
		p.list = append(p.list, &Problem{Message: OneLine(err.Error())})
	}
}

// Of reports whether a field already has a problem.
func (p *Problems) Of(field string) bool {
	return slices.ContainsFunc(p.list, func(problem *Problem) bool { return problem.Field == field })
}

// Within reports whether a field, or one within it, already has a problem.
func (p *Problems) Within(field string) bool {
	return slices.ContainsFunc(p.list, func(problem *Problem) bool {
		return problem.Field == field || strings.HasPrefix(problem.Field, field+".")
	})
}

// Err returns all problems as one error, or nil if there are none.
func (p *Problems) Err() error {
	if len(p.list) == 0 {
		return nil
	}
	return new(slices.Clone(p.list)) // a pointer, so that errors can be compared
}

// Without returns the problems of an error except those of some fields, which somebody else supplies.
func Without(err error, fields ...string) error {
	var all, rest Problems
	all.Add(err)
	for _, problem := range all.list {
		if !slices.Contains(fields, problem.Field) {
			rest.list = append(rest.list, problem)
		}
	}
	return rest.Err()
}

// At returns the problems of an error with the path of the construct that has them, where they have none yet.
func At(path string, err error) error {
	var all, placed Problems
	all.Add(err)
	for _, problem := range all.list {
		here := *problem
		if here.Path == "" {
			here.Path = path
		}
		placed.list = append(placed.list, &here)
	}
	return placed.Err()
}

// Renamed returns the problems of an error with a prefix before their fields, where the same property has a longer name.
func Renamed(err error, prefix string) error {
	var all, renamed Problems
	all.Add(err)
	for _, problem := range all.list {
		here := *problem
		here.Field, here.Message = prefix+here.Field, prefix+here.Message
		renamed.list = append(renamed.list, &here)
	}
	return renamed.Err()
}
