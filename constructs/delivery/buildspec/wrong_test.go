package buildspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery/buildspec"
)

// Wrong uses, each answered by one sentence.
func TestBuildSpecWrongUses(t *testing.T) {
	const retries = "must be ABORT, CONTINUE, RETRY, RETRY-count, RETRY-regex or RETRY-count-regex"
	const known = "version, run-as, env, proxy, phases, reports, artifacts, cache or batch"
	install := func(runtime string) string {
		return "version: 0.2\nphases:\n  install:\n    runtime-versions: {" + runtime + "}\n"
	}
	build := func(lines string) string { return "version: 0.2\nphases:\n  build:\n    " + lines + "\n" }
	batch := func(lines string) string { return sound("batch:\n  " + lines) }
	for _, test := range []struct{ specification, want string }{
		{"phases: {build: {commands: make}}", `error: version must be given, got none [buildspec-required]`},
		{"version:\nphases: {build: {commands: make}}", `error: version must be given, got none [buildspec-required]`},
		{"Version: 0.2\nphases: {build: {commands: make}}",
			`error: version must be given, got none; write it instead of "Version" in line 1 [buildspec-required]`},
		{"version: 0.3\nphases: {build: {commands: make}}",
			`error: version in line 1 must be 0.1 or 0.2, got "0.3"; write 0.2 [buildspec-value]`},
		{"version: 2\nphases: {build: {commands: make}}", `error: version in line 1 must be 0.1 or 0.2, got "2" [buildspec-value]`},
		{"version: 0.20\nphases: {build: {commands: make}}",
			`error: version in line 1 must be 0.1 or 0.2, got "0.20"; write 0.2 [buildspec-value]`},
		{"version: 0.1\nphases: {build: {commands: make}}",
			"warning: version in line 1 must be 0.2 for all commands to run in one shell, as AWS recommends, got 0.1 [buildspec-value]"},
		{"version: 0.2", "error: phases must be given, got none [buildspec-required]"},
		{"version: 0.2\nphases: {}", "error: phases in line 2 must be a mapping with at least one phase: " +
			"install, pre_build, build or post_build, got none [buildspec-required]"},
		{"version: 0.2\nphases: [build]", "error: phases in line 2 must be a mapping of keys, got a list [buildspec-value]"},
		{"version: 0.2\nphases:\n  build:\n", "error: phases/build/commands in line 3 must be given, got none [buildspec-required]"},
		{sound("  pre-build: {commands: make}"), `error: phases/pre-build in line 5 must be an allowed phase: ` +
			`install, pre_build, build or post_build, got "pre-build"; write pre_build [buildspec-key]`},
		{build("command: make"), `error: phases/build/commands in line 3 must be given, got none; ` +
			`write it instead of "command" in line 4 [buildspec-required]`},
		{build("commands: []"), "error: phases/build/commands in line 4 must be a list of at least one text, got a list [buildspec-value]"},
		{build("commands:\n    - echo a: b"), `error: phases/build/commands[0] in line 5 must be text, got a mapping; ` +
			`quote the text, in which YAML takes ": " for the end of a key [buildspec-value]`},
		{build("commands: [make, ]\n    finally:\n    -"),
			"error: phases/build/finally[0] in line 6 must be text, got nothing [buildspec-value]"},
		{build("commands: [make]\n    on-failure: STOP"),
			`error: phases/build/on-failure in line 5 ` + retries + `, got "STOP" [buildspec-value]`},
		{build("commands: [make]\n    on-failure: CONTINU"),
			`error: phases/build/on-failure in line 5 ` + retries + `, got "CONTINU"; write CONTINUE [buildspec-value]`},
		{build("commands: [make]\n    on-failure: RETRY-101"), `error: phases/build/on-failure in line 5 ` + retries +
			` with a count from 0 to 100, got "RETRY-101"; write RETRY-100 [buildspec-value]`},
		{build("commands: [make]\n    on-failure: RETRY-1-("), `warning: phases/build/on-failure in line 5 ` + retries +
			`, got "RETRY-1-(", which is no regular expression of Go's [buildspec-value]`},
		{build("commands: [make]\n    runtime-versions: {golang: 1.26}"), "warning: phases/build/runtime-versions in line 5 must be " +
			`a key that CodeBuild knows: commands, finally, on-failure or run-as, got "runtime-versions", which it ignores; ` +
			"it belongs to phases/install [buildspec-key]"},
		{sound("artefacts: {files: a}"), "warning: artefacts in line 5 must be a key that CodeBuild knows: " + known +
			`, got "artefacts", which it ignores; write artifacts [buildspec-key]`},
		{sound("environment_variables: {plaintext: {A: b}}"), "warning: environment_variables in line 5 must be in a build specification " +
			"of version 0.1, got 0.2, which ignores it; write env [buildspec-key]"},
		{sound("phases: {build: {commands: make}}"), "error: phases in line 5 must be given once in its mapping, " +
			"got it again, after line 2; remove one, or join them [buildspec-document]"},
		{"version: 0.2\nphases:\n\tbuild: x", "error: the build specification must be YAML or JSON, " +
			"got an error in line 3: a tab indents it; indent with spaces, YAML takes no tabs [buildspec-document]"},
		{"make", "error: the build specification must be a mapping of keys, got text [buildspec-value]"},
		{sound("env: {shell: fish}"), `error: env/shell in line 5 must be bash or /bin/sh, got "fish" [buildspec-value]`},
		{sound("env: {variables: {CODEBUILD_X: a}}"), `error: env/variables/CODEBUILD_X in line 5 must be a name that does not begin ` +
			`with "CODEBUILD_", as CodeBuild's own do, got "CODEBUILD_X"; rename it [buildspec-value]`},
		{sound("env: {exported-variables: [AWS_REGION]}"), `error: env/exported-variables[0] in line 5 must be a variable whose name does ` +
			`not begin with "AWS_", got "AWS_REGION" [buildspec-value]`},
		{sound("env: {secrets-manager: {A: 'db:a:AWSCURRENT:1-2'}}"), "error: env/secrets-manager/A in line 5 must be " +
			"secret-id:json-key:version-stage:version-id, of which only the first must be given " +
			"and of the last two only one, got both [buildspec-value]"},
		{sound("proxy: {logs: on}"), `error: proxy/logs in line 5 must be yes, no, true or false, got "on" [buildspec-value]`},
		{install(""),
			"error: phases/install/runtime-versions in line 4 must be at least one runtime with its version, got none [buildspec-runtime]"},
		{install("go: 1.26"), "error: phases/install/runtime-versions/go in line 4 must be a runtime: android, docker, dotnet, golang, java, " +
			`nodejs, php, python, ruby or rust, got "go" [buildspec-runtime]`},
		{install("docker: 19"), `error: phases/install/runtime-versions/docker in line 4 must be a runtime that the image ` +
			image + ` has: dotnet, golang, java, nodejs, php, python or ruby, got "docker"; choose another image [buildspec-runtime]`},
		{install("nodejs: 9"), `warning: phases/install/runtime-versions/nodejs in line 4 must be a version of nodejs that the image ` +
			image + ` has: 18, 20, 22 or 24, or it is installed if it can be, got "9" [buildspec-runtime]`},
		{install("python: 3.10"), "warning: phases/install/runtime-versions/python in line 4 must be quoted, got 3.10, " +
			`which YAML reads as the number 3.1; write "3.10" [buildspec-runtime]`},
		{sound("artifacts: {discard-paths: yes}"), "error: artifacts/files in line 5 must be given, got none [buildspec-required]"},
		{sound("artifacts:\n"), "error: artifacts/files in line 5 must be given, got none [buildspec-required]"},
		{sound("artifacts: {secondary-artifacts: {a: {files: b}}}"), "warning: artifacts/files in line 5 must be given by AWS's page " +
			"even if only secondary-artifacts are used, got none [buildspec-required]"},
		{sound("artifacts: {files: a, secondary-artifacts: {a: {name: b}}}"),
			"error: artifacts/secondary-artifacts/a/files in line 5 must be given, got none [buildspec-required]"},
		{sound("reports: {tests: {files: a, file-format: JUNIT}}"),
			"error: reports/tests/file-format in line 5 must be JUNITXML, CUCUMBERJSON, " +
				"NUNITXML, NUNIT3XML, TESTNGXML, VISUALSTUDIOTRX, CLOVERXML, COBERTURAXML, JACOCOXML or SIMPLECOV, " +
				`got "JUNIT"; write JUNITXML [buildspec-value]`},
		{sound("reports: {a: {files: x}, b: {files: x}, c: {files: x}, d: {files: x}, e: {files: x}, f: {files: x}}"),
			"error: reports in line 5 must be at most 5 report groups, got 6 [buildspec-value]"},
		{sound("cache: {key: a}"), "error: cache/paths in line 5 must be given, got none [buildspec-required]"},
		{sound("cache: {paths: a, action: load}"), `error: cache/action in line 5 must be restore or save, got "load" [buildspec-value]`},
		{sound("cache: {paths: a, fallback-keys: b}"),
			"warning: cache/fallback-keys in line 5 must come with a key, got none, and is ignored; add cache/key [buildspec-ignored]"},
		{batch("{build-list: [{identifier: a}], build-fanout: {parallelism: 2}}"), "error: batch in line 5 must be of one type: " +
			"build-list, build-matrix, build-graph or build-fanout, got build-list and build-fanout [buildspec-batch]"},
		{batch("{build-list: [{identifier: a}, {identifier: a}]}"), "error: batch/build-list[1]/identifier in line 6 must be different " +
			`from those of other builds, got "a" [buildspec-batch]`},
		{batch("{build-graph: [{identifier: a, depend-on: [b]}]}"), "error: batch/build-graph[0]/depend-on[0] in line 6 must be " +
			`the identifier of another build of the graph, got "b" [buildspec-batch]`},
		{batch("{build-fanout: {parallelism: many}}"),
			`error: batch/build-fanout/parallelism in line 6 must be a whole number above zero, got "many" [buildspec-value]`},
		{batch("{build-list: [{identifier: a, env: {fleet: b, compute-type: c}}]}"),
			"error: batch/build-list[0]/env in line 6 must be with fleet or with compute-type, got both [buildspec-batch]"},
	} {
		got := say(buildspec.Check(test.specification, buildspec.Context{Image: image}))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s\n%s", test.specification, diff)
		}
	}
}

