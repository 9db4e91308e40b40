package machine

import (
	"context"
	"os/exec"
	"regexp"
	"strings"
)

// runtimes are the programs that show which version of a runtime there is, by the name that runtime-versions gives it.
var runtimes = map[string]struct {
	title   string
	command []string
}{
	"docker": {"Docker", []string{"docker", "--version"}},
	"dotnet": {".NET", []string{"dotnet", "--version"}},
	"golang": {"Go", []string{"go", "version"}},
	"java":   {"Java", []string{"java", "-version"}},
	"nodejs": {"Node.js", []string{"node", "--version"}},
	"php":    {"PHP", []string{"php", "--version"}},
	"python": {"Python", []string{"python3", "--version"}},
	"ruby":   {"Ruby", []string{"ruby", "--version"}},
	"rust":   {"Rust", []string{"rustc", "--version"}},
}

var number = regexp.MustCompile(`\d+(\.\d+)+|\d+`)

// Title is the name that people use for a runtime.
func Title(runtime string) string {
	if known, ok := runtimes[runtime]; ok {
		return known.title
	}
	return runtime
}

// Version is the version of a runtime that this machine has, or empty.
func Version(ctx context.Context, runtime string) string {
	known, ok := runtimes[runtime]
	if !ok {
		return ""
	}
	said, err := exec.CommandContext(ctx, known.command[0], known.command[1:]...).CombinedOutput()
	if err != nil {
		return ""
	}
	return number.FindString(string(said))
}

// Fits reports whether a version is what was asked for, such as 1.26, 22, 18.x or corretto21.
func Fits(version, wanted string) bool {
	wanted = strings.TrimSuffix(strings.TrimSuffix(wanted, "x"), ".")
	wanted = number.FindString(wanted)
	return wanted == "" || version == wanted || strings.HasPrefix(version, wanted+".")
}
