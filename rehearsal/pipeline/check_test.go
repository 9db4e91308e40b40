package pipeline

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/codebuild"
)

// smoke runs the smoke test of the constructs against an app that answers so, attempt by attempt.
func smoke(t *testing.T, variables map[string]string, answers ...string) (asked []string, said string, err error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := answers[min(len(asked), len(answers)-1)]
		asked = append(asked, r.URL.String())
		var status int
		fmt.Sscan(answer, &status)
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	defer server.Close()
	spec, err := os.ReadFile(filepath.Join("..", "..", "constructs", "delivery", "smoke.yml"))
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{
		"APPLICATION": "shop", "ENVIRONMENT": "shop-prod", "REQUEST_PATH": "/", "STATUS": "200", "ATTEMPTS": "2",
		"PAUSE": "10", "ADDRESS": "https://www.example.com",
	}
	for name, value := range variables {
		given[name] = value
	}
	project := codebuild.Project{Project: types.Project{
		Name: aws.String("smoke"), Arn: aws.String("arn:aws:codebuild:eu-west-1:111122223333:project/smoke"),
		Source:      &types.ProjectSource{Buildspec: aws.String(string(spec))},
		Environment: &types.ProjectEnvironment{Image: aws.String("aws/codebuild/amazonlinux-x86_64-standard:5.0")},
	}}
	for name, value := range given {
		project.Environment.EnvironmentVariables = append(project.Environment.EnvironmentVariables,
			types.EnvironmentVariable{Name: &name, Value: &value, Type: types.EnvironmentVariableTypePlaintext})
	}
	asks, is := checkOf(project, func(environment string) string {
		return map[string]string{"shop-prod": strings.TrimPrefix(server.URL, "http://")}[environment]
	})
	if !is {
		t.Fatal("the project does not look like a check")
	}
	dir := t.TempDir()
	tools, err := asks.tools(dir)
	if err != nil {
		t.Fatal(err)
	}
	more, err := asks.variables("")
	if err != nil {
		t.Fatal(err)
	}
	release := t.TempDir()
	if err := os.WriteFile(filepath.Join(release, "app"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	source, _, err := archive.Pack(release, archive.Everything)
	if err != nil {
		t.Fatal(err)
	}
	_, err = codebuild.Build{
		Project: project, Source: source, Variables: more, Tools: tools, Dir: filepath.Join(dir, "build"),
		Say: func(line string) { said += line + "\n" },
	}.Run(t.Context())
	return asked, said, err
}

func TestSmokeTestAsksTheApp(t *testing.T) {
	for name, test := range map[string]struct {
		variables map[string]string
		answers   []string
		asked     string
		fails     string
	}{
		"it answers":           {nil, []string{"200 OK"}, "/", ""},
		"at another path":      {map[string]string{"REQUEST_PATH": "/a?b={c}&d=[e]"}, []string{"200 OK"}, "/a?b={c}&d=[e]", ""},
		"at the second try":    {nil, []string{"503 not yet", "200 OK"}, "/ /", ""},
		"never":                {nil, []string{"503 not yet"}, "/ /", "must answer 200, got 503"},
		"a redirect":           {map[string]string{"STATUS": "302"}, []string{"302 elsewhere"}, "/", ""},
		"one of several":       {map[string]string{"STATUS": "204,300-399"}, []string{"302 elsewhere"}, "/", ""},
		"any but an error":     {map[string]string{"STATUS": "200-499"}, []string{"502 down", "401 who"}, "/ /", ""},
		"between two of them":  {map[string]string{"STATUS": "200,204"}, []string{"202 soon"}, "/ /", "must answer 200,204, got 202"},
		"with a text":          {map[string]string{"TEXT": `it's "up"; $HOME .*`}, []string{`200 it's "up"; $HOME .* !`}, "/", ""},
		"with another text":    {map[string]string{"TEXT": "u.", "ATTEMPTS": "1"}, []string{"200 up"}, "/", "got another"},
		"a text with a dash":   {map[string]string{"TEXT": "-v"}, []string{"200 a -v b"}, "/", ""},
		"the right text, late": {map[string]string{"TEXT": "new"}, []string{"200 old", "200 new"}, "/ /", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked, said, err := smoke(t, test.variables, test.answers...)
			if got := strings.Join(asked, " "); got != test.asked {
				t.Errorf("asked %q, want %q", got, test.asked)
			}
			if (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error()+said, test.fails) {
				t.Errorf("got %v, and said\n%s", err, said)
			}
		})
	}
}

// Nobody waits in a rehearsal.
func TestWaitsAreSeen(t *testing.T) {
	for spec, want := range map[string]bool{
		"version: 0.2\nphases:\n  build:\n    commands:\n      - sleep 600\n":               true,
		"version: 0.2\nphases:\n  build:\n    commands:\n      - sleep 600\n      - make\n": false,
	} {
		if got := sleeps.MatchString(spec); got != want {
			t.Errorf("%q: %t", spec, got)
		}
	}
}
