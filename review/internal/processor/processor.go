// Package processor measures tests, whatever else runs on the machine.
package processor

import (
	"syscall"
	"testing"
	"time"
)

// Busy is for how long this process has had a processor, which does not depend on who else wants one.
func Busy(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
