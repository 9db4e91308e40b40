package buildspec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery/buildspec"
)

const image = "aws/codebuild/amazonlinux-x86_64-standard:5.0"

var pipeline = buildspec.Context{Image: image, Outputs: []string{"Release"}}

// say writes problems without their page, a line each.
func say(problems []buildspec.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, strings.TrimSuffix(p.String(), " "+p.Doc))
	}
	return strings.Join(lines, "\n")
}

// sound is a specification in which everything is in order, but for what is added.
func sound(added string) string {
	return "version: 0.2\nphases:\n  build:\n    commands: [make]\n" + added + "\n"
}

func TestTheSpecificationsOfTheRepositoryPass(t *testing.T) {
	files, err := filepath.Glob("../../../rehearsal/testdata/*/buildspec.yml")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, "../../../sampleapp/buildspec.yml") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := say(buildspec.Check(string(content), pipeline)); got != "" {
			t.Errorf("%s: %s", file, got)
		}
	}
}

func TestSpecificationsThatPass(t *testing.T) {
	for name, specification := range map[string]string{
		"the smallest":     sound(""),
		"JSON":             "{\"version\": \"0.2\",\n\t\"phases\": {\"build\": {\"commands\": [\"echo \\ud83d\\ude00\"]}}}",
		"a single command": "version: '0.2'\nphases: {build: {commands: make}}",
		"a block":          "version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        echo a: b\n        echo \"c\"\n",
		"an empty key":     sound("env:\nreports:\n"),
		"aliases": "version: 0.2\nphases:\n  pre_build: &same\n    commands: [make]\n  build: *same\n" +
			"  post_build:\n    <<: *same\n    on-failure: Abort\n",
		"a mark at its beginning": "\xef\xbb\xbf" + sound(""),
		"words for yes":           sound("proxy: {logs: yes, upload-artifacts: True}\nenv: {git-credential-helper: 'no'}"),
		"responses": "version: 0.2\nphases:\n  install: {commands: [a], on-failure: RETRY}\n" +
			"  pre_build: {commands: [a], on-failure: RETRY-100}\n" +
			"  build: {commands: [a], on-failure: 'RETRY-2-.*timeout.*'}\n  post_build: {commands: [a], on-failure: RETRY-time.*}\n",
		"secrets": sound("env:\n  secrets-manager:\n    A: db\n    B: db:user\n    C: 'db:user:AWSPREVIOUS'\n    D: 'db:user::1-2'\n" +
			"    E: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3:user\n"),
		"runtimes": "version: 0.2\nphases:\n  install:\n" +
			"    runtime-versions: {golang: 1.26, nodejs: 22.x, java: latest, python: $PYTHON}\n",
		"the ARN of a report group": sound("reports: {arn:aws:codebuild:eu-west-1:111122223333:report-group/tests: " +
			"{files: a, file-format: JunitXml}}"),
	} {
		if got := say(buildspec.Check(specification, buildspec.Context{Image: image})); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestNoRuntimesOfUnknownImages(t *testing.T) {
	specification := "version: 0.2\nphases: {install: {runtime-versions: {golang: 0.9}}}"
	for image, problems := range map[string]int{
		"": 0, "example/build:1": 0, "aws/codebuild/standard:99.0": 0, "aws/codebuild/standard:7.0": 1,
	} {
		if got := buildspec.Check(specification, buildspec.Context{Image: image}); len(got) != problems {
			t.Errorf("%s: %s", image, say(got))
		}
	}
}

// A problem tells its line, and can be acknowledged.
func TestProblemsHaveTheirPlace(t *testing.T) {
	got := buildspec.Check(sound("cache:\n  paths: a\n  \"my key\": b\n"), buildspec.Context{})
	want := "buildspec-key(cache/my-key)"
	if len(got) != 1 || got[0].Line != 7 || got[0].ID() != want || !strings.HasPrefix(got[0].Doc, "https://docs.aws.amazon.com/codebuild/") {
		t.Errorf("got %+v, want %s in line 7", got, want)
	}
}

// What an attacker writes is answered soon, in few lines, and without what it holds.
func TestHostileSpecifications(t *testing.T) {
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 9 {
		n, before := string(rune('1'+i)), "*a"+string(rune('0'+i))
		bomb += "a" + n + ": &a" + n + " [" + strings.Repeat(before+", ", 9) + before + "]\n"
	}
	for name, test := range map[string]struct{ specification, want string }{
		"a bomb":               {bomb, "at most 20000 values, with those that aliases stand for"},
		"an alias of itself":   {"a: &a [*a]", "at most 32 levels deep"},
		"deep lists":           {strings.Repeat("[", 200_000), "max depth"},
		"deep mappings":        {strings.Repeat("{a: ", 50_000), "max depth"},
		"deep JSON":            {strings.Repeat(`{"a":`, 5_000) + "1" + strings.Repeat("}", 5_000), "at most 32 levels deep"},
		"many values":          {"[" + strings.Repeat("a,", 130_000) + "]", "at most 20000 values"},
		"one key again":        {strings.Repeat("a:\n", 15_000), "everywhere, got more"},
		"many keys":            {strings.Repeat("? a\n", 50_000), "must"},
		"a long text":          {strings.Repeat("x", buildspec.MaxBytes+1), "at most 262144 bytes to be judged, got 262145"},
		"other bytes":          {"\xff\xfe", "text in UTF-8"},
		"nothing":              {"", "got nothing"},
		"comments":             {"# version: 0.2\n", "got nothing"},
		"documents":            {sound("") + "---\n" + sound(""), "a second document"},
		"a key that is none":   {"? [a]\n: b\n", "a mapping whose keys are texts"},
		"what a terminal runs": {sound("\"\\e[2J\": x"), `"\x1b[2J"`},
	} {
		start := time.Now()
		problems := buildspec.Check(test.specification, pipeline)
		said := say(problems)
		if len(problems) == 0 || len(problems) > 20 || !strings.Contains(said, test.want) || strings.Contains(said, "\x1b") {
			t.Errorf("%s: got %d problems: %.500s", name, len(problems), said)
		}
		for line := range strings.Lines(said) {
			if len(line) > 600 {
				t.Errorf("%s: got a line of %d bytes", name, len(line))
			}
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	specification := sound("env:\n  variables: {A: [hunter2]}\n  parameter-store: {B: {hunter2: hunter2}}\n" +
		"  secrets-manager: {C: hunter2 hunter2}\n")
	got := say(buildspec.Check(specification, pipeline))
	if strings.Count(got, "error: ") != 3 || strings.Contains(got, "hunter2") {
		t.Errorf("got %s", got)
	}
}

func TestVersionsThatAnImageCannotInstall(t *testing.T) {
	const arm = "aws/codebuild/amazonlinux-aarch64-standard:3.0"
	got := say(buildspec.Check("version: 0.2\nphases: {install: {runtime-versions: {docker: 19}}}", buildspec.Context{Image: arm}))
	want := "error: phases/install/runtime-versions/docker in line 2 must be a version of docker that the image " + arm +
		` has: 23, got "19" [buildspec-runtime]`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryImageHasRuntimes(t *testing.T) {
	has := buildspec.RuntimesOf(image)
	node := has["nodejs"]
	if diff := cmp.Diff([]string{"18", "20", "22", "24"}, node.Versions); diff != "" || !node.Has("22.x") || node.Has("9") {
		t.Error(diff)
	}
	if buildspec.RuntimesOf("example/build:1") != nil {
		t.Error("an unknown image has runtimes")
	}
}
