package delivery_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// folder makes a folder with the given files.
func folder(t *testing.T, files map[string]string) *string {
	t.Helper()
	directory := t.TempDir()
	for name, content := range files {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return &directory
}

func TestRepositoryIsEmptyAndKeptByDefault(t *testing.T) {
	stack := cdktest.NewStack(nil)
	r := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{RepositoryName: jsii.String("app")})
	if *r.Branch != "main" {
		t.Errorf("branch is %s", *r.Branch)
	}
	cdktest.Check(t, func() {
		assertions.Template_FromStack(stack, nil).HasResource(jsii.String("AWS::CodeCommit::Repository"), map[string]any{
			"Properties":          map[string]any{"RepositoryName": "app", "Code": assertions.Match_Absent()},
			"DeletionPolicy":      "Retain",
			"UpdateReplacePolicy": "Retain",
		})
	})
}

func TestRepositoryCanGoWithItsStack(t *testing.T) {
	stack := cdktest.NewStack(nil)
	delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("app"),
		Description:    jsii.String("The app"),
		RemovalPolicy:  awscdk.RemovalPolicy_DESTROY,
	})
	cdktest.Check(t, func() {
		assertions.Template_FromStack(stack, nil).HasResource(jsii.String("AWS::CodeCommit::Repository"), map[string]any{
			"Properties":     map[string]any{"RepositoryDescription": "The app"},
			"DeletionPolicy": "Delete",
		})
	})
}

func TestRepositoryOutlivesAllButAFailedCreation(t *testing.T) {
	stack := cdktest.NewStack(nil)
	delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: jsii.String("app"),
		RemovalPolicy:  awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	})
	cdktest.Check(t, func() {
		assertions.Template_FromStack(stack, nil).HasResource(jsii.String("AWS::CodeCommit::Repository"), map[string]any{
			"DeletionPolicy":      "RetainExceptOnCreate",
			"UpdateReplacePolicy": "Retain",
		})
	})
}

// CloudFormation would seed main and the source action would follow master if nobody named the branch.
func TestSeedBranchIsTheBranchThatThePipelineFollows(t *testing.T) {
	for branch, want := range map[string]string{"": "main", "develop": "develop"} {
		stack := cdktest.NewStack(nil)
		props := &delivery.RepositoryProps{RepositoryName: jsii.String("app"), Directory: folder(t, map[string]string{"a": "a"})}
		if branch != "" {
			props.Branch = jsii.String(branch)
		}
		repository := delivery.NewRepository(stack, jsii.String("Repository"), props)
		pipeline(stack, func(p *delivery.PipelineProps) { p.Source = repository.Source(nil) })
		template := assertions.Template_FromStack(stack, nil)
		checkResource(t, template, "AWS::CodeCommit::Repository", map[string]any{"Code": map[string]any{"BranchName": want}})
		checkResource(t, template, "AWS::Events::Rule", map[string]any{
			"EventPattern": map[string]any{"detail": map[string]any{"referenceName": []any{want}}},
		})
		checkResource(t, template, "AWS::CodePipeline::Pipeline", map[string]any{
			"Stages": assertions.Match_ArrayWith(&[]any{map[string]any{
				"Name":    "Source",
				"Actions": []any{assertions.Match_ObjectLike(&map[string]any{"Configuration": map[string]any{"BranchName": want}})},
			}}),
		})
	}
}

func TestSeedIsTheSameOnEveryMachine(t *testing.T) {
	key := func(directory *string) any {
		stack := cdktest.NewStack(nil)
		delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
			RepositoryName: jsii.String("app"), Directory: directory,
		})
		for _, r := range resources(t, stack) {
			return r.Properties["Code"].(map[string]any)["S3"].(map[string]any)["Key"]
		}
		return nil
	}
	files := map[string]string{"main.go": "package main", "cmd/x/x.go": "package x", ".gitignore": "# built\n/bin/\n*.log\n"}
	clean := folder(t, files)
	files["bin/application"] = "\x00"
	files["cmd/x/run.log"] = "started"
	files[".git/HEAD"] = "ref: refs/heads/main"
	used := folder(t, files)
	if err := os.Chmod(filepath.Join(*used, "main.go"), 0o600); err != nil {
		t.Fatal(err)
	}
	if a, b := key(clean), key(used); a != b {
		t.Errorf("what Git ignores changes the seed from %v to %v", a, b)
	}
	files["cmd/x/bin/kept"] = "a folder bin that .gitignore does not name"
	if a, b := key(clean), key(folder(t, files)); a == b {
		t.Error("a new file does not change the seed")
	}
}

