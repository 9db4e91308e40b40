package codebuild

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func parseForTest(t *testing.T, content string) buildSpec {
	t.Helper()
	spec, err := parse([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestBuildSpecOfTheSampleApp(t *testing.T) {
	content, err := os.ReadFile("../../sampleapp/buildspec.yml")
	if err != nil {
		t.Fatal(err)
	}
	parseForTest(t, string(content))
}

func TestBuildSpecRejects(t *testing.T) {
	for name, test := range map[string]struct{ spec, want string }{
		"another version":  {"version: 0.1\nphases: {build: {commands: [ls]}}", "version must be 0.2"},
		"an unknown key":   {"version: 0.2\nphase: {}\nphases: {build: {commands: [ls]}}", "phase"},
		"an unknown phase": {"version: 0.2\nphases: {compile: {commands: [ls]}}", "compile"},
		"no command":       {"version: 0.2\nphases: {build: {finally: [ls]}}", "at least one command"},
		"a batch": {
			"version: 0.2\nbatch: {fast-fail: true}\nphases: {build: {commands: [ls]}}",
			"batch builds",
		},
		"secrets": {
			"version: 0.2\nenv: {secrets-manager: {A: b}}\nphases: {build: {commands: [ls]}}",
			"cannot be rehearsed",
		},
		"an unknown shell": {"version: 0.2\nenv: {shell: fish}\nphases: {build: {commands: [ls]}}", "env/shell"},
		"an unknown runtime": {
			"version: 0.2\nphases: {install: {runtime-versions: {go: 1}}, build: {commands: [ls]}}",
			"go is not a runtime",
		},
		"a runtime too late": {
			"version: 0.2\nphases: {build: {runtime-versions: {golang: 1}, commands: [ls]}}",
			"install phase",
		},
		"neither yes nor no": {
			"version: 0.2\nphases: {build: {commands: [ls]}}\nartifacts: {discard-paths: maybe}",
			"yes, no",
		},
		"an unknown response": {"version: 0.2\nphases: {build: {commands: [ls], on-failure: SHRUG}}", "on-failure"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parse([]byte(test.spec)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestBuildSpecRuntimes(t *testing.T) {
	for want, matches := range map[string]bool{
		"1.26": true, "1.x": true, "latest": true, "1.26.8": true, "1.25": false, "2": false,
	} {
		phases := "{install: {runtime-versions: {golang: \"" + want + "\"}}, build: {commands: [ls]}}"
		spec := parseForTest(t, "version: 0.2\nphases: "+phases)
		if err := spec.checkRuntimes("1.26.8"); (err == nil) != matches {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

func TestBuildSpecScript(t *testing.T) {
	for name, test := range map[string]struct {
		phases, want string
		fails        bool
	}{
		"phases in their order, in one shell": {
			phases: "{build: {commands: ['echo $A in $(basename $PWD)']}, install: {commands: [mkdir sub, cd sub, A=1]}, " +
				"post_build: {commands: [echo end]}}",
			want: "1 in sub, end",
		},
		"one command as a text": {phases: "{build: {commands: echo one}}", want: "one"},
		"a command of several lines with quotes": {
			phases: `{build: {commands: ["for i in 1 2; do\n echo \"it's $i\"\ndone"]}}`,
			want:   "it's 1, it's 2",
		},
		"a failure ends its phase, and finally runs": {
			phases: "{pre_build: {commands: [echo a, 'false', echo b], finally: [echo c]}, build: {commands: [echo d]}}",
			want:   "a, c", fails: true,
		},
		"post_build runs after a failed build and knows it": {
			phases: "{build: {commands: ['false']}, post_build: {commands: ['echo $CODEBUILD_BUILD_SUCCEEDING']}}",
			want:   "0", fails: true,
		},
		"unless it is to abort": {
			phases: "{build: {commands: ['false'], on-failure: ABORT}, post_build: {commands: [echo end]}}",
			want:   "", fails: true,
		},
		"a failed install that may fail": {
			phases: "{install: {commands: ['false'], on-failure: CONTINUE}, build: {commands: [echo on]}}",
			want:   "on", fails: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command("sh", "-c", parseForTest(t, "version: 0.2\nphases: "+test.phases).script())
			cmd.Dir = t.TempDir()
			out, err := cmd.Output()
			var said []string
			for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
				if !strings.HasPrefix(line, "[") && !strings.HasPrefix(line, " echo") && line != "done" {
					said = append(said, line)
				}
			}
			if got := strings.Join(said, ", "); got != test.want || (err != nil) != test.fails {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}
