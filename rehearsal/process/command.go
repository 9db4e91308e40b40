package process

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Run is an environment variable with the folder of a run. Everything that a run starts has it, and so do their children:
// that is how they are found when nobody is left who knows them.
const Run = "BEANSTALKLINE_REHEARSAL"

// Command is a process in a process group of its own. When ctx ends, so does the group; when this process is killed, so
// is that one.
func Command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, ofThisRun(env)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithParent(cmd.SysProcAttr)
	cmd.Cancel = func() error { return EndGroup(cmd) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// ofThisRun adds to an environment which run it belongs to, and where that has its temporary files.
func ofThisRun(env []string) []string {
	if env == nil {
		return nil // this process's own environment, which has both
	}
	env = slices.Clone(env)
	for _, name := range []string{Run, "TMPDIR"} {
		value, set := os.LookupEnv(name)
		given := slices.ContainsFunc(env, func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
		if set && (name == Run || !given) {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// EndGroup ends a process that Command made, and everything it started.
func EndGroup(cmd *exec.Cmd) error {
	return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
}
