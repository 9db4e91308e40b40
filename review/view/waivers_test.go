package view_test

import (
	"testing"

	"beanstalkline/review/report"
	"beanstalkline/review/setting"
	"beanstalkline/review/view"
	"beanstalkline/review/waiver"
)

func TestWaiversAreListedWithTheirReasons(t *testing.T) {
	changed := &waiver.Change{
		Base: map[string]string{"Alarms": "a", "Approval": "b", "PrivateInstances": "c"},
		Head: map[string]string{"Alarms": "a", "PrivateInstances": "d", "TwoInstances": "e\n<b>"},
	}
	s := view.Of(&report.Report{Stages: []*report.Stage{{Name: "A", State: "unchanged", Waivers: changed}}}).Stages[0]
	if got := s.Verdict.String(); got != "nothing; 1 guard rail is switched off" || s.Same {
		t.Errorf("the line is %q; nothing changes: %v", got, s.Same)
	}
	want := "↑ switched off: because: e ⏎ <b>\n↻ another reason: because: d; before: c\n" +
		"↓ on again: was switched off because: b\n○ off as before: because: a"
	if got := linesOf(s, "Guard rails switched off"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	fresh := view.Of(&report.Report{Stages: []*report.Stage{{Name: "A", State: "new", Waivers: changed}}}).Stages[0]
	if got := fresh.Verdict.String(); got != "the stack is new" || linesOf(fresh, "Guard rails switched off") != want {
		t.Errorf("the line of a new stack is %q, with %+v", got, fresh.Sections)
	}
	same := &waiver.Change{Base: changed.Base, Head: changed.Base}
	if s := view.Of(&report.Report{Stages: []*report.Stage{{Name: "A", State: "unchanged", Waivers: same}}}).Stages[0]; !s.Same {
		t.Error("waivers that stay are told as a change")
	}
}

func TestAValueIsShownWithItsSource(t *testing.T) {
	d := setting.Difference{Base: new("1"), Head: new("2"), BaseSource: "preset Prod", HeadSource: "prop Capacity\n"}
	row := section(view.Of(&report.Report{Stages: []*report.Stage{{
		State: "changed", Options: map[string][]setting.Difference{"E": {d}}}}}).Stages[0], "Options by name").Table.Rows[0]
	if row.Cells[0].Note != "preset Prod" || row.Cells[1].Note != "prop Capacity ⏎ " {
		t.Errorf("the sources are %q and %q", row.Cells[0].Note, row.Cells[1].Note)
	}
}
