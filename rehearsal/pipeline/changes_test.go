package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/codebuild"
)

// told runs the step of the constructs before an approval, and returns what it exports.
func told(t *testing.T, before past, variables map[string]string, cli string) map[string]string {
	t.Helper()
	spec, err := os.ReadFile(filepath.Join("..", "..", "constructs", "delivery", "changes.yml"))
	if err != nil {
		t.Fatal(err)
	}
	project := codebuild.Project{Project: types.Project{
		Name: aws.String("changes"), Arn: aws.String("arn:aws:codebuild:eu-west-1:111122223333:project/changes"),
		Source:      &types.ProjectSource{Buildspec: aws.String(string(spec))},
		Environment: &types.ProjectEnvironment{Image: aws.String("aws/codebuild/amazonlinux-x86_64-standard:5.0")},
	}}
	if !tellsChanges(project) {
		t.Fatal("the project does not look like one that tells changes")
	}
	for name, value := range variables {
		project.Environment.EnvironmentVariables = append(project.Environment.EnvironmentVariables,
			types.EnvironmentVariable{Name: &name, Value: &value, Type: types.EnvironmentVariableTypePlaintext})
	}
	dir, release := t.TempDir(), t.TempDir()
	tools, err := before.tools(dir)
	if err != nil {
		t.Fatal(err)
	}
	if cli != "" {
		if err := os.WriteFile(filepath.Join(tools, "aws"), []byte(cli), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(release, "app"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	source, _, err := archive.Pack(release, archive.Everything)
	if err != nil {
		t.Fatal(err)
	}
	result, err := codebuild.Build{
		Project: project, Source: source, Tools: tools, Dir: filepath.Join(dir, "build"), Initiator: "codepipeline/shop",
		Say: func(string) {},
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return result.Exported
}

// commit is an id that can be told from others by its first letter.
func commit(letter string) string { return strings.Repeat(letter, 40) }

func TestAnApproverReadsWhatHasChanged(t *testing.T) {
	line := map[string]string{
		commit("c"): commit("b") + "\tThird: \"quoted\"; $(touch /tmp/x) `id` ${HOME} 'it'\n\nmore\n",
		commit("b"): commit("a") + "\t\n  Second #{Source.CommitId}\n",
		commit("a"): "None\tFirst\n",
		commit("d"): commit("a") + "\t-n\n",
	}
	many := map[string]string{}
	for i := range 30 {
		many[fmt.Sprintf("%040d", i)] = fmt.Sprintf("%040d\t%s %d\n", i+1, strings.Repeat("a long subject ü ", 9), i)
	}
	for name, test := range map[string]struct {
		before  past
		commit  string
		changes string
	}{
		"two commits": {past{before: commit("a"), commits: line}, commit("c"),
			"Commits since aaaaaaa, which ran there before: 2. Third: \"quoted\"; $(touch /tmp/x) `id` ${HOME} 'it' (ccccccc); " +
				"Second # {Source.CommitId} (bbbbbbb)."},
		"the first release": {past{commits: line}, commit("c"), "No release has been there since the pipeline was made."},
		"the same commit":   {past{before: commit("c"), commits: line}, commit("c"), "The same commit ran there before."},
		"an older commit": {past{before: commit("c"), commits: line}, commit("b"),
			"Commit ccccccc ran there before, and is not among the last 2. They are: Second # {Source.CommitId} (bbbbbbb); First (aaaaaaa)."},
		"a message that looks like an option": {past{before: commit("a"), commits: line}, commit("d"),
			"Commits since aaaaaaa, which ran there before: 1. -n (ddddddd)."},
		"a commit that is gone": {past{before: commit("a"), commits: line}, commit("f"),
			"What has changed since commit aaaaaaa, which ran there before, is not known."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := told(t, test.before, map[string]string{"STAGE": "Deploy-Prod", "REPOSITORY": "shop", "COMMIT": test.commit}, "")
			if got["CHANGES"] != test.changes {
				t.Errorf("the approver reads\n%s, want\n%s", got["CHANGES"], test.changes)
			}
		})
	}
	// What else an approval says, with the longest names that a branch and a deployment may have.
	otherwise := len("Commit  of branch , to be deployed to . ") + 40 + 256 + 90
	t.Run("many commits", func(t *testing.T) {
		t.Parallel()
		got := told(t, past{before: commit("a"), commits: many}, map[string]string{
			"STAGE": "Deploy-Prod", "REPOSITORY": "shop", "COMMIT": fmt.Sprintf("%040d", 0),
		}, "")["CHANGES"]
		if !strings.Contains(got, "is not among the last 20") || !strings.HasSuffix(got, " more.") || len([]rune(got)) > 1000-otherwise {
			t.Errorf("the approver reads %d characters: %s", len([]rune(got)), got)
		}
	})
}

func TestAnApproverIsLedToWhereTheChangesAre(t *testing.T) {
	const cli = "#!/bin/sh\ncase \"$*\" in *--filter*) echo %s ;; *executions*) cat <<'END'\n%s\nEND\n;; *) exit 1 ;; esac\n"
	since, now := commit("a"), commit("b")
	// The providers by their names in the summary of a run.
	for provider, want := range map[string]string{
		"GitHub":                 "https://github.com/me/app/compare/" + since + "..." + now,
		"GitLab":                 "https://gitlab.com/me/app/-/compare/" + since + "..." + now,
		"Bitbucket":              "https://bitbucket.org/me/app/branches/compare/" + now + "%0D" + since,
		"GitHubEnterpriseServer": "Commit " + since + " ran there before.",
	} {
		summary := `{"ProviderType":"` + provider + `","CommitMessage":"{\"ProviderType\":\"GitHub\","}`
		got := told(t, past{}, map[string]string{
			"STAGE": "Deploy-Prod", "FULL_REPOSITORY_ID": "me/app", "COMMIT": now, "EXECUTION": "1",
			"APPLICATION": "shop", "ENVIRONMENT": "shop-staging", "CONSOLE": "https://console.example.com",
		}, fmt.Sprintf(cli, since, summary))
		if !strings.HasSuffix(got["CHANGES"], want) {
			t.Errorf("for %s, the approver reads %s", provider, got["CHANGES"])
		}
		if got["ADDRESS"] != "https://console.example.com" {
			t.Errorf("without an answer, the approver is led to %s", got["ADDRESS"])
		}
	}
}

func TestAnApproverIsLedToTheEnvironment(t *testing.T) {
	got := told(t, past{address: "shop-staging.eu-west-1.elasticbeanstalk.com"}, map[string]string{
		"STAGE": "Deploy-Prod", "REPOSITORY": "shop", "COMMIT": commit("b"),
		"APPLICATION": "shop", "ENVIRONMENT": "shop-staging", "CONSOLE": "https://console.example.com",
	}, "")
	if got["ADDRESS"] != "http://shop-staging.eu-west-1.elasticbeanstalk.com" {
		t.Errorf("the approver is led to %s", got["ADDRESS"])
	}
}

// Where AWS does not answer, the approval goes on.
func TestAnApprovalGoesOnWithoutItsChanges(t *testing.T) {
	got := told(t, past{}, map[string]string{
		"STAGE": "Deploy-Prod", "REPOSITORY": "shop", "COMMIT": commit("b"),
		"APPLICATION": "shop", "ENVIRONMENT": "shop-staging", "CONSOLE": "https://console.example.com",
	}, "#!/bin/sh\nexit 254\n")
	want := map[string]string{
		"CHANGES": "What has changed since the last release there is not known.", "ADDRESS": "https://console.example.com",
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
}
