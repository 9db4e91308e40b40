package lifetime

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"

	"beanstalkline/rehearsal/process"
)

// isGuard is set in the environment of a guard.
const isGuard = "BEANSTALKLINE_REHEARSAL_GUARD"

// A guard is a process that waits for a run to end, and then cleans up after it.
type guard struct {
	command *exec.Cmd
	tie     io.WriteCloser // its standard input, which ends with this process
}

// Guard must be what a program calls first: it does not return if this process is a guard.
func Guard() {
	if os.Getenv(isGuard) == "" {
		return
	}
	os.WriteFile("/proc/self/comm", []byte("guard"), 0) // so that who kills runs by their name leaves it alone
	if path, err := io.ReadAll(os.Stdin); err == nil && len(path) > 0 {
		clean(string(path))
	}
	os.Exit(0)
}

// startGuard starts this program once more, beyond the reach of the terminal, and tells it what to clean.
func startGuard(path string) (*guard, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	g := &guard{command: exec.Command(program)}
	g.command.Args[0] = "guard"
	g.command.Env = append(slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, process.Run+"=")
	}), isGuard+"=yes")
	g.command.Dir = "/"
	g.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if g.tie, err = g.command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := g.command.Start(); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(g.tie, path); err != nil {
		g.dismiss()
		return nil, fmt.Errorf("the process that cleans up does not run: %w", err)
	}
	return g, nil
}

// dismiss ends the guard.
func (g *guard) dismiss() {
	g.tie.Close()
	g.command.Wait()
}
