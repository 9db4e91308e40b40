package beanstalk

import (
	"fmt"
	"regexp"

	"beanstalkline/internal/prop"
)

var (
	applicationName = regexp.MustCompile(`^[^/]{1,100}$`)
	environmentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]$`)
	cnamePrefix     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$`)
)

// matches checks an optional name; a token passes.
func matches(field string, value *string, pattern *regexp.Regexp, allowed string) error {
	if value == nil || prop.IsToken(*value) || pattern.MatchString(*value) {
		return nil
	}
	return fmt.Errorf("%s must be %s, got %q", field, allowed, *value)
}

// atMost200 checks a description, which AWS limits to 200 characters; a token passes.
func atMost200(value *string) error {
	if n := len([]rune(prop.Or(value, ""))); n > 200 && !prop.IsToken(*value) {
		return fmt.Errorf("%s must be at most 200 characters, got %d", "Description", n)
	}
	return nil
}
