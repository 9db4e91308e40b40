package prerequisite

import (
	"errors"
	"strings"
	"testing"
)

func TestPrerequisite(t *testing.T) {
	python := prerequisite{"Python", []string{"python3", "--version"}, [2]int{3, 11}, "install it"}
	for name, test := range map[string]struct {
		said    string
		failed  error
		version string
		wantErr string
	}{
		"new enough":    {said: "Python 3.13.1\n", version: "3.13.1"},
		"just enough":   {said: "Python 3.11", version: "3.11"},
		"a major above": {said: "Python 4.0.1", version: "4.0.1"},
		"too old":       {said: "Python 3.9.18", wantErr: "Python 3.11 or newer is needed, got 3.9.18: install it"},
		"missing": {
			failed:  errors.New("not found"),
			wantErr: `Python 3.11 or newer is needed, but "python3 --version" does not run: install it`,
		},
		"speechless": {said: "what?", wantErr: `Python 3.11 or newer is needed, but "python3 --version" says "what?": install it`},
	} {
		t.Run(name, func(t *testing.T) {
			version, err := python.check(func(...string) (string, error) { return test.said, test.failed })
			if version != test.version ||
				test.wantErr == "" && err != nil ||
				test.wantErr != "" && (err == nil || err.Error() != test.wantErr) {
				t.Errorf("got %q, %v; want %q, %q", version, err, test.version, test.wantErr)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Error("more than one line")
			}
		})
	}
}

// What is missing is said at once, not one by one.
func TestEverythingThatIsMissingIsSaid(t *testing.T) {
	_, err := checkAll(func(command ...string) (string, error) {
		switch command[0] {
		case "python3":
			if command[1] == "--version" {
				return "Python 3.12.1", nil
			}
			return "", errors.New("no module named venv")
		case "go":
			return "go version go1.26.1 linux/amd64", nil
		}
		return "", errors.New("not found")
	})
	want := `Node.js 20.0 or newer is needed, but "node --version" does not run: install it from https://nodejs.org
npm 9.0 or newer is needed, but "npm --version" does not run: install it; it comes with Node.js from https://nodejs.org
the venv module of Python is needed: install it, on Debian and Ubuntu with "apt install python3-venv"`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
