package definition

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// node is a value in the properties of a pipeline, and its place there.
type node struct {
	path  []string
	value any // as encoding/json decodes it; numbers may be text
}

// in returns the property of that name; of anything but a map there is none.
func (n node) in(name string) node {
	fields, _ := n.value.(map[string]any)
	return node{append(slices.Clip(n.path), name), fields[name]}
}

// step goes one step of a path: to a property, or to an item of a list.
func (n node) step(step string) node {
	list, _ := n.value.([]any)
	if i, err := strconv.Atoi(step); err == nil && i < len(list) {
		return node{append(slices.Clip(n.path), step), list[i]}
	}
	return n.in(step)
}

// all returns what a list holds, and whether that is known. Nothing is an empty list.
func (n node) all() (items []node, known bool) {
	list, is := n.value.([]any)
	known = is || n.missing()
	for i, value := range list {
		item := node{append(slices.Clip(n.path), strconv.Itoa(i)), value}
		if item.missing() {
			continue
		}
		known = known && !item.function()
		items = append(items, item)
	}
	return items, known
}

// list is all for callers who look at each item alone.
func (n node) list() []node {
	items, _ := n.all()
	return items
}

// keys are the names in a map, sorted.
func (n node) keys() []string {
	fields, _ := n.value.(map[string]any)
	return slices.Sorted(maps.Keys(fields))
}

// missing reports whether nothing is there.
func (n node) missing() bool { return !prop.Given(n.value) }

// function reports whether only CloudFormation knows what is there, or part of it.
func (n node) function() bool {
	fields, _ := n.value.(map[string]any)
	for name := range fields {
		if strings.HasPrefix(name, "Fn::") || len(fields) == 1 && (name == "Ref" || name == "Condition") {
			return true
		}
	}
	return false
}

// text returns what is there as text, and whether that is known.
func (n node) text() (string, bool) { return prop.Literal(n.value) }

// is reports whether a text is known to be there.
func (n node) is(text string) bool {
	given, known := n.text()
	return known && given == text
}

// number returns what is there as a number: NaN if it is a text that is none. It reports whether that is known.
func (n node) number() (float64, bool) {
	text, known := n.text()
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		number = math.NaN()
	}
	return number, known
}

// kind says what is there: nothing, a function, a list, a map, or a text, which numbers and booleans are too.
func (n node) kind() string {
	if n.missing() {
		return "nothing"
	}
	if n.function() {
		return "a function"
	}
	switch n.value.(type) {
	case []any:
		return "a list"
	case map[string]any:
		return "a map"
	}
	return "a text"
}

// given says what is there, for messages.
func (n node) given() string {
	if text, known := n.text(); known {
		return prop.Quote(text)
	}
	return n.kind()
}
