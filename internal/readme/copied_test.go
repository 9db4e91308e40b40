package readme

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// copied is a copy of the project, with which a walk may do as it likes.
type copied struct {
	t       *testing.T
	project string
	at      string // where commands are run
}

// newCopy copies what Git knows of the project, and what npm has installed.
func newCopy(t *testing.T) *copied {
	t.Helper()
	from, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	modules, err := filepath.EvalSymlinks(filepath.Join(from, "node_modules"))
	if err != nil {
		t.Fatalf("%v: run npm ci", err)
	}
	c := &copied{t: t, project: filepath.Join(t.TempDir(), "beanstalkline"), at: from}
	for name := range strings.SplitSeq(c.run("git ls-files -z --cached --others --exclude-standard"), "\x00") {
		info, err := os.Lstat(filepath.Join(from, name))
		if name == "" || err != nil || !info.Mode().IsRegular() {
			continue // a file that was deleted, or a link to what npm has installed
		}
		content, err := os.ReadFile(filepath.Join(from, name))
		to := filepath.Join(c.project, name)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, content, info.Mode()))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(c.project, "node_modules")); err != nil {
		t.Fatal(err)
	}
	c.at = c.project
	c.run("git init -q && git add --all . ':!node_modules'")
	return c
}

// run runs a command and returns what it writes.
func (c *copied) run(command string) string {
	c.t.Helper()
	out, err := c.try(command)
	if err != nil {
		c.t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return out
}

func (c *copied) try(command string) (string, error) {
	var out bytes.Buffer
	shell := exec.Command("bash", "-o", "pipefail", "-c", command)
	shell.Dir, shell.Stdout, shell.Stderr = c.at, &out, &out
	err := shell.Run()
	return out.String(), err
}

func (c *copied) has(file string) {
	if _, err := os.Stat(filepath.Join(c.at, file)); err != nil {
		c.t.Error(err)
	}
}

// edit replaces something in main.go, whose imports follow.
func (c *copied) edit(old, new string) {
	c.t.Helper()
	name := filepath.Join(c.project, "main.go")
	source, err := os.ReadFile(name)
	if err != nil {
		c.t.Fatal(err)
	}
	_, declarations, _ := strings.Cut(string(source), "\n)\n")
	if strings.Count(declarations, old) != 1 {
		c.t.Fatalf("main.go has %q %d times, want it once", old, strings.Count(declarations, old))
	}
	declarations = strings.Replace(declarations, old, new, 1)
	if err := os.WriteFile(name, []byte(file(c.t, "main", declarations)), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// statement is the one in main.go that begins with a line, up to the brace that closes it.
func (c *copied) statement(first string) string {
	c.t.Helper()
	source, err := os.ReadFile(filepath.Join(c.project, "main.go"))
	if err != nil {
		c.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), first)
	inside, _, _ := strings.Cut(rest, "\n\t}\n")
	return first + inside + "\n\t}\n"
}

const added = "demo := stacks.Test()"

// addStage makes main.go what the README says about a further stage.
func (c *copied) addStage() {
	statement := c.statement("\trelease.Stages = ")
	for _, b := range blocks(c.t, "go") {
		if strings.Contains(b.text, added) {
			c.edit(statement, b.text)
		}
	}
}

// changeEverything makes main.go what the README says about the stages there are.
func (c *copied) changeEverything() {
	for _, b := range blocks(c.t, "go") {
		switch {
		case strings.Contains(b.text, added), strings.Contains(b.text, "(stack, "):
		case strings.Contains(b.text, "delivery.ImageBuild"): // instead of an image of the environment, which another block has
		case strings.HasPrefix(b.text, "func extend("):
			c.edit("func extend(*stacks.Composition) {}\n", b.text)
		default:
			c.edit(added, b.text+"\n"+added)
		}
	}
}

// makeMistakes puts into main.go what the README shows the answers to.
func (c *copied) makeMistakes() {
	c.edit(added, "dev.Network.MaxAzs = jsii.Number(9)\nstaging.Environment.InstancePort = jsii.Number(0)\n"+added)
}

// enterAnotherModule makes an app of somebody else next to the project, with the code that the README has for one.
func (c *copied) enterAnotherModule() {
	c.at = filepath.Join(filepath.Dir(c.project), "shop")
	if err := os.Mkdir(c.at, 0o755); err != nil {
		c.t.Fatal(err)
	}
	for _, b := range blocks(c.t, "go") {
		if strings.Contains(b.text, "(stack, ") {
			source := file(c.t, "main", b.around()+"\n\nfunc main() { define(nil, nil, nil) }")
			if err := os.WriteFile(filepath.Join(c.at, "main.go"), []byte(source), 0o644); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.run("go mod init example.com/shop && cp ../beanstalkline/go.sum .")
}

func (c *copied) leaveAnotherModule() { c.at = c.project }
