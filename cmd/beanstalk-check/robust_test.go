package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
)

// answer runs the command on a template and returns its exit code, its output and what it says about it.
func answer(t *testing.T, template string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(append(args, "-"), strings.NewReader(template), &out, &err, today)
	return code, out.String(), err.String()
}

func environment(properties string) string {
	return `{"Resources":{"E":{"Type":"AWS::ElasticBeanstalk::Environment","Properties":` + properties + `}}}`
}

// What CloudFormation refuses for its form is never passed over in silence.
func TestWrongFormsAreRefused(t *testing.T) {
	pipeline := `{"Resources":{"P":{"Type":"AWS::CodePipeline::Pipeline","Properties":%s}}}`
	for name, test := range map[string]struct {
		template, says string
		code           int
	}{
		"settings of text":   {environment(`{"OptionSettings":"MinSize=1"}`), "OptionSettings must be a list, got text", 1},
		"settings by number": {environment(`{"OptionSettings":7}`), "OptionSettings must be a list, got text", 1},
		"a map of settings":  {environment(`{"OptionSettings":{"MinSize":"1"}}`), "OptionSettings must be a list, got a map", 1},
		"a list of lists":    {environment(`{"OptionSettings":[["MinSize","1"]]}`), "OptionSettings.0 must be a map, got a list", 1},
		"a map of tags":      {environment(`{"Tags":{"a":"b"}}`), "Tags must be a list, got a map", 1},
		"a list of tiers":    {environment(`{"Tier":["Worker"]}`), "Tier must be a map, got a list", 1},
		"text for properties": {
			environment(`"x"`), `is not a template: line 1: Properties of resource "E" must be a map, got text`, 2,
		},
		"a list of properties": {environment(`[]`), `Properties of resource "E" must be a map, got a list`, 2},
		"text for a resource":  {`{"Resources":{"E":"x"}}`, `is not a template: line 1: resource "E" must be a map, got text`, 2},
		"a list of resources":  {`{"Resources":[{"E":1}]}`, "is not a template: line 1: Resources must be a map, got a list", 2},
		"resources of text":    {`Resources: none`, "is not a template: line 1: Resources must be a map, got text", 2},
		"stages of text":       {fmt.Sprintf(pipeline, `{"Stages":"x"}`), "Stages must be a list, got \"x\"", 1},
		"a map of stages":      {fmt.Sprintf(pipeline, `{"Stages":{"Name":"x"}}`), "Stages must be a list, got a map", 1},
		"no stages":            {fmt.Sprintf(pipeline, `{}`), "Stages must be given, got nothing", 1},
		"a key twice":          {`{"Resources":{"A":{},"A":{}}}`, `line 1: a key must be given once, got "A" again, after line 1`, 2},
		"a key twice, far down": {
			environment("{\n\"A\":{\"B\":1,\n\"B\":2}}"), `line 3: a key must be given once, got "B" again, after line 2`, 2,
		},
		"a key twice in YAML":   {"Resources:\n  A: {}\n  'A': {}\n", `line 3: a key must be given once, got "A" again, after line 2`, 2},
		"a key of a list":       {"Resources:\n  ? [a]\n  : {}\n", "line 2: a key must be text", 2},
		"bytes":                 {"Resources: {\xff: {}}", "it must be text in UTF-8", 2},
		"UTF-16":                {"\xff\xfe{\x00}\x00", "it must be text in UTF-8", 2},
		"nothing":               {"", "the file is empty", 2},
		"a mark of bytes alone": {"\xef\xbb\xbf", "the file is empty", 2},
	} {
		t.Run(name, func(t *testing.T) {
			if code, stdout, stderr := answer(t, test.template); code != test.code || !strings.Contains(stdout+stderr, test.says) {
				t.Errorf("exits with %d and says\n%s%s\nwant %d and\n%s", code, stdout, stderr, test.code, test.says)
			}
		})
	}
	for name, template := range map[string]string{
		"lines that end as on Windows": strings.ReplaceAll("Resources:\n  Q:\n    Type: AWS::SQS::Queue\n", "\n", "\r\n"),
		"a mark of bytes":              "\xef\xbb\xbfResources: {}",
		"functions for everything": environment(`{"OptionSettings":{"Fn::If":["A",[],{"Ref":"AWS::NoValue"}]},` +
			`"Tags":{"Ref":"T"},"Tier":{"Ref":"T"}}`),
		"a macro among the resources":    `{"Resources":{"Fn::Transform":{"Name":"AWS::Include"}}}`,
		"a pipeline to somewhere else":   fmt.Sprintf(pipeline, `{"Stages":[{"Actions":[{"ActionTypeId":{"Provider":"S3"}}]}]}`),
		"stages that only AWS knows":     fmt.Sprintf(pipeline, `{"Stages":{"Fn::FindInMap":["A","B","C"]}}`),
		"the same key in different maps": `{"Resources":{"A":{"Type":"X"},"B":{"Type":"X"}}}`,
	} {
		if code, stdout, stderr := answer(t, template, "-security-hub=false", "-ignore=instance-profile-missing"); code != 0 {
			t.Errorf("%s: exits with %d and says\n%s%s", name, code, stdout, stderr)
		}
	}
}

