package pipeline

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// values are the variables that actions export, by namespace and name.
type values map[string]string

func (v values) keep(action types.ActionDeclaration, exported map[string]string) {
	if action.Namespace == nil {
		return
	}
	for name, value := range exported {
		v["#{"+*action.Namespace+"."+name+"}"] = value
	}
}

// of are those that an action has exported.
func (v values) of(action types.ActionDeclaration) map[string]string {
	exported := map[string]string{}
	for name, value := range v {
		if action.Namespace != nil && strings.HasPrefix(name, "#{"+*action.Namespace+".") {
			exported[name] = value
		}
	}
	return exported
}

// resolve puts variables into the configuration of an action.
func (v values) resolve(configuration map[string]string) map[string]string {
	resolved := map[string]string{}
	for key, text := range configuration {
		for name, value := range v {
			text = strings.ReplaceAll(text, name, value)
		}
		resolved[key] = text
	}
	return resolved
}
