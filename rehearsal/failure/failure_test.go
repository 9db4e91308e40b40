package failure

import "testing"

func TestFailureSaysWhereWhyAndWhatToDo(t *testing.T) {
	for want, f := range map[string]Failure{
		"BUILD: exit status 1\n    a\n    b\nMend it.": {Where: "BUILD", Cause: "exit status 1", Log: []string{"a", "b"}, Do: "Mend it."},
		"exit status 1": {Cause: "exit status 1"},
	} {
		if got := f.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
