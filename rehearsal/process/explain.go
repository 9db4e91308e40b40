package process

import (
	"fmt"
	"regexp"
	"strings"
	"syscall"
)

// causes are what ends programs that do nothing wrong themselves, in the words of npm, pip, Go, Node.js and the system.
var causes = []struct {
	pattern *regexp.Regexp
	says    string
}{
	{regexp.MustCompile(`(?i)ENOSPC|EDQUOT|no space left on device|disk quota exceeded`), full},
	{
		regexp.MustCompile(`ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|` +
			`NewConnectionError|ConnectTimeoutError|ProxyError|name resolution|No matching distribution found|dial tcp|no such host`),
		"what it must download does not come: connect this machine to the internet, or name its proxy in HTTPS_PROXY",
	},
	{
		regexp.MustCompile(`(?i)EACCES|EROFS|EPERM|permission denied|read-only file system`),
		"a folder cannot be written: change that, or move it, as HOME and XDG_CACHE_HOME do for caches",
	},
	{regexp.MustCompile(`signal: killed`), "it was killed, which a machine does if it has too little memory: close something"},
}

const full = "the disk is full: make room on it"

// Explain turns the error of a program that installs or builds something in folders into one sentence, if the cause is
// not the program.
func Explain(err error, folders ...string) error {
	if err == nil {
		return nil
	}
	for _, cause := range causes {
		said := ""
		for line := range strings.Lines(err.Error()) {
			if cause.pattern.MatchString(line) {
				said = strings.TrimSpace(line) // the last one is the conclusion
			}
		}
		if said != "" {
			return fmt.Errorf("%s, and run this again (%.200s)", cause.says, said)
		}
	}
	for _, folder := range folders {
		if full := Full(folder); full != nil {
			return full
		}
	}
	return err
}

// Full says so if the disk of a folder is full, which not every program does.
func Full(folder string) error {
	var disk syscall.Statfs_t
	if syscall.Statfs(folder, &disk) == nil && disk.Bavail*uint64(disk.Bsize) < 1<<20 {
		return fmt.Errorf("%s, and run this again (less than 1 MB is left in %s)", full, folder)
	}
	return nil
}
