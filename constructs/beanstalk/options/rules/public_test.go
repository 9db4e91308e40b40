package rules_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
)

// publicSet is one set of option settings that somebody published: a template, an option file, the defaults of a
// module, an example of a guide, or what AWS answered about a running environment. Only the facts are kept, which are
// the settings and where they are.
type publicSet struct {
	ID     string `json:"id"`
	Source struct {
		Repository string `json:"repository"`
		Path       string `json:"path"`
		Commit     string `json:"commit"`
		Kind       string `json:"kind"`
		Publisher  string `json:"publisher"`
	} `json:"source"`
	Environment struct {
		Tier              string `json:"tier"`
		PlatformArn       string `json:"platformArn"`
		SolutionStackName string `json:"solutionStackName"`
		HasTemplate       bool   `json:"hasTemplate"`
		// Partial marks a fragment, such as an option file: the other settings come from elsewhere.
		Partial bool `json:"partial"`
		// Base names the environment that a fragment is meant for, a key of publicBases.
		Base string `json:"base"`
	} `json:"environment"`
	Settings []publicSetting `json:"settings"`
}

type publicSetting struct {
	Namespace    string `json:"namespace"`
	ResourceName string `json:"resourceName"`
	Name         string `json:"name"`
	Value        string `json:"value"`
	// Unresolved marks an intrinsic function, a variable or a placeholder.
	Unresolved bool `json:"unresolved"`
}

var update = flag.Bool("update", false, "write RULES.md, and the warnings in testdata/public/warnings.json; their reasons stay as they are")

