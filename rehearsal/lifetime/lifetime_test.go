package lifetime

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"beanstalkline/rehearsal/process"
)

// asRun tells this binary that it is a run.
const asRun = "LIFETIME_TEST_RUN"

func TestMain(m *testing.M) {
	Guard()
	if os.Getenv(asRun) != "" {
		run()
		return
	}
	os.Exit(m.Run())
}

// run starts processes that would never end: a child, a grandchild in a session of its own, and one whose output nobody
// reads. It prints the folder, and then a line now and then.
func run() {
	ctx, stop := Context()
	defer stop()
	folder, err := NewFolder()
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	defer folder.Remove()
	script := `mkdir -p "$TMPDIR/read-only/folder"; chmod 500 "$TMPDIR/read-only"
		python3 -c 'import os, time; os.fork() or (os.setsid(), time.sleep(1000))'; sleep 1000 & touch "$TMPDIR/ready"; wait`
	command := process.Command(ctx, "/", []string{"PATH=" + os.Getenv("PATH")}, "sh", "-c", script)
	if err := command.Start(); err != nil {
		fmt.Println("error:", err)
		return
	}
	go command.Wait()
	for ready := filepath.Join(os.TempDir(), "ready"); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(ready); err == nil {
			break
		}
	}
	fmt.Println(folder.Path)
	<-ctx.Done()
}

// begin starts a run, and returns its folder.
func begin(t *testing.T, temporary string) (run *exec.Cmd, output *bufio.Scanner, path string, closeOutput func() error) {
	t.Helper()
	run = exec.Command(os.Args[0])
	run.Env = append(os.Environ(), asRun+"=yes", "TMPDIR="+temporary)
	read, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	output = bufio.NewScanner(read)
	if !output.Scan() || !ours.MatchString(filepath.Base(output.Text())) {
		t.Fatalf("the run says %q", output.Text())
	}
	path = output.Text()
	if found := having(process.Run + "=" + path); len(found) < 3 {
		t.Fatalf("the run has the processes %v, want three or more", found)
	}
	return run, output, path, read.Close
}

// nothingLeft waits a little until nothing is left of a run.
func nothingLeft(t *testing.T, path string) {
	t.Helper()
	var processes []int
	var err error
	for range 500 {
		processes = having(process.Run + "=" + path)
		if _, err = os.Stat(path); os.IsNotExist(err) && len(processes) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("left: the processes %v, and of the folder %v", processes, err)
}

func TestNothingIsLeftOfARunThatIsEndedBy(t *testing.T) {
	for name, signal := range map[string]syscall.Signal{
		"Ctrl-C": syscall.SIGINT, "kill": syscall.SIGTERM, "a closed terminal": syscall.SIGHUP, "kill -9": syscall.SIGKILL,
	} {
		t.Run(name, func(t *testing.T) {
			temporary := t.TempDir()
			run, _, path, _ := begin(t, temporary)
			if err := run.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			run.Wait()
			nothingLeft(t, path)
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
	t.Run("a reader that ends, such as head", func(t *testing.T) {
		run, _, path, closeOutput := begin(t, t.TempDir())
		if err := closeOutput(); err != nil {
			t.Fatal(err)
		}
		if err := run.Wait(); err != nil {
			t.Errorf("ends with %v", err)
		}
		nothingLeft(t, path)
	})
}

// If the guard is killed too, the next run cleans up.
func TestTheNextRunRemovesWhatIsLeft(t *testing.T) {
	temporary := t.TempDir()
	run, _, dead, _ := begin(t, temporary)
	guards := having(isGuard + "=yes")
	for _, guard := range guards {
		environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", guard))
		if err == nil && strings.Contains(string(environment), "TMPDIR="+temporary) {
			syscall.Kill(guard, syscall.SIGKILL)
		}
	}
	run.Process.Kill()
	run.Wait()
	time.Sleep(1100 * time.Millisecond)
	if _, err := os.Stat(dead); err != nil {
		t.Fatalf("somebody has cleaned up already: %v", err)
	}
	notes := filepath.Join(temporary, prefix+"notes") // somebody's own
	if err := os.Mkdir(notes, 0o700); err != nil {
		t.Fatal(err)
	}
	alive, _, other, _ := begin(t, temporary)
	nothingLeft(t, dead)

	time.Sleep(1100 * time.Millisecond)
	removeLeftovers(temporary)
	for _, path := range []string{other, notes} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("removed: %v", err)
		}
	}
	if err := alive.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	alive.Wait()
	nothingLeft(t, other)
}

func TestAFolderForTemporaryFilesIsNeeded(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	_, err := NewFolder()
	if err == nil || !strings.Contains(err.Error(), "set TMPDIR to another place") {
		t.Errorf("got %v", err)
	}
}
