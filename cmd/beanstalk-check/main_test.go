package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/beanstalk/options/template"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/constructs/delivery/definition"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

// today is when the tests take place: platforms retire.
var today = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

func Example() {
	// go run ./cmd/beanstalk-check -security-hub=false -ignore instance-profile-missing testdata/mistakes.json
	run([]string{"-security-hub=false", "-ignore", "instance-profile-missing", "testdata/mistakes.json"}, nil, os.Stdout, os.Stderr, today)
	// Output:
	// testdata/mistakes.json:7:67: error: Environment: aws:autoscaling:asg MinSize must be at most MaxSize, got 4 and 2 [min-size-above-max-size]
	//     fix: set MinSize to 2 or less, or raise MaxSize
	//     doc: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html#command-options-general-autoscalingasg
}

func TestRun(t *testing.T) {
	const warns = `{"Resources": {"Env": {"Type": "AWS::ElasticBeanstalk::Environment"}}}`
	tests := map[string]struct {
		args           []string
		stdin          string
		golden, stderr string
		code           int
	}{
		"a file that cannot be read does not hide another": {
			args: []string{"testdata/absent.yaml", "testdata/mistakes.yaml", "testdata/garbled.yaml"}, golden: "mistakes.txt", code: 2,
			stderr: "beanstalk-check: open testdata/absent.yaml: no such file or directory\nbeanstalk-check: testdata/garbled.yaml is not " +
				"a template: yaml: line 1: did not find expected ',' or ']'",
		},
		"two documents": {args: []string{"-"}, stdin: "Resources: {}\n---\nResources: {}\n", stderr: "beanstalk-check: - is not a " +
			"template: line 2: a template must be one document, got a second one", code: 2},
		"a garbled second": {args: []string{"-"}, stdin: "Resources: {}\n---\n[", stderr: "beanstalk-check: - is not a template: " +
			"yaml: line 3: did not find expected node content", code: 2},
		"comments only": {args: []string{"-"}, stdin: "# nothing\n", stderr: "beanstalk-check: - is not a template: the file is " +
			"empty", code: 2},
		"merge keys": {args: []string{"-"}, stdin: "Base: &base {Type: x}\nResources:\n  A:\n    <<: " +
			"*base\n", code: 2,
			stderr: "beanstalk-check: - is not a template: line 4: CloudFormation accepts no merge keys (<<): write the keys out"},
		"a key like a merge": {args: []string{"-"}, stdin: "Resources:\n  A: {'<<': x}\n", stderr: "no errors and no warnings in no " +
			"Beanstalk resources"},
		"a loop": {
			args: []string{"-"}, stdin: `{"Resources": {"Fn::ForEach::Shops": ["Shop", ["A", "B"], {"Env${Shop}": {"Type": ` +
				`"AWS::ElasticBeanstalk::Environment"}}]}}`,
			stderr: "beanstalk-check: note: -: the resources that Fn::ForEach::Shops makes are not judged\nno errors and no " +
				"warnings in no Beanstalk resources",
		},
		"text": {args: []string{"testdata/mistakes.yaml"}, golden: "mistakes.txt", stderr: "4 errors and 1 warning in 2 " +
			"Beanstalk resources", code: 1},
		"text of JSON": {args: []string{"testdata/mistakes.json"}, golden: "mistakes-json.txt", stderr: "1 error and 4 warnings in " +
			"1 Beanstalk resource", code: 1},
		"JSON": {args: []string{"-format", "json", "testdata/mistakes.yaml"}, golden: "mistakes.json.golden",
			stderr: "4 errors and 1 warning in 2 Beanstalk resources", code: 1},
		"JSON of nothing": {
			args:  []string{"-format", "json", "-security-hub=false", "-ignore=instance-profile-missing", "-"},
			stdin: warns, golden: "nothing.json.golden",
			stderr: "no errors and no warnings in 1 Beanstalk resource"},
		"standard input": {args: []string{"-ignore", "value-type,unknown-option", "-"}, stdin: "Resources: {}",
			stderr: "no errors and no warnings in no Beanstalk resources"},
		"directory": {args: []string{"testdata"}, stderr: "no errors and no warnings in 1 Beanstalk resource"},
		"warnings": {args: []string{"-ignore=instance-profile-missing", "-"}, stdin: warns, golden: "warnings.txt",
			stderr: "no errors and 3 warnings in 1 Beanstalk resource"},
		"warnings, strict": {args: []string{"-strict", "-ignore=instance-profile-missing", "-"}, stdin: warns, golden: "warnings.txt",
			stderr: "no errors and 3 warnings in 1 Beanstalk resource", code: 1},
		"a platform of another region": {args: []string{"-region", "eu-west-1", "-security-hub=false", "-ignore=instance-profile-missing", "-"},
			stdin: "Resources: {E: {Type: AWS::ElasticBeanstalk::Environment, Properties: {PlatformArn: " +
				"'arn:aws:elasticbeanstalk:us-east-1::platform/Go 1 running on 64bit Amazon Linux 2023'}}}",
			golden: "region.txt", stderr: "1 error and no warnings in 1 Beanstalk resource", code: 1},
		"no template":  {stderr: "beanstalk-check: a template must be named, got none; see beanstalk-check -help", code: 2},
		"unknown flag": {args: []string{"-x"}, stderr: "beanstalk-check: flag provided but not defined: -x", code: 2},
		"late flag": {args: []string{"testdata", "-strict"}, stderr: "beanstalk-check: flags must come before the templates, " +
			"got -strict", code: 2},
		"unknown format": {args: []string{"-format", "xml", "testdata"}, stderr: "beanstalk-check: -format must be text, json or " +
			"sarif, got xml", code: 2},
		"explain": {args: []string{"-explain", "min-size-above-max-size"}, golden: "explain.md", stderr: ""},
		"explain nothing": {
			args: []string{"-explain", "min-size-above-maxsize"}, code: 2,
			stderr: "beanstalk-check: the rule must be one that RULES.md lists, got \"min-size-above-maxsize\"; write min-size-above-max-size",
		},
		"explain a rule for pipelines": {args: []string{"-explain", "pipeline-run-order"}, golden: "explain-pipeline.md", stderr: ""},
		"explain a rule that is almost one": {
			args: []string{"-explain", "pipeline-runorder"}, code: 2,
			stderr: "beanstalk-check: the rule must be one that -rules lists, got \"pipeline-runorder\"; write pipeline-run-order",
		},
		"a pipeline": {args: []string{"testdata/pipeline.yaml"}, golden: "pipeline.txt", stderr: "7 errors and no warnings in " +
			"no Beanstalk resources and 1 pipeline", code: 1},
		"a pipeline, some rules left out": {
			args: []string{"-ignore", "pipeline-stage-name,pipeline-configuration-missing,pipeline-artifact-unproduced,pipeline-v1," +
				"pipeline-action-type,pipeline-failure-exclusive,pipeline-timeout", "testdata/pipeline.yaml"},
			stderr: "no errors and no warnings in no Beanstalk resources and 1 pipeline",
		},
		"explain a rule for build specifications": {args: []string{"-explain", "buildspec-key"}, golden: "explain-buildspec.md", stderr: ""},
		"explain a rule that is almost one for build specifications": {
			args: []string{"-explain", "build-spec-key"}, code: 2,
			stderr: "beanstalk-check: the rule must be one that -rules lists, got \"build-spec-key\"; write buildspec-key",
		},
		"builds of a pipeline": {args: []string{"testdata/builds.yaml"}, golden: "builds.txt", stderr: "2 errors and 2 warnings in " +
			"no Beanstalk resources, 1 pipeline and 2 build specifications", code: 1},
		"builds of a pipeline, some rules left out": {
			args:   []string{"-ignore", "buildspec-required,buildspec-runtime,buildspec-value,buildspec-artifact", "testdata/builds.yaml"},
			stderr: "no errors and no warnings in no Beanstalk resources, 1 pipeline and 2 build specifications",
		},
		"unknown rule": {args: []string{"-ignore", "x", "testdata"}, code: 2,
			stderr: "beanstalk-check: -ignore must name rules, got x: each problem ends with its rule in brackets"},
		"absent file": {args: []string{"testdata/absent.yaml"}, stderr: "beanstalk-check: open testdata/absent.yaml: no such " +
			"file or directory", code: 2},
		"empty directory": {args: []string{"../../cmd/beanstalk-check/testdata/empty"}, stderr: "beanstalk-check: open " +
			"../../cmd/beanstalk-check/testdata/empty: no such file or directory", code: 2},
		"garbled YAML": {args: []string{"testdata/garbled.yaml"}, stderr: "beanstalk-check: testdata/garbled.yaml is not a " +
			"template: yaml: line 1: did not find expected ',' or ']'", code: 2},
		"another document": {args: []string{"testdata/other.yaml"}, stderr: "beanstalk-check: testdata/other.yaml is not a template: " +
			"it has no Resources", code: 2},
		"nothing": {args: []string{"-"}, stderr: "beanstalk-check: - is not a template: the file is empty", code: 2},
		"bottomless values": {args: []string{"-"}, stdin: strings.Repeat("[", 300) + strings.Repeat("]", 300),
			stderr: "beanstalk-check: - is not a template: line 1: values must not nest deeper than 200 levels", code: 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := run(test.args, strings.NewReader(test.stdin), &stdout, &stderr, today); code != test.code {
				t.Errorf("exits with %d, want %d", code, test.code)
			}
			if got := strings.TrimSuffix(stderr.String(), "\n"); got != test.stderr {
				t.Errorf("standard error is %q, want %q", got, test.stderr)
			}
			golden := filepath.Join("testdata", test.golden)
			if test.golden == "" {
				if stdout.Len() > 0 {
					t.Errorf("standard output is %q, want nothing", stdout.String())
				}
				return
			}
			if *update {
				if err := os.WriteFile(golden, stdout.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), stdout.String()); diff != "" {
				t.Errorf("output differs from %s, which -update writes (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// Each rule, for option settings, for pipelines and for build specifications, is on a line of its own.
func TestRulesAreListed(t *testing.T) {
	var output bytes.Buffer
	if code := run([]string{"-rules"}, nil, &output, &bytes.Buffer{}, today); code != 0 {
		t.Errorf("exits with %d", code)
	}
	for _, line := range []string{
		"min-size-above-max-size (error, verdict (validated)): MinSize is at most MaxSize.\n",
		"pipeline-run-order (error, verdict (deployed)): RunOrder is a whole number from 1 to 999.\n",
		"buildspec-document (error, documentation): A build specification is a mapping in YAML or JSON, in which each key is given once.\n",
	} {
		if !strings.Contains(output.String(), line) {
			t.Errorf("%q is not listed", line)
		}
	}
	if got, want := strings.Count(output.String(), "\n"), len(rules.Rules())+len(definition.Rules())+len(buildspec.Rules()); got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

// sarif is the part of SARIF 2.1.0 that the command uses, with what its schema requires of it. Nothing else may be in
// the output.
type sarif struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []struct {
		Tool struct {
			Driver struct {
				Name    string `json:"name"`
				Version string `json:"version"`
				Rules   []struct {
					ID                   string            `json:"id"`
					ShortDescription     text              `json:"shortDescription"`
					HelpURI              string            `json:"helpUri"`
					DefaultConfiguration map[string]string `json:"defaultConfiguration"`
				} `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string `json:"columnKind"`
		Results    []struct {
			RuleID    string `json:"ruleId"`
			Level     string `json:"level"`
			Message   text   `json:"message"`
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct {
						URI string `json:"uri"`
					} `json:"artifactLocation"`
					Region struct {
						StartLine   int `json:"startLine"`
						StartColumn int `json:"startColumn"`
					} `json:"region"`
				} `json:"physicalLocation"`
				LogicalLocations []struct {
					Name               string `json:"name"`
					FullyQualifiedName string `json:"fullyQualifiedName"`
					Kind               string `json:"kind"`
				} `json:"logicalLocations"`
			} `json:"locations"`
		} `json:"results"`
	} `json:"runs"`
}

type text struct {
	Text string `json:"text"`
}

func TestSARIF(t *testing.T) {
	var output bytes.Buffer
	run([]string{"-format", "sarif", "testdata/mistakes.yaml"}, nil, &output, &bytes.Buffer{}, today)
	decoder := json.NewDecoder(&output)
	decoder.DisallowUnknownFields()
	var log sarif
	if err := decoder.Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("got version %q and %d runs, want 2.1.0 and one", log.Version, len(log.Runs))
	}
	levels := []string{"none", "note", "warning", "error"}
	run := log.Runs[0]
	if run.Tool.Driver.Name == "" || !slices.Contains([]string{"utf16CodeUnits", "unicodeCodePoints"}, run.ColumnKind) {
		t.Errorf("got tool %q and columnKind %q", run.Tool.Driver.Name, run.ColumnKind)
	}
	rules := map[string]bool{}
	for _, rule := range run.Tool.Driver.Rules {
		if help, err := url.Parse(rule.HelpURI); err != nil || rule.HelpURI != "" && !help.IsAbs() {
			t.Errorf("rule %s: got helpUri %q, want an absolute one", rule.ID, rule.HelpURI)
		}
		if rule.ID == "" || rules[rule.ID] || rule.ShortDescription.Text == "" || !slices.Contains(levels, rule.DefaultConfiguration["level"]) {
			t.Errorf("rule must have an id of its own, a description and a level, got %+v", rule)
		}
		rules[rule.ID] = true
	}
	if len(run.Results) == 0 {
		t.Error("got no results")
	}
	for _, result := range run.Results {
		if !rules[result.RuleID] || !slices.Contains(levels, result.Level) || result.Message.Text == "" || len(result.Locations) != 1 {
			t.Errorf("result must have a known rule, a level, a message and a location, got %+v", result)
			continue
		}
		at := result.Locations[0].PhysicalLocation
		if at.ArtifactLocation.URI != "testdata/mistakes.yaml" || at.Region.StartLine < 1 || at.Region.StartColumn < 1 {
			t.Errorf("got location %+v", at)
		}
	}
}

func TestURI(t *testing.T) {
	for file, want := range map[string]string{
		"-":             "stdin",
		"a b/c%.yaml":   "a%20b/c%25.yaml",
		"./x.yaml":      "x.yaml",
		"/tmp/a#b.yaml": "file:///tmp/a%23b.yaml",
	} {
		if got := uri(file); got != want {
			t.Errorf("uri(%q) is %q, want %q", file, got, want)
		}
	}
}

// Both forms of a template mean the same, and places are found in both.
func TestParse(t *testing.T) {
	const yaml = `Resources: &all
  "Café":
    - !If [C, !Ref A, !Sub "${B}"]
    - yes
    - "yes"
    - 0644
    - 2026-11-01T00:00:00Z
    - ~
  Again: *all
  Fn: !GetAtt A.B
`
	const json = "{\"Resources\": {\n\t\"Caf\\u00e9\":\n\t[{\"Fn::If\":\r\n[\"C\", {\"Ref\": \"A\"}, {\"Fn::Sub\": \"${B}\"}]}, " +
		"true, \"yes\", \"0644\", \"2026-11-01T00:00:00Z\", null], \"Again\": null, \"Fn\": {\"Fn::GetAtt\": \"A.B\"}}}"
	places := map[string][]int{yaml: {3, 15, 4, 7}, json: {4, 7, 4, 44}}
	for source, place := range places {
		d, err := parse([]byte("\xef\xbb\xbf" + source))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"Resources": map[string]any{
			"Café": []any{
				map[string]any{"Fn::If": []any{"C", map[string]any{"Ref": "A"}, map[string]any{"Fn::Sub": "${B}"}}},
				true, "yes", "0644", "2026-11-01T00:00:00Z", nil,
			},
			"Again": nil,
			"Fn":    map[string]any{"Fn::GetAtt": "A.B"},
		}}
		if diff := cmp.Diff(want, d.value); diff != "" {
			t.Errorf("values (-want +got):\n%s", diff)
		}
		first, second := d.find("Resources", "Café", "0", "Fn::If", "1", "absent"), d.find("Resources", "Café", "1")
		if diff := cmp.Diff(place, []int{first.Line, first.Column, second.Line, second.Column}); diff != "" {
			t.Errorf("lines and columns (-want +got):\n%s", diff)
		}
	}
}

// Whatever is in a file, there is no panic, and every place reported is in the file.
func FuzzParse(f *testing.F) {
	for _, file := range []string{"mistakes.yaml", "mistakes.json", "garbled.yaml", "builds.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("Resources: &a {E: {Type: 'AWS::ElasticBeanstalk::Environment', Properties: {OptionSettings: [*a, !If [C, *a, *a]]}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := parse(data)
		if err != nil {
			return
		}
		for _, r := range buildspec.Find(d.value, definition.IsDeploying) {
			if at := d.find("Resources", r.LogicalID, "Properties", "Source", "BuildSpec"); at.Line < 1 || at.Column < 1 {
				t.Errorf("the build specification of %s is at line %d, column %d", r.LogicalID, at.Line, at.Column)
			}
		}
		for _, r := range template.Find(d.value) {
			for _, s := range r.Settings.All() {
				path := r.Path(rules.Problem{Namespace: s.Namespace, ResourceName: s.ResourceName, Name: s.Name})
				if at := d.find(append([]string{"Resources", r.LogicalID}, path...)...); at.Line < 1 || at.Column < 1 {
					t.Errorf("%s %s is at line %d, column %d", r.LogicalID, s.Origin, at.Line, at.Column)
				}
			}
		}
	})
}
