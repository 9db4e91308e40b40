// Package waiver reads which guard rails of its preset a stage has switched off, and why.
package waiver

import (
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
)

const kind = "beanstalkline:waivers"

// Change is what becomes of the waivers of one stage: the reason of each, by its guard rail.
type Change struct {
	Base map[string]string `json:"base,omitempty"`
	Head map[string]string `json:"head,omitempty"`
}

// Between are the waivers of a stack before and after; nil where there are none. A stack that is no longer in the app keeps
// its own.
func Between(base, head *assembly.Stack) *Change {
	c := &Change{of(base), of(head)}
	if head == nil || len(c.Base)+len(c.Head) == 0 {
		return nil
	}
	return c
}

// Differ reports whether a waiver is new, given up, or has another reason.
func (c *Change) Differ() bool { return c != nil && !maps.Equal(c.Base, c.Head) }

// New are the guard rails that are switched off now, and were not.
func (c *Change) New() (names []string) {
	if c == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.Head)) {
		if _, had := c.Base[name]; !had {
			names = append(names, name)
		}
	}
	return names
}

func of(stack *assembly.Stack) map[string]string {
	found := map[string]string{}
	if stack == nil {
		return found
	}
	for _, path := range slices.Sorted(maps.Keys(stack.Notes)) {
		for name, value := range stack.Said(strings.TrimPrefix(path, "/"), kind) {
			if reason, is := value.(string); is {
				found[name] = reason
			}
		}
	}
	return found
}
