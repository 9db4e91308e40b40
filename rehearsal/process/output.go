package process

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Output runs a command and returns its output. The error of a failure ends with the last lines of it.
func Output(cmd *exec.Cmd) (string, error) {
	written, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, LastLines(string(written)))
	}
	return string(written), err
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
