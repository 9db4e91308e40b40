package pipeline_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/front"
	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/localaws/localawstest"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/stacks"
	"beanstalkline/rehearsal/steps"
)

// A line is a pipeline in the local AWS, and what a rehearsal does for it.
type line struct {
	t    *testing.T
	aws  *localaws.Clients
	walk *pipeline.Walk

	mutex  sync.Mutex
	events []string // steps that have ended, and notes
	front  *front.Front
	app    *pipeline.App
}

// newLine deploys DevStack with a test after the deployment, which fails if there is a file "unwell", and what else a test
// changes of its stages.
func newLine(t *testing.T, change func(stages []any) []any) *line {
	t.Helper()
	client := localawstest.Start(t, "../localaws")
	for _, stack := range []string{"SourceStack", "DevStack"} {
		content, err := os.ReadFile("../../testdata/" + stack + ".template.json")
		if err != nil {
			t.Fatal(err)
		}
		var template map[string]any
		if err := json.Unmarshal(content, &template); err != nil {
			t.Fatal(err)
		}
		if stack == "DevStack" {
			watched(template, change)
		}
		if reasons := localawstest.Deploy(t, client, stack, template); reasons != "" {
			t.Fatal(reasons)
		}
	}
	all, _, err := stacks.Deployed(t.Context(), client, "DevStack")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{t: t, aws: client}
	if l.front, err = front.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.front.Close)
	for _, resource := range all {
		if resource.Kind == "AWS::CodePipeline::Pipeline" {
			l.walk = l.newWalk(resource.ID)
		}
	}
	return l
}

// watched adds the test, an alarm that the pipeline may look at, and what a test changes of the stages.
func watched(template map[string]any, change func(stages []any) []any) {
	resources := template["Resources"].(map[string]any)
	resources["Unwell"] = map[string]any{"Type": "AWS::CloudWatch::Alarm", "Properties": map[string]any{
		"AlarmName": "unwell", "Namespace": "Test", "MetricName": "Errors", "Statistic": "Sum", "Period": 60,
		"EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold",
	}}
	for _, resource := range resources {
		resource := resource.(map[string]any)
		properties, _ := resource["Properties"].(map[string]any)
		if resource["Type"] != "AWS::CodePipeline::Pipeline" {
			continue
		}
		role := properties["RoleArn"].(map[string]any)["Fn::GetAtt"].([]any)[0].(string)
		resources["MayWatch"] = map[string]any{"Type": "AWS::IAM::Policy", "Properties": map[string]any{
			"PolicyName": "watch", "Roles": []any{map[string]any{"Ref": role}}, "PolicyDocument": map[string]any{
				"Version":   "2012-10-17",
				"Statement": []any{map[string]any{"Effect": "Allow", "Action": "cloudwatch:DescribeAlarms", "Resource": "*"}},
			},
		}}
		resource["DependsOn"] = append(resource["DependsOn"].([]any), "MayWatch", "Unwell")
		stages := properties["Stages"].([]any)
		build := stages[1].(map[string]any)["Actions"].([]any)[0].(map[string]any)
		deploy := stages[2].(map[string]any)
		deploy["Actions"] = append([]any{map[string]any{
			"Name": "SmokeTest", "RunOrder": 2, "RoleArn": build["RoleArn"], "InputArtifacts": build["OutputArtifacts"],
			"ActionTypeId": map[string]any{"Category": "Test", "Owner": "AWS", "Provider": "CodeBuild", "Version": "1"},
			"Configuration": map[string]any{
				"ProjectName":       build["Configuration"].(map[string]any)["ProjectName"],
				"BuildspecOverride": "version: 0.2\nphases: {build: {commands: ['test ! -e unwell']}}\n",
			},
		}}, deploy["Actions"].([]any)...)
		properties["Stages"] = change(stages)
	}
}

func (l *line) newWalk(name string) *pipeline.Walk {
	l.t.Helper()
	deployed, err := pipeline.Read(l.t.Context(), l.aws, name)
	if err != nil {
		l.t.Fatal(err)
	}
	walk := &pipeline.Walk{Pipeline: deployed, Stage: "Dev", Dir: l.t.TempDir(), Report: l.receive}
	walk.Runs = func(string) bool { l.mutex.Lock(); defer l.mutex.Unlock(); return l.app != nil }
	walk.Serves = func(app pipeline.App) string {
		l.mutex.Lock()
		defer l.mutex.Unlock()
		if err := l.front.Lead(app.URL); err != nil {
			l.t.Error(err)
		}
		if l.app != nil {
			l.app.Stop()
		}
		l.app = &app
		return l.front.URL
	}
	l.t.Cleanup(walk.Stop)
	return walk
}