// Nothing in a template forges a line of the output, steers a terminal, or is repeated at length.
func TestOutputIsPrintable(t *testing.T) {
	const forged = "\u001b[31m\n::error::forged\r\u0085\u009b\u202e\u2028\u00ad"
	nasty := forged + strings.Repeat("x", 100_000)
	quoted, err := json.Marshal(nasty)
	if err != nil {
		t.Fatal(err)
	}
	template := strings.ReplaceAll(`{"Resources":{@:{"Type":"AWS::ElasticBeanstalk::Environment","Properties":{"Tier":{"Name":@},
		"SolutionStackName":@,"Tags":[{"Key":@,"Value":@}],"OptionSettings":[{"Namespace":@,"OptionName":@,"Value":@},
		{"Namespace":"aws:autoscaling:asg","OptionName":@,"Value":@},{"Namespace":"aws:autoscaling:asg","OptionName":"MinSize","Value":@},
		{"Namespace":"aws:autoscaling:scheduledaction","ResourceName":@,"OptionName":"MinSize","Value":@}]}},
		"P":{"Type":"AWS::CodePipeline::Pipeline","Properties":{"Name":@,"Stages":[{"Name":@,"Actions":[{"Name":@,
		"ActionTypeId":{"Category":@,"Owner":@,"Provider":"ElasticBeanstalk","Version":@},"Configuration":{@:@}}]}]}},
		"Fn::ForEach::`, "@", string(quoted)) + strings.Trim(string(quoted), `"`) +
		`":["A",["B"],{"C":{"Type":"AWS::ElasticBeanstalk::Environment"}}]}}`
	for _, format := range []string{"text", "json", "sarif"} {
		code, stdout, stderr := answer(t, template, "-format", format)
		if code != 1 || !strings.Contains(stderr, "are not judged") {
			t.Errorf("%s: exits with %d: %.500s", format, code, stderr)
		}
		for line := range strings.Lines(stdout + stderr) {
			i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return !unicode.IsPrint(r) })
			if i >= 0 || len(line) > 1500 {
				t.Errorf("%s: %d characters, or what does not print at %d: %.200q", format, len(line), i, line)
			}
			if strings.HasPrefix(line, "::error") {
				t.Errorf("%s: forged %q", format, line)
			}
		}
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "a\n::error::\x1b[31m.template.json")
	if err := os.WriteFile(file, []byte(environment(`{}`)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{folder, file, file + ".absent"} {
		var stdout, stderr bytes.Buffer
		run([]string{name}, nil, &stdout, &stderr, today)
		if output := stdout.String() + stderr.String(); strings.Contains(output, "\x1b") || strings.Contains(output, "\n::error") {
			t.Errorf("%q", output)
		}
	}
}

// Only regular files of up to 20 MB are read; everything else is one sentence, at once.
func TestFilesThatAreNone(t *testing.T) {
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }
	if err := syscall.Mkfifo(path("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", path("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := os.WriteFile(path("large"), make([]byte, maxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("loop", path("loop")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		path("pipe"):   `must be a regular file or a folder, got a pipe; write "-" for the standard input`,
		path("socket"): "must be a regular file or a folder, got a socket",
		"/dev/zero":    "must be a regular file or a folder, got a device",
		path("large"):  "must have at most 20 MB",
		path("loop"):   "too many levels of symbolic links",
	} {
		var stderr bytes.Buffer
		code := run([]string{name}, nil, &bytes.Buffer{}, &stderr, today)
		if got := stderr.String(); code != 2 || !strings.Contains(got, want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: exits with %d and says %q, want %q", name, code, got, want)
		}
	}
	var stderr bytes.Buffer
	code := run([]string{"-"}, zeros{}, &bytes.Buffer{}, &stderr, today)
	if code != 2 || !strings.Contains(stderr.String(), "- must have at most 20 MB") {
		t.Errorf("endless input: exits with %d and says %q", code, stderr.String())
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// In a folder, what is not a template of CloudFormation is passed over, and what others wrote is not looked at.
func TestFolders(t *testing.T) {
	folder := t.TempDir()
	broken := environment(`{"OptionSettings":"x"}`)
	for name, content := range map[string]string{
		"a.template.json": environment(`{}`), "cdk.out/b.template.json": environment(`{}`),
		"nginx.conf.template": "server { listen ${PORT}; }\n", "page.template": "<p>{{ x }}: [</p>", "list.template.json": `["a"]`,
		"node_modules/x/c.template.json": broken, ".git/d.template": broken,
		"cdk.out/asset.1a/e.template.json": broken, "f.json": broken,
	} {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	for from, to := range map[string]string{link: folder, filepath.Join(folder, "up.template"): folder} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		folder:                                "no errors and 2 warnings in 2 Beanstalk resources\n",
		link:                                  "no errors and 2 warnings in 2 Beanstalk resources\n",
		filepath.Join(folder, "cdk.out"):      "no errors and 1 warning in 1 Beanstalk resource\n",
		filepath.Join(folder, "node_modules"): "1 error and no warnings in 1 Beanstalk resource\n",
		filepath.Join(folder, "cdk.out/asset.1a"):             "1 error and no warnings in 1 Beanstalk resource\n",
		filepath.Join(folder, "nginx.conf.template"):          "is not a template",
		filepath.Join(folder, "node_modules/x/../../.git/.."): "no errors and 2 warnings in 2 Beanstalk resources\n",
	} {
		var stderr bytes.Buffer
		run([]string{"-security-hub=false", name}, nil, &bytes.Buffer{}, &stderr, today)
		if !strings.HasSuffix(stderr.String(), want) && !strings.Contains(stderr.String(), strings.TrimSuffix(want, "\n")) {
			t.Errorf("%s: %q, want %q", name, stderr.String(), want)
		}
	}
	// A template that cannot be read is no matter of taste.
	garbled := filepath.Join(folder, "g.template.json")
	if err := os.WriteFile(garbled, []byte(`{"Resources":{"E":{"Type":"AWS::ElasticBeanstalk::Environment"`), 0o644); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{folder}, nil, &bytes.Buffer{}, &bytes.Buffer{}, today); code != 2 {
		t.Errorf("a garbled template in a folder: exits with %d, want 2", code)
	}
}

// Aliases of aliases, brackets in brackets, and lists without end are refused before they cost anything.
func TestBombs(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", 'b'+i, 'b'+i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", 'a'+i), 10), ","))
	}
	for name, test := range map[string]struct{ template, says string }{
		"aliases":  {bomb + "Resources: {}\n", "its aliases must stand for at most 1048576 values"},
		"brackets": {strings.Repeat("[", 1_000_000), "exceeded max depth"},
		"brackets of JSON": {
			`{"Resources":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, "must not nest deeper than 200 levels",
		},
		"a long list": {`{"Resources":[` + strings.Repeat("1,", 1_000_001) + `1]}`, "it must have at most 1000000 values"},
	} {
		start := time.Now()
		code, _, stderr := answer(t, test.template)
		if code != 2 || !strings.Contains(stderr, test.says) || time.Since(start) > 10*time.Second {
			t.Errorf("%s: exits with %d after %v and says %.200q", name, code, time.Since(start), stderr)
		}
	}
}

// The time grows with the size of a template, on one line or on many, whatever is in it.
func TestTimeGrowsWithTheSize(t *testing.T) {
	queue := `"Q%d":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q%d","Tags":[{"Key":"a","Value":"b"}]}},`
	wrong := `"E%d":{"Type":"AWS::ElasticBeanstalk::Environment",` +
		`"Properties":{"OptionSettings":[{"Namespace":"a%d","OptionName":"b","Value":"c"}]}},`
	setting := `{"Namespace":"aws:autoscaling:asg","OptionName":"M%d","Value":"%d"},`
	tag := `{"Key":"aws:%d","Value":"%d"},`
	for name, template := range map[string]func(size int) string{
		"JSON":           func(size int) string { return `{"Resources":{` + fill(queue, size) + `}}` },
		"YAML":           func(size int) string { return "# one line\n" + `{"Resources":{` + fill(queue, size) + `}}` },
		"wrong settings": func(size int) string { return `{"Resources":{` + fill(wrong, size/4) + `}}` },
		"one resource":   func(size int) string { return environment(`{"OptionSettings":[` + fill(setting, size/4) + `]}`) },
		"tags":           func(size int) string { return environment(`{"Tags":[` + fill(tag, size/4) + `]}`) },
		"lines": func(size int) string {
			return strings.ReplaceAll(`{"Resources":{`+fill(queue, size/4)+`}}`, ",", ",\n")
		},
	} {
		judge := func(size int) time.Duration {
			text := template(size)
			start := processorTime(t)
			answer(t, text)
			return processorTime(t) - start
		}
		// Whatever else runs on the machine takes its share of the caches.
		var once, twice time.Duration
		for range 3 {
			if once, twice = judge(1_000_000), judge(2_000_000); twice < 3*once || twice > 5*time.Second {
				break
			}
		}
		t.Logf("%s: %v for 1 MB, %v for 2 MB", name, once, twice)
		if twice > 3*once || twice > 10*time.Second {
			t.Errorf("%s: %v for 1 MB, %v for 2 MB", name, once, twice)
		}
	}
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

// fill repeats a text, with the number of the time, up to a size.
func fill(text string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, text, i, i)
	}
	return strings.TrimSuffix(b.String(), ",")
}
