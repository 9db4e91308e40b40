package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A recording is a run of the app, ready to be replayed.
type recording struct {
	floor  string // the command that replays it
	stages []string
	took   time.Duration // running the app and replaying it, once each
}

// record runs the app once, captures what it says to its Node process and what that answers, and makes sure that
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
	app, err := b.synthesize(b.app, stage)
	os.Unsetenv("JSII_NODE")
	if err != nil {
		return recording{}, err
	}
	want, err := b.templates()
	if err != nil {
		return recording{}, err
	}

	r := recording{floor: fmt.Sprintf("node bench/floor.js '%s' '%s'", requests, responses)}
	replay, err := b.synthesize(r.floor, stage)
	if err != nil {
		return r, err
	}
	r.took = app.elapsed + replay.elapsed
	got, err := b.templates()
	if err != nil {
		return r, err
	}
	for file, text := range want {
		if !bytes.Equal(text, got[file]) {
			return r, fmt.Errorf("the app and plain Node do not make the same %s", file)
		}
		if stack := strings.TrimSuffix(file, "Stack.template.json"); stack != file && stack != "Source" {
			r.stages = append(r.stages, stack)
		}
	}
	slices.Sort(r.stages)
	return r, nil
}
