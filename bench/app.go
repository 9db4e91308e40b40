package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A bench runs the app of the repository.
type bench struct {
	root, temp string
	app        string         // the command in cdk.json
	context    map[string]any // what the CDK CLI passes to the app
}

func (b *bench) readConfig() error {
	text, err := os.ReadFile(filepath.Join(b.root, "cdk.json"))
	if err != nil {
		return err
	}
	var config struct {
		App     string
		Context map[string]any
	}
	if err := json.Unmarshal(text, &config); err != nil {
		return fmt.Errorf("cdk.json: %w", err)
	}
	b.app = config.App
	b.context = config.Context
	maps.Copy(b.context, map[string]any{
		"aws:cdk:enable-path-metadata":  true,
		"aws:cdk:enable-asset-metadata": true,
		"aws:cdk:version-reporting":     false,
		"aws:cdk:bundling-stacks":       []string{"**"},
	})
	return nil
}

func (b bench) out() string { return filepath.Join(b.temp, "out") }

func (b bench) templates() (map[string][]byte, error) {
	files, err := filepath.Glob(filepath.Join(b.out(), "*.template.json"))
	if err != nil {
		return nil, err
	}
	templates := map[string][]byte{}
	for _, file := range files {
		if templates[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			return nil, err
		}
	}
	return templates, nil
}

// synthesize runs a command as the CDK CLI would, for all stages or for one, into an empty folder.
func (b bench) synthesize(command, stage string) (sample, error) {
	context := maps.Clone(b.context)
	if stage != "" {
		context["stages"] = stage
	}
	text, err := json.Marshal(context)
	if err != nil {
		return sample{}, err
	}
	if err := os.RemoveAll(b.out()); err != nil {
		return sample{}, err
	}
	return measure(start(b.root, []string{"CDK_OUTDIR=" + b.out(), "CDK_CONTEXT_JSON=" + string(text)}, "sh", "-c", command))
}

// cdkSynth does the same with the CDK CLI.
func (b bench) cdkSynth(app string) (sample, error) {
	if err := os.RemoveAll(b.out()); err != nil {
		return sample{}, err
	}
	return measure(start(b.root, nil, "cdk", "synth", "--quiet", "--app", app, "--output", b.out()))
}

// compile fills the build cache, so that go run has only to start the app.
func (b bench) compile() error {
	return b.build(filepath.Join(b.temp, "app"))
}

func (b bench) build(program string, flags ...string) error {
	arguments := slices.Concat([]string{"build", "-o", program}, flags, []string{"."})
	if out, err := start(b.root, nil, "go", arguments...).CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

func start(dir string, environment []string, name string, arguments ...string) *exec.Cmd {
	cmd := exec.Command(name, arguments...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), environment...)
	return cmd
}

func measure(cmd *exec.Cmd) (sample, error) {
	taken, said, err := timed(cmd)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, said)
	}
	return taken, nil
}

// timed runs a command, and returns what it took and said even if it fails.
func timed(cmd *exec.Cmd) (taken sample, said string, err error) {
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	begin := time.Now()
	err = cmd.Run()
	elapsed := time.Since(begin)
	if cmd.ProcessState == nil {
		return sample{}, "", err // it has not started
	}
	return sample{elapsed, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, output.String(), err
}
