package nodejs_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/cdk"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// rounds tells this binary that it is the program under test, and how often it starts and stops Node.js.
const rounds = "NODEJS_TEST_ROUNDS"

// interrupted tells it that it is a program to interrupt, where that can be tested.
const interrupted = "NODEJS_TEST_INTERRUPTED"

var whenInterrupted func()

func TestMain(m *testing.M) {
	if os.Getenv(interrupted) != "" {
		whenInterrupted()
	}
	if n := len(os.Getenv(rounds)); n > 0 {
		for range n {
			program()
		}
		return
	}
	os.Exit(m.Run())
}

// program is the smallest possible app. It reports on stdout.
func program() {
	nodejs.Start()
	fmt.Println("started:", cdk.Running())
	app := awscdk.NewApp(nil)
	awscdk.NewStack(app, jsii.String("Shop"), nil)
	fmt.Println("defined:", cdk.Running())
	nodejs.Stop()
	fmt.Println("stopped:", cdk.Running())
	fmt.Println("options:", os.Getenv("NODE_OPTIONS"))
}

// run runs the program with the given environment, and returns what it prints and what it leaves in its directory for
// temporary files, where jsii keeps the Node.js program while it runs.
func run(t *testing.T, times int, environment ...string) (stdout, stderr string, left []os.DirEntry) {
	t.Helper()
	temporary := t.TempDir()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), "TMPDIR="+temporary, "TMP="+temporary, "NODE_OPTIONS=", rounds+"="+strings.Repeat("+", times),
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,22") // the Node.js of the machine may be an old one
	command.Env = append(command.Env, environment...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s%s", err, &out, &errors)
	}
	left, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), errors.String(), left
}

const options = "--v8-pool-size=0 --max-old-space-size=4069 " +
	"--import=data:text/javascript,import%20v8%20from'node:v8';v8.setFlagsFromString('--wasm-tiering-budget=100000000');" +
	"if((process.argv[1]||'').includes('jsii-runtime.'))['SIGINT','SIGTERM','SIGHUP'].map(s=>process.on(s,()=>0))\n"

const whatTheProgramReports = `started: false
defined: true
stopped: false
options: ` + options

// jsii.Close occasionally complains about a process that did nothing wrong.
func TestAProgramIsQuiet(t *testing.T) {
	for range 3 {
		stdout, stderr, left := run(t, 1)
		if stdout != whatTheProgramReports {
			t.Errorf("got\n%s\nwant\n%s", stdout, whatTheProgramReports)
		}
		if stderr != "" {
			t.Errorf("prints to stderr: %q", stderr)
		}
		if len(left) > 0 {
			t.Errorf("leaves %s behind", left)
		}
	}
}

func TestAProgramMayStartAgain(t *testing.T) {
	stdout, stderr, left := run(t, 3)
	if want := strings.Repeat(whatTheProgramReports, 3); stdout != want {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
	if stderr != "" || len(left) > 0 {
		t.Errorf("prints %q to stderr, and leaves %s behind", stderr, left)
	}
}

// Warnings often come last: the process hands them over while it is being stopped. Options of the user's own stay.
func TestStopPrintsTheLastWords(t *testing.T) {
	script := filepath.Join(t.TempDir(), "words.js")
	// Two processes run it; only the one that runs the CDK has a channel to the other.
	words := `if (process.argv[1].endsWith("program.js")) process.on("exit", () => console.error("these are the last words"))`
	if err := os.WriteFile(script, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, _ := run(t, 1, "NODE_OPTIONS=--require="+script)
	if stderr != "these are the last words\n" {
		t.Errorf("got %q, want the last words", stderr)
	}
	if want := "options: --require=" + script + "\n"; !strings.HasSuffix(stdout, want) {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
}

// jsii takes the environment when the program starts, long before Start.
func TestTheOptionsReachNodeJs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the script is for a POSIX shell")
	}
	node := filepath.Join(t.TempDir(), "node")
	if err := os.WriteFile(node, []byte("#!/bin/sh\necho \"$NODE_OPTIONS\" >&2\nexec node \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, stderr, _ := run(t, 1, "JSII_NODE="+node)
	if want := options; stderr != want {
		t.Errorf("Node.js got the options %q, want %q", stderr, want)
	}
}

func TestStopWithoutStartDoesNothing(t *testing.T) {
	stderr := os.Stderr
	nodejs.Stop()
	if cdk.Running() || os.Stderr != stderr {
		t.Error("Stop started something, or kept stderr")
	}
}
