// Package nodejs starts and stops the Node.js process in which the CDK runs, faster and more quietly than jsii does by
// itself.
//
//	func main() {
//		nodejs.Start()
//		defer nodejs.Stop()
//
//		app := awscdk.NewApp(nil)
//		...
//		app.Synth(nil)
//	}
package nodejs

import (
	"io"
	"os"
	"regexp"
	"time"

	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
)

// options are for an app that, unlike a server, checks its templates and exits.
//
// V8 has no helper threads: the CDK's template validation, which is WebAssembly, grows its memory in hundreds of steps,
// each with a garbage collection that waits for them. And V8 optimizes only WebAssembly that runs for long: otherwise
// the process would not end until it had optimized code that never runs again. Together they save a third of the time
// and of the CPU use. jsii sets the size of the heap where there is no NODE_OPTIONS.
//
// jsii's processes, but not those that the CDK starts, leave Ctrl-C and its like to the program: they end with
// it. Otherwise the program fails, and says why, before it ends.
const options = "--v8-pool-size=0 --max-old-space-size=4069 " +
	"--import=data:text/javascript,import%20v8%20from'node:v8';v8.setFlagsFromString('--wasm-tiering-budget=100000000');" +
	"if((process.argv[1]||'').includes('jsii-runtime.'))['SIGINT','SIGTERM','SIGHUP'].map(s=>process.on(s,()=>0))"

// Start must come before the first use of the CDK. It sets NODE_OPTIONS so that a synthesis takes less time, unless the
// variable is already set. Called later, it does nothing.
//
// In a program that the CDK CLI runs, on Linux and macOS, TMPDIR is a folder of the program's own from here to Stop, and a
// process waits for the program to end, so that nothing is left of a synthesis that is interrupted or killed.
func Start() {
	if cdk.Running() {
		return
	}
	moved := moveTemporary()
	faster := os.Getenv("NODE_OPTIONS") == ""
	if faster {
		os.Setenv("NODE_OPTIONS", options)
	}
	if moved || faster {
		// jsii read the environment when the program started; after this it reads it again.
		jsii.Close()
	}
}

// waitedTwice is what jsii occasionally prints when it stops: it waits for the process twice, and the second wait finds
// no process.
var waitedTwice = regexp.MustCompile(`Runtime process exited abnormally: (wait\w*: no child processes|exec: Wait was already called)`)

// Stop replaces jsii.Close, which occasionally prints "Runtime process exited abnormally: waitid: no child processes"
// about a process that did what it was told. The last output of Node.js is printed. os.Exit and log.Fatal run no
// deferred calls, so call Stop before them.
func Stop() {
	defer removeTemporary()
	if read, write, err := os.Pipe(); err == nil {
		stderr, said := os.Stderr, make(chan []byte)
		go func() {
			text, _ := io.ReadAll(read)
			read.Close()
			said <- text
		}()
		os.Stderr = write
		defer func() {
			os.Stderr = stderr
			write.Close()
			stderr.Write(waitedTwice.ReplaceAll(<-said, nil))
		}()
	}
	jsii.Close()
	for range 100 {
		if !cdk.Running() {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
