package cdk

import (
	"context"
	"os"
	"path/filepath"

	"beanstalkline/rehearsal/process"
)

// CLI is the CDK CLI of the repository, told to talk only to the local AWS.
type CLI struct {
	Root     string   // of the repository
	Assembly Assembly // where the app's templates are
	Home     string   // of the CLI's own files
	Env      []string // what directs it to the local AWS
}

// Install installs the CLI and the Node.js that package-lock.json pins, unless that has already been done.
func (c *CLI) Install(ctx context.Context) (string, error) {
	installed, err := os.Stat(filepath.Join(c.Root, "node_modules", ".package-lock.json")) // npm writes it last
	if err == nil {
		lock, err := os.Stat(filepath.Join(c.Root, "package-lock.json"))
		if err != nil {
			return "", err
		}
		if !installed.ModTime().Before(lock.ModTime()) {
			return "already installed", nil
		}
	}
	npm := process.Command(ctx, c.Root, process.Environment(), "npm", "ci", "--no-audit", "--no-fund")
	_, err = process.Output(npm)
	return "installed", err
}

// Synth runs the app, with no AWS within reach.
func (c *CLI) Synth(ctx context.Context) error {
	_, err := c.run(ctx, nil, "synth", "--quiet", "--output", string(c.Assembly))
	return err
}

// Bootstrap prepares an environment, as in aws://account/region.
func (c *CLI) Bootstrap(ctx context.Context, environment string) error {
	_, err := c.run(ctx, c.Env, "bootstrap", environment)
	return err
}

// Deploy returns what the CLI says.
func (c *CLI) Deploy(ctx context.Context, stacks []string) (string, error) {
	args := []string{"deploy", "--app", string(c.Assembly), "--require-approval", "never", "--concurrency", "4"}
	return c.run(ctx, c.Env, append(append(args, "--progress", "events"), stacks...)...)
}

// Destroy deletes the stacks without asking.
func (c *CLI) Destroy(ctx context.Context, stacks []string) error {
	_, err := c.run(ctx, c.Env, append([]string{"destroy", "--app", string(c.Assembly), "--force"}, stacks...)...)
	return err
}

func (c *CLI) run(ctx context.Context, env []string, args ...string) (string, error) {
	bin := filepath.Join(c.Root, "node_modules", ".bin")
	isolated := []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), // its node comes before the machine's
		"CDK_HOME=" + c.Home,
		"CDK_DISABLE_CLI_TELEMETRY=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
	}
	env = process.Environment(append(isolated, env...)...)
	return process.Output(process.Command(ctx, c.Root, env, filepath.Join(bin, "cdk"), append(args, "--no-notices")...))
}
