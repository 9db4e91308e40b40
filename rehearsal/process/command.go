package process

import (
	"context"
	"os/exec"
	"syscall"
	"time"
)

// Command is a process in a process group of its own. When ctx ends, so does the group.
func Command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return EndGroup(cmd) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// EndGroup ends a process that Command made, and everything it started.
func EndGroup(cmd *exec.Cmd) error {
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
