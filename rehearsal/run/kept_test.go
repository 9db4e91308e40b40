package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"beanstalkline/rehearsal/localaws"
)

// TestAKeptRehearsalIsWalkedFromASecondTerminal runs testdata/walk.sh beside a rehearsal of a copy of the repository.
func TestAKeptRehearsalIsWalkedFromASecondTerminal(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("the AWS CLI is not installed")
	}
	module := moduleFolder(t)
	python, err := localaws.Python(filepath.Join(module, "localaws"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("moto is not installed yet: a rehearsal installs it")
	}
	root := copyOf(t, filepath.Dir(module))
	rehearse := exec.Command(build(t, module), "--keep", "Dev")
	rehearse.Dir = filepath.Join(root, "rehearsal")
	log := filepath.Join(t.TempDir(), "log")
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	rehearse.Stdout, rehearse.Stderr = out, out
	if err := rehearse.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- rehearse.Wait(); close(ended) }()
	t.Cleanup(func() {
		rehearse.Process.Signal(syscall.SIGINT)
		<-ended
	})
	exports := readExports(t, log, ended)
	script := filepath.Join(module, "testdata", "walk.sh")
	walk := exec.CommandContext(t.Context(), "bash", script, root, t.TempDir())
	walk.Env = append(os.Environ(), exports...)
	walk.Env = append(walk.Env, "PATH="+filepath.Join(root, "node_modules", ".bin")+":"+os.Getenv("PATH"),
		"CDK_HOME="+t.TempDir(), "CDK_DISABLE_CLI_TELEMETRY=true")
	if walked, err := walk.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\nthe rehearsal says:\n%s", err, walked, text(t, log))
	}
}

// moduleFolder is the folder of the rehearsal.
func moduleFolder(t *testing.T) string {
	t.Helper()
	found, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(found))
}

func build(t *testing.T, module string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "rehearsal")
	if said, err := exec.Command("go", "build", "-C", module, "-o", binary, "./run").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return binary
}

// copyOf a repository has what Git knows, or would add.
func copyOf(t *testing.T, repository string) string {
	t.Helper()
	root := t.TempDir()
	files, err := exec.Command("git", "-C", repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(files), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			continue // deleted, or a link to a folder
		}
		target := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	installed, err := filepath.EvalSymlinks(filepath.Join(repository, "node_modules"))
	if err != nil {
		t.Skip("the CDK CLI is not installed yet: a rehearsal installs it")
	}
	if err := os.Symlink(installed, filepath.Join(root, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return root
}

// readExports waits until a rehearsal has written what a second terminal exports.
func readExports(t *testing.T, log string, ended <-chan error) (exports []string) {
	t.Helper()
	for {
		said := text(t, log)
		if strings.Contains(said, "git clone") {
			for line := range strings.Lines(said) {
				if export, is := strings.CutPrefix(strings.TrimSpace(line), "export "); is {
					exports = append(exports, export)
				}
			}
			return exports
		}
		select {
		case <-ended:
			t.Fatalf("the rehearsal is not kept:\n%s", text(t, log))
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
