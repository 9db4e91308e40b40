package template

import (
	"strings"

	"beanstalkline/internal/prop"
)

// reference returns the beginning of the dynamic reference in a function such as Fn::Join, or nothing. Nobody nests
// functions deeper than the depth that is left; it bounds the work on a malicious template.
func reference(value any, depth int) string {
	found := ""
	switch v := value.(type) {
	case string:
		if i := strings.Index(v, "{{resolve:"); i >= 0 {
			found = v[i:]
		}
	case []any:
		for _, item := range v {
			if found == "" && depth > 0 {
				found = reference(item, depth-1)
			}
		}
	case map[string]any:
		for _, name := range []string{"Fn::Join", "Fn::Sub"} {
			if found == "" && depth > 0 {
				found = reference(v[name], depth-1)
			}
		}
	}
	return found
}

// whereabouts stand for the pseudo parameters of a platform's ARN: where an environment is deployed does not change
// which platform it runs. Its own region is none that could be wrong.
var whereabouts = strings.NewReplacer("${AWS::Partition}", "aws", "${AWS::Region}", "", "${AWS::AccountId}", "111122223333")

// platform returns the name of a platform, or nothing if that is not known.
func platform(value any) string {
	function, _ := value.(map[string]any)
	parts := []any{value}
	separator := ""
	if join, ok := function["Fn::Join"].([]any); ok && len(join) == 2 {
		separator, _ = join[0].(string)
		parts, _ = join[1].([]any)
	}
	texts := make([]string, len(parts))
	for i, part := range parts {
		name, known := prop.Literal(part)
		if function, ok := part.(map[string]any); ok {
			name, known = function["Fn::Sub"].(string)
			if ref, ok := function["Ref"].(string); ok {
				name, known = "${"+ref+"}", true
			}
		}
		texts[i] = whereabouts.Replace(name)
		if !known || strings.Contains(texts[i], "${") {
			return ""
		}
	}
	return strings.Join(texts, separator)
}
