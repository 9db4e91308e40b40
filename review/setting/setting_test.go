package setting

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
)

// with is an environment with options, each as namespace, name and value.
func with(options ...[3]any) *assembly.Resource {
	var entries []any
	for _, o := range options {
		entries = append(entries, map[string]any{"Namespace": o[0], "OptionName": o[1], "Value": o[2]})
	}
	return &assembly.Resource{Properties: map[string]any{"OptionSettings": entries}}
}

func told(differences []Difference) string {
	var said []string
	for _, d := range differences {
		unknown := ""
		if d.Unknown {
			unknown = ", unknown"
		}
		said = append(said, fmt.Sprintf("%s: %v%s %s", d.Name, d.Level, unknown, d.Text))
	}
	return strings.Join(said, "; ")
}

func TestBetween(t *testing.T) {
	const asg, logs = "aws:autoscaling:asg", "aws:elasticbeanstalk:cloudwatch:logs"
	ref := map[string]any{"Fn::Join": []any{",", []any{map[string]any{"Ref": "Subnet"}}}}
	for name, c := range map[string]struct {
		base, head *assembly.Resource
		want       string
	}{
		"the same":              {with([3]any{asg, "MaxSize", "4"}), with([3]any{asg, "MaxSize", "4"}), ""},
		"a number and its text": {with([3]any{asg, "MaxSize", "4"}), with([3]any{asg, "MaxSize", 4.0}), ""},
		"another value":         {with([3]any{asg, "MaxSize", "4"}), with([3]any{asg, "MaxSize", "6"}), "MaxSize: no interruption "},
		"no longer set": {
			with([3]any{asg, "MaxSize", "6"}), with(), "MaxSize: nothing an environment that runs keeps the value; a new one has the default",
		},
		"set to the default": {
			with(), with([3]any{asg, "Cooldown", "360"}),
			"Cooldown: nothing the value is the default, which an environment has unless somebody has changed it",
		},
		"what it refers to is replaced": {
			with([3]any{"aws:ec2:vpc", "Subnets", ref}), with([3]any{"aws:ec2:vpc", "Subnets", ref}),
			"Subnets: instances are replaced what it refers to is replaced",
		},
		"logs are kept for a shorter time": {
			with([3]any{logs, "RetentionInDays", "90"}), with([3]any{logs, "RetentionInDays", "30"}),
			"RetentionInDays: data is lost what is older is deleted",
		},
		"logs are kept for longer": {
			with([3]any{logs, "RetentionInDays", "30"}), with([3]any{logs, "RetentionInDays", "90"}), "RetentionInDays: no interruption ",
		},
		"logs are kept for less than the default": {
			with([3]any{logs, "StreamLogs", "true"}), with([3]any{logs, "StreamLogs", "true"}, [3]any{logs, "RetentionInDays", "3"}),
			"RetentionInDays: data is lost what is older is deleted",
		},
		"there have been no logs": {
			with(), with([3]any{logs, "RetentionInDays", "3"}), "RetentionInDays: no interruption ",
		},
		"logs are kept for a time by a parameter": {
			with([3]any{logs, "RetentionInDays", "30"}), with([3]any{logs, "RetentionInDays", map[string]any{"Ref": "Days"}}),
			"RetentionInDays: no interruption, unknown what is older may be deleted",
		},
		"nobody knows what it does": {
			with(), with([3]any{"aws:elbv2:listener:443", "Protocol", "HTTPS"}), "Protocol: no interruption, unknown ",
		},
		"an environment that is new": {nil, with([3]any{asg, "MaxSize", "6"}), "MaxSize: no interruption "},
		"entries of other shapes": {
			&assembly.Resource{Properties: map[string]any{"OptionSettings": "x"}},
			&assembly.Resource{Properties: map[string]any{"OptionSettings": []any{1.0, nil, map[string]any{"Namespace": []any{}, "Value": true}}}},
			": no interruption, unknown ; : no interruption, unknown ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := told(Between(c.base, c.head, func(id string) bool { return id == "Subnet" }))
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestValuesHaveSources(t *testing.T) {
	from := func(resource *assembly.Resource, sources string) *assembly.Resource {
		resource.Metadata = map[string]any{"aws:cdk:path": "A/Environment"}
		data, err := json.Marshal(sources)
		if err != nil {
			t.Fatal(err)
		}
		resource.Stack = &assembly.Stack{Notes: map[string][]assembly.Note{"/A/Environment": {{Type: "beanstalkline:option-sources",
			Data: data}}}}
		return resource
	}
	const asg = "aws:autoscaling:asg"
	base := from(with([3]any{asg, "MaxSize", "1"}, [3]any{asg, "MinSize", "1"}), `{"aws:autoscaling:asg MaxSize": "prop Capacity.MaxSize"}`)
	head := from(with([3]any{asg, "MaxSize", "2"}), `{"aws:autoscaling:asg MaxSize": "explicit Options[0]"}`)
	var said []string
	for _, d := range Between(base, head, func(string) bool { return false }) {
		said = append(said, d.Name+": "+d.BaseSource+" > "+d.HeadSource)
	}
	if got, want := strings.Join(said, "; "), "MaxSize: prop Capacity.MaxSize > explicit Options[0]; MinSize: default > "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
