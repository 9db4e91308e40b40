package lifetime

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Why a run ends before it is over.
var (
	ErrInterrupted = errors.New("interrupted")
	ErrUnread      = errors.New("nobody reads the output any longer")
	ErrOrphaned    = errors.New(`"go run" has ended`)
)

// Context ends with the cause when somebody interrupts this process, closes its terminal, stops reading its output, or
// ends the "go run" that started it.
func Context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup wants it
		stop = append(stop, syscall.SIGHUP)
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, stop...)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // it would end this process before anything is cleaned up
	go func() {
		<-caught
		cancel(ErrInterrupted)
	}()
	go func() {
		if unread(os.Stdout) {
			cancel(ErrUnread)
		}
	}()
	if ranByGo() {
		go func() {
			for parent := os.Getppid(); os.Getppid() == parent; {
				time.Sleep(200 * time.Millisecond)
			}
			cancel(ErrOrphaned)
		}()
	}
	return ctx, func() {
		signal.Stop(caught)
		cancel(nil)
	}
}

// unread waits until the reader of a pipe is gone, or for ever.
func unread(file *os.File) bool {
	poll := []unix.PollFd{{Fd: int32(file.Fd())}}
	for {
		n, err := unix.Poll(poll, -1)
		if err != nil && err != unix.EINTR {
			return false
		}
		if n > 0 {
			return poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
		}
	}
}
