package board_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/printable"
)

func TestAFailureSaysWhereWhyTheLogAndWhatToDo(t *testing.T) {
	build := &failure.Failure{
		Where: "phase BUILD of buildspec.yml",
		Cause: "go test ./... exited with status 1",
		Log:   []string{"--- FAIL: TestPage (0.00s)", "    page_test.go:9: \x1b[31mgot 500\x1b[0m, want 200"},
		Do:    "Mend the test or the app, and run this again.",
	}
	for name, test := range map[string]struct {
		err   error
		width int
		want  string
	}{
		"wide": {err: fmt.Errorf("Dev: Build: %w", build), width: 100, want: `
error: Dev: Build: phase BUILD of buildspec.yml: go test ./... exited with status 1
    --- FAIL: TestPage (0.00s)
        page_test.go:9: got 500, want 200
Mend the test or the app, and run this again.`},
		"no terminal": {err: build, want: `
error: phase BUILD of buildspec.yml: go test ./... exited with status 1
    --- FAIL: TestPage (0.00s)
        page_test.go:9: got 500, want 200
Mend the test or the app, and run this again.`},
		"narrow": {err: build, width: 30, want: `
error: phase BUILD of
buildspec.yml: go test ./...
exited with status 1
    --- FAIL: TestPage (0.00s)
        page_test.go:9: got
    500, want 200
Mend the test or the app, and
run this again.`},
		"with more behind it": {err: fmt.Errorf("%w\n  the local AWS says:\n    a", build), width: 100, want: `
error: phase BUILD of buildspec.yml: go test ./... exited with status 1
    --- FAIL: TestPage (0.00s)
        page_test.go:9: got 500, want 200
Mend the test or the app, and run this again.
  the local AWS says:
    a`},
		"only a cause": {err: &failure.Failure{Cause: "Red"}, width: 100, want: "\nerror: Red"},
		"another error": {err: errors.New("cdk synth: exit status 1\n    line\x1b[2J one\n    line two"), width: 20, want: `
error: cdk synth:
exit status 1
    line one
    line two`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := "\n" + text(board.Failure(test.err, test.width)); got != test.want {
				t.Errorf("got%s\nwant%s", got, test.want)
			}
		})
	}
	for _, said := range hostile {
		err := &failure.Failure{Where: said, Cause: said, Log: hostile, Do: said}
		for width := 8; width < 300; width += 7 {
			for _, line := range board.Failure(err, width) {
				if printable.Width(line.String()) > width || strings.ContainsAny(line.String(), "\x1b\r\a") {
					t.Errorf("%d columns: %q", width, line)
				}
			}
		}
	}
}
