package rules

import (
	"strings"

	"beanstalkline/internal/prop"
)

// property is a property of a resource, or something in one.
type property struct {
	path  string // of names, such as "ResourceLifecycleConfig.ServiceRole"
	value any    // as encoding/json decodes it; a function is a map
}

// in returns something in a property.
func (p property) in(name string) property {
	fields, _ := p.value.(map[string]any)
	return property{strings.TrimPrefix(p.path+"."+name, "."), fields[name]}
}

// missing reports whether nothing is there.
func (p property) missing() bool { return !prop.Given(p.value) }

// at returns something in a property, by names with points between them.
func (p property) at(path string) property {
	for name := range strings.SplitSeq(path, ".") {
		p = p.in(name)
	}
	return p
}

// text returns what is there as text, and whether that is known.
func (p property) text() (string, bool) { return prop.Literal(p.value) }

// function reports whether what is there is known to CloudFormation only.
func (p property) function() bool {
	fields, ok := p.value.(map[string]any)
	if !ok || len(fields) != 1 {
		return false
	}
	for name := range fields {
		return name == "Ref" || strings.HasPrefix(name, "Fn::")
	}
	return false
}

// kind says what is there.
func (p property) kind() string {
	switch p.value.(type) {
	case []any:
		return "a list"
	case map[string]any:
		return "a map"
	}
	return "text"
}

// property reports a property of a resource: "path must be ...".
func (r *reporter) property(p property, predicate, fix string) {
	given, _ := p.text()
	r.environment(p.path, given, predicate, fix)
}

// resource returns the properties of a resource of a type; of others there are none.
func (v *view) resource(kind string) property {
	if v.env.Resource == nil || v.env.Resource.Type != kind || v.env.Resource.Properties == nil {
		return property{}
	}
	return property{value: v.env.Resource.Properties}
}
