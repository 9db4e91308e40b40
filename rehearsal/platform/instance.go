package platform

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"beanstalkline/rehearsal/failure"
	run "beanstalkline/rehearsal/process"
)

// An Instance is one that is told to run a version of an app.
type Instance struct {
	Environment string // the name of its environment
	Platform    Platform
	Dir         string                                   // the unpacked source bundle
	Built       string                                   // the folder that it was built in, which compilers remember
	Work        string                                   // an empty folder, for logs and a home
	Variables   map[string]string                        // the environment properties
	Options     func(namespace string) map[string]string // the option settings
	Routes      []string                                 // the variables of machine.Routes
	Say         func(line string)                        // receives the last line of what runs
	Patience    time.Duration                            // how long the app may take to answer; 20 seconds if zero

	path  string   // where its programs are
	notes []string // what is worth knowing
}

// Notes are what was noticed.
func (i *Instance) Notes() []string { return i.notes }

// port is where the proxy expects the app.
func (i *Instance) port() int {
	if given, err := strconv.Atoi(i.Variables["PORT"]); err == nil {
		return given
	}
	return i.Platform.port
}

// env is the environment of the app, and of what prepares it.
func (i *Instance) env(more ...string) []string {
	env := append([]string{"HOME=" + filepath.Join(i.Work, "home"), "LANG=C.UTF-8"}, more...)
	return append(append(env, run.Variables(i.Variables)...), "PATH="+i.path)
}

func (i *Instance) exists(names ...string) string {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(i.Dir, filepath.FromSlash(name))); err == nil {
			return name
		}
	}
	return ""
}

// quiet keeps npm and pip from saying more than what fails.
var quiet = []string{"NPM_CONFIG_AUDIT=false", "NPM_CONFIG_FUND=false", "PIP_QUIET=1", "PIP_ROOT_USER_ACTION=ignore"}

// run runs a command of the deployment, whose output an instance keeps in eb-engine.log.
func (i *Instance) run(ctx context.Context, command, cause, do string) error {
	i.Say(command)
	cmd := run.Command(ctx, i.Dir, i.env(append(quiet, i.Routes...)...), "sh", "-c", command)
	written, err := cmd.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	lines := append([]string{"eb-engine.log:"}, i.excerpt(written)...)
	return i.failed(cause+" ("+command+": "+err.Error()+")", lines, do)
}

func (i *Instance) failed(cause string, log []string, do string) error {
	return &failure.Failure{Where: "Elastic Beanstalk, environment " + i.Environment, Cause: cause, Log: log, Do: do}
}

// excerpt is what a person will read of a log, with the folder that the app has on an instance.
func (i *Instance) excerpt(written []byte) []string {
	text := strings.ReplaceAll(string(written), i.Dir, "/var/app/current")
	if i.Built != "" {
		text = strings.ReplaceAll(text, i.Built, "/codebuild/output/src")
	}
	return failure.Excerpt(text)
}
