package beanstalk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

const healthNamespace = "aws:elasticbeanstalk:healthreporting:system"

// PublishMetrics publishes further metrics of the environment, beside those of [WebEnvironmentProps.Metrics], for about
// 0.30 USD a month each. What is published already stays as it is. It writes the OptionSettings of Resource anew, from
// Settings, and panics with what [Environment.ValidateMetrics] finds.
func (e *Environment) PublishMetrics(names ...string) {
	if err := e.ValidateMetrics(names...); err != nil {
		if e.Resource != nil {
			err = prop.At(strings.TrimSuffix(*e.Resource.Node().Path(), "/Resource"), err)
		}
		panic(err)
	}
	if len(names) == 0 {
		return
	}
	var none prop.Problems
	e.Settings = withMetrics(&none, e.Settings, names, options.Origin{Kind: options.OriginProp, Field: "Metrics"})
	_, properties := write(e.Settings, nil)
	var all []any // as jsii wants them
	for _, property := range *properties {
		all = append(all, property)
	}
	e.Resource.SetOptionSettings(&all)
	noteSources(e.Resource.Node().Scope(), e.Settings.All())
}

// ValidateMetrics returns what keeps metrics from being published, or nil: a name that Elastic Beanstalk does not know,
// health reporting that is basic, or a ConfigDocument in Options that turns them off or is not known at synthesis.
func (e *Environment) ValidateMetrics(names ...string) error {
	var problems prop.Problems
	if e.Resource == nil {
		problems.Say("environment", "", "must be made by NewWebEnvironment, got one that is not")
	}
	for _, name := range names {
		validateMetric(&problems, "metric", name)
	}
	if problems.Err() == nil {
		withMetrics(&problems, e.Settings, names, options.Origin{})
	}
	return problems.Err()
}

// publishMetrics adds what Metrics names to the settings.
func (r *resolved) publishMetrics(problems *prop.Problems) {
	var names []string
	first := map[string]int{}
	for i, name := range prop.Or(r.props.Metrics, nil) {
		field := fmt.Sprintf("Metrics[%d]", i)
		if !problems.Required(field, name, "remove it") || !validateMetric(problems, field, *name) {
			continue
		}
		if earlier, repeated := first[*name]; repeated {
			problems.MustBe(field, fmt.Sprintf("different from Metrics[%d]", earlier), *name, "remove one of the two")
			continue
		}
		first[*name] = i
		names = append(names, *name)
	}
	r.settings = withMetrics(problems, r.settings, names, options.Origin{Kind: options.OriginProp, Field: "Metrics"})
}

func validateMetric(problems *prop.Problems, field, name string) bool {
	if slices.Contains(options.EnvironmentMetrics, name) {
		return true
	}
	var fix string
	switch near, _, ok := options.Nearest(name, options.EnvironmentMetrics); {
	case name == "EnvironmentHealth":
		fix = "remove it, since it is always published"
	case slices.Contains(options.InstanceMetrics, name):
		fix = "publish a metric of each instance with a ConfigDocument in Options"
	case ok:
		fix = "write " + prop.Quote(near)
	}
	problems.MustBe(field, "the name of a metric that Elastic Beanstalk publishes for an environment", name, fix)
	return false
}

// withMetrics is a set whose ConfigDocument publishes metrics. A document that somebody has written is completed, unless
// it says otherwise.
func withMetrics(problems *prop.Problems, set options.Settings, names []string, origin options.Origin) options.Settings {
	setting, _ := set.Get(healthNamespace, "ConfigDocument")
	given := setting.Origin.Field
	if len(names) == 0 || len(set.Duplicates(setting)) > 0 {
		return set
	}
	if system, _ := set.Get(healthNamespace, "SystemType"); !system.Unresolved && strings.EqualFold(system.Value, "basic") {
		problems.Say(system.Origin.Field, "write \"enhanced\"", "must be \"enhanced\" to publish %s, got \"basic\"", prop.List(names, "and"))
		return set
	}
	if setting.Unresolved {
		problems.Say(given, "name them in the document, and not in Metrics", "must be known at synthesis to publish %s, got a token", prop.List(names, "and"))
		return set
	}
	document := map[string]any{"Version": 1}
	if reader := json.NewDecoder(bytes.NewReader([]byte(setting.Value))); setting.Value != "" {
		reader.UseNumber() // leaves numbers as they are written
		if reader.Decode(&document) != nil || document == nil {
			return set // which the option rules report
		}
	}
	published, sound := within(document, "CloudWatchMetrics")
	environment, alsoSound := within(published, "Environment")
	if !sound || !alsoSound {
		problems.Say(given, "", "must have CloudWatchMetrics, and Environment in it, as objects, got something else")
		return set
	}
	for _, name := range names {
		if seconds, there := environment[name]; there && seconds == nil {
			problems.Say(given, "write 60 there, or leave out what asks for it", "must publish %s, got null for it", name)
			return set
		} else if !there {
			environment[name] = 60
		}
	}
	text, _ := json.Marshal(document)
	set = copyOf(set)
	set.Remove(setting)
	setting.Namespace, setting.Name, setting.Value = healthNamespace, "ConfigDocument", string(text)
	if setting.Origin.Kind != options.OriginExplicit {
		setting.Origin = origin
	}
	set.Add(setting)
	return set
}

// within is the object under a name, which is added if there is none.
func within(object map[string]any, name string) (inner map[string]any, sound bool) {
	if object == nil {
		return nil, false
	}
	if object[name] == nil {
		object[name] = map[string]any{}
	}
	inner, sound = object[name].(map[string]any)
	return inner, sound
}

func copyOf(set options.Settings) (copied options.Settings) {
	for _, setting := range set.All() {
		copied.Add(setting)
		copied.Add(set.Duplicates(setting)...)
	}
	return copied
}
