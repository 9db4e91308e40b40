package readme

import (
	"flag"
	"strings"
	"testing"
)

var follow = flag.Bool("follow", false, "run the README's commands, in a copy of the project")

// A step is a command of the README, in the words of the README, with what comes before and what it has to give.
type step struct {
	command string
	before  func(*copied)
	after   func(*copied, string)
	fails   bool
}

// walk is what somebody does who changes what the README changes, and takes a construct elsewhere.
var walk = []step{
	{command: "go run ./cmd/beanstalk-check TEMPLATE"},
	{command: "go test . -update", before: (*copied).addStage, after: func(c *copied, _ string) { c.has("testdata/DemoStack.template.json") }},
	{command: "npx cdk list", before: (*copied).changeEverything,
		after: says("SourceStack", "DevStack", "DemoStack", "ProdStack", "ReleaseStack")},
	{command: "npx cdk synth -c stages=Demo", after: says("(SourceStack, DemoStack)")},
	{command: "npx cdk synth", before: (*copied).makeMistakes, fails: true, after: func(c *copied, out string) {
		_, want, _ := strings.Cut(blocks(c.t, "console")[0].text, "\n")
		if out != want {
			c.t.Errorf("mistakes are answered with\n%s\nand the README shows\n%s", out, want)
		}
	}},
	{command: "go mod edit -require beanstalkline@v0.0.0 -replace beanstalkline=../beanstalkline",
		before: (*copied).enterAnotherModule},
	{command: "go mod tidy", after: func(c *copied, _ string) { c.run("go build .") }},
	{command: "git ls-files -z '*.go' '*go.mod' 'examples/*.md' | " +
		`xargs -0 perl -pi -e 's#\bbeanstalkline\b#example.com/acme/line#g'`,
		before: (*copied).leaveAnotherModule,
		after: func(c *copied, _ string) {
			c.run("go build ./... && go build -C examples ./... && go build -C rehearsal -o /dev/null . && go build -C bench -o /dev/null .")
			const old = " -l '\"beanstalkline/' -- '*.go' || true"
			if before, after := c.run("git grep --cached"+old), c.run("git grep"+old); before == "" || after != "" {
				c.t.Errorf("imports of the old name were in %q and are in %q, want some and none", before, after)
			}
		}},
}

// says wants something said.
func says(all ...string) func(*copied, string) {
	return func(c *copied, out string) {
		for _, want := range all {
			if !strings.Contains(out, want) {
				c.t.Errorf("it does not say %q:\n%.2000s", want, out)
			}
		}
	}
}

// The commands are run as they stand, one after the other.
func TestWalk(t *testing.T) {
	if !*follow {
		t.Skip("`go test ./internal/readme -follow` runs them")
	}
	c := newCopy(t)
	for _, s := range walk {
		if s.before != nil {
			s.before(c)
		}
		command := strings.ReplaceAll(s.command, "TEMPLATE", "testdata/DevStack.template.json")
		out, err := c.try(command)
		if (err != nil) != s.fails {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		if s.after != nil {
			s.after(c, out)
		}
		t.Logf("%s", command)
	}
}
