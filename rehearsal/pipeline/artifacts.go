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
