package options_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options"
)

func from(kind options.OriginKind, field, line string) options.Setting {
	s := read(line)
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
	s := set("vpc VPCId = vpc-1", "action[b] MinSize = 1", "action[a] MinSize = 2", "action[b] MaxSize = 3", "asg MinSize = 4", "asg MaxSize = 5")
	want := []string{
		"aws:autoscaling:asg||MaxSize|5", "aws:autoscaling:asg||MinSize|4",
		"aws:autoscaling:scheduledaction|a|MinSize|2", "aws:autoscaling:scheduledaction|b|MaxSize|3", "aws:autoscaling:scheduledaction|b|MinSize|1",
		"aws:ec2:vpc||VPCId|vpc-1",
	}
	if diff := cmp.Diff(want, written(s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMerging(t *testing.T) {
	const (
		byDefault = options.OriginDefault
		byStage   = options.OriginStage
		byProp    = options.OriginProp
		explicit  = options.OriginExplicit
	)
	for name, c := range map[string]struct {
		first, second options.OriginKind
		add           bool
		want          string
		duplicate     string
	}{
		"a stage replaces a default":               {first: byDefault, second: byStage, want: "2"},
		"a property replaces a default":            {first: byDefault, second: byProp, want: "2"},
		"a property replaces a stage":              {first: byStage, second: byProp, want: "2"},
		"an explicit setting replaces a stage":     {first: byStage, second: explicit, want: "2"},
		"an explicit setting repeats a property":   {first: byProp, second: explicit, want: "2", duplicate: `aws:autoscaling:asg MinSize must be set once, got "2" from explicit Second and "1" from prop First`},
		"a property repeats an explicit setting":   {first: explicit, second: byProp, want: "1", duplicate: `aws:autoscaling:asg MinSize must be set once, got "1" from explicit First and "2" from prop Second`},
		"a property repeats a property":            {first: byProp, second: byProp, want: "1", duplicate: `aws:autoscaling:asg MinSize must be set once, got "1" from prop First and "2" from prop Second`},
		"a default does not replace a property":    {first: byProp, second: byDefault, want: "1", duplicate: `aws:autoscaling:asg MinSize must be set once, got "1" from prop First and "2" from default Second`},
		"what is added replaces nothing, not even": {first: byDefault, second: byProp, add: true, want: "2", duplicate: `aws:autoscaling:asg MinSize must be set once, got "2" from prop Second and "1" from default First`},
	} {
		t.Run(name, func(t *testing.T) {
			var s options.Settings
			s.Add(from(c.first, "First", "asg MinSize = 1"), read(profile))
			if c.add {
				s.Add(from(c.second, "Second", "asg MinSize = 2"))
			} else {
				s.Override(from(c.second, "Second", "asg MinSize = 2"))
			}
			if got, ok := s.Get("aws:autoscaling:asg", "MinSize"); !ok || got.Value != c.want {
				t.Errorf("Get: got %+v, %v, want %s", got, ok, c.want)
			}
			if n := len(s.All()); n != 2 {
				t.Errorf("All: got %d settings, want 2", n)
			}
			var got string
			for _, p := range options.Check(webServer, s) {
				got += p.Message
			}
			if got != c.duplicate {
				t.Errorf("Check: got %q, want %q", got, c.duplicate)
			}
		})
	}
}

func TestResourceNames(t *testing.T) {
	// Elsewhere than in scheduled actions a resource name does not make another option.
	s := set(profile, "asg MinSize = 1", "asg[AWSEBAutoScalingGroup] MinSize = 2")
	if got := rules(options.Check(webServer, s)); len(got) != 1 || got[0] != "duplicate-option" {
		t.Errorf("got %v, want a duplicate", got)
	}
	if _, ok := s.Get("aws:autoscaling:asg", "minsize"); ok {
		t.Error("Get: names must be compared with their case")
	}
	if _, ok := set("action[a] MinSize = 1").Get("aws:autoscaling:scheduledaction", "MinSize"); ok {
		t.Error("Get: must not choose one of the scheduled actions")
	}
}

func TestZeroAndClone(t *testing.T) {
	var zero options.Settings
	if all := zero.All(); len(all) != 0 {
		t.Errorf("got %v", all)
	}
	if _, ok := zero.Get("a", "b"); ok {
		t.Error("got a setting")
	}
	zero.Override()
	zero.Override(from(options.OriginProp, "", "asg MinSize = 1"))
	clone := zero.Clone()
	clone.Add(read("asg MaxSize = 2"))
	if a, b := len(zero.All()), len(clone.All()); a != 1 || b != 2 {
		t.Errorf("got %d and %d settings, want 1 and 2", a, b)
	}
	options.Check(options.Environment{}, options.Settings{})
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
