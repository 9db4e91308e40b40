package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/internal/iamwalk"
)

// managedPolicy is the text of a managed policy of AWS, with the day on which AWS last edited it.
type managedPolicy struct {
	Arn, Version, Edited, Source string
	Document                     iamwalk.Policy
}

// deployedTogether are the stages of the app in one account and region.
func deployedTogether(t *testing.T) iamwalk.Account {
	t.Helper()
	account := iamwalk.Account{
		ID: "111122223333", Region: "eu-central-1",
		Stacks: map[string]iamwalk.Template{}, Managed: map[string]iamwalk.Policy{},
	}
	for _, stack := range allStacks {
		var template iamwalk.Template
		readJSON(t, filepath.Join(assembly, stack+".template.json"), &template)
		account.Stacks[stack] = template
	}
	files, err := filepath.Glob("testdata/managed-policies/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var policy managedPolicy
		readJSON(t, file, &policy)
		account.Managed[policy.Arn] = policy.Document
	}
	return account
}

func victims(t *testing.T, account iamwalk.Account) []victim {
	t.Helper()
	var all []victim
	for _, stage := range line().Stages {
		all = append(all, newVictim(t, account, stage.Name, stage.Name+"Stack"))
	}
	for _, stage := range line().Release.Stages {
		all = append(all, newVictim(t, account, stage.Name, "ReleaseStack"))
	}
	return all
}

// called are the words in SECURITY.md for the roles of a stage.
func called(id string) string {
	for prefix, name := range map[string]string{
		"EnvironmentInstanceRole": "instances", "ApplicationServiceRole": "managed updates", "PipelineDeploy": "deployment",
		"PipelineBuildRole": "build", "PipelineSourceRole": "source", "Custom": "CDK functions",
	} {
		if strings.HasPrefix(id, prefix) {
			return name
		}
	}
	return id
}

// waysBetween are the ways from the roles of one stage to another stage, each with the roles that can take it.
func waysBetween(t *testing.T, from, to victim) map[string][]string {
	ways := map[string][]string{}
	found := func(way, role string) {
		if !slices.Contains(ways[way], called(role)) {
			ways[way] = append(ways[way], called(role))
			slices.Sort(ways[way])
		}
	}
	roles := from.allRoles()
	if from.delivery == to.delivery { // which both have, and whose pipeline hands each role to its action
		maps.DeleteFunc(roles, func(id string, _ iamwalk.Role) bool { return strings.HasPrefix(id, "PipelineRole") })
		to.delivery, to.shared = to.stack, nil
	}
	for id, role := range roles {
		for _, attack := range attacks(t, to) {
			possible := attack.service == "" || attack.passed.Trusts(attack.service)
			for _, call := range attack.calls {
				bucket, _, _ := strings.Cut(call.Resource, "/")
				possible = possible && role.Allowed(call, to.buckets[bucket])
			}
			if possible {
				found(attack.way, id)
			}
		}
		for _, other := range to.allRoles() {
			if other.Assumable(role) {
				found("takes on a role", id)
			}
		}
	}
	return ways
}

var row = regexp.MustCompile(`(?m)^\| ([^|]+) \| ([^|]+) \|.*$`)

// told are the rows of the tables of a section of SECURITY.md: a way, and the roles that can take it.
func told(t *testing.T, section string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## "+section+"\n")
	if !found {
		t.Fatalf("SECURITY.md has no section %q", section)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	ways := map[string][]string{}
	for _, match := range row.FindAllStringSubmatch(rest, -1)[1:] {
		ways[match[1]] = strings.Split(match[2], ", ")
	}
	return ways
}

// SECURITY.md lists the ways that are left from one stage to another in the same account. No other may come, and none may
// be listed that has been closed.
func TestStagesReachEachOtherOnlyAsSecuritySays(t *testing.T) {
	want := told(t, "What stays open in one account")
	maps.Copy(want, told(t, "What one stage can see or disturb of another"))
	all := victims(t, deployedTogether(t))
	for _, from := range all {
		for _, to := range all {
			if from.stack == to.stack {
				continue
			}
			if diff := cmp.Diff(want, waysBetween(t, from, to)); diff != "" {
				t.Errorf("from %s to %s (-SECURITY.md +policies):\n%s", from.stack, to.stack, diff)
			}
		}
	}
}

// Whatever runs before an approval, what is approved is what the build has made.
func TestNoStepOfAReleaseChangesWhatIsApproved(t *testing.T) {
	for _, v := range victims(t, deployedTogether(t)) {
		if v.delivery == v.stack {
			continue
		}
		var ways []string
		for id, role := range v.allRoles() {
			if strings.HasPrefix(id, "PipelineRole") { // CodePipeline itself
				continue
			}
			var calls []iamwalk.Request
			call := func(resource string, actions ...string) {
				for _, action := range actions {
					calls = append(calls, iamwalk.Request{Action: action, Resource: resource}.With("aws:SecureTransport", "true"))
				}
			}
			for _, bucket := range v.arns("AWS::S3::Bucket") {
				if strings.Contains(bucket, "artifacts") {
					call(bucket, "s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration", "s3:DeleteBucket")
					call(bucket+"/x/Release/1", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion")
					call(bucket+"/x/Source/1", "s3:PutObject", "s3:DeleteObjectVersion")
				}
			}
			for _, arn := range v.arns("AWS::CodePipeline::Pipeline") {
				call(arn, "codepipeline:UpdatePipeline", "codepipeline:DeletePipeline", "codepipeline:RollbackStage")
				call(arn+"/Approve-Prod/Approve", "codepipeline:PutApprovalResult")
			}
			for _, arn := range v.arns("AWS::CodeBuild::Project") {
				call(arn, "codebuild:UpdateProject", "codebuild:DeleteProject")
			}
			for _, c := range calls {
				bucket, _, _ := strings.Cut(c.Resource, "/")
				if role.Allowed(c, v.buckets[bucket]) {
					_, object, _ := strings.Cut(c.Resource, "/")
					ways = append(ways, called(id)+" "+c.Action+" "+object)
				}
			}
		}
		slices.Sort(ways)
		want := []string{"build s3:PutObject x/Release/1", "source s3:PutObject x/Source/1"}
		if diff := cmp.Diff(want, ways); diff != "" {
			t.Errorf("%s (-want +got):\n%s", v.stack, diff)
		}
	}
}

func TestNoWayThatChangesAnotherStageGoesThroughItsInstances(t *testing.T) {
	ways := 0
	for way, roles := range told(t, "What stays open in one account") {
		ways += len(roles)
		if slices.Contains(roles, "instances") || strings.Contains(way, "role") || strings.Contains(way, "environment") {
			t.Errorf("%s: %v", way, roles)
		}
	}
	if ways > 4 {
		t.Errorf("%d ways to change what another stage runs, want at most 4", ways)
	}
}
