package cdk

import (
	"context"
	"slices"
	"strings"

	"beanstalkline/rehearsal/process"
)

// library is the package that takes longest to compile.
const library = "github.com/aws/aws-cdk-go/awscdk/v2"

// Uncompiled are the packages that the app uses and that Go has yet to compile, and whether the CDK is among them.
func (c *CLI) Uncompiled(ctx context.Context) (packages []string, withCDK bool, err error) {
	app := "."
	if c.App != nil {
		app = c.App[0]
	}
	list := process.Command(ctx, c.Root, process.Environment(), "go", "list", "-deps",
		"-f", `{{if and .Stale (ne .Name "main")}}{{.ImportPath}}{{end}}`, app)
	said, err := process.Output(ctx, list)
	if err != nil {
		return nil, false, err
	}
	packages = strings.Fields(said)
	return packages, slices.Contains(packages, library), nil
}

// Compile compiles packages of the app, and says which while it does.
func (c *CLI) Compile(ctx context.Context, packages []string) error {
	args := append([]string{"build", "-v"}, packages...)
	_, err := process.Output(ctx, process.Command(ctx, c.Root, process.Environment(), "go", args...))
	return err
}
