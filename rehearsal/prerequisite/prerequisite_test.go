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
