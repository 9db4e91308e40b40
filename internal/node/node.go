// Package node starts and stops the Node.js process in which the CDK runs.
package node

import (
	"os"

	"github.com/aws/jsii-runtime-go"
)

// Prepare must come before the first use of the CDK. It leaves V8 without helper threads, unless NODE_OPTIONS says
// something else: the CDK's template validation grows its memory in hundreds of steps, each with a garbage collection
// that waits for those threads. A synthesis then takes a third less processor time.
func Prepare() {
	if os.Getenv("NODE_OPTIONS") == "" {
		// The second option is what jsii sets where there is no NODE_OPTIONS.
		os.Setenv("NODE_OPTIONS", "--v8-pool-size=0 --max-old-space-size=4069")
		// jsii has taken the environment when the program started; after this it takes it anew.
		jsii.Close()
	}
}

// Stop ends the process. jsii waits for it twice, and now and then reports the second wait as an abnormal end.
func Stop() {
	stderr := os.Stderr
	defer func() { os.Stderr = stderr }()
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	jsii.Close()
}
