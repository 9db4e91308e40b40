package template_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/beanstalk/options/template"
)

// environment is a template with one environment that has the given properties.
func environment(properties string) string {
	return `{"Resources": {"Env": {"Type": "AWS::ElasticBeanstalk::Environment", "Properties": ` + properties + `}}}`
}

// describe writes settings one per line: place, option, resource name and value.
func describe(settings options.Settings) string {
	var lines []string
	for _, s := range settings.All() {
		value := s.Value
		if s.Unresolved {
			value = "?"
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s %s %s=%s %s", s.Origin, s.Namespace, s.Name, value, s.ResourceName), " "))
	}
	return strings.Join(lines, "\n")
}

func TestSettings(t *testing.T) {
	tests := map[string]struct {
		settings, want string
		partial        bool
	}{
		"none":    {settings: `null`},
		"text":    {settings: `[{"Namespace": "n", "OptionName": "a", "Value": "1"}]`, want: "OptionSettings[0] n a=1"},
		"number":  {settings: `[{"Namespace": "n", "OptionName": "a", "Value": 20000000}]`, want: "OptionSettings[0] n a=20000000"},
		"boolean": {settings: `[{"Namespace": "n", "OptionName": "a", "Value": true}]`, want: "OptionSettings[0] n a=true"},
		"resource name": {
			settings: `[{"Namespace": "n", "OptionName": "a", "Value": "1", "ResourceName": "r"}]`,
			want:     "OptionSettings[0] n a=1 r",
		},
		"function": {settings: `[{"Namespace": "n", "OptionName": "a", "Value": {"Ref": "P"}}]`, want: "OptionSettings[0] n a=?"},
		"dynamic reference": {settings: `[{"Namespace": "n", "OptionName": "a", "Value": ` +
			`"x{{resolve:ssm:p}}"}]`, want: "OptionSettings[0] n a=?"},
		"no value": {settings: `[{"Namespace": "n", "OptionName": "a"}]`, want: "OptionSettings[0] n a=?"},
		"entry without": {settings: `[{"Ref": "AWS::NoValue"}, {"Namespace": "n", "OptionName": "a", "Value": ` +
			`"1"}]`, want: "OptionSettings[1] n a=1"},
		"unknown namespace": {settings: `[{"Namespace": {"Ref": "P"}, "OptionName": "a", "Value": "1"}]`, partial: true},
		"unknown name":      {settings: `[{"Namespace": "n", "OptionName": {"Fn::Sub": "${P}"}, "Value": "1"}]`, partial: true},
		"unknown resource": {settings: `[{"Namespace": "n", "OptionName": "a", "Value": "1", "ResourceName": {"Fn::GetAtt": ["A", ` +
			`"B"]}}]`, partial: true},
		"resource reference": {settings: `[{"Namespace": "n", "OptionName": "a", "Value": "1", "ResourceName": {"Ref": ` +
			`"R"}}]`, want: "OptionSettings[0] n a=1 R"},
		"entry on a condition": {
			settings: `[{"Fn::If": ["C", {"Namespace": "n", "OptionName": "a", "Value": "1"}, {"Ref": "AWS::NoValue"}]}]`,
			want:     "OptionSettings[0].Fn::If[1] n a=?",
		},
		"either of two options": {
			settings: `[{"Fn::If": ["C", {"Namespace": "n", "OptionName": "a", "Value": "1"}, {"Namespace": "n", "OptionName": "b", ` +
				`"Value": "2"}]}]`,
			want: "OptionSettings[0].Fn::If[1] n a=?\nOptionSettings[0].Fn::If[2] n b=?",
		},
		"condition within a condition": {
			settings: `[{"Fn::If": ["C", {"Fn::If": ["D", {"Namespace": "n", "OptionName": "a", "Value": "1"}, {"Ref": "AWS::NoValue"}]}, ` +
				`{"Ref": "AWS::NoValue"}]}]`,
			want: "OptionSettings[0].Fn::If[1].Fn::If[1] n a=?",
		},
		"the same option on two conditions is not a duplicate": {
			settings: `[
				{"Fn::If": ["C", {"Namespace": "n", "OptionName": "a", "Value": "1"}, {"Ref": "AWS::NoValue"}]},
				{"Fn::If": ["C", {"Ref": "AWS::NoValue"}, {"Namespace": "n", "OptionName": "a", "Value": "2"}]}]`,
			want: "OptionSettings[0].Fn::If[1] n a=?",
		},
		"list on a condition": {
			settings: `{"Fn::If": ["C", [{"Namespace": "n", "OptionName": "a", "Value": "1"}], [{"Namespace": "n", "OptionName": "b", ` +
				`"Value": "1"}]]}`,
			want: "OptionSettings.Fn::If[1][0] n a=?\nOptionSettings.Fn::If[2][0] n b=?",
		},
		"function for the list":       {settings: `{"Fn::FindInMap": ["A", "B", "C"]}`, partial: true},
		"function for an entry":       {settings: `[{"Fn::Transform": {"Name": "AWS::Include"}}]`, partial: true},
		"list in a list":              {settings: `[[{"Namespace": "n", "OptionName": "a", "Value": "1"}]]`, partial: true},
		"garbage for the list":        {settings: `"x"`, partial: true},
		"garbage for an entry":        {settings: `[7]`, partial: true},
		"garbage for a value":         {settings: `[{"Namespace": "n", "OptionName": "a", "Value": ["x"]}]`, want: "OptionSettings[0] n a=?"},
		"garbage for a condition":     {settings: `[{"Fn::If": "C"}]`, partial: true},
		"garbage for a resource name": {settings: `[{"Namespace": "n", "OptionName": "a", "Value": "1", "ResourceName": []}]`, partial: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			resources, err := template.ParseJSON([]byte(environment(`{"OptionSettings": ` + test.settings + `}`)))
			if err != nil || len(resources) != 1 {
				t.Fatalf("got %d resources and error %v, want one resource", len(resources), err)
			}
			if got := describe(resources[0].Settings); got != test.want {
				t.Errorf("got settings\n%s\nwant\n%s", got, test.want)
			}
			if got := resources[0].Environment.Partial; got != test.partial {
				t.Errorf("got Partial %v, want %v", got, test.partial)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	const docker = "arn:aws:elasticbeanstalk:us-east-1::platform/Docker running on 64bit Amazon Linux 2023"
	const anywhere = "arn:aws:elasticbeanstalk:::platform/Docker running on 64bit Amazon Linux 2023"
	tests := map[string]struct {
		properties string
		want       rules.Environment
	}{
		"nothing":            {properties: `{}`},
		"garbage":            {properties: `["x"]`},
		"tier":               {properties: `{"Tier": {"Name": "Worker"}}`, want: rules.Environment{Tier: "Worker"}},
		"tier by a function": {properties: `{"Tier": {"Name": {"Ref": "P"}}}`, want: rules.Environment{TierUnresolved: true}},
		"tier on a condition": {properties: `{"Tier": {"Fn::If": ["C", {"Name": "Worker"}, {"Ref": ` +
			`"AWS::NoValue"}]}}`, want: rules.Environment{TierUnresolved: true}},
		"misspelt tier":       {properties: `{"Tier": {"Name": "Wokrer"}}`, want: rules.Environment{Tier: "Wokrer"}},
		"no tier":             {properties: `{"Tier": {"Ref": "AWS::NoValue"}}`},
		"solution stack":      {properties: `{"SolutionStackName": "64bit"}`, want: rules.Environment{SolutionStackName: "64bit"}},
		"saved configuration": {properties: `{"TemplateName": {"Ref": "T"}}`, want: rules.Environment{HasTemplate: true}},
		"no configuration":    {properties: `{"TemplateName": {"Ref": "AWS::NoValue"}}`},
		"include":             {properties: `{"Fn::Transform": {"Name": "AWS::Include"}}`, want: rules.Environment{Partial: true}},
		"platform":            {properties: `{"PlatformArn": "` + docker + `"}`, want: rules.Environment{PlatformArn: docker}},
		"platform of a region": {properties: `{"PlatformArn": {"Fn::Sub": ` +
			`"arn:${AWS::Partition}:elasticbeanstalk:${AWS::Region}::platform/Docker running on 64bit Amazon Linux ` +
			`2023"}}`, want: rules.Environment{PlatformArn: anywhere}},
		"platform in parts": {
			properties: `{"PlatformArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":elasticbeanstalk:", {"Ref": ` +
				`"AWS::Region"}, "::platform/Docker running on 64bit Amazon Linux 2023"]]}}`,
			want: rules.Environment{PlatformArn: anywhere},
		},
		"platform by a parameter":      {properties: `{"PlatformArn": {"Ref": "P"}}`},
		"platform with a parameter":    {properties: `{"PlatformArn": {"Fn::Sub": "arn:aws:elasticbeanstalk:us-east-1::platform/${P}"}}`},
		"platform of an inner join":    {properties: `{"PlatformArn": {"Fn::Join": ["", ["arn:", {"Fn::Join": ["", []]}]]}}`},
		"platform of a garbled join":   {properties: `{"PlatformArn": {"Fn::Join": [[], 7]}}`},
		"platform of a substitute map": {properties: `{"PlatformArn": {"Fn::Sub": ["${P}", {"P": "x"}]}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			resources, err := template.ParseJSON([]byte(environment(test.properties)))
			if err != nil || len(resources) != 1 {
				t.Fatalf("got %d resources and error %v, want one resource", len(resources), err)
			}
			got := resources[0].Environment
			if got.Resource = nil; got != test.want {
				t.Errorf("got %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// The environment that uses a configuration template knows its tier and may add settings.
func TestConfigurationTemplate(t *testing.T) {
	resources, err := template.ParseJSON([]byte(`{"Resources": {
		"B": {"Type": "AWS::S3::Bucket", "Properties": {"OptionSettings": 1}},
		"T": {"Type": "AWS::ElasticBeanstalk::ConfigurationTemplate", "Properties": {
			"SourceConfiguration": {"ApplicationName": "a", "TemplateName": "t"}
		}},
		"E": {"Type": "AWS::ElasticBeanstalk::Environment"}}}`))
	if err != nil || len(resources) != 2 {
		t.Fatalf("got %d resources and error %v, want two resources", len(resources), err)
	}
	if got := resources[0].LogicalID; got != "E" {
		t.Errorf("got %s first, want E: sorted by logical id", got)
	}
	got, want := resources[1].Environment, rules.Environment{TierUnresolved: true, Partial: true, HasTemplate: true}
	if got.Resource == nil || got.Resource.Type != template.TypeConfigurationTemplate || got.Resource.Properties == nil {
		t.Errorf("got resource %+v, want the template with its properties", got.Resource)
	}
	if got.Resource = nil; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestLoops(t *testing.T) {
	loop := func(resource string) any {
		return []any{"X", []any{"A"}, map[string]any{"E${X}": map[string]any{"Type": resource}}}
	}
	document := map[string]any{"Resources": map[string]any{
		"Fn::ForEach::Queues": loop("AWS::SQS::Queue"),
		"Fn::ForEach::Shops":  loop("AWS::ElasticBeanstalk::Environment"),
		"Fn::ForEach::Outer": []any{"Y", []any{"B"}, map[string]any{
			"Fn::ForEach::Inner": loop("AWS::ElasticBeanstalk::ConfigurationTemplate"),
		}},
		"Fn::ForEach::Garbage": 7,
	}}
	if got, want := template.Loops(document), []string{"Fn::ForEach::Outer", "Fn::ForEach::Shops"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	isQueue := func(resource map[string]any) bool { return resource["Type"] == "AWS::SQS::Queue" }
	if got := template.Loops(document, isQueue); len(got) != 3 {
		t.Errorf("with queues: got %v, want three", got)
	}
	var many any = "x"
	for range 50 {
		many = []any{many, many} // as aliases of aliases do
	}
	template.Loops(map[string]any{"Resources": map[string]any{"Fn::ForEach::Many": many}})
	if got := append(template.Loops(nil), template.Loops("x")...); len(got) > 0 {
		t.Errorf("of no template: got %v", got)
	}
}

func TestPath(t *testing.T) {
	resources, err := template.ParseJSON([]byte(environment(`{"PlatformArn": "x", "OptionSettings": [
		{"Namespace": "aws:autoscaling:asg", "OptionName": "MinSize", "Value": "1"},
		{"Fn::If": ["C", {"Namespace": "aws:autoscaling:asg", "OptionName": "MaxSzie", "Value": "1"}, {"Ref": "AWS::NoValue"}]}]}`)))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		problem rules.Problem
		want    string
	}{
		"value":    {rules.Problem{Namespace: "aws:autoscaling:asg", Name: "MinSize"}, "Properties/OptionSettings/0/Value"},
		"name":     {rules.Problem{Namespace: "aws:autoscaling:asg", Name: "MaxSzie"}, "Properties/OptionSettings/1/Fn::If/1/OptionName"},
		"property": {rules.Problem{Field: "PlatformArn"}, "Properties/PlatformArn"},
		"absent":   {rules.Problem{Namespace: "aws:autoscaling:asg", Name: "MaxSize"}, "Properties/OptionSettings"},
	}
	for name, test := range tests {
		if got := strings.Join(resources[0].Path(test.problem), "/"); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
	empty, err := template.ParseJSON([]byte(environment(`{}`)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := empty[0].Path(rules.Problem{}), []string{"Properties"}; !slices.Equal(got, want) {
		t.Errorf("without settings: got %v, want %v", got, want)
	}
}

func TestParseJSONRejects(t *testing.T) {
	for _, data := range []string{"", "{", "[]", `{"Resources": 1}`} {
		if _, err := template.ParseJSON([]byte(data)); err == nil {
			t.Errorf("ParseJSON(%q) must fail", data)
		}
	}
}

// Whatever is in a template, there is no panic, and the places of settings lead to entries.
func FuzzParseJSON(f *testing.F) {
	f.Add(`{"OptionSettings": [{"Namespace": "n", "OptionName": "a", "Value": {"Ref": "P"}}]}`)
	f.Add(`{"OptionSettings": {"Fn::If": ["C", [{"Fn::If": ["D", {"Namespace": "n", "OptionName": "a", "Value": 1}, {"Ref": ` +
		`"AWS::NoValue"}]}], null]}}`)
	f.Add(`{"PlatformArn": {"Fn::Join": ["", ["a", {"Ref": "AWS::Region"}, {"Fn::Sub": "${AWS::Region}"}]]}, "Tier": {"Name": "Worker"}}`)
	f.Fuzz(func(t *testing.T, properties string) {
		resources, err := template.ParseJSON([]byte(environment(properties)))
		if err != nil {
			return
		}
		for _, r := range resources {
			for _, s := range r.Settings.All() {
				path := r.Path(rules.Problem{Namespace: s.Namespace, ResourceName: s.ResourceName, Name: s.Name})
				if len(path) < 4 || path[1] != "OptionSettings" {
					t.Errorf("setting %s %s is at %v", s.Namespace, s.Name, path)
				}
			}
		}
	})
}

// A reference to a secret is found in functions too, where it usually is: the secret is a resource of the template.
func TestReferences(t *testing.T) {
	const join = `{"Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": "S"}, ":SecretString:password::}}"]]}`
	for value, want := range map[string]string{
		`"{{resolve:secretsmanager:s}}"`: "secret-resolved-in-plain-option",
		join:                             "secret-resolved-in-plain-option",
		`{"Fn::If": ["C", ` + join + `, {"Ref": "P"}]}`:      "",
		`{"Fn::Sub": "db={{resolve:secretsmanager:${S}}}"}`:  "secret-resolved-in-plain-option",
		`{"Fn::Sub": ["{{resolve:ssm-secure:${N}:1}}", {}]}`: "secure-string-reference",
		`{"Fn::Sub": "{{resolve:ssm:/shop/${Stage}}}"}`:      "",
		`{"Fn::GetAtt": ["S", "{{resolve:secretsmanager:"]}`: "",
	} {
		resources, err := template.ParseJSON([]byte(environment(`{"OptionSettings": [
			{"Namespace": "aws:autoscaling:launchconfiguration", "OptionName": "IamInstanceProfile", "Value": "p"},
			{"Namespace": "aws:elasticbeanstalk:application:environment", "OptionName": "DATABASE", "Value": ` + value + `}]}`)))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range (rules.Checker{}).Check(resources[0].Environment, resources[0].Settings) {
			got += p.Rule
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}
