package policy

import (
	"fmt"
	"strings"
	"testing"

	"beanstalkline/review/pipeline"
	"beanstalkline/review/ports"
	"beanstalkline/review/report"
	"beanstalkline/review/rights"
	"beanstalkline/review/verdict"
)

func reviewed() *report.Report {
	return &report.Report{Stages: []*report.Stage{
		{Name: "DevStack", State: "changed", Findings: []verdict.Finding{
			{Level: verdict.EnvironmentReplaced, Resource: "DevStack/Environment", Text: "is replaced"},
			{Level: verdict.NoInterruption, Unknown: true, Resource: "DevStack/X", Text: "is updated"},
		}},
		{Name: "ProdStack", State: "changed", Findings: []verdict.Finding{
			{Level: verdict.DataLost, Resource: "ProdStack/Logs", Text: "is deleted"},
			{Level: verdict.InstancesReplaced, Resource: "ProdStack/Environment", Text: "has another type"},
		}, Pipelines: []pipeline.Difference{
			{Kind: "approval lost", Path: "P", Text: "nobody approves", Guards: "DevStack"}, {Kind: "rollback lost", Path: "P", Text: "no way back"},
		}},
		{Name: "OldStack", State: "gone"},
		{Name: "AppStack", State: "changed", Rights: []rights.Change{{Resource: "A/Role", Rights: []rights.Right{
			{Text: "more", More: true}, {Text: "less", Less: true}, {Text: "who knows", Unknown: true}, {Text: "all", More: true, Severe: true},
		}}}, Ports: []ports.Change{
			{Resource: "A/Group", Text: "opens 80", Direction: "in", Opened: true},
			{Resource: "A/Group", Text: "closes", Direction: "in", Closed: true},
			{Resource: "A/Group", Text: "lets out", Direction: "out", Opened: true},
			{Resource: "A/Group", Text: "opens 22", Direction: "in", Opened: true, Severe: true},
		}},
	}}
}

func TestCheck(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		"# nothing":                             "",
		"replaced":                              "DevStack: DevStack/Environment is replaced",
		"replaced Prod":                         "",
		"data-lost":                             "ProdStack: ProdStack/Logs is deleted",
		"instances-replaced":                    "DevStack: DevStack/Environment is replaced; ProdStack: ProdStack/Environment has another type",
		"unknown":                               "DevStack: DevStack/X is updated",
		"interruption ProdStack # and a reason": "ProdStack: ProdStack/Logs is deleted; ProdStack: ProdStack/Environment has another type",
		"approval-lost":                         "DevStack: P: nobody approves",
		"approval-lost Dev":                     "DevStack: P: nobody approves",
		"approval-lost Prod":                    "",
		"rollback-lost":                         "ProdStack: P: no way back",
		"gone":                                  "OldStack: OldStack is no longer in the app",
		"right-grown":                           "AppStack: A/Role: more; AppStack: A/Role: who knows; AppStack: A/Role: all",
		"right-severe":                          "AppStack: A/Role: all",
		"port-opened":                           "AppStack: A/Group: opens 80; AppStack: A/Group: opens 22",
		"port-severe":                           "AppStack: A/Group: opens 22",
		"right-grown\nwaive right-grown A/Role: asked by the team":    "",
		"replaced\nwaive replaced DevStack/Environment: asked by ops": "",
		"replaced\nwaive replaced DevStack/Env: not its whole name":   "DevStack: DevStack/Environment is replaced",
		"replaced\nwaive replaced DevStack: all of it":                "",
		"replaced\nwaive data-lost DevStack/Environment: another":     "DevStack: DevStack/Environment is replaced",
	} {
		p, err := Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		found, err := p.Check(reviewed())
		var got []string
		for _, v := range found {
			got = append(got, fmt.Sprintf("%s: %s", v.Stage, v.Text))
		}
		if strings.Join(got, "; ") != want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", text, strings.Join(got, "; "), err, want)
		}
	}
}

func TestWrongPolicies(t *testing.T) {
	for text, want := range map[string]string{
		"replace":                   `line 1 of the policy must forbid one of approval-lost, data-lost, `,
		"\nwaive replaced X":        `line 2 of the policy must be "waive WHAT SUBJECT: REASON", got "waive replaced X"`,
		"waive replaced : because":  "line 1",
		"waive something X: reason": `line 1 of the policy must forbid one of`,
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	p, err := Parse("replaced PordStack")
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Check(reviewed())
	if err == nil || !strings.Contains(err.Error(), `"PordStack", which is in neither of the two: there are DevStack`) {
		t.Errorf("got %v", err)
	}
}
