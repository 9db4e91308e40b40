package pipeline

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/steps"
)

// All stages of a release get the same artifact, and its hooks run in none of them.
func TestWhatIsTrueOfTheArtifactIsToldOnce(t *testing.T) {
	var told []string
	e := execution{report: func(event steps.Event) { told = append(told, event.Text) }}
	for _, step := range []string{"Deploy-Test", "Deploy-Prod"} {
		e.step = step
		e.tellOnce(types.ActionDeclaration{}, "not run in a rehearsal: a hook")
		e.tellOnce(types.ActionDeclaration{}, "of "+step)
	}
	want := []string{"Deploy-Test: not run in a rehearsal: a hook", "Deploy-Test: of Deploy-Test", "Deploy-Prod: of Deploy-Prod"}
	if !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}
