package process

import (
	"os"
	"strings"
)

// Environment is this process's environment without what would lead an AWS client or the CDK elsewhere, and with more.
func Environment(more ...string) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "AWS_") && !strings.HasPrefix(entry, "CDK_") {
			env = append(env, entry)
		}
	}
	return append(env, more...)
}
