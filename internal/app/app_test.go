package app

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One problem, one line, whatever is in it.
func TestReport(t *testing.T) {
	var out strings.Builder
	report(&out, errors.Join(errors.New("one"), errors.New("two")))
	if want := "error: one\nerror: two\n"; out.String() != want {
		t.Errorf("prints %q, want %q", out.String(), want)
	}
}

func TestNamesInAList(t *testing.T) {
	for list, want := range map[any][]string{
		"Prod": {"Prod"}, "Dev, Test": {"Dev", "Test"}, "": {""}, 7: {"7"},
	} {
		if diff := cmp.Diff(want, names(list)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", list, diff)
		}
	}
}
