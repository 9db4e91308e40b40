package codebuild

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// texts is a list of texts, or a single one.
type texts []string

func (t *texts) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*t = texts{node.Value}
		return nil
	}
	return node.Decode((*[]string)(t))
}

// yesNo is yes, no, true or false.
type yesNo bool

func (y *yesNo) UnmarshalYAML(node *yaml.Node) error {
	switch strings.ToLower(node.Value) {
	case "yes", "true":
		*y = true
	case "no", "false":
		*y = false
	default:
		return fmt.Errorf("line %d: must be yes, no, true or false, got %q", node.Line, node.Value)
	}
	return nil
}

// phaseOf is what CodeBuild calls a phase.
func phaseOf(name string) string { return "CodeBuild, phase " + strings.ToUpper(name) }
