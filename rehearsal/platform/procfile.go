package platform

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var procfileLine = regexp.MustCompile(`^([A-Za-z0-9_-]+):\s*([^\s].*)$`)

// parseProcfile returns the command of the first process, which is the one behind the proxy.
func parseProcfile(content string) (string, error) {
	var names, commands []string
	for number, line := range strings.Split(content, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		found := procfileLine.FindStringSubmatch(line)
		if found == nil {
			return "", fmt.Errorf("line %d of the Procfile must be <name>: <command>, got %q", number+1, line)
		}
		names, commands = append(names, found[1]), append(commands, found[2])
	}
	if len(names) == 0 || names[0] != "web" {
		return "", errors.New("the first process of the Procfile must be web")
	}
	return commands[0], nil
}

// startCommand is what starts the app: the Procfile's first process, or a binary in one of the two places where the
// platform looks for it.
func startCommand(dir string) (string, error) {
	content, err := os.ReadFile(filepath.Join(dir, "Procfile"))
	if err == nil {
		return parseProcfile(string(content))
	}
	for _, binary := range []string{"bin/application", "application"} {
		if _, err := os.Stat(filepath.Join(dir, binary)); err == nil {
			return binary, nil
		}
	}
	return "", errors.New("the artifact has neither a Procfile nor a binary called application or bin/application")
}
