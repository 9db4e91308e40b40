package process

import (
	"slices"
	"testing"
)

func TestCommandsAreHeardLineByLine(t *testing.T) {
	var heard []string
	ctx := Heard(t.Context(), func(line string) { heard = append(heard, line) })
	said, err := Output(ctx, Command(ctx, "", nil, "/bin/sh", "-c", `printf 'one\n\n  two\rth'; printf 'ree\n' >&2; printf unfinished`))
	if want := []string{"one", "two", "three"}; err != nil || !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q; error %v", heard, want, err)
	}
	if want := "one\n\n  two\rthree\nunfinished"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
}

func TestWithoutAListenerOutputIsReturned(t *testing.T) {
	said, err := Output(t.Context(), Command(t.Context(), "", nil, "/bin/sh", "-c", "echo one; echo two >&2"))
	if said != "one\ntwo\n" || err != nil {
		t.Errorf("got %q, %v", said, err)
	}
}
