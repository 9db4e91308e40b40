package scenarios

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

const (
	succeeded = types.PipelineExecutionStatusSucceeded
	failed    = types.PipelineExecutionStatusFailed
)

// push is the one push of most scenarios.
const push = "the push"

// everywhere is an end at which all environments run the same.
func everywhere(what string) map[string]string {
	return map[string]string{"Test": what, "Staging": what, "Prod": what}
}

// All are the scenarios, in the order in which they are played. Each leaves a release that answers everywhere.
var All = []Scenario{
	{
		Name:  "approved",
		About: "a release goes through three stages, and somebody approves it for Prod",
		Acts:  []Act{Push{As: push}, Approve{push}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: succeeded},
			Stages: map[string]types.StageExecutionStatus{"Approve-Prod": types.StageExecutionStatusSucceeded},
			Runs:   everywhere(push),
		},
		Sees: "one build in all three environments, after a smoke test in Staging and in Prod",
		Does: "nothing: it has arrived",
	},
	{
		Name:  "rejected",
		About: "somebody rejects the approval: Prod keeps what it ran",
		Acts:  []Act{Push{As: push}, Reject{push, "not on a Friday"}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: failed},
			Stages: map[string]types.StageExecutionStatus{"Approve-Prod": types.StageExecutionStatusFailed},
			Runs:   map[string]string{"Test": push, "Staging": push, "Prod": Before},
		},
		Sees: "the run has failed in Approve-Prod, with the words of whoever rejected it; Prod goes on as before",
		Does: "push a better one, or retry the stage Approve-Prod, which asks again",
	},
	{
		Name:  "failing-tests",
		About: "the tests of a build fail: no stage gets it",
		Acts:  []Act{Push{As: push, Edits: []Edit{{"main.go", "Commit %s\\n\", version", "Commit %s\\n\", \"unknown\""}}}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: failed},
			Stages: map[string]types.StageExecutionStatus{"Build": types.StageExecutionStatusFailed},
			Runs:   everywhere(Before),
		},
		Sees: "the build has failed, and its log says which test; all stages go on as before",
		Does: "mend the app or the test, and push",
	},
	{
		Name:  "broken-start",
		About: "a build is fine, and the app does not start where it is deployed",
		Acts: []Act{Push{As: push, Edits: []Edit{{"main.go", "	port := ",
			"	if os.Getenv(\"DATABASE\") == \"\" {\n		log.Fatal(\"DATABASE is not set\")\n	}\n	port := "}}}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: failed},
			Stages: map[string]types.StageExecutionStatus{"Deploy-Test": types.StageExecutionStatusFailed},
			Runs:   everywhere(Before),
		},
		Sees: "the deployment to Test has failed, with the log of the app; Staging and Prod have never seen it",
		Does: "mend what the log says, here an environment variable that Test lacks, and push",
	},
	{
		Name:  "replaced",
		About: "a stage gets a load balancer, so that its environment is replaced: the release follows it",
		Acts:  []Act{Push{As: push}, Approve{push}, Deploy{"the release again", "balanced"}, Approve{"the release again"}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: succeeded, "the release again": succeeded},
			Runs:   everywhere(push),
		},
		Sees: "Test answers in a new environment with another name and address; the pipeline, which has changed with it, has brought the release there",
		Does: "answer the approval of the run that the change has started, and lead names of your own to the new address",
	},
}

// Named returns the scenario of a name.
func Named(name string) (Scenario, bool) {
	at := slices.IndexFunc(All, func(s Scenario) bool { return s.Name == name })
	if at < 0 {
		return Scenario{}, false
	}
	return All[at], true
}

// Names are those of all scenarios, in the order in which they are played.
func Names() (names []string) {
	for _, s := range All {
		names = append(names, s.Name)
	}
	return names
}
