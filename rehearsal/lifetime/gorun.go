package lifetime

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// "go run" starts a program from the folder in which it has built it, or from Go's cache. In both cases it removes its
// folder, which is an empty one in the second, when the program has ended, unless it is killed before.
var (
	built      = regexp.MustCompile(`^(/.*/go-build\d+)/b001/exe/[^/]+$`)
	cached     = regexp.MustCompile(`/[0-9a-f]{2}/[0-9a-f]{64}-d/[^/]+$`)
	goRunsOwn  = regexp.MustCompile(`/go-build\d+$`)
	executable = startedAs // for tests
)

// startedAs is the program that was started: the one that has become this one, or this one.
func startedAs() (string, error) {
	if program := os.Getenv("BEANSTALKLINE_STARTED_AS"); program != "" {
		return program, nil
	}
	return os.Executable()
}

// ranByGo reports whether "go run" has started this program.
func ranByGo() bool {
	program, err := executable()
	return err == nil && (built.MatchString(program) || cached.MatchString(program))
}

// noteOf is a file that names the folders, one a line, for who cleans up.
func noteOf(path string) string { return filepath.Join(path, "go-run") }

// noteGoBuild notes the folder of the "go run" that has started this program: one with the program, or any empty one
// among the temporary files that is as young as it must be.
func noteGoBuild(path, temporary string) error {
	program, _ := executable()
	if found := built.FindStringSubmatch(program); found != nil {
		return os.WriteFile(noteOf(path), []byte(found[1]+"/b001"), 0o600)
	}
	if !ranByGo() {
		return nil
	}
	var empty []string
	entries, _ := os.ReadDir(temporary)
	for _, entry := range entries {
		folder := filepath.Join(temporary, entry.Name())
		info, err := entry.Info()
		if err == nil && info.IsDir() && goRunsOwn.MatchString(folder) && time.Since(info.ModTime()) < time.Minute &&
			int(info.Sys().(*syscall.Stat_t).Uid) == os.Getuid() {
			empty = append(empty, folder)
		}
	}
	return os.WriteFile(noteOf(path), []byte(strings.Join(empty, "\n")), 0o600)
}

// removeGoBuild removes what is noted: the folder with the program, and the others if they are still empty, in which
// case no other "go run" misses them.
func removeGoBuild(path string) {
	note, _ := os.ReadFile(noteOf(path))
	for folder := range strings.SplitSeq(string(note), "\n") {
		if program, is := strings.CutSuffix(folder, "/b001"); is && goRunsOwn.MatchString(program) {
			removeAll(program)
		} else if goRunsOwn.MatchString(folder) {
			os.Remove(folder)
		}
	}
}
