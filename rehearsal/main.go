// Command rehearsal rehearses the delivery line on one machine: it compiles the program in the folder run, and becomes it.
//
//	go run -C rehearsal . [flag ...] [stage ...]
//
// "go run" compiles without a word, which takes about a minute the first time with all that a rehearsal needs. This program
// needs next to nothing, and says what is going on.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

func main() {
	if err := become(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// startedAs is an environment variable with the program that "go run" has started, from which package lifetime knows that
// it has.
const startedAs = "BEANSTALKLINE_STARTED_AS"

// become compiles the program, unless it is up to date, and replaces this process with it.
func become(args []string) error {
	program, err := place()
	if err != nil { // nothing can be kept here
		program, err = exec.LookPath("go")
		if err != nil {
			return err
		}
		return syscall.Exec(program, append([]string{"go", "run", "./run"}, args...), os.Environ())
	}
	if err := compile(program, os.Stdout); err != nil {
		return err
	}
	if self, err := os.Executable(); err == nil {
		os.Setenv(startedAs, self)
	}
	return syscall.Exec(program, append([]string{program}, args...), os.Environ())
}

// place is where the program of this folder is, or will be. Nobody else compiles it until this process has become it.
func place() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "beanstalkline", "rehearsal", here)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.Create(filepath.Join(dir, "lock"))
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "rehearsal"), syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
}
