package definition_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"beanstalkline/constructs/delivery/definition"
)

// places are the paths of everything in a value.
func places(path string, value any) []string {
	all := []string{path}
	switch v := value.(type) {
	case map[string]any:
		for name, each := range v {
			all = append(all, places(strings.TrimPrefix(path+"."+name, "."), each)...)
		}
	case []any:
		for i, each := range v {
			all = append(all, places(fmt.Sprintf("%s[%d]", path, i), each)...)
		}
	}
	return all
}

// soundPlaces are the places in a definition that has one of everything.
func soundPlaces(t *testing.T) []string {
	t.Helper()
	properties, _, err := definition.Changed(everything)
	if err != nil {
		t.Fatal(err)
	}
	if problems := check(t, everything...); len(problems) > 0 {
		t.Fatal(say(problems))
	}
	return places("", properties)[1:]
}

var everything = []string{
	`Name = "shop"`, `ExecutionMode = "QUEUED"`, `Tags[0] = {"Key": "team", "Value": "shop"}`,
	`Variables[0] = {"Name": "VERSION", "DefaultValue": "1", "Description": "what to build"}`,
	`ArtifactStore.EncryptionKey = {"Id": "alias/a", "Type": "KMS"}`,
	`Triggers[0] = {"ProviderType": "CodeStarSourceConnection", "GitConfiguration": {"SourceActionName": "Source"}}`,
	`Triggers[0].GitConfiguration.Push[0] = {"Branches": {"Includes": ["main"]}, "FilePaths": {"Excludes": ["docs/**"]}}`,
	`Triggers[0].GitConfiguration.PullRequest[0] = {"Branches": {"Includes": ["main"]}, "Events": ["OPEN"]}`,
	`Stages[1].OnFailure = {"Result": "RETRY", "RetryConfiguration": {"RetryMode": "FAILED_ACTIONS"}}`,
	`Stages[2].OnFailure.Result = "ROLLBACK"`,
	`Stages[2].BeforeEntry.Conditions[0].Result = "SKIP"`,
	`Stages[2].BeforeEntry.Conditions[0].Rules[0] = {"Name": "Version", "Configuration": {"Variable": "#{variables.VERSION}"}}`,
	`Stages[2].BeforeEntry.Conditions[0].Rules[0].RuleTypeId = {"Category": "Rule", "Owner": "AWS", "Provider": "VariableCheck"}`,
	`Stages[2].BeforeEntry.Conditions[0].Rules[0].Configuration.Operator = "NE"`,
	`Stages[2].BeforeEntry.Conditions[0].Rules[0].Configuration.Value = "0"`,
	`Stages[2].Actions[0].TimeoutInMinutes = 60`,
	`Stages[2].Actions[1].RoleArn = "arn:aws:iam::111122223333:role/deploy"`,
	`Stages[2].Actions[1].Region = "eu-central-1"`,
}

// What only CloudFormation knows is never judged, wherever it is, nor is what depends on it.
func TestFunctionsAreNotJudged(t *testing.T) {
	for _, place := range soundPlaces(t) {
		for _, value := range []string{
			`{"Ref": "Anything"}`, `{"Fn::If": ["A", "b", {"Ref": "AWS::NoValue"}]}`, `{"Fn::Sub": "${A}-b"}`, `"{{resolve:ssm:anything}}"`,
		} {
			list := strings.HasSuffix(place, "s") && !strings.HasSuffix(place, "Includes") || strings.Contains(place, "]")
			if strings.HasPrefix(value, `"`) && list {
				continue // a text cannot stand for a list or a map
			}
			for _, p := range check(t, append(everything[:len(everything):len(everything)], place+" = "+value)...) {
				if p.Rule != "pipeline-property-kind" || !strings.HasPrefix(value, `"`) {
					t.Errorf("%s = %s: %v", place, value, p)
				}
			}
		}
	}
}

// Whatever is in a definition, there is no panic, and each problem is one printable line of bounded length.
func TestGarbageIsAnswered(t *testing.T) {
	for _, place := range soundPlaces(t) {
		for _, value := range []string{
			`null`, `7`, `-1e300`, `true`, `""`, `"\u001b[31m\nerror: forged"`, `"(5000 times x)"`, `[]`, `{}`, `[null]`, `[[]]`, `[7]`,
		} {
			for _, p := range check(t, append(everything[:len(everything):len(everything)], place+" = "+value)...) {
				if len(p.String()) > 800 || strings.ContainsAny(p.String(), "\x1b\n") || p.Field == "" {
					t.Errorf("%s = %s: %q", place, value, p)
				}
			}
		}
	}
	for _, properties := range []map[string]any{nil, {}, {"Stages": []any{}}, {"Fn::Transform": map[string]any{}}} {
		definition.Checker{}.Check(properties)
	}
}

