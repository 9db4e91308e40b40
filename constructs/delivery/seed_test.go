package delivery_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// seedFault is what Validate says of a folder, without its beginning.
func seedFault(t *testing.T, directory string) string {
	t.Helper()
	start := time.Now()
	err := (&delivery.RepositoryProps{RepositoryName: jsii.String("shop"), Directory: &directory}).Validate()
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("the answer takes %v", took)
	}
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), "Directory must be ")
}

// links makes links in a folder, each by its name and what it leads to.
func links(t *testing.T, directory *string, all map[string]string) string {
	t.Helper()
	for name, target := range all {
		path := filepath.Join(*directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
	}
	return *directory
}

func TestLinksInASeed(t *testing.T) {
	outside := *folder(t, map[string]string{"secret": "s"})
	const out, back, nowhere = "leads out of the folder", "leads back to itself", "leads nowhere"
	for name, test := range map[string]struct {
		link, target, fault string
	}{
		"a link beside":              {"latest", "app/main.go", ""},
		"a link up and down":         {"docs/main.go", "../app/main.go", ""},
		"a link to a folder":         {"current", "app", ""},
		"a file outside":             {"stolen", "../" + filepath.Base(outside) + "/secret", out},
		"an absolute path":           {"stolen", filepath.Join(outside, "secret"), out},
		"an absolute path inside":    {"again", "ROOT/app/main.go", out},
		"a device":                   {"endless", "/dev/zero", out},
		"the folder around":          {"up", "..", out},
		"the folder itself":          {"self", ".", back},
		"a folder in which it is":    {"app/again", "../app", back},
		"a link to itself":           {"loop", "loop", nowhere},
		"what is not there":          {"gone", "app/gone.go", nowhere},
		"out and in again":           {"round", "../DIRECTORY/app/main.go", out},
		"what Git leaves out":        {"built", "bin/application", "which .gitignore leaves out"},
		"within what Git leaves out": {"bin/python", "/usr/bin/python3", ""},
	} {
		t.Run(name, func(t *testing.T) {
			directory := folder(t, map[string]string{"app/main.go": "package main", ".gitignore": "/bin/\n", "bin/application": "\x00"})
			target := strings.NewReplacer("DIRECTORY", filepath.Base(*directory), "ROOT", *directory).Replace(test.target)
			got := seedFault(t, links(t, directory, map[string]string{test.link: target}))
			want := fmt.Sprintf("a folder of files, and of links between them, got %q, a link to %q, which %s; "+
				"replace it with a file, or leave it out by a line in .gitignore", test.link, target, strings.TrimPrefix(test.fault, "which "))
			if test.fault == "" {
				want = ""
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestLinksOfASeedThatLeadInCircles(t *testing.T) {
	circle := folder(t, map[string]string{"a/file": "", "b/file": ""})
	if got := seedFault(t, links(t, circle, map[string]string{"a/b": "../b", "b/a": "../a"})); !strings.Contains(got, "leads back to itself") {
		t.Errorf("two folders with links to each other: %s", got)
	}
	// Each level doubles what the next one holds, even if that is nothing.
	for _, files := range []map[string]string{{"level40/file": ""}, {"readme": ""}} {
		tower, steps := folder(t, files), map[string]string{}
		if err := os.MkdirAll(filepath.Join(*tower, "level40"), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			for _, side := range []string{"left", "right"} {
				steps[fmt.Sprintf("level%d/%s", i, side)] = fmt.Sprintf("../level%d", i+1)
			}
		}
		if got := seedFault(t, links(t, tower, steps)); !strings.Contains(got, "a link after 10000 others") {
			t.Errorf("a tower of links: %s", got)
		}
	}
}

func TestASeedHasNothingButFilesAndFolders(t *testing.T) {
	for name, create := range map[string]func() error{
		"a pipe":   func() error { return syscall.Mkfifo("odd", 0o600) },
		"a socket": func() error { _, err := net.Listen("unix", "odd"); return err },
	} {
		directory := folder(t, map[string]string{"main.go": "package main"})
		t.Chdir(*directory) // the names of sockets must be short
		if err := create(); err != nil {
			t.Fatal(err)
		}
		want := `a folder of files, and of links between them, got "odd", which is neither a file nor a folder; ` +
			"replace it with a file, or leave it out by a line in .gitignore"
		if got := seedFault(t, *directory); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if got := seedFault(t, filepath.Join(*directory, "odd")); !strings.HasPrefix(got, "a folder that exists") {
			t.Errorf("%s for a folder: %s", name, got)
		}
		if err := os.WriteFile(filepath.Join(*directory, ".gitignore"), []byte("odd\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := seedFault(t, *directory); got != "" {
			t.Errorf("%s that Git leaves out: %s", name, got)
		}
	}
	// Not even the list of what is left out.
	directory := folder(t, map[string]string{"main.go": "package main"})
	if err := syscall.Mkfifo(filepath.Join(*directory, ".gitignore"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := seedFault(t, *directory); !strings.Contains(got, `got ".gitignore", which is neither`) {
		t.Errorf("a pipe for .gitignore: %s", got)
	}
}

func TestASeedMayBe20MBWhenCompressed(t *testing.T) {
	noise := make([]byte, 21<<20)
	rand.NewChaCha8([32]byte{}).Read(noise)
	plain := strings.Repeat("the same line again\n", 2<<20)
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"40 MB that compress":      {map[string]string{"log": plain}, ""},
		"19 MB that do not":        {map[string]string{"video": string(noise[:19<<20])}, ""},
		"21 MB that Git leaves":    {map[string]string{"main.go": "", "video": string(noise), ".gitignore": "video"}, ""},
		"21 MB of it kept":         {map[string]string{"video": string(noise), ".gitignore": "*\n!video"}, "video"},
		"21 MB that do not":        {map[string]string{"main.go": "", "media/video": string(noise)}, "media/video"},
		"several that do together": {map[string]string{"a": string(noise[:8<<20]), "b": string(noise[8<<20:])}, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			got := seedFault(t, *folder(t, test.files))
			want := ""
			if test.want != "" {
				want = fmt.Sprintf("a folder of at most 20 MB when compressed, got more, of which %q has %.1f MB; leave it out by a line in "+
					".gitignore, and push it once the repository exists", test.want, float64(len(test.files[test.want]))/(1<<20))
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestASeedOfNothing(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"nothing": {}, "only what Git leaves out": {".gitignore": "*\n", "main.go": ""}, "only Git's own": {".git/HEAD": ""},
	} {
		if got := seedFault(t, *folder(t, files)); !strings.HasPrefix(got, "a folder with at least one file, got ") {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := seedFault(t, ""); !strings.HasPrefix(got, `a folder that exists, got "", which is`) {
		t.Errorf("no name: %q", got)
	}
}

// What is looked into is what Git, and the CDK, would take.
func TestSeedLeavesOutWhatGitLeavesOut(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{
		"a", "b.log", "logs/a", "logs/deep/b.log", "x/logs/c", "bin/app", "x/bin/app", "build/out/a", "build/keep", "doc/x/y/z.txt", "doc/z.txt",
		"#hash", "!bang", "sp ace",
		"q1", "q22", "r3", "foo/bar/baz", "foo/x/bar/baz", "tail/in/side", "c[1]", "keep.log", "deep/er/node_modules/m/i.js",
	} {
		files[name] = "x"
	}
	for _, patterns := range []string{
		"*.log", "*.log\n!keep.log", "logs", "logs/", "/logs", "/bin", "bin/", "build/*\n!build/keep", "doc/**/z.txt", "**/bar",
		"foo/**/baz", "tail/**",
		`\#hash`, `\!bang`, "sp ace   ", "q?", "q[0-9]", "r[!0-2]",
		"**/node_modules/", "# comment\n\n/a", "*\n!a", "*\n!*/\n!doc/z.txt", "deep/er",
		"foo/*", "x/**/app", "c\\[1\\]", "*", "/*\n!/foo", "**", "foo/bar/", "[a-c]", "a/",
	} {
		files[".gitignore"] = patterns
		directory := *folder(t, files)
		if out, err := exec.Command("git", "-C", directory, "init", "-q").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		list := exec.Command("git", "-C", directory, "-c", "core.ignoreCase=true", "-c", "core.excludesFile=/dev/null",
			"ls-files", "-z", "--others", "--exclude-from=.gitignore")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		kept := map[string]bool{}
		for _, name := range strings.Split(string(out), "\x00") {
			kept[name] = true
		}
		// A pipe in the place of each file tells whether it is looked at.
		for name := range files {
			if name == ".gitignore" {
				continue
			}
			path := filepath.Join(directory, name)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			if looked := strings.Contains(seedFault(t, directory), "neither"); looked != kept[name] {
				t.Errorf("%q: looks at %s: %v, Git: %v", patterns, name, looked, kept[name])
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A link between files survives the CDK's copy of the folder.
func TestSeedWithLinks(t *testing.T) {
	stack := cdktest.NewStack(nil)
	directory := links(t, folder(t, map[string]string{"app/main.go": "package main"}), map[string]string{"main.go": "app/main.go"})
	delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("shop"), Directory: &directory,
	})
	if all := resources(t, stack); len(all) != 1 {
		t.Errorf("defines %d resources", len(all))
	}
}

// The first run reads the first commit, unless somebody pushes before.
func TestASeedHasTheBuildSpecification(t *testing.T) {
	stack := cdktest.NewStack(nil)
	environment := beanstalk.EnvironmentFromName(stack, jsii.String("Environment"), &beanstalk.EnvironmentAttributes{
		ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"),
	})
	const sound = "version: 0.2\nphases: {build: {commands: make}}\nartifacts: {files: app}\n"
	seed := folder(t, map[string]string{".gitignore": "out/", "ci/spec.yml": sound, "out/buildspec.yml": ""})
	tests := []struct {
		directory, spec, branch *string
		warned                  bool
	}{
		{directory: seed, warned: true},
		{directory: seed, spec: jsii.String("ci/spec.yml")},
		{directory: seed, spec: jsii.String("out/buildspec.yml"), warned: true},
		{directory: seed, spec: jsii.String(sound)},
		{directory: seed, spec: jsii.String(`{"version": 0.2, "phases": {"build": {"commands": "make"}}, "artifacts": {"files": "*"}}`)},
		{directory: seed, branch: jsii.String("other")},
		{},
	}
	for i, test := range tests {
		scope := constructs.NewConstruct(stack, jsii.String(fmt.Sprint("Case", i)))
		repository := delivery.NewRepository(scope, jsii.String("Repository"), &delivery.RepositoryProps{
			RepositoryName: jsii.String(fmt.Sprint("shop", i)), Directory: test.directory,
		})
		delivery.NewPipeline(scope, jsii.String("Pipeline"), &delivery.PipelineProps{
			Source: repository.Source(test.branch), BuildSpec: test.spec,
			Deployments: &[]*delivery.Deployment{{Environment: environment}},
		})
	}
	annotations := assertions.Annotations_FromStack(stack)
	for i, test := range tests {
		found := *annotations.FindWarning(jsii.Sprintf("/%s/Case%d/Pipeline", *stack.Node().Path(), i),
			assertions.Match_StringLikeRegexp(jsii.String("BuildSpec should be a file of the first commit")))
		if len(found) > 0 != test.warned {
			t.Errorf("case %d: got %d warnings, want one: %v", i, len(found), test.warned)
		}
	}
}
