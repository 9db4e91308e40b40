package lifetime

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"beanstalkline/rehearsal/process"
)

const prefix = "beanstalkline-rehearsal-"

// A Folder holds everything that a run makes. It is locked for as long as the run lives.
type Folder struct {
	Path  string
	lock  *os.File
	guard *guard
}

// NewFolder removes what killed runs have left, and makes a folder. From then on this process and its children have
// their temporary files in it.
func NewFolder() (*Folder, error) {
	removeLeftovers(os.TempDir())
	path, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, fmt.Errorf("no folder for temporary files: %w; make room for it, or set TMPDIR to another place", err)
	}
	f := &Folder{Path: path}
	if f.lock, err = lock(path); err != nil {
		os.RemoveAll(path)
		return nil, fmt.Errorf("%s cannot be locked: %w; set TMPDIR to a place where it can", path, err)
	}
	if f.guard, err = startGuard(path); err != nil {
		f.Remove()
		return nil, err
	}
	temporary := filepath.Join(path, "tmp")
	err = errors.Join(
		os.Mkdir(temporary, 0o700),
		noteGoBuild(path, filepath.Dir(path)),
		os.Setenv("TMPDIR", temporary),
		os.Setenv(process.Run, path),
	)
	if err != nil {
		f.Remove()
		return nil, err
	}
	return f, nil
}

// Remove ends what is still running of this run, and removes the folder.
func (f *Folder) Remove() {
	clean(f.Path)
	if f.guard != nil {
		f.guard.dismiss()
	}
	f.lock.Close()
}

// lock locks a folder, if nobody else has, until the file is closed or this process ends.
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

var ours = regexp.MustCompile("^" + prefix + `\d+$`)

// removeLeftovers cleans up after the runs whose folders nobody locks any longer.
func removeLeftovers(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.IsDir() || !ours.MatchString(entry.Name()) {
			continue
		}
		if owner := info.Sys().(*syscall.Stat_t); int(owner.Uid) != os.Getuid() {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		if time.Since(info.ModTime()) < time.Second {
			continue // a run may have just made it, and be about to lock it
		}
		if locked, err := lock(path); err == nil {
			clean(path)
			locked.Close()
		}
	}
}
