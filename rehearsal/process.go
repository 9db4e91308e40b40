package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// command is a process in a group of its own, which ends with ctx and takes everything it started with it.
func command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return endGroup(cmd) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// endGroup ends a process that command made, and everything it started.
func endGroup(cmd *exec.Cmd) error {
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}

// output runs a command and returns what it wrote. A failure ends with the last lines of it.
func output(cmd *exec.Cmd) (string, error) {
	written, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, lastLines(string(written)))
	}
	return string(written), err
}

// lastLines is as much of an output as a person reads.
func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return "    " + strings.Join(lines[max(0, len(lines)-40):], "\n    ")
}

// lastLinesOf reads them from a file.
func lastLinesOf(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return lastLines(string(content))
}

// environ is this process's environment without what would lead an AWS client or the CDK elsewhere, and with more.
func environ(more ...string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "AWS_") && !strings.HasPrefix(entry, "CDK_") {
			env = append(env, entry)
		}
	}
	return append(env, more...)
}

// together runs all of them at the same time. The first failure ends the others and is returned.
func together(ctx context.Context, tasks ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan error)
	for _, task := range tasks {
		go func() { done <- task(ctx) }()
	}
	for range tasks {
		if err := <-done; err != nil {
			cancel(err)
		}
	}
	return context.Cause(ctx)
}
