package prop

import (
	"strconv"
	"strings"
)

// Given reports whether a template has a value for a property, which encoding/json has decoded.
func Given(value any) bool {
	fields, _ := value.(map[string]any)
	return value != nil && fields["Ref"] != "AWS::NoValue"
}

// Literal returns such a value as the text that CloudFormation passes on, and whether that is known: what functions and dynamic
// references become is not.
func Literal(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, !strings.Contains(v, "{{resolve:")
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}
