package view_test

import (
	"strings"
	"testing"

	"beanstalkline/review/ports"
	"beanstalkline/review/report"
	"beanstalkline/review/rights"
	"beanstalkline/review/verdict"
	"beanstalkline/review/view"
)

func TestRightsAndPortsAreTold(t *testing.T) {
	grown := rights.Change{Resource: "A/Role", Rights: []rights.Right{
		{Text: "may no longer a", Less: true}, {Text: "may perhaps b", Unknown: true}, {Text: "may now c", More: true},
		{Text: "may do everything", More: true, Severe: true}}}
	web := ports.Change{Text: "opens port 80", Direction: "in", Opened: true, Internet: true, Ports: []string{"port 80"},
		Peers: []string{"all"}}
	ssh := web
	ssh.Text, ssh.Severe, ssh.Ports = "opens port 22", true, []string{"port 22"}
	listens := ports.Change{Text: "listens", Direction: "in", Opened: true, Internet: true, Ports: []string{"port 80"}}
	address := ports.Change{Text: "gets an address", Direction: "in", Opened: true, Internet: true}
	inside := ports.Change{Text: "opens port 8080", Direction: "in", Opened: true, Ports: []string{"port 8080"}, Peers: []string{"10.0.0.0/8"}}
	closed := ports.Change{Text: "closes port 80", Direction: "in", Closed: true, Internet: true}
	out := ports.Change{Text: "lets out", Direction: "out", Opened: true, Internet: true, Ports: []string{"all"}, Peers: []string{"all"}}
	acl := ports.Change{Text: "network ACL", Unknown: true}
	for name, test := range map[string]struct {
		state               string
		rights              []rights.Change
		ports               []ports.Change
		line, rules, listen string
	}{
		"rights": {"changed", []rights.Change{grown}, nil, "nothing; 2 rights grow; 1 right may grow", "✕ a severe right: may do everything\n" +
			"↑ more: may now c\n? not known: may perhaps b\n↓ less: may no longer a", ""},
		"a website": {"changed", nil, []ports.Change{web, listens}, "nothing; 1 port opens to the internet", "",
			"↑ opens to the internet: opens port 80\n↑ opens: listens"},
		"SSH": {"changed", nil, []ports.Change{ssh, web}, "nothing; 2 ports open to the internet", "",
			"✕ opens to the internet: opens port 22\n↑ opens to the internet: opens port 80"},
		"addresses": {"changed", nil, []ports.Change{address}, "nothing; something gets an address of the internet", "",
			"↑ opens: gets an address"},
		"what is not the world": {"changed", nil, []ports.Change{inside, out, acl, closed}, "nothing", "",
			"↑ opens: opens port 8080\n↑ opens: lets out\n? not known: network ACL\n↓ closes: closes port 80"},
		"a new stack":          {"new", []rights.Change{{Rights: grown.Rights[1:3]}}, []ports.Change{web, address}, "the stack is new", "", ""},
		"a new stack with SSH": {"new", nil, []ports.Change{ssh}, "the stack is new; 1 port opens to the internet", "", ""},
	} {
		s := view.Of(&report.Report{Stages: []*report.Stage{{Name: "A", State: test.state, Rights: test.rights, Ports: test.ports}}}).Stages[0]
		if got := s.Verdict.String(); got != test.line {
			t.Errorf("%s: got %q, want %q", name, got, test.line)
		}
		if got := linesOf(s, "Rights"); test.state != "new" && got != test.rules {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.rules)
		}
		if got := linesOf(s, "Ports"); test.state != "new" && got != test.listen {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.listen)
		}
	}
}

func linesOf(s view.Stage, title string) string {
	var said []string
	if found := section(s, title); found != nil {
		for _, l := range found.Lines {
			said = append(said, l.Verdict.Icon+" "+l.Verdict.Words+": "+l.Text)
		}
	}
	return strings.Join(said, "\n")
}

func TestWhatIsSevereOrForbiddenIsRed(t *testing.T) {
	severe := []ports.Change{{Direction: "in", Opened: true, Internet: true, Severe: true, Ports: []string{"port 22"}, Peers: []string{"all"}}}
	v := view.Of(&report.Report{Stages: []*report.Stage{{Name: "A", State: "changed", Ports: severe}}})
	if v.Worst.Class != "lost" || !strings.HasSuffix(v.Says, "something opens to the internet that is no website.") || v.Forbidden != nil {
		t.Errorf("SSH for everybody is %q: %s", v.Worst.Class, v.Says)
	}
	v = view.Of(&report.Report{
		Stages: []*report.Stage{stage("A", verdict.Nothing)},
		Violations: []report.Violation{
			{Rule: "gone", Stage: "A\n", Text: "B is no longer in the app"}, {Rule: "replaced", Stage: "B", Text: "B/Environment is replaced"},
		},
	})
	if v.Worst.Class != "lost" || v.Forbidden == nil || v.Forbidden.Title != "The policy forbids 2 things of this" {
		t.Fatalf("a violation is %q, in %v", v.Worst.Class, v.Forbidden)
	}
	if l := v.Forbidden.Lines[0]; l.Verdict.Words != "gone" || l.Subject != "A ⏎ " || l.Text != "B is no longer in the app" {
		t.Errorf("a violation is told as %v", l)
	}
	if l := v.Forbidden.Lines[1]; l.Subject != "" || l.Text != "B/Environment is replaced" {
		t.Errorf("a violation that names its stage is told as %v", l)
	}
}
