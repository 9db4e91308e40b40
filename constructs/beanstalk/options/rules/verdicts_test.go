package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/beanstalk/options/template"
)

// verdict is what AWS itself answered about a set of option settings, or about a resource, on 2026-09-29 and 30; the
// sources are rules of badmintoncryer/cdk-preflight (Apache-2.0) for Elastic Beanstalk, whose authors recorded the answers
// in ap-northeast-1.
type verdict struct {
	ID      string `json:"id"`
	Verdict string `json:"verdict"` // accept or reject
	// How is deployed or validated, or derived: that follows from another answer. Only the former two count.
	How      string         `json:"how"`
	Platform string         `json:"platform"` // windows, or Node.js
	Settings []string       `json:"settings"`
	Resource map[string]any `json:"resource"`
	// Either means that AWS accepts the value and an error is right all the same: it is nonsense, or fails at launch.
	Either bool   `json:"either"`
	Source string `json:"source"`
}

// recorded is the region to which what is judged here was deployed.
const recorded = "ap-northeast-1"

// counts reports whether the verdict is part of the score.
func (v verdict) counts() bool { return v.How != "derived" && !v.Either }

func (v verdict) check() []rules.Problem {
	if v.Resource != nil {
		resources := template.Find(map[string]any{"Resources": map[string]any{"R": v.Resource}})
		return rules.Checker{Region: recorded}.Check(resources[0].Environment, resources[0].Settings)
	}
	var s options.Settings
	s.Add(read("launch IamInstanceProfile = profile"), read("environment ServiceRole = role"))
	health := false
	for _, line := range v.Settings {
		setting := read(line)
		health = health || setting.Name == "SystemType"
		s.Add(setting)
	}
	if !health { // the set is otherwise complete
		s.Add(read("health SystemType = enhanced"))
	}
	branch := "Node.js 22 running on 64bit Amazon Linux 2023"
	if v.Platform == "windows" {
		branch = "IIS 10.0 running on 64bit Windows Server Core 2025"
	}
	return rules.Checker{Region: recorded}.Check(rules.Environment{Branch: branch}, s)
}

// disagreements are the verdicts on option settings that the rules do not share, with the reason.
var disagreements = map[string]string{
	"volsize-io1-nosize": "validated only: at launch, EC2 refuses io1 without IOPS",
}

// TestVerdicts compares the rules with what AWS answered: what it rejects has an error, and what it accepts has none.
// That something derived from an answer disagrees is listed as well, although it does not count.
func TestVerdicts(t *testing.T) {
	var all []verdict
	readJSON(t, filepath.Join("testdata", "verdicts.json"), &all)
	agree, count := map[string]int{}, map[string]int{}
	bases := map[string]rules.Basis{} // of the rules that are the only ones to refuse what AWS rejects
	for _, v := range all {
		var errors, refusing []string
		for _, p := range v.check() {
			if p.Severity == rules.SeverityError {
				errors, refusing = append(errors, p.String()), append(refusing, p.Rule)
			}
		}
		if len(refusing) == 1 && v.counts() && v.Verdict == "reject" && bases[refusing[0]] != rules.BasisDeployed {
			bases[refusing[0]] = rules.BasisValidated
			if v.How == "deployed" {
				bases[refusing[0]] = rules.BasisDeployed
			}
		}
		agrees := (len(errors) > 0) == (v.Verdict == "reject") || v.Either
		if v.counts() {
			count[v.Verdict]++
			if agrees {
				agree[v.Verdict]++
			}
		}
		reason, listed := disagreements[v.ID]
		switch {
		case agrees && listed:
			t.Errorf("%s: the rules agree with AWS; remove it from the disagreements", v.ID)
		case agrees:
		case reason == "":
			t.Errorf("%s: AWS says %s to %s, got errors %q", v.ID, v.Verdict, strings.Join(v.Settings, ", "), errors)
		default:
			t.Logf("%s: disagrees: %s", v.ID, reason)
		}
	}
	score := fmt.Sprintf("%d of %d rejections are errors, and %d of %d acceptances have none",
		agree["reject"], count["reject"], agree["accept"], count["accept"])
	t.Log(score)
	for id, want := range bases {
		if rule, _ := rules.Lookup(id); rule.Basis != want {
			t.Errorf("%s must be based on %q, got %q", id, want, rule.Basis)
		}
	}
	for _, rule := range rules.Rules() {
		if rule.Basis == rules.BasisInference && rule.Severity != rules.SeverityWarning {
			t.Errorf("%s is an inference and must be a warning", rule.ID)
		}
	}
	for id := range disagreements {
		if !slices.ContainsFunc(all, func(v verdict) bool { return v.ID == id }) {
			t.Errorf("%s: no such verdict", id)
		}
	}
	for _, file := range []string{"README.md", filepath.Join("..", "..", "..", "..", "README.md")} {
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(strings.Join(strings.Fields(string(text)), " "), score) {
			t.Errorf("%s must say %q (%v)", file, score, err)
		}
	}
}
