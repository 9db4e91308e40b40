package lifetime

import (
	"os"
	"slices"
	"syscall"
	"time"

	"beanstalkline/rehearsal/process"
)

// endProcesses kills the processes of a run, and waits until none is left.
func endProcesses(path string) {
	for range 500 {
		found := slices.DeleteFunc(having(process.Run+"="+path), func(pid int) bool { return pid == os.Getpid() })
		if len(found) == 0 {
			return
		}
		for _, pid := range found {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
