package codebuild

import (
	"os"
	"strings"
	"testing"
)

// follows runs the phases of a specification and returns what they wrote, without empty lines.
func follows(t *testing.T, name, phases string) (said string, failed error) {
	t.Helper()
	in := &shell{name: name, dir: t.TempDir(), tmp: t.TempDir(), env: []string{"PATH=" + os.Getenv("PATH")}, say: func(string) {}}
	defer in.close()
	spec := parseForTest(t, "version: 0.2\nphases: "+phases)
	f, err := spec.perform(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if f != nil {
		failed = f
	}
	return strings.Join(in.lines(0), ", "), failed
}

func TestPhases(t *testing.T) {
	for name, test := range map[string]struct{ phases, want, within, wantErr string }{
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
			want:   "a, c", wantErr: "CodeBuild, phase PRE_BUILD: Error while executing command: false. Reason: exit status 1",
		},
		"post_build runs after a failed build and knows it": {
			phases: "{build: {commands: ['echo $CODEBUILD_BUILD_SUCCEEDING', 'false']}, " +
				"post_build: {commands: ['echo $CODEBUILD_BUILD_SUCCEEDING']}}",
			want: "1, 0", wantErr: "phase BUILD",
		},
		"unless it is to abort": {
			phases: "{build: {commands: ['false'], on-failure: ABORT}, post_build: {commands: [echo end]}}", wantErr: "phase BUILD",
		},
		"a failed install that may fail": {
			phases: "{install: {commands: ['false'], on-failure: CONTINUE}, build: {commands: [echo on]}}",
			want:   "on", wantErr: "phase INSTALL",
		},
		"a retry that helps": {
			phases: "{build: {commands: ['echo x >>tries', 'wc -l <tries | tr -d \" \"', 'test $(wc -l <tries) -eq 3'], on-failure: RETRY}}",
			want:   "1, 2, 3",
		},
		"retries that do not": {
			phases: "{build: {commands: [echo no, 'false'], on-failure: RETRY-2}}", want: "no, no, no", wantErr: "phase BUILD",
		},
		"a retry for some reasons": {
			phases: "{build: {commands: [echo flaky, 'false'], on-failure: RETRY-1-flak.}}", want: "flaky, flaky", wantErr: "phase BUILD",
		},
		"and not for others": {
			phases: "{build: {commands: [echo wrong, 'false'], on-failure: RETRY-flaky}}", want: "wrong", wantErr: "phase BUILD",
		},
		"a command that ends its shell": {
			phases: "{build: {commands: ['export A=1; cd /; exit 0', 'echo $A in $PWD', 'exit 3']}, post_build: {commands: ['echo $A']}}",
			want:   "1 in /, 1", wantErr: "command: exit 3. Reason: exit status 3",
		},
		"a strict shell": {phases: "{build: {commands: [set -e, 'false', echo on]}}", wantErr: "command: false. Reason: exit status 1"},
		"a program that is missing": {
			phases: "{build: {commands: [no-such-program]}}", within: "not found", wantErr: "install it in the install phase",
		},
		"a mistake in the command": {phases: `{build: {commands: ["if true; then"]}}`, within: "script.sh", wantErr: "phase BUILD"},
		"something left running":   {phases: "{build: {commands: ['sleep 60 &', echo on]}}", want: "on"},
	} {
		for _, shell := range []string{"sh", "bash"} {
			t.Run(name+" in "+shell, func(t *testing.T) {
				got, err := follows(t, shell, test.phases)
				if test.within == "" && got != test.want || !strings.Contains(got, test.within) ||
					(err != nil) != (test.wantErr != "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("got %q, %v", got, err)
				}
				if strings.Contains(got, os.TempDir()) || strings.Contains(got, "__") {
					t.Errorf("our own shell shows: %q", got)
				}
			})
		}
	}
}
