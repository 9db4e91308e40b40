package process

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Output runs a command and returns its output. The error of a failure ends with the last lines of it.
func Output(ctx context.Context, cmd *exec.Cmd) (string, error) {
	var written bytes.Buffer
	both := io.Writer(&written)
	if hear, ok := ctx.Value(listener{}).(func(string)); ok {
		both = io.MultiWriter(&written, &lines{hear: hear})
	}
	cmd.Stdout, cmd.Stderr = both, both
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("%s: %w", name(cmd), err)
		if said := LastLines(written.String()); strings.TrimSpace(said) != "" {
			err = fmt.Errorf("%w\n%s", err, said)
		}
	}
	return written.String(), err
}

// name is what a person calls a command, such as npm ci.
func name(cmd *exec.Cmd) string {
	program := filepath.Base(cmd.Args[0])
	if len(cmd.Args) > 1 && !strings.HasPrefix(cmd.Args[1], "-") {
		program += " " + cmd.Args[1]
	}
	return program
}

// LastLines is as much of an output as a person will read.
func LastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return "    " + strings.Join(lines[max(0, len(lines)-40):], "\n    ")
}

// LastLinesOf reads them from a file.
func LastLinesOf(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return LastLines(string(content))
}