func TestWhatAPipelineIgnores(t *testing.T) {
	for added, want := range map[string]string{
		"": "warning: artifacts must be given for a pipeline that deploys an artifact, got none; " +
			"list what to deploy in artifacts/files [buildspec-artifact]",
		"artifacts: {files: a, name: b}": "warning: artifacts/name in line 5 must be left out for a pipeline, " +
			"which names its artifacts itself, got one that it ignores [buildspec-ignored]",
		"artifacts: {files: a}\nbatch: {fast-fail: true}": "warning: batch in line 6 must be for a project that builds batches, " +
			"got a pipeline's, which ignores it [buildspec-ignored]",
	} {
		if diff := cmp.Diff(want, say(buildspec.Check(sound(added), pipeline))); diff != "" {
			t.Error(diff)
		}
	}
	several := buildspec.Context{Outputs: []string{"App", "Docs"}}
	got := say(buildspec.Check(sound("artifacts: {files: a, secondary-artifacts: {App: {files: a}}}"), several))
	if !strings.Contains(got, `got none that is named "Docs"`) {
		t.Errorf("got %s", got)
	}
}

// customised has every key of version 0.2 that AWS documents, but for the types of batches, of which one is allowed.
const customised = `
version: "0.2"
run-as: root
env:
  shell: bash
  variables: {A: 1, B: yes}
  parameter-store: {C: /shop/c}
  secrets-manager: {D: db:user}
  exported-variables: [A]
  git-credential-helper: yes
proxy: {upload-artifacts: no, logs: no}
phases:
  install: {run-as: root, on-failure: ABORT, runtime-versions: {golang: "1.26"}, commands: [a], finally: [b]}
  pre_build: {run-as: root, on-failure: CONTINUE, commands: [a], finally: b}
  build: {run-as: root, on-failure: RETRY-3, commands: [a], finally: [b]}
  post_build: {run-as: root, on-failure: RETRY-3-.*, commands: [a], finally: [b]}
reports:
  tests: {files: [a], file-format: SIMPLECOV, base-directory: b, discard-paths: no}
artifacts:
  files: [a]
  name: b
  discard-paths: no
  base-directory: c
  exclude-paths: d
  enable-symlinks: yes
  s3-prefix: e
  secondary-artifacts:
    App: {files: [a], name: b, discard-paths: no, base-directory: c, exclude-paths: [d], enable-symlinks: yes, s3-prefix: e}
cache: {paths: [a], key: b, fallback-keys: [c], action: save}
batch: {fast-fail: false, %s}
`

