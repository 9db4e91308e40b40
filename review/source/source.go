// Package source says where the value of an option comes from, by what the constructs have left in the metadata of the
// assembly: a default of the construct, the preset of a stage, a property, or an option setting that somebody has written.
package source

import (
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/words"
)

// The types of entries in the metadata.
const (
	settings = "beanstalkline:option-sources"
	stage    = "beanstalkline:stage"
)

// longest is how many characters a source has.
const longest = 200

// fields is how many fields a stage has at most; a longer list is none of ours.
const fields = 1000

// Sources are those of one environment.
type Sources struct {
	known   bool
	of      map[string]any
	preset  string
	changed []any // the names of fields in which the stage differs from its preset
}

// Of are the sources of an environment's settings. They are not known of what the constructs of this project have not made.
func Of(environment *assembly.Resource) (s Sources) {
	if environment == nil || environment.Stack == nil {
		return Sources{}
	}
	path := environment.Path("")
	if path == "" {
		return Sources{}
	}
	s.of = environment.Stack.Said(path, settings)
	s.known = s.of != nil
	for above := path; above != "" && s.preset == ""; above = parent(above) {
		note := environment.Stack.Said(above, stage)
		if s.changed, s.known = nil, s.known || note != nil; note == nil {
			continue
		}
		s.preset, _ = note["preset"].(string)
		if s.changed, _ = note["changed"].([]any); len(s.changed) > fields {
			s.preset = ""
		}
	}
	return s
}

func parent(path string) string {
	return path[:max(0, strings.LastIndexByte(path, '/'))]
}

// Source is where a setting comes from, such as "default", "preset Prod", "prop InstanceTypes" or "explicit Options[0]"; empty
// where nothing is known of it.
func (s Sources) Source(namespace, name, resource string) string {
	if !s.known {
		return ""
	}
	said, is := s.of[strings.TrimSpace(namespace+" "+name+" "+resource)]
	if !is {
		return "default"
	}
	text, _ := said.(string)
	if field, is := strings.CutPrefix(text, "prop "); is && s.preset != "" && !slices.Contains(s.changed, any(first(field))) {
		return words.Cut("preset "+s.preset, longest)
	}
	return words.Cut(text, longest)
}

// first is the first segment of a field such as Capacity.MaxSize or Options[3].
func first(field string) string {
	if end := strings.IndexAny(field, ".[ "); end >= 0 {
		return field[:end]
	}
	return field
}
