package process

import (
	"os"
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