// What CloudFormation calls a list or a map is refused as anything else.
func TestWrongKindsAreRefused(t *testing.T) {
	for place, values := range map[string][]string{
		"Stages": {`"a"`, `7`, `{}`, `{"Name": "a"}`}, "Stages[1]": {`"a"`, `[]`}, "Stages[1].Actions": {`"a"`, `{}`}, "Tags": {`"a"`, `{}`, `7`},
		"Stages[2].Actions[1]": {`"a"`, `7`, `[]`}, "Stages[2].Actions[1].Configuration": {`"a"`, `[]`}, "Triggers": {`"a"`, `{}`},
		"Stages[2].Actions[1].InputArtifacts": {`"Release"`, `["Release"]`, `{"Name": "Release"}`}, "ArtifactStore": {`"a"`, `[]`},
		"Variables": {`{}`, `"a"`, `["a"]`}, "Stages[2].OnFailure": {`"ROLLBACK"`}, "ArtifactStores": {`{}`, `"a"`},
		"Stages[2].Actions[1].ActionTypeId": {`"Deploy"`}, "Stages[2].Actions[1].RunOrder": {`[]`, `{}`}, "RoleArn": {`[]`},
	} {
		for _, value := range values {
			found := false
			for _, p := range check(t, place+" = "+value) {
				found = found || p.Rule == "pipeline-property-kind" && p.Severity == "error" && strings.HasPrefix(p.Field, place)
			}
			if !found {
				t.Errorf("%s = %s passes", place, value)
			}
		}
	}
}

// What AWS accepted, and what its pages allow.
func TestAccepted(t *testing.T) {
	for _, changes := range [][]string{
		{`ExecutionMode = "QUEUED"`, `Stages[2].OnFailure.Result = "ROLLBACK"`},
		{`PipelineType = null`}, {`PipelineType = "V1"`},
		{`Stages[0].OnFailure = {"Result": "RETRY"}`},
		{`Stages[0].Actions[0].Region = "eu-central-1"`, `Stages[1].Actions[0].Region = "eu-central-1"`},
		{`Stages[0].Actions[0].ActionTypeId = {"Category": "Source", "Owner": "ThirdParty", "Provider": "GitHub", "Version": "1"}`,
			`Stages[0].Actions[0].Configuration = {"Owner": "me", "Repo": "shop", "Branch": "main", "OAuthToken": "{{resolve:x}}"}`},
		{`Stages[1].Actions[0].ActionTypeId = {"Category": "Build", "Owner": "Custom", "Provider": "Jenkins", "Version": "2"}`},
		{`Stages[1].Actions[0].ActionTypeId.Provider = "SomethingNew"`},
		{`Stages[0].Actions[0].Configuration.DetectChanges = true`},
		{`Stages[1].Actions[0].Configuration.BatchEnabled = "True"`},
		{`Stages[1].Actions = [(50 times {"Name": "A%", "ActionTypeId": ` +
			`{"Category": "Invoke", "Owner": "AWS", "Provider": "Lambda", "Version": "1"},` +
			` "Configuration": {"FunctionName": "f"} })]`, `Stages[2].Actions[1].InputArtifacts[0].Name = "Source"`},
		{`Stages[1].Actions[0].RunOrder = 1`, `Stages[2].Actions[1].RunOrder = "999"`},
		{`Triggers[0] = {"ProviderType": "CodeStarSourceConnection", "GitConfiguration": {"SourceActionName": "Source"}}`,
			`Triggers[0].GitConfiguration.Push = [(3 times {"Branches": {"Includes": ["b%"]} })]`,
			`Triggers[0].GitConfiguration.PullRequest = [(3 times {"Branches": {"Includes": ["b%"]} })]`},
	} {
		if problems := check(t, changes...); len(problems) > 0 {
			t.Errorf("%s\n%s", strings.Join(changes, "\n"), say(problems))
		}
	}
}

// A definition in which everything is wrong is judged in a time that grows with its size.
func TestTimeGrowsWithTheSize(t *testing.T) {
	judge := func(n int) time.Duration {
		properties, _, err := definition.Changed([]string{
			`Stages[1].Actions[0] = {"Name": "a b", "Namespace": "x", "Configuration": {"EnvironmentName": "#{a.b}"}}`,
			`Stages[1].Actions[0].ActionTypeId = {"Category": "Deploy", "Owner": "AWS", "Provider": "ElasticBeanstalk", "Version": "1"}`,
			`Stages[1].Actions[0].InputArtifacts = [(3 times {"Name": "Release%"})]`,
		})
		if err != nil {
			t.Fatal(err)
		}
		stages := properties["Stages"].([]any)
		action := stages[1].(map[string]any)["Actions"].([]any)[0]
		many, alike := make([]any, n), make([]any, n)
		for i := range n {
			many[i], alike[i] = action, map[string]any{"Name": "Build", "Actions": []any{action}}
		}
		stages[1].(map[string]any)["Actions"] = many
		properties["Stages"] = append(stages, alike...)
		start := processorTime(t)
		if len(definition.Checker{}.Check(properties)) < n {
			t.Error("nothing is found")
		}
		return processorTime(t) - start
	}
	// Whatever else runs on the machine takes its share of the caches.
	var once, twice time.Duration
	for range 3 {
		if once, twice = judge(2000), judge(4000); twice < 3*once {
			return
		}
	}
	t.Errorf("%v for 2000 stages and actions, %v for 4000", once, twice)
}

// processorTime is what this process has used so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