func TestEverythingCustomised(t *testing.T) {
	const env = "{compute-type: BUILD_GENERAL1_SMALL, image: a, privileged-mode: true, type: LINUX_CONTAINER, variables: {A: b}}"
	const task = "identifier: a, buildspec: b, debug-session: true, ignore-failure: false, env: " + env
	for _, kind := range []string{
		"build-list: [{" + task + "}, {identifier: b, env: {fleet: a}}]",
		"build-graph: [{" + task + "}, {identifier: b, depend-on: [a]}]",
		"build-matrix: {static: {ignore-failure: true, env: {type: ARM_CONTAINER, privileged-mode: true}}, " +
			"dynamic: {buildspec: [a], env: {compute-type: [a], image: [b], variables: {A: [b, c]}}}}",
		"build-fanout: {parallelism: 5, ignore-failure: false}",
	} {
		specification := fmt.Sprintf(customised, kind)
		if got := say(buildspec.Check(specification, buildspec.Context{Image: image})); got != "" {
			t.Errorf("%s: %s", kind, got)
		}
		// Each key is one of the table: in other letters it is unknown, or missing.
		for line := range strings.Lines(specification) {
			key, _, is := strings.Cut(strings.TrimSpace(line), ":")
			wrong := strings.Replace(specification, line, strings.Replace(line, key+":", "zz-"+key+"-zz:", 1), 1)
			if !is || key == "tests" || key == "App" {
				continue
			}
			if got := say(buildspec.Check(wrong, buildspec.Context{Image: image})); got == "" {
				t.Errorf("zz-%s-zz is taken for a key", key)
			}
		}
	}
	old := "version: 0.1\nenvironment_variables: {plaintext: {A: b}}\nphases: {install: {commands: a}}\n" +
		"artifacts: {type: zip, files: a, discard-paths: yes}"
	if got := buildspec.Check(old, buildspec.Context{}); len(got) != 1 || got[0].Field != "version" {
		t.Error(say(got))
	}
}
