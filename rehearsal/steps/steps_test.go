package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"beanstalkline/rehearsal/process"
)

func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		log := NewLog(&out, func() int { return 40 })
		report := Report(log.Receive)
		take := func(d time.Duration, text string, err error) func() (string, error) {
			return func() (string, error) { time.Sleep(d); return text, err }
		}
		broken := errors.New("broken")
		if err := report.Step("quick", take(time.Second, "", nil)); err != nil {
			t.Error(err)
		}
		if err := report.Step("slow", func() (string, error) {
			report.Say("slow", "first")
			report.Say("another", "not running")
			time.Sleep(10 * time.Second)
			report.Say("slow", "a \x1b[31mcolored\x1b[0m and rather long line")
			time.Sleep(11 * time.Second)
			return "3 things", nil
		}); err != nil {
			t.Error(err)
		}
		report.In("Dev").Note("by the %s", "way\n    with more")
		if err := report.In("Dev").Step("Build", take(time.Second, "", nil)); err != nil {
			t.Error(err)
		}
		err := report.Step("bad", take(6*time.Second, "", broken))
		if !errors.Is(err, broken) || err.Error() != "bad: broken" {
			t.Errorf("got %v", err)
		}
		if err := report.Step("ended", take(0, "", context.Canceled)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		time.Sleep(time.Minute) // nothing runs anymore
		log.Stop()
		want := `
   1.0s  quick (1.0s)
   9.0s  slow ... 8s so far: first
  17.0s  slow ... 16s so far: a colored
         and rather long line
  22.0s  slow: 3 things (21.0s)
  22.0s  Dev: by the way
             with more
  23.0s  Dev: Build (1.0s)
  29.0s  bad failed (6.0s)
`
		if got := "\n" + out.String(); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	})
}

func TestRunHearsItsProgramsAndSaysWhenTheyWereEnded(t *testing.T) {
	var got []string
	report := Report(func(e Event) { got = append(got, fmt.Sprint(e.Kind, " ", e.Stage, " ", e.Step, " ", e.Text)) }).In("Dev")
	ctx, end := context.WithCancel(t.Context())
	err := report.Run(ctx, "Build", func(ctx context.Context) (string, error) {
		_, err := process.Output(ctx, process.Command(ctx, "", nil, "/bin/echo", "compiling"))
		return "built", err
	})
	if err != nil {
		t.Error(err)
	}
	err = report.Run(ctx, "Deploy", func(ctx context.Context) (string, error) { end(); return "", errors.New("signal: killed") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	want := []string{
		"started Dev Build ", "said Dev Build compiling", "done Dev Build built", "started Dev Deploy ", "stopped Dev Deploy ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
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

func TestARecordingIsReadAsItWasWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var file strings.Builder
		report := Record(&file)
		time.Sleep(time.Second)
		report(Event{Kind: Started, Step: "moto"})
		time.Sleep(time.Second)
		report.In("Dev").Say("Build", "ok")
		report.In("Dev").Say("Build", "too soon after it")
		got, err := ReadRecording(strings.NewReader(file.String()))
		want := []Recorded{
			{time.Second, Event{Kind: Started, Step: "moto"}},
			{2 * time.Second, Event{Kind: Said, Stage: "Dev", Step: "Build", Text: "ok"}},
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v, %v", got, err)
		}
	})
	if _, err := ReadRecording(strings.NewReader(`{"Kind": "finished"}`)); err == nil {
		t.Error("want an error")
	}
}
