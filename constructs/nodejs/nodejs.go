// Package nodejs starts and stops the Node.js process in which the CDK runs, faster and quieter than jsii does by
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

// Start must come before the first use of the CDK. It leaves V8 without helper threads,
// unless NODE_OPTIONS says something else: the CDK's template validation grows its memory in hundreds of steps, each with
// a garbage collection that waits for those threads. A synthesis then takes a third less processor time.
func Start() {
	if os.Getenv("NODE_OPTIONS") == "" {
		// The second option is what jsii sets where there is no NODE_OPTIONS.
		os.Setenv("NODE_OPTIONS", "--v8-pool-size=0 --max-old-space-size=4069")
		// jsii has taken the environment when the program started; after this it takes it anew.
		jsii.Close()
	}
}

// waitedTwice is what jsii now and then says when it stops: it waits for the process twice, and the second wait finds
// nobody.
var waitedTwice = regexp.MustCompile(`Runtime process exited abnormally: (wait\w*: no child processes|exec: Wait was already called)`)

// Stop takes the place of jsii.Close, which now and then prints "Runtime process exited abnormally: waitid: no child
// processes" about a process that did as it was told. What Node.js has to say at last is printed. os.Exit and log.Fatal
// run no deferred calls; stop first.
func Stop() {
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
