package pipeline

import "testing"

func TestATextIsNewOnce(t *testing.T) {
	told := once{}
	for text, want := range map[string]bool{"a hook": true, "another": true} {
		if first, second := told.isNew(text), told.isNew(text); first != want || second {
			t.Errorf("%s: got %v and %v", text, first, second)
		}
	}
}
