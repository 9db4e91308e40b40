package codebuild

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"beanstalkline/rehearsal/process"
)

// A shell runs the commands of a build one after another. They share what a shell keeps: variables, functions, and the
// folder that they are in. A command that ends the shell ends only itself, as in CodeBuild; what it exported stays.
type shell struct {
	name string // sh or bash
	dir  string // where it starts
	env  []string
	tmp  string // a folder for what it is told and what it says
	say  func(line string)
	// lacks is why this machine cannot run a command; nil for one that runs all.
	lacks func(command string) error

	cmd      *exec.Cmd
	commands *os.File // to it: whether the build succeeds so far, and the file to run
	statuses *bufio.Reader
	log      *os.File
}

// driver runs the files that it is told about, and tells their exit statuses. When it ends it leaves its exported variables
// and its folder for the next one.
const driver = `
[ -f "$1/exported" ] && . "$1/exported"
[ -f "$1/folder" ] && cd "$(cat "$1/folder")"
__left=$1
shift
trap 'export -p >"$__left/exported"; pwd >"$__left/folder"' EXIT
while read -r CODEBUILD_BUILD_SUCCEEDING __command <&3; do
	export CODEBUILD_BUILD_SUCCEEDING
	command . "$__command" 3<&- 4>&-
	printf '%s\n' $? >&4
done
`

func (s *shell) start(ctx context.Context) error {
	if s.log == nil {
		var err error
		if s.log, err = os.Create(filepath.Join(s.tmp, "build.log")); err != nil {
			return err
		}
	}
	told, commands, err := os.Pipe()
	if err != nil {
		return err
	}
	defer told.Close()
	statuses, tells, err := os.Pipe()
	if err != nil {
		return err
	}
	defer tells.Close()
	s.cmd = process.Command(ctx, s.dir, s.env, s.name, "-c", driver, s.name, s.tmp)
	s.cmd.Stdout, s.cmd.Stderr, s.cmd.ExtraFiles = s.log, s.log, []*os.File{told, tells}
	s.commands, s.statuses = commands, bufio.NewReader(statuses)
	return s.cmd.Start()
}

// run runs a command, and returns its exit status and what it wrote.
func (s *shell) run(ctx context.Context, command string, succeeding bool) (status int, output []string, err error) {
	if s.cmd == nil {
		if err := s.start(ctx); err != nil {
			return 0, nil, err
		}
	}
	file := filepath.Join(s.tmp, "script.sh")
	if err := os.WriteFile(file, []byte(command+"\n"), 0o644); err != nil {
		return 0, nil, err
	}
	begin, err := s.log.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, nil, err
	}
	defer s.follow(begin)()
	flag := map[bool]int{true: 1}[succeeding]
	fmt.Fprintf(s.commands, "%d %s\n", flag, file)
	if _, err := fmt.Fscanln(s.statuses, &status); err != nil {
		status, err = s.ended()
		if err != nil {
			return 0, nil, err
		}
	}
	return status, s.lines(begin), ctx.Err()
}

// ended is the exit status of a shell that has ended by itself.
func (s *shell) ended() (int, error) {
	err := s.cmd.Wait()
	s.commands.Close()
	s.cmd = nil
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// close ends the shell, and everything it has started.
func (s *shell) close() {
	if s.cmd != nil {
		process.EndGroup(s.cmd)
		s.cmd.Wait()
		s.commands.Close()
		s.cmd = nil
	}
	if s.log != nil {
		s.log.Close()
	}
}

// lines are what was written since then, with files as the app knows them.
func (s *shell) lines(since int64) []string {
	var written bytes.Buffer
	if file, err := os.Open(s.log.Name()); err == nil {
		defer file.Close()
		if _, err := file.Seek(since, io.SeekStart); err == nil {
			io.Copy(&written, file)
		}
	}
	text := strings.TrimSpace(strings.NewReplacer(s.tmp+"/", "", s.dir+"/", "", s.dir, ".").Replace(written.String()))
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// follow says the last line that was written, until it is told to stop.
func (s *shell) follow(since int64) (stop func()) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		said := ""
		for {
			if size, err := s.log.Stat(); err == nil {
				since = max(since, size.Size()-4096) // the last line is enough
			}
			if lines := s.lines(since); len(lines) > 0 && lines[len(lines)-1] != said {
				said = lines[len(lines)-1]
				s.say(said)
			}
			select {
			case <-done:
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-stopped }
}
