package pipeline_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/codebuild"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/machine"
	"beanstalkline/rehearsal/platform"
)

// A try is what a rehearsal makes of an app: it is built as the stages' build projects do, and run as an instance would.
type try struct {
	tests, answer string
	notes         []string
	err           error
}

func rehearse(t *testing.T, folder, on string, patience time.Duration) try {
	t.Helper()
	return rehearseWith(t, folder, on, patience, nil)
}

func rehearseWith(t *testing.T, folder, on string, patience time.Duration, properties map[string]string) (got try) {
	t.Helper()
	source, _, err := archive.Pack(folder, archive.Everything)
	if err != nil {
		t.Fatal(err)
	}
	routes, work := machine.Routes(t.Context()), t.TempDir()
	built, err := codebuild.Build{
		Project: codebuild.Project{Project: types.Project{
			Name: aws.String("build"), Arn: aws.String("arn:aws:codebuild:eu-west-1:111122223333:project/build"),
			Source:      &types.ProjectSource{},
			Environment: &types.ProjectEnvironment{Image: aws.String("aws/codebuild/amazonlinux-x86_64-standard:5.0")},
		}},
		Source: source, Commit: "0123456789", Outputs: []string{"Bundle"},
		Dir: filepath.Join(work, "build"), Routes: routes, Say: func(string) {},
	}.Run(t.Context())
	got.tests, got.notes = built.Tests, built.Notes
	if got.err = err; err != nil {
		return got
	}
	current := filepath.Join(work, "current")
	if err := archive.Unpack(built.Artifacts["Bundle"], current); err != nil {
		t.Fatal(err)
	}
	kind, err := platform.Parse("arn:aws:elasticbeanstalk:eu-west-1::platform/"+on+" running on 64bit Amazon Linux 2023", "")
	if err != nil {
		t.Fatal(err)
	}
	instance := platform.Instance{
		Environment: "Shop", Platform: kind, Dir: current, Built: built.Dir, Work: filepath.Join(work, "instance"), Routes: routes,
		Variables: properties, Options: func(string) map[string]string { return nil },
		Say: func(string) {}, Patience: patience,
	}
	app, err := instance.Deploy(t.Context())
	got.notes = append(got.notes, instance.Notes()...)
	if got.err = err; err != nil {
		return got
	}
	defer app.Stop()
	answer, err := app.Ask(t.Context(), platform.Check{Path: "/health", Codes: "200"})
	got.answer, got.err = answer.Status, err
	return got
}

// An edit changes a file of an app, or adds it.
type edit struct{ file, old, new string }

