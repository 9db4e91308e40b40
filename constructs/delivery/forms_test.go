package delivery_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// fix is what an error says to write instead, "-" if it says nothing, and "" without an error.
func fix(err error) string {
	if err == nil {
		return ""
	}
	if _, after, is := strings.Cut(err.Error(), "; "); is {
		return after
	}
	return "-"
}

func TestRepositoriesOfAConnectionInOtherForms(t *testing.T) {
	const shop = `write "acme/shop"`
	for name, want := range map[string]string{
		"acme/shop": "", "Acme/Shop.Web": "", "group/team/app": "", "my.group/app": "", "my.group/team/app": "",
		"acme/tree": "", "src/app": "",
		"acme/shop.git": shop, "https://github.com/acme/shop": shop, "https://github.com/acme/shop.git": shop,
		"http://github.com/acme/shop/": shop,
		"git@github.com:acme/shop.git": shop, "ssh://git@github.com:22/acme/shop.git": shop, "git://github.com/acme/shop": shop,
		"github.com/acme/shop": shop, "www.github.com/acme/shop": shop, "github.com:acme/shop": shop, "GitHub.com/acme/shop": shop,
		"bitbucket.org/acme/shop": shop, "git.acme.com/acme/shop": shop, "code.acme.example/acme/shop": shop,
		"https://gitlab.com/group/team/app.git": `write "group/team/app"`, "gitlab.com/group/team/app": `write "group/team/app"`,
		"https://github.com/acme/shop/tree/main": shop, "acme/shop/pull/7": shop, "https://gitlab.com/acme/shop/-/issues": shop,
		"https://bitbucket.org/acme/shop/src/main/": shop, "https://github.com/acme/shop?tab=readme#top": shop, "acme/shop#main": shop,
		"/acme/shop": shop, "acme/shop/": shop, " acme/shop\n": shop, "https://user@github.com/acme/shop": shop,
		"shop": "-", "github.com/shop": "-", "acme/": "-", "/": "-", "acme//shop": "-", "acme/..": "-", "acme/my shop": "-", "@acme/shop": "-",
		"arn:aws:codecommit:eu-west-1:111122223333:shop": "-", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop": "-",
		strings.Repeat("group/", 22) + "app": "-", "acme/" + strings.Repeat("x", 1000): "-",
	} {
		err := delivery.ConnectionSource(jsii.String(connection), &name, jsii.String("main")).Validate()
		if got := fix(err); got != want {
			t.Errorf("%q: %v, want the fix %q", name, err, want)
		}
	}
}

func TestAPasswordInAURLIsNotShown(t *testing.T) {
	for _, url := range []string{"https://me:ghp_secret@github.com/acme/shop.git", "me:ghp_secret@github.com/acme/shop"} {
		err := delivery.ConnectionSource(jsii.String(connection), &url, jsii.String("main")).Validate()
		if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "got a URL with a password") {
			t.Errorf("%s: %v", url, err)
		}
		err = (&delivery.RepositoryProps{RepositoryName: &url}).Validate()
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestRepositoriesOfCodeCommitInOtherForms(t *testing.T) {
	const shop = `write "shop"`
	for name, want := range map[string]string{
		"shop": "", "shop.web": "", "git.acme.com": "", strings.Repeat("s", 100): "",
		"shop.git": shop, "acme/shop": shop, "/shop": shop, " shop ": shop, "arn:aws:codecommit:eu-west-1:111122223333:shop": shop,
		"https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop": shop, "codecommit::eu-west-1://shop": shop,
		"ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop": shop, "codecommit://profile@shop": shop,
		"git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop": shop,
		"my shop": "-", "": "-", strings.Repeat("s", 101): "-", "shop!": "-",
	} {
		if got := fix((&delivery.RepositoryProps{RepositoryName: &name}).Validate()); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	// One that is only referred to is found in the tree.
	stack := cdktest.NewStack(nil)
	checkRejection(t, "Pipeline", func() {
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Source = delivery.CodeCommitSource(
				awscodecommit.Repository_FromRepositoryName(stack, jsii.String("Shop"), jsii.String("acme/shop.git")), jsii.String("main"))
		})
	}, `repository of Source must be 1 to 100 letters, digits, ".", "_" and "-", not ending in ".git", got "acme/shop.git"; write "shop"`)
}

func TestBranchesInOtherForms(t *testing.T) {
	for branch, want := range map[string]string{
		"main": "", "release/1.2": "", "refs/heads/main": `write "main"`, "/main": `write "main"`, " main ": `write "main"`,
		"main/": `write "main"`, "refs/remotes/origin/main": `write "main"`, "refs/heads/feature/*": "-", "refs/tags/v1": "-", "feature/*": "-",
		"feature branch": "-", "": "-", "release/**": "-", "{main,develop}": "", "ma?n": "-",
	} {
		err := delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), &branch).Validate()
		if got := fix(err); got != want {
			t.Errorf("%q: %v, want the fix %q", branch, err, want)
		}
	}
}

func TestConnectionsInOtherForms(t *testing.T) {
	const host = "name a connection that was made for this host"
	const id = "01234567-89ab-cdef-0123-456789abcdef"
	for arn, want := range map[string]string{
		connection: "", oldConnection: "", strings.Replace(connection, "arn:aws:", "arn:aws-us-gov:", 1): "",
		" " + connection + "\n": "write \"" + connection + "\"",
		"arn:aws:codeconnections:eu-west-1:111122223333:host/git-" + id:        host,
		"arn:aws:codestar-connections:eu-west-1:111122223333:host/git-" + id:   host,
		"arn:aws:codeconnections:eu-west-1:111122223333:repository-link/" + id: "-",
		"arn:aws:codecommit:eu-west-1:111122223333:shop":                       "-",
		"arn:aws:codeconnections:eu-west-1:1111:connection/" + id:              "-",
		"arn:aws:codebuild:eu-west-1:111122223333:token/github":                "-",
		id:       "write the whole ARN, which `aws codeconnections list-connections` shows",
		"github": "-", "": "-",
	} {
		err := delivery.ConnectionSource(&arn, jsii.String("acme/shop"), jsii.String("main")).Validate()
		if got := fix(err); got != want {
			t.Errorf("%q: %v, want the fix %q", arn, err, want)
		}
	}
}

