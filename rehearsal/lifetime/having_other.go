//go:build !linux

package lifetime

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// having finds the processes with an entry in their environment, which ps prints after the command.
func having(entry string) []int {
	var found []int
	listed, _ := exec.Command("ps", "-axEww", "-o", "pid=,command=").Output()
	for line := range strings.Lines(string(listed)) {
		words := strings.Fields(line)
		if len(words) < 2 || !slices.Contains(words[1:], entry) {
			continue
		}
		if pid, err := strconv.Atoi(words[0]); err == nil {
			found = append(found, pid)
		}
	}
	return found
}
