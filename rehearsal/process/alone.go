package process

import (
	"context"
	"os"
	"syscall"
	"time"
)

// Alone does something that only one process may do at a time; the others wait. They agree on a file or a folder, which
// is locked, not changed.
func Alone(ctx context.Context, path string, do func() error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == syscall.EWOULDBLOCK {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(100 * time.Millisecond):
		}
	}
	return do() // also where a file system knows no locks
}
