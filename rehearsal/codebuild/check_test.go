package codebuild

import (
	"strings"
	"testing"
)

// A build with tools of the rehearsal looks at what runs: that nothing was deployed would be wrong of it.
func TestAFailedLookAtWhatRunsIsNotToldAsABuild(t *testing.T) {
	for tools, want := range map[string]string{"": "Nothing was deployed", t.TempDir(): "What it looks at is deployed"} {
		_, err := build(t, "phases: {build: {commands: [\"false\"]}}", func(b *Build) { b.Tools = tools })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
