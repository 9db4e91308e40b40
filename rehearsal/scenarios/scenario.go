package scenarios

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// A Scenario is something that happens to a release.
type Scenario struct {
	Name  string
	About string // what happens, in a line
	On    string // the stage whose pipeline it is about; empty for the release
	Acts  []Act  // what people do, one after another
	End   End
	Sees  string // what a person sees in the end
	Does  string // what there is to do about it
}

// Stage is the stage whose pipeline the scenario is about.
func (s Scenario) Stage() string { return cmp.Or(s.On, "Release") }

// An End is what AWS answers when nothing goes on any longer.
type End struct {
	Pushes map[string]types.PipelineExecutionStatus // what became of each push that started the pipeline
	Stages map[string]types.StageExecutionStatus    // of the pipeline, those that matter
	Runs   map[string]string                        // the push that each environment runs, by its stage; Before for none of them
}

// Before is the release that ran before the scenario, in whatever environment.
const Before = "the release before"

// An Act is what somebody does. It is a step, named for the command that a person would type.
type Act interface {
	command() string
	wait(ctx context.Context, p *play) error // for the moment to do it
	do(ctx context.Context, p *play) (outcome string, err error)
}