// finding is a problem that is right although somebody published the set.
type finding struct {
	Set       string `json:"set"`
	Rule      string `json:"rule"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Value     string `json:"value"`
	Why       string `json:"why,omitempty"`
}

// publicWarnings is warnings.json: the warnings, and for each of their rules why they are right.
type publicWarnings struct {
	Why      map[string]string `json:"why"`
	Warnings []finding         `json:"warnings"`
}

// publicBases are the rest of the environments that fragments are used in.
var publicBases = map[string][]publicSetting{
	"single": environmentBase("SingleInstance", ""),
	"classic": append(environmentBase("LoadBalanced", "classic"),
		publicSetting{Namespace: "aws:autoscaling:asg", Name: "MaxSize", Value: "10"}),
	"application": append(environmentBase("LoadBalanced", "application"),
		publicSetting{Namespace: "aws:autoscaling:asg", Name: "MaxSize", Value: "10"}),
	"network": append(environmentBase("LoadBalanced", "network"),
		publicSetting{Namespace: "aws:autoscaling:asg", Name: "MaxSize", Value: "10"},
		publicSetting{Namespace: "aws:elasticbeanstalk:environment:process:default", Name: "Protocol", Value: "TCP"}),
	"shared": append(environmentBase("LoadBalanced", "application"),
		publicSetting{Namespace: "aws:elasticbeanstalk:environment", Name: "LoadBalancerIsShared", Value: "true"}),
	"cluster": {
		{Namespace: "aws:elasticbeanstalk:eks", Name: "cluster-role", Unresolved: true},
		{Namespace: "aws:elasticbeanstalk:eks", Name: "node-role", Unresolved: true},
		{Namespace: "aws:elasticbeanstalk:eks:environment", Name: "observability-role", Unresolved: true},
	},
}

func environmentBase(environmentType, loadBalancerType string) []publicSetting {
	base := []publicSetting{
		{Namespace: "aws:elasticbeanstalk:environment", Name: "EnvironmentType", Value: environmentType},
		{Namespace: "aws:elasticbeanstalk:environment", Name: "ServiceRole", Value: "aws-elasticbeanstalk-service-role"},
		{Namespace: "aws:elasticbeanstalk:healthreporting:system", Name: "SystemType", Value: "enhanced"},
		{Namespace: "aws:autoscaling:launchconfiguration", Name: "IamInstanceProfile", Value: "aws-elasticbeanstalk-ec2-role"},
		{Namespace: "aws:ec2:vpc", Name: "VPCId", Unresolved: true},
		{Namespace: "aws:ec2:vpc", Name: "Subnets", Unresolved: true},
	}
	if loadBalancerType != "" {
		base = append(base, publicSetting{Namespace: "aws:elasticbeanstalk:environment", Name: "LoadBalancerType", Value: loadBalancerType})
	}
	return base
}

// TestPublic judges what others published. What AWS publishes and what runs on AWS must pass without errors; the errors
// that are right nevertheless are listed in findings.json with their reason, and the warnings in warnings.json.
func TestPublic(t *testing.T) {
	sets := readPublic(t)
	var listed []finding
	readJSON(t, filepath.Join("testdata", "public", "findings.json"), &listed)
	open := map[finding]bool{}
	for _, f := range listed {
		if f.Why == "" {
			t.Errorf("findings.json: %s %s %s %s has no reason", f.Set, f.Rule, f.Namespace, f.Name)
		}
		f.Why = ""
		if _, twice := open[f]; twice {
			t.Errorf("findings.json lists twice: %+v", f)
		}
		open[f] = true
	}

	counts := map[string]int{}
	var warnings []finding
	errors := map[string]int{}
	for _, set := range sets {
		counts[set.Source.Publisher]++
		counts["settings"] += len(set.Settings)
		// A fragment is judged twice: alone, and in an environment of the kind it is meant for.
		problems := checkPublic(set, nil, set.Environment.Partial, time.Time{})
		if set.Environment.Partial {
			base, ok := publicBases[set.Environment.Base]
			if !ok {
				t.Errorf("%s: unknown base %q", set.ID, set.Environment.Base)
			}
			problems = append(problems, checkPublic(set, base, false, time.Time{})...)
		}
		seen := map[finding]bool{}
		for _, p := range problems {
			f := finding{Set: set.ID, Rule: p.Rule, Namespace: p.Namespace, Name: p.Name, Value: p.Value}
			if seen[f] {
				continue
			}
			seen[f] = true
			if p.Severity == rules.SeverityWarning {
				warnings = append(warnings, f)
				continue
			}
			errors[p.Rule]++
			if _, ok := open[f]; !ok {
				t.Errorf("%s (%s, %s): %v", set.ID, set.Source.Publisher, set.Source.Kind, p)
			}
			open[f] = false
		}
	}
	for f, missing := range open {
		if missing {
			t.Errorf("findings.json lists what is no longer found: %+v", f)
		}
	}
	if counts["aws"] < 120 || counts["community"] < 20 {
		t.Errorf("%d sets of AWS and %d of others are left, want at least 120 and 20", counts["aws"], counts["community"])
	}
	t.Logf("%d sets: %d of AWS, %d of others; %d settings", len(sets), counts["aws"], counts["community"], counts["settings"])
	t.Logf("errors: %s", perRule(errors))
	checkWarnings(t, warnings)
}

// checkWarnings compares the warnings with the list of them, or writes the list.
func checkWarnings(t *testing.T, warnings []finding) {
	t.Helper()
	file := filepath.Join("testdata", "public", "warnings.json")
	var listed publicWarnings
	readJSON(t, file, &listed)
	counts := map[string]int{}
	for _, f := range warnings {
		counts[f.Rule]++
	}
	t.Logf("warnings: %s", perRule(counts))
	if *update {
		why := map[string]string{}
		for rule := range counts {
			why[rule] = listed.Why[rule]
		}
		listed = publicWarnings{why, warnings}
		text, err := json.MarshalIndent(listed, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := gocmp.Diff(listed.Warnings, warnings); diff != "" {
		t.Errorf("%s differs from the warnings, which -update writes (-listed +found):\n%s", file, diff)
	}
	for rule := range counts {
		if listed.Why[rule] == "" {
			t.Errorf("%s has no reason for %s; narrow the rule if the sets are right, or run `go test -run TestPublic -update .` "+
				`and write the reason under "Why"`, file, rule)
		}
		delete(listed.Why, rule)
	}
	if len(listed.Why) > 0 {
		t.Errorf("%s has reasons for rules that find nothing: %v", file, listed.Why)
	}
}

// TestPublicPlatforms judges the same sets with a clock. Most are older than today's platforms: their platform is
// retired, which is the only error that the clock adds.
func TestPublicPlatforms(t *testing.T) {
	today, err := time.Parse(time.DateOnly, options.Date())
	if err != nil {
		t.Fatal(err)
	}
	retired := 0
	for _, set := range readPublic(t) {
		errors := func(now time.Time) []rules.Problem {
			return slices.DeleteFunc(checkPublic(set, nil, set.Environment.Partial, now), func(p rules.Problem) bool {
				return p.Severity != rules.SeverityError
			})
		}
		withClock := slices.DeleteFunc(errors(today), func(p rules.Problem) bool {
			if p.Rule == "platform-retired" {
				retired++
			}
			return p.Rule == "platform-retired"
		})
		if diff := gocmp.Diff(errors(time.Time{}), withClock); diff != "" {
			t.Errorf("%s: the clock adds other errors than platform-retired (-without +with):\n%s", set.ID, diff)
		}
	}
	if retired != 20 {
		t.Errorf("%d sets are on a retired platform, want 20", retired)
	}
}

func checkPublic(set publicSet, base []publicSetting, partial bool, now time.Time) []rules.Problem {
	var settings options.Settings
	for _, s := range base {
		settings.Add(s.setting(options.OriginDefault))
	}
	for _, s := range set.Settings {
		settings.Override(s.setting(options.OriginExplicit))
	}
	return rules.Checker{Now: now}.Check(rules.Environment{
		Tier:              set.Environment.Tier,
		PlatformArn:       set.Environment.PlatformArn,
		SolutionStackName: set.Environment.SolutionStackName,
		HasTemplate:       set.Environment.HasTemplate,
		Partial:           partial,
	}, settings)
}

func (s publicSetting) setting(origin options.OriginKind) options.Setting {
	return options.Setting{
		Namespace:    s.Namespace,
		ResourceName: s.ResourceName,
		Name:         s.Name,
		Value:        s.Value,
		Unresolved:   s.Unresolved,
		Origin:       options.Origin{Kind: origin},
	}
}

// readPublic reads every set, sorted by file, and checks that the ids are unique.
func readPublic(t *testing.T) []publicSet {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "public", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []publicSet
	ids := map[string]bool{}
	for _, file := range files {
		if base := filepath.Base(file); base == "findings.json" || base == "warnings.json" {
			continue
		}
		var sets []publicSet
		readJSON(t, file, &sets)
		for _, set := range sets {
			if ids[set.ID] || set.ID == "" || len(set.Settings) == 0 || set.Source.Path == "" {
				t.Errorf("%s: set %q has no settings, no source or an id that is not unique", file, set.ID)
			}
			ids[set.ID] = true
		}
		all = append(all, sets...)
	}
	return all
}

func readJSON(t *testing.T, file string, v any) {
	t.Helper()
	content, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	decoder := json.NewDecoder(content)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// perRule writes counts as "12 rule, 3 other-rule", most first.
func perRule(counts map[string]int) string {
	rules := slices.Collect(maps.Keys(counts))
	slices.SortFunc(rules, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	parts := make([]string, len(rules))
	for i, rule := range rules {
		parts[i] = strconv.Itoa(counts[rule]) + " " + rule
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}
