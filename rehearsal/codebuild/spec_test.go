package codebuild

import (
	"os"
	"strings"
	"testing"

	"beanstalkline/constructs/delivery/buildspec"
)

func parseForTest(t *testing.T, content string) buildSpec {
	t.Helper()
	spec, err := parse([]byte(content), buildspec.Context{})
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
		"another version":    {"version: 0.3\nphases: {build: {commands: [ls]}}", "version in line 1 must be 0.1 or 0.2"},
		"the version before": {"version: 0.1\nphases: {build: {commands: [ls]}}", "0.1 is not rehearsed"},
		"no command":         {"version: 0.2\nphases: {build: {finally: [ls]}}", "commands in line 2 must be given"},
		"a variable of CodeBuild's": {
			"version: 0.2\nenv: {variables: {CODEBUILD_X: y}}\nphases: {build: {commands: [ls]}}", "CodeBuild's own",
		},
		"no YAML":          {"version: [", "an error in line 1"},
		"a wrong type":     {"version: 0.2\nphases: {build: {commands: {a: b}}}", "must be a list of texts, got a mapping"},
		"an unknown shell": {"version: 0.2\nenv: {shell: fish}\nphases: {build: {commands: [ls]}}", "env/shell"},
		"an unknown runtime": {
			"version: 0.2\nphases: {install: {runtime-versions: {go: 1}}, build: {commands: [ls]}}",
			"must be a runtime",
		},
		"neither yes nor no": {
			"version: 0.2\nphases: {build: {commands: [ls]}}\nartifacts: {discard-paths: maybe}",
			"yes, no",
		},
		"an unknown response": {"version: 0.2\nphases: {build: {commands: [ls], on-failure: SHRUG}}", "on-failure in line 2 must be ABORT"},
		"too many retries":    {"version: 0.2\nphases: {build: {commands: [ls], on-failure: RETRY-101}}", "0 to 100"},
		"a wrong expression":  {"version: 0.2\nphases: {build: {commands: [ls], on-failure: RETRY-2-(}}", "not a regular expression"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parse([]byte(test.spec), buildspec.Context{}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestBuildSpecNotes(t *testing.T) {
	for want, spec := range map[string]string{
		"phase in line 2 must be a key that CodeBuild knows": "phase: {}\nphases: {build: {commands: [ls]}}",
		"which it ignores; it belongs to phases/install":     "phases: {build: {runtime-versions: {golang: 1}, commands: [ls]}}",
		"run-as is not rehearsed":                            "phases: {build: {commands: [ls], run-as: me}}",
		"git-credential-helper is not rehearsed":             "env: {git-credential-helper: yes}\nphases: {build: {commands: [ls]}}",
	} {
		notes := parseForTest(t, "version: 0.2\n"+spec).notes()
		if len(notes) != 1 || !strings.Contains(notes[0], want) {
			t.Errorf("got %q, want %q", notes, want)
		}
	}
}

func TestEveryRuntimeOfCodeBuildIsKnown(t *testing.T) {
	for _, name := range []string{"android", "docker", "dotnet", "golang", "java", "nodejs", "php", "python", "ruby", "rust"} {
		parseForTest(t, "version: 0.2\nphases: {install: {runtime-versions: {"+name+": latest}}, build: {commands: [ls]}}")
	}
}

func TestRuntimesOfTheImage(t *testing.T) {
	const image = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
	for name, test := range map[string]struct{ image, runtime, note, wantErr string }{
		"it has it":          {image, "golang: 1.26", "", ""},
		"the newest":         {image, "nodejs: 22.x", "", ""},
		"whatever":           {image, "java: latest", "", ""},
		"told by a variable": {image, "golang: $GO", "", ""},
		"it may install it":  {image, "nodejs: 19", "installs 19 if it can", ""},
		"it has no such runtime": {
			"aws/codebuild/amazonlinux2-x86_64-standard:corretto8", "golang: 1.26", "", "Unknown runtime named 'golang'",
		},
		"it has another": {
			"aws/codebuild/amazonlinux2-x86_64-standard:corretto8", "java: corretto21", "",
			"Unknown runtime version named 'corretto21' of java. This build image has the following versions: corretto8",
		},
		"an image of one's own": {"example/build:1", "golang: 1.26", "not known here", ""},
	} {
		t.Run(name, func(t *testing.T) {
			spec := parseForTest(t, "version: 0.2\nphases: {install: {runtime-versions: {"+test.runtime+"}}, build: {commands: [ls]}}")
			notes, err := spec.checkImage(test.image)
			said := strings.Join(notes, "; ")
			if !strings.Contains(said, test.note) || test.note == "" && said != "" ||
				(err != nil) != (test.wantErr != "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got %q, %v", said, err)
			}
		})
	}
}

func TestRuntimesOfTheMachine(t *testing.T) {
	spec := parseForTest(t, "version: 0.2\nphases: {install: {runtime-versions: {golang: 1.2}}, build: {commands: [ls]}}")
	notes, err := spec.checkMachine(t.Context())
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "the build asks for Go 1.2, and is rehearsed with 1.") {
		t.Errorf("got %q, %v", notes, err)
	}
	t.Setenv("PATH", t.TempDir())
	want := "the build asks for Go 1.2, and this machine has none: install it to rehearse the build"
	if _, err := spec.checkMachine(t.Context()); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
