package stacks

import (
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	old, left := Resource{Kind: "B", ID: "old"}, Resource{Kind: "B", ID: "left"}
	kept, lost := Resource{"S", "B", "kept"}, Resource{"S", "B", "lost"}
	if err := Compare([]Resource{old}, []Resource{old, {Kind: "B", ID: "kept"}}, []Resource{kept}); err != nil {
		t.Error(err)
	}
	err := Compare([]Resource{old}, []Resource{old, left}, []Resource{lost})
	for _, want := range []string{"B left is left behind", "B lost, of S, is gone and should have stayed"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
