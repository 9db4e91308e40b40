package lifetime

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// having finds the processes with an entry in their environment.
func having(entry string) []int {
	var found []int
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		environment, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(environment), "\x00"), entry) {
			continue // it has ended, or it is somebody else's
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			found = append(found, pid)
		}
	}
	return found
}
