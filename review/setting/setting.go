// Package setting reads the option settings of Elastic Beanstalk environments, and compares them.
package setting

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"beanstalkline/constructs/beanstalk/options"

	"beanstalkline/review/assembly"
	"beanstalkline/review/source"
	"beanstalkline/review/verdict"
	"beanstalkline/review/words"
)

// A Key is what makes two settings the same option.
type Key struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	// Resource is the scheduled action or the like that the option belongs to.
	Resource string `json:"resource,omitempty"`
}

// Of returns what an environment or a configuration template sets.
func Of(resource *assembly.Resource) map[Key]any {
	set := map[Key]any{}
	if resource == nil {
		return set
	}
	entries, _ := resource.Properties["OptionSettings"].([]any)
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		key := Key{text(fields["Namespace"]), text(fields["OptionName"]), text(fields["ResourceName"])}
		set[key] = fields["Value"]
	}
	return set
}

// Odd are the entries that cannot be read here, such as those that depend on a condition, as the template has them.
func Odd(resource *assembly.Resource) string {
	settings := resource.Properties["OptionSettings"]
	entries, is := settings.([]any)
	if !is {
		return Shown(settings)
	}
	var odd []any
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		_, named := fields["OptionName"].(string)
		_, spaced := fields["Namespace"].(string)
		if !named || !spaced {
			odd = append(odd, entry)
		}
	}
	if len(odd) == 0 {
		return ""
	}
	return Shown(odd)
}

func text(value any) string {
	if value == nil {
		return ""
	}
	if s, is := value.(string); is {
		return s
	}
	return Shown(value)
}

// Shown is a value as the template has it, by which values are compared. People read it in words.
func Shown(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool, float64, json.Number:
		return fmt.Sprint(v)
	}
	compact, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(compact)
}

// A Difference is an option that is set differently.
type Difference struct {
	Key
	// Base and Head are the values; nil where the option is not set.
	Base *string `json:"base"`
	Head *string `json:"head"`
	// BaseSource and HeadSource are where the values come from, such as "default", "preset Prod", "prop InstanceTypes" or
	// "explicit Options[0]"; empty where the assembly says nothing of it.
	BaseSource string `json:"baseSource,omitempty"`
	HeadSource string `json:"headSource,omitempty"`
	// Default is the value that Elastic Beanstalk gives a new environment, if its documentation names one.
	Default *string `json:"default,omitempty"`
	// Level is what the change does to an environment that runs.
	Level   verdict.Level `json:"level"`
	Unknown bool          `json:"unknown,omitempty"`
	// Text says more where the values do not say it all.
	Text string `json:"text,omitempty"`
	// Source is where the verdict comes from, and Doc the page of AWS about the option.
	Source string `json:"source,omitempty"`
	Doc    string `json:"doc,omitempty"`
}

// Between returns what differs, sorted. Replaced reports whether the resource of a logical id is replaced, so that what
// refers to it has another value.
func Between(base, head *assembly.Resource, replaced func(id string) bool) []Difference {
	before, after := Of(base), Of(head)
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	from, to := source.Of(base), source.Of(head)
	var found []Difference
	for key := range keys {
		was, had := before[key]
		is, has := after[key]
		moved := had && has && Refers(is, replaced)
		if had && has && Shown(was) == Shown(is) && !moved {
			continue
		}
		option, _ := options.Lookup(key.Namespace, key.Name)
		d := Difference{Key: key, Default: option.Default, Doc: option.Doc()}
		if had {
			d.Base, d.BaseSource = new(words.Of(base, was)), from.Source(key.Namespace, key.Name, key.Resource)
		}
		if has {
			d.Head, d.HeadSource = new(words.Of(head, is)), to.Source(key.Namespace, key.Name, key.Resource)
		}
		d.judge()
		if had || streams(before, key.Namespace) {
			d.shorten()
		}
		found = append(found, d)
	}
	slices.SortFunc(found, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Resource, b.Resource))
	})
	return found
}

// judge says what the change does.
func (d *Difference) judge() {
	level, known, source := verdict.Option(d.Namespace, d.Name)
	d.Level, d.Unknown, d.Source = level, !known, source
	switch {
	case d.Head == nil:
		d.Level, d.Unknown = verdict.Nothing, false
		d.Source = `AWS page "Elastic Beanstalk OptionSetting"`
		d.Text = "an environment that runs keeps the value; a new one has the default"
	case d.Base == nil && d.Default != nil && *d.Default == *d.Head:
		d.Level, d.Unknown = verdict.Nothing, false
		d.Text = "the value is the default, which an environment has unless somebody has changed it"
	case d.Base != nil && *d.Base == *d.Head:
		d.Text = "what it refers to is replaced"
	}
}

// streams reports whether an environment has streamed logs to the groups that a namespace is about.
func streams(set map[Key]any, namespace string) bool {
	for _, name := range []string{"StreamLogs", "HealthStreamingEnabled"} {
		if value := Shown(set[Key{Namespace: namespace, Name: name}]); value != "" && value != "false" {
			return true
		}
	}
	return false
}

// shorten says that logs are kept for a shorter time, or may be.
func (d *Difference) shorten() {
	if d.Head == nil || d.Name != "RetentionInDays" {
		return
	}
	before := d.Base
	if before == nil {
		before = d.Default
	}
	if before == nil {
		return
	}
	was, errBefore := strconv.ParseFloat(*before, 64)
	is, errAfter := strconv.ParseFloat(*d.Head, 64)
	switch {
	case errBefore != nil || errAfter != nil:
		d.Unknown, d.Text = true, "what is older may be deleted"
	case is < was:
		d.Level, d.Unknown, d.Text = verdict.DataLost, false, "what is older is deleted"
	}
}
