package process

import (
	"errors"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	for name, test := range map[string]struct{ said, want string }{
		"npm, on a full disk": {
			"npm ci: exit status 228\n    npm error code ENOSPC\n    npm error syscall write",
			"the disk is full: make room on it, and run this again (npm error code ENOSPC)",
		},
		"pip, on a full disk": {"pip: ERROR: OSError: [Errno 28] No space left on device", "the disk is full"},
		"Go, on a full disk":  {"go: write /tmp/x: no space left on device", "the disk is full"},
		"npm, without network": {
			"npm error code EAI_AGAIN\nnpm error errno EAI_AGAIN",
			"connect this machine to the internet, or name its proxy in HTTPS_PROXY",
		},
		"pip, without network": {"NewConnectionError: [Errno -3]", "connect this machine"},
		"Go, without network":  {"go: example.com/a@v1: dial tcp: lookup proxy: no such host", "connect this machine"},
		"npm, read-only":       {"npm error code EROFS", "a folder cannot be written"},
		"mkdir, not allowed":   {"mkdir /cache: permission denied", "a folder cannot be written"},
		"pip, trying again": {
			"WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found for moto", "(ERROR: No matching",
		},
		"killed":        {"npm ci: signal: killed", "it was killed"},
		"anything else": {"main.go:7: undefined: stages", "main.go:7: undefined: stages"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Explain(errors.New(test.said), t.TempDir())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, test.want)
			}
		})
	}
	if err := Explain(nil, "/"); err != nil {
		t.Errorf("explains what has not failed: %v", err)
	}
}
