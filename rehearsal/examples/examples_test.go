// Package examples deploys the apps of the folder examples to a local AWS, and destroys them again.
package examples

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/stacks"
)

var assemblies = flag.String("assemblies", "", "deploy the examples that `.ci/synth FOLDER` has synthesized into the folder")

const root, localAWS = "../..", "../localaws"

// An account is one local AWS for all examples.
type account struct {
	server *localaws.Server
	*localaws.Clients
	home string // of the CDK CLI's own files

	sync.Mutex
	retained []stacks.Resource // what is meant to stay when the examples are destroyed
}

func TestExamplesDeploy(t *testing.T) {
	if *assemblies == "" {
		t.Skip("`.ci/synth FOLDER && go test -C rehearsal ./examples -assemblies FOLDER` deploys the examples")
	}
	found, err := filepath.Glob(filepath.Join(root, "examples", "*", "cdk.json"))
	if err != nil || len(found) < 2 {
		t.Fatalf("got the examples %q, %v", found, err)
	}
	aws := open(t)
	var apps []*app
	for _, file := range found {
		if name := filepath.Base(filepath.Dir(file)); name != "checks" { // its mistakes would not deploy
			apps = append(apps, read(t, aws, name))
		}
	}
	before := aws.inventory(t, apps)
	t.Run("app", func(t *testing.T) {
		for _, a := range apps {
			t.Run(a.name, func(t *testing.T) {
				t.Parallel()
				a.deploy(t, aws)
				a.destroy(t, aws)
			})
		}
	})
	if t.Failed() {
		return
	}
	if err := stacks.Compare(before, aws.inventory(t, apps), aws.retained); err != nil {
		t.Error(err)
	}
	if gaps, err := aws.server.Gaps(); err != nil || gaps != nil {
		t.Errorf("the local AWS left something out: %v\n%s", err, strings.Join(gaps, "\n"))
	}
}

// open starts the local AWS and bootstraps it.
func open(t *testing.T) *account {
	t.Helper()
	python, _, err := localaws.Install(t.Context(), localAWS)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := localaws.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	server, err := localaws.Start(python, localAWS, filepath.Join(dir, "aws.log"), listener)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	if err := server.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	aws := &account{server: server, Clients: localaws.NewClients(server.Endpoint()), home: filepath.Join(dir, "cdk")}
	cli := aws.cli(t, "")
	if _, err := cli.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	environment := fmt.Sprintf("aws://%s/%s", localaws.Account, localaws.Region)
	if err := cli.Bootstrap(t.Context(), environment, cli.Env); err != nil {
		t.Fatal(err)
	}
	return aws
}

func (aws *account) cli(t *testing.T, assembly cdk.Assembly) *cdk.CLI {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	return &cdk.CLI{Root: dir, Assembly: assembly, Home: aws.home, Env: aws.server.Environment()}
}

// inventory is what the local AWS holds of the types that the examples use.
func (aws *account) inventory(t *testing.T, apps []*app) []stacks.Resource {
	t.Helper()
	var types []string
	for _, a := range apps {
		used, err := a.cli.Assembly.Types()
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, used...)
	}
	slices.Sort(types)
	held, unlisted, err := stacks.Inventory(t.Context(), aws.Clients, slices.Compact(types))
	if err != nil || unlisted != nil {
		t.Fatalf("%v; the local AWS cannot list %q", err, unlisted)
	}
	return held
}

// An app is a synthesized example.
type app struct {
	name   string
	cli    *cdk.CLI
	stacks []string
}

// read takes what is synthesized, with the ids of what the account has in place of those that the example names.
func read(t *testing.T, aws *account, name string) *app {
	t.Helper()
	synthesized, assembly := filepath.Join(*assemblies, name, "cdk.out"), filepath.Join(t.TempDir(), "cdk.out")
	if err := os.CopyFS(assembly, os.DirFS(synthesized)); err != nil {
		t.Fatalf("there is no %s, which `.ci/synth FOLDER` makes: -assemblies must be the whole path of that folder (%v)", synthesized, err)
	}
	if given := aws.given(t, name); given != nil {
		templates, err := filepath.Glob(filepath.Join(assembly, "*.template.json"))
		for _, file := range templates {
			content, failed := os.ReadFile(file)
			err = errors.Join(err, failed, os.WriteFile(file, []byte(strings.NewReplacer(given...).Replace(string(content))), 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	cli := aws.cli(t, cdk.Assembly(assembly))
	names, _, err := cli.Assembly.Stacks()
	if err != nil || names == nil {
		t.Fatalf("got the stacks %q, %v", names, err)
	}
	return &app{name: name, cli: cli, stacks: names}
}

func (a *app) deploy(t *testing.T, aws *account) {
	t.Helper()
	if _, err := a.cli.Deploy(t.Context(), a.stacks); err != nil {
		t.Fatalf("%v\n%s", err, aws.server.LastWords())
	}
	for _, stack := range a.stacks {
		_, retained, err := stacks.Deployed(t.Context(), aws.Clients, stack)
		if err != nil {
			t.Fatal(err)
		}
		aws.Lock()
		aws.retained = append(aws.retained, retained...)
		aws.Unlock()
	}
}

func (a *app) destroy(t *testing.T, aws *account) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	for _, stack := range a.stacks {
		if _, err := stacks.Unprotect(ctx, aws.Clients, stack); err != nil {
			t.Fatal(err)
		}
	}
	_, err := a.cli.Destroy(ctx, a.stacks)
	if err := errors.Join(err, stacks.Gone(ctx, aws.Clients, a.stacks)); err != nil {
		t.Fatalf("%v\n%s", err, aws.server.LastWords())
	}
}
