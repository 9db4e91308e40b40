package buildspec

import (
	"fmt"
	"regexp"

	"beanstalkline/internal/prop"
)

// kind is what a value is, and what a key may hold.
type kind int

const (
	nothing kind = iota
	text
	list
	mapping

	// What only keys have:
	texts  // a list of texts, or one
	yesNo  // yes, no, true or false
	truth  // true or false
	number // a whole number above zero
	tasks  // a list of mappings
)

// value is a value of a specification, with its place. A nil value is what is not there.
type value struct {
	kind  kind
	text  string
	plain bool // without quotes
	line  int
	items []*value
	keys  []entry
}

type entry struct {
	name  string
	line  int
	value *value
}

// of returns what a mapping has for a key, or nil.
func (v *value) of(name string) *value {
	if v != nil {
		for _, e := range v.keys {
			if e.name == name && e.value.kind != nothing {
				return e.value
			}
		}
	}
	return nil
}

// texts are the texts in a list of them, or the one that stands for a list.
func (v *value) texts() []*value {
	switch {
	case v == nil:
		return nil
	case v.kind == text:
		return []*value{v}
	}
	return v.items
}

// given is what a value is, in words that show nothing of it.
func (v *value) given() prop.Words {
	switch {
	case v == nil || v.kind == nothing:
		return "nothing"
	case v.kind == list:
		return "a list"
	case v.kind == mapping:
		return "a mapping"
	}
	return "text"
}

// place is where a value is, as AWS writes it, such as phases/build/commands[0].
type place struct {
	path string
	line int
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)

func (p place) key(e entry) place {
	name := e.name
	if !plainKey.MatchString(name) {
		name = prop.Quote(name)
	}
	if p.path != "" {
		name = p.path + "/" + name
	}
	return place{name, e.line}
}

func (p place) item(i int, v *value) place { return place{fmt.Sprintf("%s[%d]", p.path, i), v.line} }

// missing is the place of what would be there.
func (p place) missing(name string) place { return p.key(entry{name, p.line, nil}) }

func (p place) String() string {
	if p.path == "" {
		return "the build specification"
	}
	if p.line == 0 {
		return p.path
	}
	return fmt.Sprintf("%s in line %d", p.path, p.line)
}
