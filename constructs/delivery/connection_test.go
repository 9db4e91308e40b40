package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

func TestConnectionTellsOfItsHandshake(t *testing.T) {
	stack := cdktest.NewStack(nil)
	connection := delivery.NewConnection(stack, jsii.String("TheConnectionToTheRepositoriesOfAcme"), &delivery.ConnectionProps{
		ProviderType: jsii.String("GitHub"),
	})
	pipeline(stack, withSource(connection.Source(jsii.String("acme/shop"), jsii.String("main"))))
	template := assertions.Template_FromStack(stack, nil)
	checkResource(t, template, "AWS::CodeConnections::Connection", map[string]any{
		"ConnectionName": assertions.Match_StringLikeRegexp(jsii.String("^[A-Za-z0-9-]{1,32}$")),
		"ProviderType":   "GitHub", "HostArn": assertions.Match_Absent(),
	})
	for _, output := range *template.FindOutputs(jsii.String("*"), nil) {
		said := cdktest.Text(output)
		if strings.Contains(said, "until then it is PENDING") && strings.Contains(said, "/codesuite/settings/connections?region=") {
			return
		}
	}
	t.Error("no output says where the connection is completed")
}

// The provider of a host of one's own is known to AWS by the host.
func TestConnectionToAHostOfOnesOwn(t *testing.T) {
	stack := cdktest.NewStack(nil)
	host := "arn:aws:codeconnections:eu-west-1:111122223333:host/git-0123abcd"
	delivery.NewConnection(stack, jsii.String("Git"), &delivery.ConnectionProps{
		ProviderType: jsii.String("GitLabSelfManaged"), HostArn: &host, ConnectionName: jsii.String("git.example.com"),
	})
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeConnections::Connection", map[string]any{
		"ConnectionName": "git.example.com", "ProviderType": assertions.Match_Absent(), "HostArn": host,
	})
}

// A connection that is made with its pipeline may be used by it, by both names of the service, and cloned.
func TestPipelineMakesItsConnection(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, withSource(delivery.NewConnectionSource(&delivery.ConnectionProps{ProviderType: jsii.String("Bitbucket")},
		jsii.String("acme/shop"), jsii.String("main"), &delivery.ConnectionOptions{CodeBuildCloneOutput: jsii.Bool(true)})))
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::CodeConnections::Connection": 1})
	for _, role := range []string{"PipelineSourceRole", "PipelineBuildRole"} {
		uses := ""
		for _, s := range statements(t, stack)[role] {
			if strings.Contains(cdktest.Text(s.Actions), "UseConnection") {
				uses += cdktest.Text(s.Actions) + cdktest.Text(s.Resources)
			}
		}
		right := strings.Contains(uses, `"codeconnections:UseConnection"`) && strings.Contains(uses, `"ConnectionArn"`)
		if !right || strings.Contains(uses, `"*"`) {
			t.Errorf("%s may %s", role, uses)
		}
	}
	if denied := denies(t, stack, "PipelineBuildRole")["NoOtherRepositoriesCodeConnections"]; !strings.Contains(denied, `"ConnectionArn"`) {
		t.Errorf("the build is denied %s", denied)
	}
}

func TestConnectionRejects(t *testing.T) {
	host := jsii.String("arn:aws:codeconnections:eu-west-1:111122223333:host/git-0123abcd")
	for name, test := range map[string]struct {
		props *delivery.ConnectionProps
		want  []string
	}{
		"nothing": {nil, []string{
			"ProviderType must be given, got nil; write GitHub, GitLab, Bitbucket, GitHubEnterpriseServer or GitLabSelfManaged",
		}},
		"another case, and a long name": {
			&delivery.ConnectionProps{ProviderType: jsii.String("github"), ConnectionName: jsii.String(strings.Repeat("x", 33))},
			[]string{
				`ProviderType must be GitHub, GitLab, Bitbucket, GitHubEnterpriseServer or GitLabSelfManaged, got "github"; write "GitHub"`,
				"ConnectionName must be 1 to 32 characters, got 33",
			},
		},
		"no host": {&delivery.ConnectionProps{ProviderType: jsii.String("GitHubEnterpriseServer")}, []string{
			"HostArn must be given for GitHubEnterpriseServer, got nil; set up a host in the console, and name it",
		}},
		"a host of somebody else's": {&delivery.ConnectionProps{ProviderType: jsii.String("GitLab"), HostArn: host}, []string{
			"HostArn must be left out for GitLab, which has one host for all, got one; leave it out",
		}},
		"no ARN of a host": {&delivery.ConnectionProps{HostArn: jsii.String(connection)}, []string{
			`HostArn must be the ARN of a host, "arn:aws:codeconnections:REGION:ACCOUNT:host/NAME-ID", got "` + connection + `"`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			checkRejection(t, "Git", func() { delivery.NewConnection(cdktest.NewStack(nil), jsii.String("Git"), test.props) }, test.want...)
		})
	}
}