func (l *line) receive(e steps.Event) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch e.Kind {
	case steps.Done, steps.Failed:
		l.events = append(l.events, fmt.Sprintf("%s %v", e.Step, e.Kind))
	case steps.Noted:
		l.events = append(l.events, e.Text)
	}
}

// told are the steps that have ended and the notes since the last time.
func (l *line) told() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	defer func() { l.events = nil }()
	return strings.Join(l.events, "\n")
}

// push commits an app whose page says what it is, with other files, and returns the commit and the execution it starts.
func (l *line) push(page string, files map[string]string) (commit, execution string) {
	l.t.Helper()
	put := map[string][]byte{
		"index.html":    []byte(page + "\n"),
		"Procfile":      []byte("web: exec python3 -m http.server $PORT --bind 127.0.0.1\n"),
		"buildspec.yml": []byte(buildNothing),
	}
	for name, content := range files {
		put[name] = []byte(content)
	}
	change := codecommit.Change{Put: put, Deleted: []string{"unwell"}}
	if files["unwell"] != "" {
		change.Deleted = nil
	}
	commit, err := codecommit.Repository{AWS: l.aws, Name: "webapp"}.Commit(l.t.Context(), "develop", page, change)
	if err != nil {
		l.t.Fatal(err)
	}
	return commit, l.executions()[0]
}

// executions are the ids, the newest first.
func (l *line) executions() (ids []string) {
	l.t.Helper()
	for _, summary := range l.summaries() {
		ids = append(ids, *summary.PipelineExecutionId)
	}
	return ids
}

func (l *line) summaries() []types.PipelineExecutionSummary {
	l.t.Helper()
	got, err := l.aws.CodePipeline.ListPipelineExecutions(l.t.Context(), &codepipeline.ListPipelineExecutionsInput{
		PipelineName: l.walk.Pipeline.Name,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return got.PipelineExecutionSummaries
}

// follow walks an execution, and returns why it fails.
func (l *line) follow(execution string) string {
	l.t.Helper()
	if err := l.walk.Follow(l.t.Context(), execution); err != nil {
		return err.Error()
	}
	return ""
}

// release pushes a page and takes it through the pipeline.
func (l *line) release(page string) (commit, execution string) {
	l.t.Helper()
	commit, execution = l.push(page, nil)
	if failed := l.follow(execution); failed != "" {
		l.t.Fatal(failed)
	}
	l.mustAnswer(page)
	l.told()
	return commit, execution
}

func (l *line) mustAnswer(page string) {
	l.t.Helper()
	response, err := http.Get(l.front.URL)
	if err != nil {
		l.t.Fatal(err)
	}
	defer response.Body.Close()
	if said, _ := io.ReadAll(response.Body); strings.TrimSpace(string(said)) != page {
		l.t.Errorf("the environment answers %q, want %q", said, page)
	}
}

// stage is the state of a stage.
func (l *line) stage(name string) types.StageState {
	l.t.Helper()
	got, err := l.aws.CodePipeline.GetPipelineState(l.t.Context(), &codepipeline.GetPipelineStateInput{Name: l.walk.Pipeline.Name})
	if err != nil {
		l.t.Fatal(err)
	}
	for _, state := range got.StageStates {
		if aws.ToString(state.StageName) == name {
			return state
		}
	}
	l.t.Fatalf("there is no stage %s", name)
	return types.StageState{}
}

// mustSay compares what was told with lines that begin so.
func (l *line) mustSay(want ...string) {
	l.t.Helper()
	got := strings.Split(l.told(), "\n")
	for i, begin := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], begin) {
			l.t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if len(got) > len(want) {
		l.t.Errorf("got also\n%s", strings.Join(got[len(want):], "\n"))
	}
}

// onFailure says what a failed stage leads to.
func onFailure(stage any, result map[string]any) { stage.(map[string]any)["OnFailure"] = result }

func rollBack(stages []any) []any {
	onFailure(stages[2], map[string]any{"Result": "ROLLBACK"})
	return stages
}