// change is a copy of an app with edits.
func change(t *testing.T, app string, edits []edit) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), app)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "testdata", app))); err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		file := filepath.Join(dir, e.file)
		content, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) || !strings.Contains(string(content), e.old) {
			t.Fatalf("%s has no %q", e.file, e.old)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(content), e.old, e.new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// platforms are those of the apps in testdata.
var platforms = map[string]string{"go": "Go 1", "node": "Node.js 22", "python": "Python 3.13"}

// ours is what would show the means of a rehearsal: a shell of ours, or a folder.
var ours = regexp.MustCompile(`__command|__left|script\.sh: line [1-9]\d|` + regexp.QuoteMeta(os.TempDir()))

func TestAppsOfEachPlatform(t *testing.T) {
	for app, tests := range map[string]string{"go": "no test report", "node": "2 tests passed", "python": "no test report"} {
		t.Run(app, func(t *testing.T) {
			t.Parallel()
			got := rehearse(t, change(t, app, nil), platforms[app], time.Minute)
			if got.err != nil || got.tests != tests || got.answer != "200 OK" {
				t.Errorf("got %q, %q, %v", got.tests, got.answer, got.err)
			}
		})
	}
}

func TestFailuresAreToldAsAWSTellsThem(t *testing.T) {
	const build, shop = "CodeBuild, phase BUILD", "Elastic Beanstalk, environment Shop"
	for name, test := range map[string]struct {
		edits             []edit
		where, cause, log string
	}{
		"go: a failing test": {
			[]edit{{"main.go", `"ok"`, `"ok"); w.WriteHeader(500); fmt.Fprintln(w`}, {"main_test.go", "!= 200", "!= 201"}},
			build, "Error while executing command: go test ./.... Reason: exit status 1", "--- FAIL: TestHealth",
		},
		"go: a syntax error": {
			[]edit{{"main.go", "func handler()", "func handler("}},
			build, "Error while executing command: go test ./.... Reason: exit status 1", "syntax error",
		},
		// Wrong ports are below those that a system gives to connections and to whoever asks for any.
		"go: a wrong port": {
			[]edit{{"main.go", `port := os.Getenv("PORT")`, `port := "25111"`}},
			shop, "502 Bad Gateway on /health: the proxy asks 127.0.0.1:5000, and the app listens on 127.0.0.1:25111",
			"the shop opens on port 25111",
		},
		"go: a crash": {
			[]edit{{"main.go", "func handler()", "func init() { panic(\"no database\") }\n\nfunc handler()"}},
			build, "go test ./.... Reason: exit status 1", "panic: no database",
		},
		"go: a crash at the start": {
			[]edit{
				{"main.go", `log.Println("the shop`, `panic("no database")` + "\n" + `log.Println("the shop`},
				{"buildspec.yml", "go test ./...", "go version"},
			},
			shop, "the process web exited with status 2", "panic: no database",
		},
		"go: a 500": {
			[]edit{{"main.go", `fmt.Fprintln(w, "ok")`, `http.Error(w, "no database", 500)`}, {"buildspec.yml", "go test ./...", "go version"}},
			shop, "Health checks failed with these codes: [500] (/health answers 500 Internal Server Error, the load balancer wants 200)",
			"the shop opens on port",
		},
		"node: a failing test": {
			[]edit{{"app.js", `[200, "ok"]`, `[503, "closed"]`}},
			build, "Error while executing command: npm test. Reason: exit status 1 (1 of 2 tests failed: ", "503",
		},
		"node: a syntax error": {
			[]edit{{"app.js", "export function", "export funktion"}},
			build, "Error while executing command: npm test. Reason: exit status 1", "SyntaxError",
		},
		"node: a syntax error that no test finds": {
			[]edit{{"server.js", "createServer(", "createServer(("}},
			shop, "the process web exited with status 1", "SyntaxError",
		},
		"node: a wrong port": {
			[]edit{{"server.js", "process.env.PORT", "25112"}},
			shop, "502 Bad Gateway on /health: the proxy asks 127.0.0.1:8080, and the app listens on 127.0.0.1:25112",
			"the shop opens on port 25112",
		},
		"node: a crash": {
			[]edit{{"server.js", "const port", "process.exit(3);\nconst port"}},
			shop, "the process web exited with status 3", "node server.js",
		},
		"node: a 500": {
			[]edit{{"app.js", `[200, "ok"]`, `[500, "no database"]`}, {"buildspec.yml", "npm test", "node --version"}},
			shop, "Health checks failed with these codes: [500]", "the shop opens on port",
		},
		"python: a failing test": {
			[]edit{{"application.py", `"200 OK"`, `"500 Closed"`}},
			build, "Error while executing command: python -m unittest. Reason: exit status 1", "FAIL: test_health",
		},
		"python: a syntax error": {
			[]edit{{"application.py", "def application(", "def application(("}},
			build, "Error while executing command: python -m unittest. Reason: exit status 1", "SyntaxError",
		},
		"python: a wrong port": {
			[]edit{{"application.py", `int(os.environ["PORT"])`, "25113"}},
			shop, "502 Bad Gateway on /health: the proxy asks 127.0.0.1:8000, and the app listens on 127.0.0.1:25113",
			"the shop opens on port 25113",
		},
		"python: a crash": {
			[]edit{{"application.py", "    port = int", `    raise SystemExit("no database")` + "\n    port = int"}},
			shop, "the process web exited with status 1", "no database",
		},
		"python: a 500": {
			[]edit{
				{"application.py", `body = b"ok"`, `raise ValueError("no database")`},
				{"buildspec.yml", "python -m unittest", "python --version"},
			},
			shop, "Health checks failed with these codes: [500]", "ValueError: no database",
		},
		"python: nothing listens": {
			[]edit{{"Procfile", "python application.py", "sleep 60"}},
			shop, "no answer on port 8000 within 4 s", "web.stdout.log is empty",
		},
	} {
		app, _, _ := strings.Cut(name, ":")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patience := 12 * time.Second
			if strings.Contains(test.cause, "within 4 s") {
				patience = 4 * time.Second
			}
			got := rehearse(t, change(t, app, test.edits), platforms[app], patience)
			var f *failure.Failure
			if !errors.As(got.err, &f) {
				t.Fatalf("got %v", got.err)
			}
			if f.Where != test.where || !strings.Contains(f.Cause, test.cause) || f.Do == "" {
				t.Errorf("got %q: %q, %q", f.Where, f.Cause, f.Do)
			}
			if log := strings.Join(f.Log, "\n"); !strings.Contains(log, test.log) {
				t.Errorf("got the log\n%s", log)
			}
			if found := ours.FindString(f.Error()); found != "" {
				t.Errorf("%q shows in\n%v", found, f)
			}
		})
	}
}