func TestImagesInOtherForms(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0a", 32)
	for image, good := range map[string]bool{
		"aws/codebuild/standard:7.0": true, "aws/codebuild/amazonlinux-aarch64-standard:3.0": true, "golang": true, "golang:1.26": true,
		"aws/codebuild/amazonlinux2-x86_64-standard:5.0-23.02.16": true, "public.ecr.aws/docker/library/golang:1.26": true,
		"111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/build:v1": true, "localhost:5000/build" + digest: true, "golang:1.26" + digest: true,
		"aws/codebuild/standard": false, "aws/codebuild/": false, "aws/codebuild/standard:latest": false,
		"aws/codebuild/windows-base:2019-3.0": false, "aws/codebuild/amazonlinux-x86_64-lambda-standard:go1.21": false,
		"https://hub.docker.com/_/golang": false, "docker://golang:1.26": false, "arn:aws:ecr:eu-west-1:111122223333:repository/build": false,
		"golang:":     false,
		"golang@1.26": false, "golang:1.26 ": false, "Golang": false, ":1.26": false, "golang//build": false, "a/": false,
		"":                       false,
		strings.Repeat("x", 256): false,
	} {
		p := delivery.PipelineProps{BuildImage: &image}
		if refused := strings.Contains(p.Validate().Error(), "BuildImage must be"); refused == good {
			t.Errorf("%q: refused %v, want %v: %v", image, refused, !good, p.Validate())
		}
	}
}

func TestBuildsHoldNoSecretsInPlainText(t *testing.T) {
	for kind, refused := range map[awscodebuild.BuildEnvironmentVariableType]bool{
		"": true, "PLAINTEXT": true, "SECRETS_MANAGER": false, "PARAMETER_STORE": false,
	} {
		for _, value := range []string{"{{resolve:secretsmanager:shop:SecretString:token}}", "x{{resolve:ssm-secure:token:1}}"} {
			p := delivery.PipelineProps{BuildEnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
				"TOKEN": {Value: value, Type: kind},
			}}
			want := `BuildEnvironmentVariables["TOKEN"].Value must be no reference to a secret`
			if got := strings.Contains(p.Validate().Error(), want); got != refused {
				t.Errorf("%s of type %q: refused %v", value, kind, got)
			}
		}
	}
}

// What a token of the CDK stands for is known when the pipeline is defined.
func TestBuildsHoldNoSecretsBehindTokens(t *testing.T) {
	stack := cdktest.NewStack(nil)
	for kind, refused := range map[awscodebuild.BuildEnvironmentVariableType]bool{"": true, "SECRETS_MANAGER": false} {
		value := *awscdk.SecretValue_SecretsManager(jsii.String("shop"), nil).UnsafeUnwrap()
		if !refused {
			value = "shop"
		}
		props := delivery.PipelineProps{
			Source: delivery.ConnectionSource(
				jsii.String("arn:aws:codeconnections:eu-west-1:111122223333:connection/1"), jsii.String("me/shop"), jsii.String("main")),
			BuildEnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
				"TOKEN": {Value: value, Type: kind}, "REGION": {Value: *stack.Region()},
			},
		}
		message := cdktest.Rejection(func() { delivery.NewPipeline(stack, jsii.String("Pipeline"+string(kind)), &props) })
		if got := strings.Contains(message, `BuildEnvironmentVariables["TOKEN"].Value must be no reference to a secret`); got != refused {
			t.Errorf("of type %q: refused %v: %s", kind, got, message)
		}
		if strings.Contains(message, "REGION") {
			t.Errorf("an ordinary token: %s", message)
		}
	}
}

// All variables together count, and the largest is named.
func TestVariablesOfABuildHaveAnUpperBound(t *testing.T) {
	variables := map[string]*awscodebuild.BuildEnvironmentVariable{}
	for i := range 10 {
		variables[fmt.Sprint("V", i)] = &awscodebuild.BuildEnvironmentVariable{Value: strings.Repeat("ä", 548)}
	}
	p := delivery.PipelineProps{BuildEnvironmentVariables: &variables}
	if err := p.Validate(); strings.Contains(err.Error(), "5500") {
		t.Errorf("5500 characters: %v", err)
	}
	variables["V7"].Value = strings.Repeat("ä", 549)
	want := `BuildEnvironmentVariables["V7"] must be at most 5500 characters with its name and all other variables, got 5501; ` +
		"move it to a file or a parameter"
	if err := p.Validate(); !strings.Contains(err.Error(), want) {
		t.Errorf("5501 characters: %v", err)
	}
}

// wordySource has more to say than an approval can show.
type wordySource struct{ bucketSource }

func (*wordySource) Revision() string { return strings.Repeat("so ", 300) }

func TestRevisionsFitIntoAnApproval(t *testing.T) {
	p := delivery.PipelineProps{Source: &wordySource{bucketSource{"app.zip"}}}
	if want := "Revision of Source must be 1 to 800 characters, got 900"; !strings.Contains(p.Validate().Error(), want) {
		t.Errorf("%v", p.Validate())
	}
}
