package codebuild

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A response is what a phase does when one of its commands fails: "phases/*/on-failure" in "Build specification reference
// for CodeBuild".
type response struct {
	abort, goOn bool // neither: as is usual for the phase
	retries     int
	matching    *regexp.Regexp // what the output must contain for a retry
}

var retry = regexp.MustCompile(`^(?i:RETRY)(?:-(\d+))?(?:-(.+))?$`)

func (r *response) UnmarshalYAML(node *yaml.Node) error {
	switch strings.ToUpper(node.Value) {
	case "ABORT":
		r.abort = true
		return nil
	case "CONTINUE":
		r.goOn = true
		return nil
	}
	parts := retry.FindStringSubmatch(node.Value)
	if parts == nil {
		return fmt.Errorf("line %d: on-failure must be ABORT, CONTINUE, RETRY, RETRY-count, RETRY-regex or RETRY-count-regex, got %q",
			node.Line, node.Value)
	}
	r.retries = 3
	if parts[1] != "" {
		count, err := strconv.Atoi(parts[1])
		if err != nil || count > 100 {
			return fmt.Errorf("line %d: on-failure retries 0 to 100 times, got %q", node.Line, node.Value)
		}
		r.retries = count
	}
	var err error
	if r.matching, err = regexp.Compile(parts[2]); err != nil {
		return fmt.Errorf("line %d: on-failure: %q is not a regular expression", node.Line, parts[2])
	}
	return nil
}

// again reports whether a phase that has failed so many times, the last time with such an output, is tried again.
func (r response) again(failures int, output []string) bool {
	return failures <= r.retries && r.matching.MatchString(strings.Join(output, "\n"))
}
