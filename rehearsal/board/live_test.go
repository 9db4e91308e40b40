package board_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/steps"
)

// A terminal is one whose user sees what was written.
type terminal struct {
	*os.File
	written func() string // ends the terminal
}

func open(t *testing.T, width, height uint16) terminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Cols: width, Rows: height}); err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	ended := make(chan struct{})
	go func() { io.Copy(&written, master); close(ended) }()
	t.Cleanup(func() { master.Close() })
	return terminal{tty, func() string { tty.Close(); <-ended; return written.String() }}
}

func modes(t *testing.T, tty terminal) unix.Termios {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(tty.Fd()), getModes)
	if err != nil {
		t.Fatal(err)
	}
	return *state
}

// rehearse reports to a board on a terminal for a moment.
func rehearse(t *testing.T, tty terminal, env []string, meanwhile func()) {
	t.Helper()
	live := board.Start(tty.File, "Rehearsing Dev", env)
	report := steps.Report(live.Receive).In("Dev")
	report(steps.Event{Kind: steps.Started, Step: "Build"})
	for _, line := range hostile {
		report.Say("Build", line)
		time.Sleep(20 * time.Millisecond)
	}
	meanwhile()
	report(steps.Event{Kind: steps.Done, Step: "Build", Text: "8 tests passed, and much more is to be said about it"})
	live.Stop()
}

func TestATerminalIsLeftAsItWas(t *testing.T) {
	tty := open(t, 40, 10)
	before := modes(t, tty)
	rehearse(t, tty, []string{"TERM=xterm-256color"}, func() {
		if modes(t, tty) != before {
			t.Error("the terminal is in another mode: who kills the rehearsal has to put it right")
		}
		pty.Setsize(tty.File, &pty.Winsize{Cols: 30, Rows: 5})
		syscall.Kill(syscall.Getpid(), syscall.SIGWINCH)
		time.Sleep(200 * time.Millisecond)
	})
	written := tty.written()
	if strings.LastIndex(written, "\x1b[?25h") < strings.LastIndex(written, "\x1b[?25l") {
		t.Error("the cursor stays hidden")
	}
	for _, mode := range []string{
		"\x1b[?1049h", "\x1b[?2004h", "\x1b[?1000h", "\x1b[?2026h", "\x1b[>", "\x1b]", " q", "\x1b[6n", "\a", "\x1b[2J",
	} {
		if strings.Contains(written, mode) {
			t.Errorf("%q is written", mode)
		}
	}
	left := written[strings.LastIndex(written, "\x1b[J")+3:]
	want := "Rehearsing Dev  X\r\nDev\r\n  ✓ Build    0.0s\r\n    8 tests passed, and much\r\n    more is to be said about\r\n    it\r\n"
	if got := regexp.MustCompile(`Dev  [0-9.]+s`).ReplaceAllString(ansi.Strip(left), "Dev  X"); got != want {
		t.Errorf("left %q, want %q", got, want)
	}
	for line := range strings.SplitSeq(ansi.Strip(left), "\r\n") {
		if printable.Width(line) > 30 {
			t.Errorf("%q is wider than the terminal", line)
		}
	}
}

func TestColorsAreThoseThatItsUserWants(t *testing.T) {
	color := regexp.MustCompile(`\x1b\[[0-9;]*3[0-9]m|\x1b\[[0-9;]*9[0-9]m`)
	for _, test := range []struct {
		env  string
		want bool
	}{
		{"TERM=xterm", true}, {"TERM=xterm NO_COLOR=", true}, {"TERM=xterm CLICOLOR=1", true},
		{"TERM=xterm NO_COLOR=1", false}, {"TERM=xterm NO_COLOR=no", false}, {"TERM=xterm CLICOLOR=0", false},
		{"TERM=xterm NO_COLOR=1 CLICOLOR_FORCE=1", false},
	} {
		tty := open(t, 80, 24)
		rehearse(t, tty, strings.Fields(test.env), func() {})
		if got := color.MatchString(tty.written()); got != test.want {
			t.Errorf("%s: colors: %t", test.env, got)
		}
	}
}

func TestABoardNeedsATerminalThatCanDrawIt(t *testing.T) {
	tty := open(t, 80, 24)
	defer tty.written()
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, test := range []struct {
		out  *os.File
		env  string
		want bool
	}{{tty.File, "TERM=xterm", true}, {tty.File, "TERM=dumb", false}, {tty.File, "", false}, {file, "TERM=xterm", false}} {
		if got := board.OnTerminal(test.out, strings.Fields(test.env)); got != test.want {
			t.Errorf("%s on %s: %t", test.env, test.out.Name(), got)
		}
	}
	if got := board.Width(tty.File); got != 80 {
		t.Errorf("got %d columns", got)
	}
	if got := board.Width(file); got != 0 {
		t.Errorf("a file has %d columns", got)
	}
}

func TestWhatIsNoTerminalGetsNoEscapeSequences(t *testing.T) {
	for _, env := range [][]string{{"TERM=xterm"}, {"TERM=xterm", "NO_COLOR=1"}, {"TERM=xterm", "CLICOLOR=0"}, nil} {
		out, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		board.Print(out, board.Failure(errors.New("red"), 0), env)
		if got, err := os.ReadFile(out.Name()); err != nil || string(got) != "error: red\n" {
			t.Errorf("%q: %v, got %q", env, err, got)
		}
	}
}