func TestRepositoryRejects(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	empty := *folder(t, map[string]string{".git/HEAD": ""})
	for name, test := range map[string]struct {
		props *delivery.RepositoryProps
		want  []string
	}{
		"no properties": {nil, []string{"RepositoryName must be given, got nil"}},
		"everything at once": {
			&delivery.RepositoryProps{
				RepositoryName: jsii.String("app.git"),
				Description:    jsii.String(strings.Repeat("ä", 1001)),
				Directory:      jsii.String("missing"),
				Branch:         jsii.String("refs/heads/main"),
				RemovalPolicy:  awscdk.RemovalPolicy_SNAPSHOT,
			},
			[]string{
				`RepositoryName must be 1 to 100 letters, digits, ".", "_" and "-", not ending in ".git", got "app.git"; write "app"`,
				"Description must be 1 to 1000 characters, got 1001",
				`Directory must be a folder that exists, got "missing", which is ` + strconv.Quote(filepath.Join(here, "missing")),
				`Branch must be the name of one branch, such as "main", without "refs/heads/" or wildcards, ` +
					`got "refs/heads/main"; write "main"`,
				`RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got "SNAPSHOT"`,
			},
		},
		"a name with a slash": {
			&delivery.RepositoryProps{RepositoryName: jsii.String("team/app")},
			[]string{`RepositoryName must be 1 to 100 letters, digits, ".", "_" and "-", not ending in ".git", got "team/app"; write "app"`},
		},
		"a file for a folder": {
			&delivery.RepositoryProps{RepositoryName: jsii.String("app"), Directory: jsii.String("doc.go")},
			[]string{`Directory must be a folder that exists, got "doc.go", which is ` + strconv.Quote(filepath.Join(here, "doc.go"))},
		},
		"an empty folder": {
			&delivery.RepositoryProps{RepositoryName: jsii.String("app"), Directory: &empty},
			[]string{`Directory must be a folder with at least one file, got "` + empty + `", which is "` + empty + `"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			checkRejection(t, "Repository", func() { delivery.NewRepository(stack, jsii.String("Repository"), test.props) }, test.want...)
			if stack.Node().TryFindChild(jsii.String("Repository")) != nil {
				t.Error("the rejected construct is in the tree")
			}
		})
	}
}

func TestRepositoryAcceptsWhatIsKnownLater(t *testing.T) {
	stack := cdktest.NewStack(nil)
	name := awscdk.NewCfnParameter(stack, jsii.String("Name"), nil)
	r := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: name.ValueAsString(), Description: name.ValueAsString(),
	})
	url, want := cdktest.Text(stack.Resolve(r.CloneUrl())), `{"Fn::Join":["",["codecommit::",{"Ref":"AWS::Region"},"://",{"Ref":"Name"}]]}`
	if url != want {
		t.Errorf("what people clone is %s, want %s", url, want)
	}
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeCommit::Repository", map[string]any{
		"RepositoryName": map[string]any{"Ref": "Name"},
	})
}

func TestBranchNames(t *testing.T) {
	for branch, good := range map[string]bool{
		"main": true, "release/1.2": true, "a-b_c": true, "feature/#7": true, strings.Repeat("b", 256): true,
		"@": false, "HEAD": false, strings.Repeat("0a", 20): false, "heads/main": true, "origin/main": true,
		"": false, "a b": false, "feature/*": false, "a..b": false, "a//b": false, "/a": false, "a/": false, "-a": false,
		"a.lock": false, "a.": false, ".a": false, "a/.b": false, "a@{1}": false, "refs/heads/a": false, strings.Repeat("b", 257): false,
	} {
		rejected := cdktest.Rejection(func() {
			delivery.NewRepository(cdktest.NewStack(nil), jsii.String("Repository"), &delivery.RepositoryProps{
				RepositoryName: jsii.String("app"), Branch: &branch,
			})
		}) != ""
		if rejected == good {
			t.Errorf("branch %q: rejected is %v", branch, rejected)
		}
	}
}
