package prerequisite

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"beanstalkline/rehearsal/process"
)

// A prerequisite is a program that must be installed, in a version that is new enough.
type prerequisite struct {
	name    string
	command []string
	least   [2]int // major and minor version
	fix     string
}

var all = []prerequisite{
	{"Go", []string{"go", "version"}, [2]int{1, 26}, "install it from https://go.dev/dl"},
	{"Node.js", []string{"node", "--version"}, [2]int{20, 0}, "install it from https://nodejs.org"},
	{"npm", []string{"npm", "--version"}, [2]int{9, 0}, "install it; it comes with Node.js from https://nodejs.org"},
	{"Python", []string{"python3", "--version"}, [2]int{3, 11}, "install it from https://www.python.org"},
}

var versionNumber = regexp.MustCompile(`(\d+)\.(\d+)(\.\d+)?`)

// check returns the version found, or one sentence that says what to do.
func (p prerequisite) check(look func(command ...string) (string, error)) (string, error) {
	want := fmt.Sprintf("%s %d.%d or newer is needed", p.name, p.least[0], p.least[1])
	command := strings.Join(p.command, " ")
	said, err := look(p.command...)
	if err != nil {
		return "", fmt.Errorf("%s, but %q does not run: %s", want, command, p.fix)
	}
	found := versionNumber.FindStringSubmatch(said)
	if found == nil {
		return "", fmt.Errorf("%s, but %q says %q: %s", want, command, strings.TrimSpace(said), p.fix)
	}
	major, _ := strconv.Atoi(found[1])
	minor, _ := strconv.Atoi(found[2])
	if major < p.least[0] || major == p.least[0] && minor < p.least[1] {
		return "", fmt.Errorf("%s, got %s: %s", want, found[0], p.fix)
	}
	return found[0], nil
}

// Check returns what was found, in one line, or what to do, in one sentence for each program.
func Check(ctx context.Context, dir string) (string, error) {
	look := func(command ...string) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		cmd := process.Command(ctx, dir, nil, command[0], command[1:]...)
		said, err := cmd.Output()
		return string(said), err
	}
	return checkAll(look)
}

func checkAll(look func(command ...string) (string, error)) (string, error) {
	var found []string
	var problems []error
	for _, p := range all {
		version, err := p.check(look)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		found = append(found, p.name+" "+version)
		if p.name != "Python" {
			continue
		}
		if _, err := look("python3", "-c", "import venv, ensurepip"); err != nil {
			problems = append(problems, errors.New("the venv module of Python is needed: install it, "+
				`on Debian and Ubuntu with "apt install python3-venv"`))
		}
	}
	return strings.Join(found, ", "), errors.Join(problems...)
}
