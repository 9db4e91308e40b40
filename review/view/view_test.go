package view_test

import (
	"fmt"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/pipeline"
	"beanstalkline/review/report"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
	"beanstalkline/review/view"
)

func stage(name string, level verdict.Level, findings ...verdict.Finding) *report.Stage {
	state := "changed"
	if len(findings) == 0 {
		state = "unchanged"
	}
	return &report.Stage{Name: name, State: state, Verdict: level, Findings: findings}
}

func TestTheWholeIsSaidInASentence(t *testing.T) {
	calm := verdict.Finding{Level: verdict.NoInterruption, Resource: "A", Text: "is created"}
	unknown := stage("Prod", verdict.NoInterruption, calm)
	unknown.Unknown = 2
	guard := stage("Release", verdict.Nothing)
	guard.Pipelines = []pipeline.Difference{{Lost: true, Text: "nobody approves any longer"}, {Text: "a step is new"}}
	for name, test := range map[string]struct {
		stages []*report.Stage
		want   string
	}{
		"no stack":  {nil, "Neither side has a stack."},
		"one stack": {[]*report.Stage{stage("Dev", 0)}, "Nothing changes: the stack is as before."},
		"none changes": {[]*report.Stage{stage("Dev", 0), stage("Prod", 0)},
			"Nothing changes: all 2 stacks are as before."},
		"one changes": {[]*report.Stage{stage("Dev", 0), stage("Prod", verdict.DataLost, calm)},
			"1 stack of 2 changes. The most that is known: data is lost, in Prod."},
		"two are equally bad": {[]*report.Stage{stage("Dev", verdict.ServersRestart, calm), stage("Prod", verdict.ServersRestart, calm)},
			"2 stacks of 2 change. The most that is known: application servers restart, in Dev and Prod."},
		"what is not known": {[]*report.Stage{unknown},
			"1 stack of 1 changes. The most that is known: no interruption, in Prod. 2 changes may do more."},
		"some come and go": {[]*report.Stage{{Name: "A", State: "new"}, {Name: "B", State: "gone"}, {Name: "C", State: "gone"}},
			"1 stack is new. 2 stacks are no longer in the app."},
		"one is new, and one changes": {[]*report.Stage{{Name: "A", State: "new"}, stage("Dev", verdict.NoInterruption, calm)},
			"1 stack of 2 changes. The most that is known: no interruption, in Dev. 1 stack is new."},
		"a guard is lost": {[]*report.Stage{guard},
			"1 stack of 1 changes. The most that is known: nothing, in Release. 1 guard is lost."},
	} {
		if got := view.Of(&report.Report{Stages: test.stages}).Says; got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestAStageHasOneLine(t *testing.T) {
	is := func(state string, level verdict.Level, unknown int, differences ...pipeline.Difference) *report.Stage {
		return &report.Stage{Name: state, State: state, Verdict: level, Unknown: unknown, Pipelines: differences}
	}
	for want, stage := range map[string]*report.Stage{
		"○ nothing":                is("unchanged", verdict.Nothing, 0),
		"⇄ instances are replaced": is("changed", verdict.InstancesReplaced, 0),
		"↻ application servers restart; 1 change may do more":       is("changed", verdict.ServersRestart, 1),
		"✓ no interruption; 1 guard is lost; 3 changes may do more": is("changed", verdict.NoInterruption, 3, pipeline.Difference{Lost: true}),
		"+ the stack is new": is("new", verdict.Nothing, 0),
		"− the stack is no longer in the app, and runs on": is("gone", verdict.Nothing, 0),
	} {
		v := view.Of(&report.Report{Stages: []*report.Stage{stage}}).Stages[0].Verdict
		if got := v.Icon + " " + v.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// section is that of a title, if the stage has one.
func section(s view.Stage, title string) *view.Section {
	for i := range s.Sections {
		if s.Sections[i].Title == title {
			return &s.Sections[i]
		}
	}
	return nil
}

func TestFindingsThatSayTheSameAreOneLine(t *testing.T) {
	var findings []verdict.Finding
	for i := range 2000 {
		findings = append(findings, verdict.Finding{Level: verdict.NoInterruption, Resource: fmt.Sprintf("Topic%d", i), Text: "is created"})
	}
	for i := range 1000 {
		findings = append(findings, verdict.Finding{Level: verdict.NoInterruption, Resource: "Queue", Text: fmt.Sprintf("has %d", i)})
	}
	got := section(view.Of(&report.Report{Stages: []*report.Stage{stage("Dev", 1, findings...)}}).Stages[0], "What happens").Lines
	if len(got) != 501 || len(got[0].More) != 1999 || got[500].Text != "And 501 more, which the JSON of the review has." {
		t.Errorf("there are %d lines, the first with %d more subjects, the last %q", len(got), len(got[0].More), got[len(got)-1].Text)
	}
}

func TestOptionsAreShownByName(t *testing.T) {
	long := strings.Repeat("x", 2000)
	option := func(name string, level verdict.Level, base, head *string, doc string) setting.Difference {
		return setting.Difference{Key: setting.Key{Namespace: "aws:n", Name: name}, Level: level, Base: base, Head: head, Doc: doc}
	}
	s := stage("Dev", verdict.ServersRestart, verdict.Finding{})
	s.Options = map[string][]setting.Difference{"Environment": {
		option("A", verdict.Nothing, new("1"), nil, "https://docs.aws.amazon.com/a"),
		option("B", verdict.ServersRestart, new(""), new("2"), "https://evil.example/docs.aws.amazon.com/"),
		option("C", verdict.Nothing, new(long+"old"), new(long+"new\u202e"), "javascript:1"),
	}}
	rows := section(view.Of(&report.Report{Stages: []*report.Stage{s}}).Stages[0], "Options by name").Table.Rows
	told := func(r view.Row) string {
		return strings.Join([]string{r.Name, r.Link, r.Cells[0].Text, r.Cells[1].Text, r.Cells[2].Verdict.Words}, " | ")
	}
	half := "…" + strings.Repeat("x", 299)
	for i, want := range []string{
		"B |  | empty | 2 | application servers restart", "A | https://docs.aws.amazon.com/a | 1 | not set | nothing",
		"C |  | " + half + "xold | " + half + `xnew\u202e | nothing`,
	} {
		if got := told(rows[i]); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func environment(size string) *assembly.Stack {
	s := &assembly.Stack{}
	option := func(namespace, name string, value any) any {
		return map[string]any{"Namespace": namespace, "OptionName": name, "Value": value}
	}
	settings := []any{option("aws:ec2:instances", "InstanceTypes", size), option("aws:autoscaling:asg", "MinSize", "1")}
	if size == "t3.large" {
		settings = append(settings, option("aws:autoscaling:asg", "MaxSize", "9"))
	}
	s.Template.Resources = map[string]*assembly.Resource{"Site": {
		Type: "AWS::ElasticBeanstalk::Environment", Properties: map[string]any{"OptionSettings": settings}, Stack: s}}
	return s
}

func TestStagesStandSideBySide(t *testing.T) {
	var r report.Report
	for i, size := range []string{"t3.micro", "t3.micro", "t3.large"} {
		r.Stages = append(r.Stages, &report.Stage{Name: fmt.Sprintf("Stage%d", i), State: "unchanged", After: environment(size)})
	}
	r.Stages = append(r.Stages, &report.Stage{Name: "Gone", State: "gone", Before: environment("t3.nano")})
	side := view.Of(&r).Side
	var got []string
	for _, row := range side.Table.Rows {
		line := row.Name
		for _, cell := range row.Cells {
			line += " " + cell.Mark + ":" + cell.Text
		}
		got = append(got, line)
	}
	want := "MaxSize A:not set A:not set B:9\nInstanceTypes A:t3.micro A:t3.micro B:t3.large"
	if strings.Join(got, "\n") != want || strings.Join(side.Table.Columns, " ") != "Option Stage0 Stage1 Stage2" {
		t.Errorf("got %q under %q, want %q", got, side.Table.Columns, want)
	}
	if side.Note != "1 option is the same in all 3 environments, and not shown." {
		t.Errorf("the note is %q", side.Note)
	}
	if alone := view.Of(&report.Report{Stages: r.Stages[:1]}).Side; alone != nil {
		t.Errorf("one environment stands beside itself: %v", alone)
	}
}
