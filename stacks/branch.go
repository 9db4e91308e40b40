package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/prop"
)

// Branch is the source of a stage, or of a [Release], that follows a branch of the repository in SourceStack.
type Branch string

var _ delivery.Source = Branch("")

// Validate returns what is wrong with the name of the branch, or nil.
func (b Branch) Validate() error {
	return prop.Without(delivery.CodeCommitSource(nil, jsii.String(string(b))).Validate(), "repository of Source")
}

// Action is left to the repository that takes the branch's place in a stage or a release; outside of them there is none.
func (b Branch) Action(*delivery.SourceActionOptions) awscodepipeline.IAction {
	var problems prop.Problems
	problems.Say("Source", "use repository.Source(branch)", "must not be a stacks.Branch outside of a stage")
	panic(problems.Err())
}

// The branches of the presets: work goes to develop, which Dev follows, and a release takes what is pushed to main.
const (
	developBranch Branch = "develop"
	mainBranch    Branch = "main"
)
