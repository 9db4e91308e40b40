package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// buildWrong builds the app with a wrong value in main.go.
func (b bench) buildWrong() (string, error) {
	file := filepath.Join(b.root, "main.go")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	const place = "\trelease.Stages = "
	if !bytes.Contains(text, []byte(place)) {
		return "", fmt.Errorf("%s has no line beginning with %q to put a wrong value before", file, place)
	}
	text = bytes.Replace(text, []byte(place), []byte("\tdev.LogRetentionDays = new(10.0)\n"+place), 1)
	wrong, overlay, program := filepath.Join(b.temp, "main.go"), filepath.Join(b.temp, "overlay.json"), filepath.Join(b.temp, "wrong")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{file: wrong}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(wrong, text, 0o644), os.WriteFile(overlay, replace, 0o644)); err != nil {
		return "", err
	}
	return program, b.build(program, "-overlay", overlay)
}

// refuse runs an app that must report a wrong value. It finds no Node.js.
func (b bench) refuse(program string) (sample, error) {
	taken, said, err := timed(start(b.root, []string{"PATH=", "CDK_OUTDIR=" + b.out()}, program))
	if err == nil || !strings.HasPrefix(said, "error: stage Dev: LogRetentionDays must be ") {
		return sample{}, fmt.Errorf("the app did not refuse a wrong value: %v\n%s", err, said)
	}
	return taken, nil
}
