package delivery_test

import (
	"encoding/json"
	"strconv"
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

// arguments are those of an intrinsic function, which may have further ones in them.
func arguments(text string) (all []string) {
	depth, quoted, start := 0, false, 0
	for i, c := range text {
		switch {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			all = append(all, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(all, strings.TrimSpace(text[start:]))
}

// evaluated is what a formula of a state machine makes.
func evaluated(t *testing.T, input any, formula string) any {
	t.Helper()
	if strings.HasPrefix(formula, "$") {
		value, is := at(input, formula)
		if !is {
			t.Fatalf("%s is not there", formula)
		}
		return value
	}
	function, inside, is := strings.Cut(strings.TrimSuffix(formula, ")"), "(")
	if !is {
		return strings.Trim(formula, "'")
	}
	var given []any
	for _, argument := range arguments(inside) {
		given = append(given, evaluated(t, input, argument))
	}
	switch function {
	case "States.Format":
		parts := strings.Split(given[0].(string), "{}")
		text := parts[0]
		for i, part := range parts[1:] {
			text += given[i+1].(string) + part
		}
		return text
	case "States.StringSplit":
		return strings.Split(given[0].(string), given[1].(string))
	case "States.ArrayGetItem":
		index, err := strconv.Atoi(given[1].(string))
		if err != nil {
			t.Fatal(err)
		}
		return given[0].([]string)[index]
	}
	t.Fatalf("there is no function %s", function)
	return nil
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
			return evaluated(t, input, message.(string)).(string)
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
			"It is commit 5f6e7d8: Mend the basket\nSee why:\nhttps://"},
		"approved": {"Approved", nil, run(revision), "is approved, and the release goes on. There is nothing to do.\n" +
			"It is commit 5f6e7d8: Mend the basket\nWho approved it:\nhttps://"},
		"more lines than one": {"Failed", nil, run(map[string]any{
			"RevisionId": "5f6e7d8", "RevisionSummary": "Mend {} '$.advice'\n\nSee why:\nhttps://example.com\n",
		}), "It is commit 5f6e7d8: Mend {} '$.advice'\nSee why:\nhttps://REGION"},
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
