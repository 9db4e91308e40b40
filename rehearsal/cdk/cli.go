package cdk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/process"
)

// CLI is the CDK CLI of the repository, told to talk only to the local AWS.
type CLI struct {
	Root     string   // of the repository
	Tools    string   // where the CLI is installed, if that is elsewhere
	Assembly Assembly // where the app's templates are
	Home     string   // of the CLI's own files
	Env      []string // what directs it to the local AWS
	App      []string // the package of another app in the repository, and its arguments
}

// Synth runs the app, with no AWS within reach.
func (c *CLI) Synth(ctx context.Context) error {
	args := []string{"synth", "--quiet", "--output", string(c.Assembly)}
	if c.App != nil {
		args = append(args, "--app", "go run "+strings.Join(c.App, " "))
	}
	_, err := c.run(ctx, nil, args...)
	return process.Explain(answer(err), os.TempDir())
}

// problem is a line with which the app says what is wrong.
var problem = regexp.MustCompile(`(?m)^ *error: (.+)$`)

// answer leaves of a failed synthesis what the app has said, if it has said anything.
func answer(err error) error {
	if err == nil {
		return nil
	}
	var said []string
	for _, found := range problem.FindAllStringSubmatch(err.Error(), -1) {
		said = append(said, found[1])
	}
	switch {
	case said == nil:
		return err
	case len(said) == 1:
		return &failure.Failure{Cause: said[0]}
	}
	return &failure.Failure{Cause: fmt.Sprintf("the app has %d problems", len(said)), Log: said}
}

// Bootstrap prepares an environment, as in aws://account/region, with what directs the CLI there. Without an app: the CLI would run it for nothing, and
// into the repository's own cdk.out.
func (c *CLI) Bootstrap(ctx context.Context, environment string, env []string) error {
	_, err := c.run(ctx, env, "bootstrap", "--app", "", environment)
	return err
}

// Deploy returns what the CLI says.
func (c *CLI) Deploy(ctx context.Context, stacks []string) (string, error) {
	args := []string{"deploy", "--app", string(c.Assembly), "--require-approval", "never", "--concurrency", "4"}
	said, err := c.run(ctx, c.Env, append(append(args, "--progress", "events"), stacks...)...)
	return said, conclusion(err)
}

// sourceLocation is where the CDK thinks that a construct was made, which for Go is in its own Node.js.
var sourceLocation = regexp.MustCompile(`(?m)^ *Source Location: .*\n( *\(no user code .*\n?)?`)

// conclusion leaves out of an error of the CLI what went on until it says which resources have failed.
func conclusion(err error) error {
	if err == nil {
		return nil
	}
	before, after, found := strings.Cut(err.Error(), "Failed resources:")
	if !found {
		return err
	}
	begin, _, _ := strings.Cut(before, "\n")
	return errors.New(strings.TrimRight(begin+"\n    Failed resources:"+sourceLocation.ReplaceAllString(after, ""), "\n"))
}

// Destroy deletes the stacks without asking, and returns what the CLI says.
func (c *CLI) Destroy(ctx context.Context, stacks []string) (string, error) {
	return c.run(ctx, c.Env, append([]string{"destroy", "--app", string(c.Assembly), "--force"}, stacks...)...)
}

func (c *CLI) run(ctx context.Context, env []string, args ...string) (string, error) {
	bin := filepath.Join(cmp.Or(c.Tools, c.Root), "node_modules", ".bin")
	isolated := []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), // its node comes before the machine's
		"CDK_HOME=" + c.Home,
		"CDK_DISABLE_CLI_TELEMETRY=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
	}
	env = process.Environment(append(isolated, env...)...)
	return process.Output(ctx, process.Command(ctx, c.Root, env, filepath.Join(bin, "cdk"), append(args, "--no-notices")...))
}
