//go:build darwin || linux

package nodejs

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// temporary is a folder for the temporary files of this program and of Node.js, locked while the program runs.
var temporary struct {
	path, instead string // instead of what TMPDIR said before
	lock          *os.File
	guard         *exec.Cmd
	tie           io.Closer // what the guard reads
}

const prefix = "beanstalkline-synth-"

// guard removes the folder, and what "go run" leaves, when this program has ended, however that happens. Node.js notices
// the end as well, and may still be writing.
const guard = `cat; rm -rf "$1" "$2"; sleep 1; rm -rf "$1"; shift 2; rmdir "$@"`

// moveTemporary makes that folder, and reports whether it did. It is for programs that the CDK CLI runs: elsewhere, the
// CDK writes what it synthesizes among the temporary files. If a program and its guard are killed, the next program
// removes their folder.
func moveTemporary() bool {
	if os.Getenv("CDK_OUTDIR") == "" || temporary.path != "" {
		return false
	}
	built, empty := goBuilds(os.TempDir())
	removeLeftovers(os.TempDir())
	path, err := os.MkdirTemp("", prefix)
	if err != nil {
		return false // jsii will say so
	}
	if temporary.lock, err = lock(path); err != nil {
		os.RemoveAll(path)
		return false
	}
	temporary.path, temporary.instead = path, os.Getenv("TMPDIR")
	os.Setenv("TMPDIR", path)
	temporary.guard = exec.Command("sh", append([]string{"-c", guard, "guard", path, built}, empty...)...)
	temporary.guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // what ends this program must not end the guard
	if temporary.tie, err = temporary.guard.StdinPipe(); err == nil {
		err = temporary.guard.Start()
	}
	if err != nil {
		temporary.guard = nil
	}
	return true
}

// removeTemporary undoes what moveTemporary did.
func removeTemporary() {
	if temporary.path == "" {
		return
	}
	os.RemoveAll(temporary.path)
	if temporary.guard != nil {
		temporary.guard.Process.Kill()
		temporary.guard.Wait()
	}
	temporary.lock.Close()
	if temporary.path = ""; temporary.instead == "" {
		os.Unsetenv("TMPDIR")
	} else {
		os.Setenv("TMPDIR", temporary.instead)
	}
}

var ours = regexp.MustCompile("^" + prefix + `\d+$`)

// removeLeftovers removes the folders of this user that no program locks any longer.
func removeLeftovers(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.IsDir() || !ours.MatchString(entry.Name()) ||
			int(info.Sys().(*syscall.Stat_t).Uid) != os.Getuid() ||
			time.Since(info.ModTime()) < time.Second { // a program is about to lock it
			continue
		}
		path := filepath.Join(dir, entry.Name())
		if locked, err := lock(path); err == nil {
			os.RemoveAll(path)
			locked.Close()
		}
	}
}

func lock(path string) (*os.File, error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		folder.Close()
		return nil, err
	}
	return folder, nil
}

var (
	goBuild      = regexp.MustCompile(`^go-build\d+$`)
	startedBuilt = regexp.MustCompile(`^(/.*/go-build\d+)/b001/exe/[^/]+$`)
	startedCache = regexp.MustCompile(`/[0-9a-f]{2}/[0-9a-f]{64}-d/[^/]+$`)
)

// goBuilds are what stays if the "go run" that has started this program is ended too: the folder with the program, or an
// empty one, if it comes from Go's cache. That is one of those which are young enough; no other "go run" misses them.
func goBuilds(dir string) (built string, empty []string) {
	program, _ := os.Executable()
	if found := startedBuilt.FindStringSubmatch(program); found != nil {
		return found[1], nil
	}
	if !startedCache.MatchString(program) {
		return "", nil
	}
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && goBuild.MatchString(entry.Name()) && time.Since(info.ModTime()) < time.Minute {
			empty = append(empty, filepath.Join(dir, entry.Name()))
		}
	}
	return "", empty
}
