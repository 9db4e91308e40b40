package setting

import (
	"regexp"
	"slices"
	"strings"
)

// Refers reports whether a value is taken from a resource that is replaced.
func Refers(value any, replaced func(id string) bool) bool {
	switch v := value.(type) {
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return Refers(item, replaced) })
	case map[string]any:
		if id, is := v["Ref"].(string); is {
			return replaced(id)
		}
		if of, is := v["Fn::GetAtt"]; is {
			id, _, _ := strings.Cut(first(of), ".")
			return replaced(id)
		}
		for _, id := range inText.FindAllStringSubmatch(first(v["Fn::Sub"]), -1) {
			if replaced(id[1]) {
				return true
			}
		}
		for _, item := range v {
			if Refers(item, replaced) {
				return true
			}
		}
	}
	return false
}

// inText finds references to resources in a text for Fn::Sub.
var inText = regexp.MustCompile(`\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}`)

// first is the argument of a function, or the first of its arguments.
func first(argument any) string {
	if all, is := argument.([]any); is && len(all) > 0 {
		argument = all[0]
	}
	text, _ := argument.(string)
	return text
}
