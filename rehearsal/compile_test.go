package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCompilingIsNeverSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := make(chan string)
		go func() {
			defer close(said)
			time.Sleep(time.Second)
			said <- "internal/abi"
			time.Sleep(5 * time.Second)
			said <- "fmt"
			time.Sleep(6 * time.Second)
			said <- "# beanstalkline/rehearsal/run"
			said <- "run/main.go:9:2: declared and not used: x"
		}()
		var out strings.Builder
		got := follow(said, &out)
		want := `Compiling the rehearsal: about a minute the first time
Compiling the rehearsal: 1 package so far
Compiling the rehearsal: 2 packages so far
`
		if out.String() != want {
			t.Errorf("got\n%s", out.String())
		}
		if want := []string{"# beanstalkline/rehearsal/run", "run/main.go:9:2: declared and not used: x"}; !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	})
}

func TestNothingIsSaidOfWhatTakesNoTime(t *testing.T) {
	said := make(chan string)
	close(said)
	var out strings.Builder
	if follow(said, &out); out.String() != "" {
		t.Errorf("got %q", out.String())
	}
}

func TestItBecomesTheRehearsal(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	help, err := exec.Command("go", "run", ".", "--help").CombinedOutput()
	if err != nil || !strings.Contains(string(help), "usage: go run -C rehearsal . [flag ...] [stage ...]") {
		t.Errorf("%v\n%s", err, help)
	}
	wrong, err := exec.Command("go", "run", ".", "Dev", "--kep").CombinedOutput()
	if err == nil || !strings.HasSuffix(string(wrong), "error: there is no flag --kep: did you mean --keep?\nexit status 2\n") {
		t.Errorf("%v\n%s", err, wrong)
	}
}
