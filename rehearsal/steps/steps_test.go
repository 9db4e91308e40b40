package steps

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		report := Report(NewLog(&out).Receive)
		take := func(d time.Duration, text string, err error) func() (string, error) {
			return func() (string, error) { time.Sleep(d); return text, err }
		}
		broken := errors.New("broken")
		if err := report.Step("quick", take(time.Second, "", nil)); err != nil {
			t.Error(err)
		}
		if err := report.Step("slow", take(7*time.Second, "3 things", nil)); err != nil {
			t.Error(err)
		}
		report.In("Dev").Note("by the %s", "way")
		if err := report.In("Dev").Step("Build", take(time.Second, "", nil)); err != nil {
			t.Error(err)
		}
		report.Say("Build", "compiling")
		err := report.Step("bad", take(6*time.Second, "", broken))
		if !errors.Is(err, broken) || err.Error() != "bad: broken" {
			t.Errorf("got %v", err)
		}
		time.Sleep(time.Minute) // nothing is waited for anymore
		want := `
   1.0s  quick (1.0s)
   6.0s  slow ...
   8.0s  slow: 3 things (7.0s)
   8.0s  Dev: by the way
   9.0s  Dev: Build (1.0s)
  14.0s  bad ...
`
		if got := "\n" + out.String(); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	})
}

func TestInOrderEndsWithTheFirstFailure(t *testing.T) {
	var ran []string
	task := func(name string, err error) Task {
		return func(context.Context) error { ran = append(ran, name); return err }
	}
	broken := errors.New("broken")
	err := InOrder(task("a", nil), task("b", broken), task("c", nil))(t.Context())
	if got := strings.Join(ran, " "); err != broken || got != "a b" {
		t.Errorf("got %v after %s", err, got)
	}
}

func TestTogetherEndsTheOthersAndReturnsTheFirstFailure(t *testing.T) {
	broken := errors.New("broken")
	err := Together(
		func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		func(context.Context) error { return broken },
	)(t.Context())
	if err != broken {
		t.Errorf("got %v", err)
	}
	if err := Together(func(context.Context) error { return nil })(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
}
