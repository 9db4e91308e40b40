package rules

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// kindRules judge whether properties are of the kinds that CloudFormation gives them. What is not is never judged by other
// rules, which would take it for nothing.
var kindRules = []rule{
	{Rule: Rule{ID: "property-kind", Severity: SeverityError,
		Summary: "OptionSettings and Tags are lists of maps, Tier and other objects are maps, and what is in a list's maps is text.",
		Doc:     reference + "aws-resource-elasticbeanstalk-environment.html"}, scope: everyResource, check: propertyKind},
}

// kinds are the properties that are lists of maps, [], and those that are maps, {}, with what must be in the former.
var kinds = []struct{ property, kind, needed string }{
	{"OptionSettings", "[]", "Namespace OptionName"},
	{"Tags", "[]", "Key Value"},
	{"Tier", "{}", ""},
	{"SourceConfiguration", "{}", ""},
	{"ResourceLifecycleConfig", "{}", ""},
	{"SourceBundle", "{}", ""},
}

func propertyKind(v *view, r *reporter) {
	if v.env.Resource == nil || v.env.Resource.Properties == nil {
		return
	}
	all := property{value: v.env.Resource.Properties}
	for _, k := range kinds {
		p := all.in(k.property)
		list, isList := p.value.([]any)
		switch {
		case p.missing() || p.function():
		case k.kind == "{}":
			r.mapOf(p, k.needed)
		case !isList:
			r.property(p, "must be a list, got "+p.kind(), "begin each item with a dash, or put brackets around them")
		}
		for i, item := range list {
			if at := (property{p.path + "." + strconv.Itoa(i), item}); !at.missing() && !at.function() {
				r.mapOf(at, k.needed)
			}
		}
	}
}

// mapOf reports what is no map, lacks something, or has something in it that is no text.
func (r *reporter) mapOf(p property, needed string) {
	fields, is := p.value.(map[string]any)
	if !is {
		r.property(p, "must be a map, got "+p.kind(), "write it with its names")
		return
	}
	if _, macro := fields["Fn::Transform"]; macro {
		return
	}
	for _, name := range strings.Fields(needed) {
		if p.in(name).missing() {
			r.property(p.in(name), "must be given, got nothing", "set it")
		}
	}
	if needed == "" {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if in := p.in(name); !in.missing() && !in.function() && in.kind() != "text" {
			r.property(in, "must be text, got "+in.kind(), "write it as text")
		}
	}
}
