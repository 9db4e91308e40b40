package stage

import (
	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/verdict"
)

const environment = "AWS::ElasticBeanstalk::Environment"

// A resource is one that changes.
type resource struct {
	id       string
	was, is  *assembly.Resource
	change   change.Change
	replaced func(id string) bool
	// before and after are the whole stacks.
	before, after *assembly.Stack
	shut          map[string]bool
}

func (r *resource) finding(level verdict.Level, unknown bool, text, source string) verdict.Finding {
	shown := r.is
	if shown == nil {
		shown = r.was
	}
	return verdict.Finding{
		Level: level, Unknown: unknown, Resource: shown.Path(r.id), ID: r.id, Type: shown.Type, Text: text, Source: source,
	}
}
