package process

import (
	"maps"
	"os"
	"slices"
	"strings"
)

// Environment is this process's environment, plus more, without what would direct an AWS client or the CDK elsewhere.
func Environment(more ...string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "AWS_") && !strings.HasPrefix(entry, "CDK_") {
			env = append(env, entry)
		}
	}
	return append(env, more...)
}

// Variables are environment variables as a process takes them, in the order of their names.
func Variables(values map[string]string) []string {
	var env []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		env = append(env, name+"="+values[name])
	}
	return env
}
