package delivery_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// at is the value at a simple path, such as $.run.List[0].Name.
func at(input any, path string) (value any, is bool) {
	value = input
	path = strings.NewReplacer("[0]", ".0", "$", "").Replace(path)
	for _, step := range strings.Split(strings.TrimPrefix(path, "."), ".") {
		switch in := value.(type) {
		case map[string]any:
			if value, is = in[step]; !is {
				return nil, false
			}
		case []any:
			if len(in) == 0 {
				return nil, false
			}
			value = in[0]
		default:
			return nil, false
		}
	}
	return value, true
}

// formatted is what States.Format makes.
func formatted(t *testing.T, input any, formula string) string {
	t.Helper()
	inside := strings.TrimSuffix(strings.TrimPrefix(formula, "States.Format('"), ")")
	text, arguments, _ := strings.Cut(inside, "', ")
	for _, path := range strings.Split(arguments, ", ") {
		value, is := at(input, path)
		if !is {
			t.Fatalf("%s is not there", path)
		}
		text = strings.Replace(text, "{}", value.(string), 1)
	}
	return text
}

// mail is what the machine sends for the input of a rule; run is what CodePipeline answers, nil for an error.
func mail(t *testing.T, definition string, input map[string]any, run any) string {
	t.Helper()
	var machine struct {
		StartAt string
		States  map[string]struct {
			Type, Next, Default string
			Parameters          map[string]any
			Catch               []struct{ Next string }
			Choices             []struct {
				And  []struct{ Variable string }
				Next string
			}
		}
	}
	if err := json.Unmarshal([]byte(definition), &machine); err != nil {
		t.Fatal(err)
	}
	for name := machine.StartAt; ; {
		state := machine.States[name]
		if message, is := state.Parameters["Message.$"]; is {
			return formatted(t, input, message.(string))
		}
		switch state.Type {
		case "Task":
			if input["run"], name = run, state.Next; run == nil {
				delete(input, "run")
				name = state.Catch[0].Next
			}
		case "Choice":
			name = state.Choices[0].Next
			for _, condition := range state.Choices[0].And {
				if _, is := at(input, condition.Variable); !is {
					name = state.Default
				}
			}
		default:
			t.Fatalf("there is no state %q", name)
		}
	}
}

func TestMessagesNameTheCommit(t *testing.T) {
	run := func(revisions ...any) any {
		return map[string]any{"PipelineExecution": map[string]any{"ArtifactRevisions": revisions}}
	}
	revision := map[string]any{"RevisionId": "5f6e7d8", "RevisionSummary": "Mend the basket\n"}
	bitbucket := delivery.ConnectionSource(jsii.String(connection), jsii.String("me/app"), jsii.String("main"))
	for name, test := range map[string]struct {
		rule   string
		source delivery.Source
		run    any
		want   string
	}{
		"failed": {"Failed", nil, run(revision), "The stage Deploy-Web of line has failed, and the release goes no further.\n" +
			"It is commit 5f6e7d8: Mend the basket\n\nSee why:\nhttps://"},
		"approved": {"Approved", nil, run(revision), "is approved, and the release goes on. There is nothing to do.\n" +
			"It is commit 5f6e7d8: Mend the basket\n\nWho approved it:\nhttps://"},
		"arrived":              {"Arrived", nil, run(revision), "It is commit 5f6e7d8: Mend the basket"},
		"through a connection": {"Arrived", bitbucket, run(revision), "There is nothing to do.\nIt is revision 5f6e7d8.\nWhether"},
		"before the source":    {"Failed", nil, run(), "goes no further.\nSee why:"},
		"nothing is known":     {"Failed", nil, nil, "goes no further.\nSee why:"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			pipeline(stack, func(p *delivery.PipelineProps) {
				p.Notifications = &delivery.Notifications{}
				if test.source != nil {
					p.Source = test.source
				}
			})
			var template, definition string
			for id, r := range resources(t, stack) {
				switch {
				case r.Type == "AWS::StepFunctions::StateMachine":
					definition = r.Properties["DefinitionString"].(string)
				case strings.HasPrefix(id, "PipelineNotifications"+test.rule):
					target := r.Properties["Targets"].([]any)[0].(map[string]any)
					template = joined(target["InputTransformer"].(map[string]any)["InputTemplate"])
				}
			}
			// EventBridge puts the quotes around a value that is not within some.
			event := strings.NewReplacer(`:<pipeline>`, `:"line"`, `:<execution>`, `:"0a1b"`,
				"<stage>", "Deploy-Web", "<pipeline>", "line", "<execution>", "0a1b").Replace(template)
			var input map[string]any
			if err := json.Unmarshal([]byte(event), &input); err != nil {
				t.Fatalf("%v in %s", err, event)
			}
			got := mail(t, definition, input, test.run)
			if !strings.Contains(got, test.want) || !strings.Contains(got, "pipelines/line/executions/0a1b/timeline") {
				t.Errorf("people read\n%s, want\n%s", got, test.want)
			}
			if subject := input["subject"].(string); len(subject) > 100 || !strings.HasPrefix(subject, "A release") {
				t.Errorf("the subject is %q", subject)
			}
		})
	}
}

// joined is a text of the template; what is known on deployment only is "REGION".
func joined(value any) string {
	if text, is := value.(string); is {
		return text
	}
	text := ""
	for _, part := range value.(map[string]any)["Fn::Join"].([]any)[1].([]any) {
		if s, is := part.(string); is {
			text += s
		} else {
			text += "REGION"
		}
	}
	return text
}
