package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/scenarios"
	"beanstalkline/rehearsal/steps"
)

// ends are how AWS says that the scenarios have ended, and steps and texts that people see on the way.
var ends = map[string]struct {
	end         string
	done, wrong []string // steps that have succeeded and failed, in this order
	said        []string // parts of notes and outcomes
}{
	"approved": {
		end:  "Test, Staging and Prod: the push",
		done: []string{"Source", "Build", "Deploy-Test", "Deploy-Staging", "Approve", "Deploy-Prod", "end"},
		said: []string{"put-approval-result --pipeline-name", "Approve-Prod approved"},
	},
	"rejected": {
		end:   "Test and Staging: the push; Prod: the release before",
		done:  []string{"Deploy-Staging", "end"},
		wrong: []string{"Approve"},
		said:  []string{"not on a Friday"},
	},
	"failing-tests": {
		end:   "Test and Staging: the release before; Prod: the release before",
		done:  []string{"Source", "end"},
		wrong: []string{"Build", "Build, tried again"},
		said:  []string{"--- FAIL: TestPageSaysItsCommit", "the page lacks its commit"},
	},
	"broken-start": {
		end:   "Test and Staging: the release before; Prod: the release before",
		done:  []string{"Source", "Build", "end"},
		wrong: []string{"Deploy-Test"},
		said:  []string{"DATABASE is not set"},
	},
	"older-release": {
		end:  "Test and Staging: the push; Prod: the release before",
		done: []string{"Approve", "Deploy-Prod", "aws codepipeline rollback-stage", "end"},
		said: []string{"Deploy-Prod to the execution"},
	},
	"smoke-test": {
		end:   "Test: the push; Staging: the release before; Prod: the release before",
		done:  []string{"Build", "Deploy-Test", "Deploy-Staging", "end"},
		wrong: []string{"Deploy-Staging SmokeTest"},
		said: []string{
			`must answer with the text "We are open", got another`, "The release is deployed, and does not pass", "the last that succeeded there",
		},
	},
	"retry": {
		end:   "Test, Staging and Prod: the push",
		done:  []string{"Source", "Build, tried again", "Deploy-Test", "Deploy-Prod", "end"},
		wrong: []string{"Build"},
		said:  []string{"Build is tried again, once"},
	},
	"retry-by-hand": {
		end:   "Test, Staging and Prod: the push",
		done:  []string{"Source", "mend the registry", "aws codepipeline retry-stage-execution", "Deploy-Prod", "end"},
		wrong: []string{"Build", "Build, tried again"},
	},
	"two-pushes": {
		end:  "Test, Staging and Prod: the newer",
		done: []string{"aws codepipeline get-pipeline-state", "Approve", "Deploy-Prod", "end"},
		said: []string{"the older: Superseded", "is superseded, because a newer one came first"},
	},
	"filtered-paths": {
		end:  "Web: an app with them",
		done: []string{"git push", "Source", "Build", "Deploy", "end"},
		said: []string{"words only starts nothing"},
	},
	"replaced": {
		end:  "Test, Staging and Prod: the push",
		done: []string{"Deploy-Prod", "cdk deploy ReleaseStack", "Deploy-Test", "Deploy-Prod", "end"},
		said: []string{"in the place of TestStack-"},
	},
}

// TestEachScenarioEndsAsItShould plays all of them on one release.
func TestEachScenarioEndsAsItShould(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	module := moduleFolder(t)
	python, err := localaws.Python(filepath.Join(module, "localaws"))
	if err != nil {
		t.Fatal(err)
	}
	for _, installed := range []string{python, filepath.Join(module, "..", "node_modules", ".bin", "cdk")} {
		if _, err := os.Stat(installed); err != nil {
			t.Skip("moto or the CDK CLI is not installed yet: a rehearsal installs them")
		}
	}
	t.Chdir(module)
	var board recorded
	r, err := newRehearsal(options{scenarios: scenarios.Names(), stages: []string{"Release", "Web"}}, board.receive)
	if err != nil {
		t.Fatal(err)
	}
	defer r.clear()
	began := time.Now()
	if err := r.steps()(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, board.all())
	}
	t.Logf("all scenarios: %.1f s", time.Since(began).Seconds())
	for _, scenario := range scenarios.All {
		t.Run(scenario.Name, func(t *testing.T) {
			want := ends[scenario.Name]
			if got := anyCommit.ReplaceAllString(r.ends[scenario.Name], ""); got != want.end {
				t.Errorf("it ends with %q, want %q", got, want.end)
			}
			for kind, steps := range map[steps.Kind][]string{steps.Done: want.done, steps.Failed: want.wrong} {
				if got := board.of(scenario.Name, kind); !inOrder(got, steps) {
					t.Errorf("the steps that are %s are %q, want %q among them", kind, got, steps)
				}
			}
			said := board.said(scenario.Name)
			for _, text := range append(want.said, scenario.About, "what you see: "+scenario.Sees, "what you do: "+scenario.Does) {
				if !strings.Contains(said, text) {
					t.Errorf("nobody says %q:\n%s", text, said)
				}
			}
		})
	}
}

var anyCommit = regexp.MustCompile(`commit [0-9a-f]{7}, `)

// inOrder says whether wanted are among all, in this order.
func inOrder(all, wanted []string) bool {
	for _, want := range wanted {
		at := slices.Index(all, want)
		if at < 0 {
			return false
		}
		all = all[at+1:]
	}
	return true
}
