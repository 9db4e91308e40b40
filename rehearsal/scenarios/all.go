package scenarios

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

const (
	succeeded  = types.PipelineExecutionStatusSucceeded
	failed     = types.PipelineExecutionStatusFailed
	superseded = types.PipelineExecutionStatusSuperseded
)

// push is the one push of most scenarios.
const push = "the push"

// everywhere is an end at which all environments run the same.
func everywhere(what string) map[string]string {
	return map[string]string{"Test": what, "Staging": what, "Prod": what}
}

// before puts a command before the one that builds the app.
func before(command string) []Edit {
	return []Edit{{"buildspec.yml", "      - go build", "      - " + command + "\n      - go build"}}
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
		Sees: "one build in all three environments, after a smoke test in each",
		Does: "nothing, it has arrived",
	},
	{
		Name:  "older-release",
		About: "somebody wants the release before back in Prod, after one that went well",
		Acts:  []Act{Push{As: push}, Approve{push}, Return{"Deploy-Prod"}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: succeeded},
			Runs:   map[string]string{"Test": push, "Staging": push, "Prod": Before},
		},
		Sees: "Prod answers with the release before, deployed from its own artifact without a build or an approval; " +
			"Test and Staging keep the newer one",
		Does: "find the execution with list-pipeline-executions --filter succeededInStage={stageName=Deploy-Prod}, and give it to " +
			"rollback-stage; then mend, and push",
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
		Does: "push a better one",
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
		Sees: "the build has failed twice, since it is tried again once, and its log says which test; all stages go on as before",
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
		Sees: "the deployment to Test has failed, with the log of the app; Staging and Prod have never seen it; " +
			"on AWS, Test is down until the next release, since it deploys all at once",
		Does: "mend what the log says, here an environment variable that Test lacks, and push",
	},
	{
		Name:  "smoke-test",
		About: "the app starts and answers something else: the smoke test fails, and the release before comes back",
		Acts:  []Act{Push{As: push, Edits: []Edit{{"main.go", "We are open", "We are closed"}}}},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: failed},
			Runs:   map[string]string{"Test": push, "Staging": Before, "Prod": Before},
		},
		Sees: "Staging answers with the release before again, and Prod has never seen the push; Test, where nobody asked for the text, keeps it",
		Does: "look for what the smoke test asks for, mend the app, and push; CodePipeline has brought the release back by itself",
	},
	{
		Name:  "retry",
		About: "a build fails because of something that passes, and is tried again by itself",
		Acts: []Act{
			Push{As: push, Edits: before(`if mkdir OUTSIDE/tried; then echo "the registry is out of reach"; exit 1; fi`)},
			Approve{push},
		},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: succeeded},
			Stages: map[string]types.StageExecutionStatus{"Build": types.StageExecutionStatusSucceeded},
			Runs:   everywhere(push),
		},
		Sees: "the second attempt at the build succeeds, and the release goes on as if nothing had been",
		Does: "nothing, though a build that often needs it costs twice",
	},
	{
		Name:  "retry-by-hand",
		About: "a build fails twice because of something outside, which somebody mends before they retry it",
		Acts: []Act{
			Push{As: push, Edits: before(`ls OUTSIDE/registry`)}, Mend{push, "registry"}, Retry{push, "Build"}, Approve{push},
		},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{push: succeeded},
			Stages: map[string]types.StageExecutionStatus{"Build": types.StageExecutionStatusSucceeded},
			Runs:   everywhere(push),
		},
		Sees: "the same run goes on from the build, without another push",
		Does: "mend what is outside of the app, then retry-stage-execution with the run and its stage",
	},
	{
		Name:  "two-pushes",
		About: "two pushes come while an approval waits: the newer overtakes the older",
		Acts: []Act{
			Push{As: "one that waits"}, Await{Push: "one that waits"}, Push{As: "the older"}, Push{As: "the newer"},
			Await{"the older", superseded}, Approve{"one that waits"}, Approve{"the newer"},
		},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{"one that waits": succeeded, "the older": superseded, "the newer": succeeded},
			Runs:   everywhere("the newer"),
		},
		Sees: "the older push ends as Superseded and never asks for Prod; the newer one, which has its changes too, asks after the one that waits",
		Does: "answer the approval that waits, so that those behind it get on",
	},
	{
		Name:  "filtered-paths",
		On:    "Web",
		About: "a push changes only files that the source filters out: it starts nothing, and the next one does",
		Acts: []Act{
			Push{As: "words only", Edits: []Edit{{"README.md", "# The shop", "# The shop around the corner"}}, StartsNothing: true},
			Push{As: "an app with them", Edits: []Edit{
				{"README.md", "# The shop", "# The shop around the corner"}, {"main.go", "We are open", "We are open, around the corner"},
			}},
		},
		End: End{
			Pushes: map[string]types.PipelineExecutionStatus{"an app with them": succeeded},
			Runs:   map[string]string{"Web": "an app with them"},
		},
		Sees: "no run for the words alone; the run of the next push has them too",
		Does: "nothing; or, if the words matter, start the pipeline by hand and change the filter",
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
