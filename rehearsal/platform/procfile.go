package platform

import (
	"fmt"
	"regexp"
	"strings"
)

// A process is what a line of a Procfile or Buildfile says.
type process struct{ name, command string }

var processLine = regexp.MustCompile(`^([A-Za-z0-9_-]+):\s*([^\s].*)$`)

// parseLines reads a Procfile or a Buildfile.
func parseLines(file, content string) ([]process, error) {
	var found []process
	for number, line := range strings.Split(content, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := processLine.FindStringSubmatch(line)
		if parts == nil {
			return nil, fmt.Errorf("line %d of the %s must be <name>: <command>, got %q", number+1, file, line)
		}
		found = append(found, process{parts[1], parts[2]})
	}
	return found, nil
}

// parseProcfile returns the processes of a Procfile. The first is the one behind the proxy.
func parseProcfile(content string) ([]process, error) {
	found, err := parseLines("Procfile", content)
	if err == nil && (len(found) == 0 || found[0].name != "web") {
		err = fmt.Errorf("the first process of the Procfile must be web")
	}
	return found, err
}
