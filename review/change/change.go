// Package change asks the CDK's own library what CloudFormation would do with each resource of a template that differs from
// another.
package change

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// An Impact is what CloudFormation does with a resource or for a property.
type Impact string

// The impacts that the library knows.
const (
	None       Impact = "NO_CHANGE"
	Update     Impact = "WILL_UPDATE"
	Create     Impact = "WILL_CREATE"
	Replace    Impact = "WILL_REPLACE"
	MayReplace Impact = "MAY_REPLACE"
	Destroy    Impact = "WILL_DESTROY"
	Orphan     Impact = "WILL_ORPHAN"
	Import     Impact = "WILL_IMPORT"
	// Unknown is that of a resource which the library cannot compare.
	Unknown Impact = "UNKNOWN"
)

// A Change is that of one resource.
type Change struct {
	Impact     Impact            `json:"impact"`
	Properties map[string]Impact `json:"properties"`
}

// A Pair is two templates' files. One that is empty stands for a template without resources.
type Pair struct {
	Base string `json:"base"`
	Head string `json:"head"`
}

// Between returns the changes of each pair, by the logical id of the resource. The folder is that of the module, where
// npm has installed the library.
func Between(ctx context.Context, folder string, pairs []Pair) ([]map[string]Change, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	told, err := json.Marshal(pairs)
	if err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", filepath.Join(folder, "change", "diff.mjs"))
	node.Stdin = bytes.NewReader(told)
	var said, complained bytes.Buffer
	node.Stdout, node.Stderr = &said, &complained
	if err := node.Run(); err != nil {
		return nil, fmt.Errorf("comparing templates with Node.js failed: %w%s", err, lastLine(complained.String()))
	}
	var changes []map[string]Change
	if err := json.Unmarshal(said.Bytes(), &changes); err != nil {
		return nil, err
	}
	return changes, nil
}

// lastLine is the line of an error of Node.js that people can read.
func lastLine(text string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, "Error:") {
			return ": " + strings.TrimSpace(line)
		}
	}
	return ""
}

// Installed makes sure that npm has installed the library.
func Installed(ctx context.Context, folder string) error {
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "@aws-cdk", "cloudformation-diff")); err == nil {
		return nil
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("npm must be installed, which comes with Node.js 20 or newer, got none")
	}
	npm := exec.CommandContext(ctx, "npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = folder
	if said, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s failed: %w\n%s", folder, err, said)
	}
	return nil
}
