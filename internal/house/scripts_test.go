package house

import (
	"errors"
	"os/exec"
	"path/filepath"
	"testing"
)

// A script of CI that is called wrongly says in one sentence what it takes.
func TestScriptsSayWhatTheyTake(t *testing.T) {
	for _, test := range []struct {
		script, want string
		arguments    []string
	}{
		{".ci/synth", ".ci/synth takes the folder to synthesize into, such as .ci/synth /tmp/synth\n", nil},
		{".ci/scan/run", "/nowhere has no app/cdk.out, which .ci/synth makes there\n", []string{"/nowhere"}},
	} {
		said, err := exec.Command(filepath.Join(root, test.script), test.arguments...).CombinedOutput()
		var ended *exec.ExitError
		if !errors.As(err, &ended) || ended.ExitCode() != 2 || string(said) != test.want {
			t.Errorf("%s %q ends with %v and says %q, want 2 and %q", test.script, test.arguments, err, said, test.want)
		}
	}
}
