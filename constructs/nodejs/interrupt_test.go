//go:build darwin || linux

package nodejs_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	signals "os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"beanstalkline/constructs/nodejs"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func init() { whenInterrupted = defineForEver }

// defineForEver is a program that defines stacks until somebody interrupts it.
func defineForEver() {
	nodejs.Start()
	app := awscdk.NewApp(nil)
	fmt.Println("ready")
	for i := 0; ; i++ {
		awscdk.NewStack(app, jsii.Sprintf("Stack%d", i), nil)
	}
}

// interrupt runs that program as the CDK CLI and "go run" do, and ends all of them with a signal.
func interrupt(t *testing.T, temporary string, signal syscall.Signal) (said string, err error) {
	t.Helper()
	program := filepath.Join(temporary, "go-build1", "b001", "exe", "app")
	if err := os.MkdirAll(filepath.Dir(program), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), "TMPDIR="+temporary, "CDK_OUTDIR="+t.TempDir(), interrupted+"=yes",
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := stdout.Read(make([]byte, 10)); err != nil {
		t.Fatalf("%d, %v\n%s", n, err, &stderr)
	}
	time.Sleep(50 * time.Millisecond)
	if err := syscall.Kill(-command.Process.Pid, signal); err != nil {
		t.Fatal(err)
	}
	err = command.Wait()
	return stderr.String(), err
}

func left(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestAnInterruptedSynthesisLeavesNothing(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			if signals.Ignored(signal) {
				t.Skip("programs that are started here ignore it too, such as below nohup")
			}
			temporary := t.TempDir()
			said, err := interrupt(t, temporary, signal)
			for range 50 {
				if len(left(t, temporary)) == 0 {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			if names := left(t, temporary); len(names) > 0 {
				t.Errorf("leaves %v", names)
			}
			if said != "" || err == nil || !strings.Contains(err.Error(), signal.String()) {
				t.Errorf("ends with %v, and says %q", err, said)
			}
		})
	}
}

// Where the guard is killed too.
func TestTheNextSynthesisRemovesWhatAnEarlierOneHasLeft(t *testing.T) {
	temporary := t.TempDir()
	earlier, notes := filepath.Join(temporary, "beanstalkline-synth-7"), filepath.Join(temporary, "beanstalkline-synth-notes")
	for _, path := range []string{earlier, notes} {
		if err := os.MkdirAll(filepath.Join(path, "jsii-kernel-1"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	interrupt(t, temporary, syscall.SIGTERM)
	if names := left(t, temporary); slices.Contains(names, filepath.Base(earlier)) || !slices.Contains(names, filepath.Base(notes)) {
		t.Errorf("the next one leaves %v", names)
	}
}
