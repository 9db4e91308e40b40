package options_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options"
)

// setting reads a line of "namespace[resource name] name = value".
func setting(line string) options.Setting {
	left, value, _ := strings.Cut(line, " = ")
	namespace, name, _ := strings.Cut(left, " ")
	namespace, resource, _ := strings.Cut(namespace, "[")
	return options.Setting{Namespace: namespace, ResourceName: strings.TrimSuffix(resource, "]"), Name: name, Value: value}
}

func set(lines ...string) options.Settings {
	var s options.Settings
	for _, line := range lines {
		s.Add(setting(line))
	}
	return s
}

// from makes a setting of the namespace asg.
func from(kind options.OriginKind, field, line string) options.Setting {
	s := setting("asg " + line)
	s.Origin = options.Origin{Kind: kind, Field: field}
	return s
}

// written lists a set as lines.
func written(s options.Settings) []string {
	var all []string
	for _, setting := range s.All() {
		all = append(all, strings.Join([]string{setting.Namespace, setting.ResourceName, setting.Name, setting.Value}, "|"))
	}
	return all
}

func TestAllIsSorted(t *testing.T) {
	const action = options.ScheduledAction
	s := set("vpc VPCId = vpc-1", action+"[b] MinSize = 1", action+"[a] MinSize = 2", action+"[b] MaxSize = 3",
		"asg MinSize = 4", "asg MaxSize = 5")
	want := []string{
		"asg||MaxSize|5", "asg||MinSize|4",
		action + "|a|MinSize|2", action + "|b|MaxSize|3", action + "|b|MinSize|1",
		"vpc||VPCId|vpc-1",
	}
	if diff := cmp.Diff(want, written(s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMerging(t *testing.T) {
	const (
		byDefault = options.OriginDefault
		byProp    = options.OriginProp
		explicit  = options.OriginExplicit
	)
	for name, c := range map[string]struct {
		first, second options.OriginKind
		add           bool
		want          string
		duplicate     string // the origin of the other one that is kept
	}{
		"a property replaces a default":            {first: byDefault, second: byProp, want: "2"},
		"an explicit setting replaces a default":   {first: byDefault, second: explicit, want: "2"},
		"an explicit setting repeats a property":   {first: byProp, second: explicit, want: "2", duplicate: "prop First"},
		"a property repeats an explicit setting":   {first: explicit, second: byProp, want: "1", duplicate: "prop Second"},
		"a property repeats a property":            {first: byProp, second: byProp, want: "1", duplicate: "prop Second"},
		"a default does not replace a property":    {first: byProp, second: byDefault, want: "1", duplicate: "default Second"},
		"what is added replaces nothing, not even": {first: byDefault, second: byProp, add: true, want: "2", duplicate: "default First"},
	} {
		t.Run(name, func(t *testing.T) {
			var s options.Settings
			s.Add(from(c.first, "First", "MinSize = 1"), setting("asg MaxSize = 3"))
			if c.add {
				s.Add(from(c.second, "Second", "MinSize = 2"))
			} else {
				s.Override(from(c.second, "Second", "MinSize = 2"))
			}
			got, ok := s.Get("asg", "MinSize")
			if !ok || got.Value != c.want {
				t.Errorf("Get: got %+v, %v, want %s", got, ok, c.want)
			}
			if n := len(s.All()); n != 2 {
				t.Errorf("All: got %d settings, want 2", n)
			}
			var duplicates []string
			for _, other := range s.Duplicates(got) {
				duplicates = append(duplicates, other.Origin.String())
			}
			if text := strings.Join(duplicates, ", "); text != c.duplicate {
				t.Errorf("Duplicates: got %q, want %q", text, c.duplicate)
			}
		})
	}
}

func TestResourceNames(t *testing.T) {
	// Except in scheduled actions, a resource name does not make another option.
	s := set("asg MinSize = 1", "asg[AWSEBAutoScalingGroup] MinSize = 2")
	if got := s.All(); len(got) != 1 || len(s.Duplicates(got[0])) != 1 {
		t.Errorf("got %v, want a duplicate", got)
	}
	if _, ok := s.Get("asg", "minsize"); ok {
		t.Error("Get: names must be compared with their case")
	}
	if _, ok := set(options.ScheduledAction+"[a] MinSize = 1").Get(options.ScheduledAction, "MinSize"); ok {
		t.Error("Get: must not choose one of the scheduled actions")
	}
}

func TestZeroSettings(t *testing.T) {
	var zero options.Settings
	if all := zero.All(); len(all) != 0 {
		t.Errorf("got %v", all)
	}
	if _, ok := zero.Get("a", "b"); ok {
		t.Error("got a setting")
	}
	zero.Override()
	zero.Override(from(options.OriginProp, "", "MinSize = 1"))
	if n := len(zero.All()); n != 1 {
		t.Errorf("got %d settings, want 1", n)
	}
}

func TestOriginString(t *testing.T) {
	for want, o := range map[string]options.Origin{
		"prop MinSize": {Kind: options.OriginProp, Field: "MinSize"},
		"default":      {Kind: options.OriginDefault},
		"Options[3]":   {Field: "Options[3]"},
		"":             {},
	} {
		if got := o.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
