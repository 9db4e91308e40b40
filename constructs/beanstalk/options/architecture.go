package options

import (
	"regexp"
	"strings"
)

// instanceFamily splits a type such as "m7gd.large": the letters and the generation of its family, and the attributes
// of the processor, which start with "g" for arm64.
var instanceFamily = regexp.MustCompile(`^([a-z]+)([0-9]+)([a-z]*)(-[a-z0-9]+)?\.[a-z0-9]+(-[a-z0-9]+)?$`)

// Architecture returns the processor architecture of an EC2 instance type, "x86_64" or "arm64", or "" if its name does
// not show it.
func Architecture(instanceType string) string {
	parts := instanceFamily.FindStringSubmatch(strings.ToLower(instanceType))
	switch {
	case parts == nil || parts[1] == "mac":
		return ""
	case strings.HasPrefix(parts[3], "g") || parts[1] == "a":
		return "arm64"
	}
	return "x86_64"
}
