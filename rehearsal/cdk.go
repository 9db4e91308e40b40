package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// cdk is the CDK CLI of the repository, told to talk to the local AWS only.
type cdk struct {
	root     string   // of the repository
	assembly string   // where the app's templates are
	home     string   // of the CLI's own files
	env      []string // what leads it to the local AWS
}

// synth runs the app, with no AWS in reach.
func (c *cdk) synth(ctx context.Context) error {
	_, err := c.run(ctx, nil, "synth", "--quiet", "--output", c.assembly)
	return err
}

func (c *cdk) bootstrap(ctx context.Context) error {
	_, err := c.run(ctx, c.env, "bootstrap", fmt.Sprintf("aws://%s/%s", account, region))
	return err
}

// deploy returns what the CLI says.
func (c *cdk) deploy(ctx context.Context, stacks []string) (string, error) {
	args := []string{"deploy", "--app", c.assembly, "--require-approval", "never", "--concurrency", "4"}
	return c.run(ctx, c.env, append(append(args, "--progress", "events"), stacks...)...)
}

func (c *cdk) destroy(ctx context.Context, stacks []string) error {
	_, err := c.run(ctx, c.env, append([]string{"destroy", "--app", c.assembly, "--force"}, stacks...)...)
	return err
}

func (c *cdk) run(ctx context.Context, env []string, args ...string) (string, error) {
	bin := filepath.Join(c.root, "node_modules", ".bin")
	isolated := []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), // its node comes before the machine's
		"CDK_HOME=" + c.home,
		"CDK_DISABLE_CLI_TELEMETRY=true",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
	}
	env = environ(append(isolated, env...)...)
	return output(command(ctx, c.root, env, filepath.Join(bin, "cdk"), append(args, "--no-notices")...))
}
