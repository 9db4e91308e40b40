package ports

import (
	"slices"
	"strings"

	"beanstalkline/review/change"
)

// A comparison is that of two stacks.
type comparison struct {
	was, is reader
	impacts map[string]change.Change
	told    []Change
}

// anew reports whether the resource of an id is made anew, so that nothing of it stays.
func (c *comparison) anew(id string) bool {
	return c.was.own[id] != id || c.impacts[id].Impact == change.Replace
}

// speaker says sentences about a resource.
func (c *comparison) speaker(name string, subject Change) speaker {
	return speaker{scope: c.is.scope, subject: subject, name: name, plural: strings.HasPrefix(name, instancesOf)}
}

// differ says which rules open or close.
func (c *comparison) differ(s speaker, before, after []rule) {
	if slices.Equal(before, after) {
		return
	}
	opened, known := more(after, before)
	closed, alsoKnown := more(before, after)
	if !known || !alsoKnown {
		c.told = append(c.told, s.unknown("has too many rules to compare: what opens or closes is not known"))
		return
	}
	c.told = append(c.told, s.rules(opened, before, true)...)
	c.told = append(c.told, s.rules(closed, after, false)...)
}
