package pipeline

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// primary is the artifact that an action works on.
func primary(action types.ActionDeclaration) (string, error) {
	if name := action.Configuration["PrimarySource"]; name != "" {
		return name, nil
	}
	if len(action.InputArtifacts) == 0 {
		return "", fmt.Errorf("%s must take an artifact", *action.Name)
	}
	return *action.InputArtifacts[0].Name, nil
}

func outputs(action types.ActionDeclaration) (names []string) {
	for _, artifact := range action.OutputArtifacts {
		names = append(names, *artifact.Name)
	}
	return names
}

// once remembers texts.
type once map[string]bool

// isNew reports whether a text comes for the first time.
func (o once) isNew(text string) bool {
	before := o[text]
	o[text] = true
	return !before
}
