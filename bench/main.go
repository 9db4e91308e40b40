// Bench measures how long the app takes to synthesize against the floor: plain Node making the same calls of the same
// CDK in one process, with the same validation and no jsii. The calls are recorded from the app first (record) and
// replayed by floor.js, so the floor is always in step with the app; their templates are compared byte for byte. Both are
// run on their own and by the CDK CLI. The ratios are those of the medians.
//
//	go run -C bench . [-rounds 5]
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often everything is measured, in turn")
	flag.Parse()
	signal.Notify(make(chan os.Signal, 1), os.Interrupt) // it ends the command under way; then we clean up and end
	if err := run(*rounds); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(rounds int) error {
	if rounds < 1 {
		return fmt.Errorf("rounds must be at least 1, got %d", rounds)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	for _, dir := range []string{root, filepath.Join(root, "bench")} {
		if _, err := os.Stat(filepath.Join(dir, "node_modules")); errors.Is(err, os.ErrNotExist) {
			fmt.Println("installing the npm packages of", dir)
			if err := start(dir, nil, "npm", "ci").Run(); err != nil {
				return fmt.Errorf("npm ci in %s: %w", dir, err)
			}
		}
	}
	// From here on, node and cdk are the pinned ones.
	os.Setenv("PATH", filepath.Join(root, "node_modules", ".bin")+string(filepath.ListSeparator)+os.Getenv("PATH"))
	temp, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	b := bench{root: root, temp: temp}
	if err := b.readConfig(); err != nil {
		return err
	}

	all, err := b.record("all", "")
	if err != nil {
		return err
	}
	if len(all.stages) < 2 {
		return fmt.Errorf("the app must have at least 2 stages, got %q", all.stages)
	}
	one, err := b.record("one", all.stages[0])
	if err != nil {
		return err
	}

	wrong, err := b.buildWrong()
	if err != nil {
		return err
	}

	var floor, app, cdkFloor, cdk, again, floorOne, appOne, refused series
	for i := range rounds {
		fmt.Printf("\rround %d of %d", i+1, rounds)
		for _, m := range []struct {
			into *series
			run  func() (sample, error)
		}{
			{&floor, func() (sample, error) { return b.synthesize(all.floor, "") }},
			{&app, func() (sample, error) { return b.synthesize(b.app, "") }},
			{&cdkFloor, func() (sample, error) { return b.cdkSynth(all.floor, true) }},
			{&cdk, func() (sample, error) { return b.cdkSynth(b.app, true) }},
			{&again, func() (sample, error) { return b.cdkSynth(b.app, false) }},
			{&floorOne, func() (sample, error) { return b.synthesize(one.floor, all.stages[0]) }},
			{&appOne, func() (sample, error) { return b.synthesize(b.app, all.stages[0]) }},
			{&refused, func() (sample, error) { return b.refuse(wrong) }},
		} {
			s, err := m.run()
			if err != nil {
				return err
			}
			*m.into = append(*m.into, s)
		}
	}

	fmt.Printf("\r%-26s elapsed [lowest, highest]         processor time, children included\n", "")
	floorStage, appStage := floor.perStage(floorOne, len(all.stages)), app.perStage(appOne, len(all.stages))
	floor.print("plain Node: the floor", nil, "")
	app.print("the app", floor, "at most 1.05 x the floor, 0.9 x processor time")
	cdkFloor.print("cdk synth, plain Node", nil, "")
	cdk.print("cdk synth, the app", cdkFloor, "at most 1.05 x the floor, 0.9 x processor time")
	again.print("cdk synth, nothing changed", cdkFloor, "at most 0.25 x the floor")
	floorStage.print("a stage more, plain Node", nil, "")
	refused.print("a wrong value, answered", nil, "at most 0.5 s, without Node.js")
	appStage.print("a stage more, the app", floorStage, "at most 1 x what it adds to the floor")
	return nil
}

type bench struct {
	root, temp string
	app        string         // the command in cdk.json
	context    map[string]any // what the CDK CLI hands to the app
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

type recording struct {
	floor  string // the command that replays it
	stages []string
}

// record runs the app once, listens to what it says to its Node process and what it is told, and makes sure that
// replaying it gives the same templates.
func (b bench) record(name, stage string) (recording, error) {
	requests := filepath.Join(b.temp, name+".requests")
	responses := filepath.Join(b.temp, name+".responses")
	tap := filepath.Join(b.temp, name+".sh")
	script := fmt.Sprintf("#!/bin/sh\ntee '%s' | node \"$@\" | tee '%s'\n", requests, responses)
	if err := os.WriteFile(tap, []byte(script), 0o755); err != nil {
		return recording{}, err
	}
	os.Setenv("JSII_NODE", tap)
	_, err := b.synthesize(b.app, stage)
	os.Unsetenv("JSII_NODE")
	if err != nil {
		return recording{}, err
	}
	want, err := b.templates()
	if err != nil {
		return recording{}, err
	}

	r := recording{floor: fmt.Sprintf("node bench/floor.js '%s' '%s'", requests, responses)}
	if _, err := b.synthesize(r.floor, stage); err != nil {
		return r, err
	}
	got, err := b.templates()
	if err != nil {
		return r, err
	}
	for file, text := range want {
		if !bytes.Equal(text, got[file]) {
			return r, fmt.Errorf("plain Node makes another %s than the app", file)
		}
		if stack := strings.TrimSuffix(file, "Stack.template.json"); stack != file && stack != "Source" {
			r.stages = append(r.stages, stack)
		}
	}
	slices.Sort(r.stages)
	return r, nil
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

// cdkSynth does it with the CDK CLI, into an empty folder or into what the run before has left.
func (b bench) cdkSynth(app string, afresh bool) (sample, error) {
	if afresh {
		if err := os.RemoveAll(b.out()); err != nil {
			return sample{}, err
		}
	}
	return measure(start(b.root, nil, "cdk", "synth", "--quiet", "--app", app, "--output", b.out()))
}

// buildWrong builds the app with a wrong value in main.go.
func (b bench) buildWrong() (string, error) {
	file := filepath.Join(b.root, "main.go")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	const place = "\treturn []stacks.Stage{"
	if !bytes.Contains(text, []byte(place)) {
		return "", fmt.Errorf("%s has no line that begins with %q to put a wrong value before", file, place)
	}
	text = bytes.Replace(text, []byte(place), []byte("\tdev.LogRetentionDays = jsii.Number(10)\n"+place), 1)
	wrong, overlay, program := filepath.Join(b.temp, "main.go"), filepath.Join(b.temp, "overlay.json"), filepath.Join(b.temp, "wrong")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{file: wrong}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(wrong, text, 0o644), os.WriteFile(overlay, replace, 0o644)); err != nil {
		return "", err
	}
	if out, err := start(b.root, nil, "go", "build", "-overlay", overlay, "-o", program, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
}

// refuse runs an app whose answer must be that a value is wrong. There is no Node.js to be found.
func (b bench) refuse(program string) (sample, error) {
	cmd := start(b.root, []string{"PATH=", "CDK_OUTDIR=" + b.out()}, program)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	begin := time.Now()
	err := cmd.Run()
	if err == nil || !strings.HasPrefix(output.String(), "error: stage Dev: LogRetentionDays must be ") {
		return sample{}, fmt.Errorf("the app did not refuse a wrong value: %v\n%s", err, output.String())
	}
	return sample{time.Since(begin), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}

func start(dir string, environment []string, name string, arguments ...string) *exec.Cmd {
	cmd := exec.Command(name, arguments...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), environment...)
	return cmd
}

// sample is what a command took; its processor time includes that of its children.
type sample struct{ elapsed, processor time.Duration }

func measure(cmd *exec.Cmd) (sample, error) {
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, output.String())
	}
	return sample{time.Since(begin), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}

type series []sample

// perStage is what each stage beyond the first has added, round by round.
func (s series) perStage(one series, stages int) series {
	added := make(series, len(s))
	for i := range s {
		n := time.Duration(stages - 1)
		added[i] = sample{(s[i].elapsed - one[i].elapsed) / n, (s[i].processor - one[i].processor) / n}
	}
	return added
}

func (s series) elapsed() []float64 {
	var seconds []float64
	for _, x := range s {
		seconds = append(seconds, x.elapsed.Seconds())
	}
	return seconds
}

func (s series) processor() []float64 {
	var seconds []float64
	for _, x := range s {
		seconds = append(seconds, x.processor.Seconds())
	}
	return seconds
}

// print writes a row: medians, and how they compare to those of another series.
func (s series) print(name string, to series, target string) {
	column := func(seconds, to []float64) string {
		text := fmt.Sprintf("%5.2f s [%.2f, %.2f]", median(seconds), slices.Min(seconds), slices.Max(seconds))
		if to != nil {
			ratio := "?" // a difference that drowned in noise has none
			if median(to) > 0 {
				ratio = fmt.Sprintf("%.2f", median(seconds)/median(to))
			}
			text = fmt.Sprintf("%-22s x %s", text, ratio)
		}
		return text
	}
	fmt.Printf("%-26s %-31s %-31s %s\n",
		name, column(s.elapsed(), to.elapsed()), column(s.processor(), to.processor()), target)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
