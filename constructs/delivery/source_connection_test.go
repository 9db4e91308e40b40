package delivery_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

type (
	pushFilter = awscodepipeline.GitPushFilter
	pullFilter = awscodepipeline.GitPullRequestFilter
)

// connected is a source through a connection, on its branch main.
func connected(arn string, options ...*delivery.ConnectionOptions) delivery.Source {
	return delivery.ConnectionSource(jsii.String(arn), jsii.String("acme/shop"), jsii.String("main"), options...)
}

func withSource(source delivery.Source) func(*delivery.PipelineProps) {
	return func(p *delivery.PipelineProps) { p.Source = source }
}

// triggers are those of the only pipeline of a stack, as text, with the way in which it learns of pushes without any.
func triggers(t *testing.T, stack awscdk.Stack) (text string, detects any) {
	t.Helper()
	properties := pipelineOf(resources(t, stack)).Properties
	source := properties["Stages"].([]any)[0].(map[string]any)["Actions"].([]any)[0].(map[string]any)
	return cdktest.Text(properties["Triggers"]), source["Configuration"].(map[string]any)["DetectChanges"]
}

func TestFiltersStartThePipeline(t *testing.T) {
	for name, test := range map[string]struct {
		options *delivery.ConnectionOptions
		want    string
		detects bool
	}{
		"none": {want: "null", detects: true},
		"file paths, on the branch of the source": {
			&delivery.ConnectionOptions{PushFilter: &[]*pushFilter{
				{FilePathsIncludes: jsii.Strings("services/shop/**", "common/**"), FilePathsExcludes: jsii.Strings("**/*.md")},
			}},
			`[{"GitConfiguration":{"Push":[{"Branches":{"Includes":["main"]},"FilePaths":{"Excludes":["**/*.md"],` +
				`"Includes":["services/shop/**","common/**"]}}],"SourceActionName":"Source"},"ProviderType":"CodeStarSourceConnection"}]`, false,
		},
		"the branch, tags, and other branches": {
			&delivery.ConnectionOptions{PushFilter: &[]*pushFilter{
				{}, {TagsIncludes: jsii.Strings("v*")}, {BranchesExcludes: jsii.Strings("draft/**")},
			}},
			`[{"GitConfiguration":{"Push":[{"Branches":{"Includes":["main"]}},{"Tags":{"Includes":["v*"]}},` +
				`{"Branches":{"Excludes":["draft/**"]}}],"SourceActionName":"Source"},"ProviderType":"CodeStarSourceConnection"}]`, false,
		},
		"pull requests into the branch of the source": {
			&delivery.ConnectionOptions{DeployUnmerged: jsii.Bool(true), PullRequestFilter: &[]*pullFilter{
				{Events: &[]awscodepipeline.GitPullRequestEvent{awscodepipeline.GitPullRequestEvent_UPDATED}},
			}},
			`[{"GitConfiguration":{"PullRequest":[{"Branches":{"Includes":["main"]},"Events":["UPDATED"]}],"SourceActionName":"Source"},` +
				`"ProviderType":"CodeStarSourceConnection"}]`, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			pipeline(stack, withSource(connected(connection, test.options)))
			if got, detects := triggers(t, stack); got != test.want || detects != test.detects {
				t.Errorf("triggers are %s, and changes are detected: %v\nwant %s and %v", got, detects, test.want, test.detects)
			}
		})
	}
}

// A tag is on no branch, and a variable that no source has fails an approval.
func TestApprovalNamesTheBranchOnlyWhereThereIsOne(t *testing.T) {
	options := &delivery.ConnectionOptions{PushFilter: &[]*pushFilter{{TagsIncludes: jsii.Strings("v*")}}}
	for want, source := range map[string]delivery.Source{
		"Commit #{Source.CommitId}":                                connected(connection, options),
		"Commit #{Source.CommitId} of branch #{Source.BranchName}": connected(connection),
	} {
		if got := source.(interface{ Revision() string }).Revision(); got != want {
			t.Errorf("a run has read %q, want %q", got, want)
		}
	}
}

func TestBuildClonesThisRepositoryOnly(t *testing.T) {
	for arn, want := range map[string][]string{
		connection:    {"codeconnections", "codestar-connections"},
		oldConnection: {"codestar-connections"},
	} {
		stack := cdktest.NewStack(nil)
		pipeline(stack, withSource(connected(arn, &delivery.ConnectionOptions{CodeBuildCloneOutput: jsii.Bool(true)})))
		template := assertions.Template_FromStack(stack, nil)
		checkResource(t, template, "AWS::CodePipeline::Pipeline", source(map[string]any{"OutputArtifactFormat": "CODEBUILD_CLONE_REF"}))
		var may []string
		for _, s := range statements(t, stack)["PipelineBuildRole"] {
			for _, action := range s.Actions {
				if strings.HasSuffix(action.(string), ":UseConnection") && s.Resources[0] == arn {
					may = append(may, strings.TrimSuffix(action.(string), ":UseConnection"))
				}
			}
		}
		slices.Sort(may)
		denied := denies(t, stack, "PipelineBuildRole")
		for sid, key := range map[string]string{"CodeConnections": "codeconnections", "CodestarConnections": "codestar-connections"} {
			others, writes := denied["NoOtherRepositories"+sid], denied["NoWrites"+sid]
			if slices.Contains(want, key) != strings.Contains(others, `"`+key+`:FullRepositoryId":"acme/shop"`) ||
				slices.Contains(want, key) != strings.Contains(writes, `"`+key+`:ProviderPermissionsRequired":"read_write"`) {
				t.Errorf("the build is denied %s and %s of %s", others, writes, arn)
			}
		}
		if !slices.Equal(slices.Compact(may), want) {
			t.Errorf("the build may use %s as %v, want %v", arn, may, want)
		}
	}
}

func TestBuildClonesThisCodeCommitRepositoryOnly(t *testing.T) {
	stack := cdktest.NewStack(nil)
	repository := awscodecommit.Repository_FromRepositoryName(stack, jsii.String("Cloned"), jsii.String("code"))
	options := &delivery.CodeCommitOptions{CodeBuildCloneOutput: jsii.Bool(true)}
	pipeline(stack, withSource(delivery.CodeCommitSource(repository, jsii.String("main"), options)))
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodePipeline::Pipeline",
		source(map[string]any{"OutputArtifactFormat": "CODEBUILD_CLONE_REF", "RepositoryName": "code"}))
	pulls := 0
	for role, all := range statements(t, stack) {
		for _, s := range all {
			if !slices.Contains(s.Actions, any("codecommit:GitPull")) {
				continue
			}
			if pulls++; role != "PipelineBuildRole" || !strings.HasSuffix(cdktest.Text(s.Resources), `:code"]]}]`) {
				t.Errorf("%s may pull %s", role, cdktest.Text(s.Resources))
			}
		}
	}
	if pulls != 1 {
		t.Errorf("%d roles may pull, want that of the build alone", pulls)
	}
}

// Nothing but a build can read a reference to a clone.
func TestCloneGoesToBuildsOnly(t *testing.T) {
	stack := cdktest.NewStack(nil)
	p := pipeline(stack, withSource(connected(connection, &delivery.ConnectionOptions{CodeBuildCloneOutput: jsii.Bool(true)})))
	p.Pipeline.Stage(jsii.String(delivery.BuildStage)).AddAction(
		awscodepipelineactions.NewElasticBeanstalkDeployAction(&awscodepipelineactions.ElasticBeanstalkDeployActionProps{
			ActionName: jsii.String("AtOnce"), ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop"), Input: p.Source,
		}))
	got := cdktest.Rejection(func() { assertions.Template_FromStack(stack, nil) })
	if !strings.Contains(got, `must be files for ElasticBeanstalk, got "Source", a reference to a clone`) {
		t.Errorf("a deployment of a clone is answered with %q", got)
	}
}

func TestFiltersReject(t *testing.T) {
	nine := jsii.Strings("1", "2", "3", "4", "5", "6", "7", "8", "9")
	push := func(filters ...*pushFilter) *delivery.ConnectionOptions {
		return &delivery.ConnectionOptions{PushFilter: &filters}
	}
	pull := func(filters ...*pullFilter) *delivery.ConnectionOptions {
		return &delivery.ConnectionOptions{PullRequestFilter: &filters, DeployUnmerged: jsii.Bool(true)}
	}
	for name, test := range map[string]struct {
		options []*delivery.ConnectionOptions
		want    []string
	}{
		"two options": {[]*delivery.ConnectionOptions{{}, {}}, []string{
			"options of Source must be given at most once, got 2; put all in one",
		}},
		"no filter": {[]*delivery.ConnectionOptions{push()}, []string{
			"PushFilter of Source must be 1 to 3 filters, got 0; give one filter several patterns, or leave it out",
		}},
		"four filters": {[]*delivery.ConnectionOptions{
			push(&pushFilter{}, &pushFilter{TagsIncludes: jsii.Strings("v*")}, &pushFilter{}, nil),
		}, []string{
			"PushFilter of Source must be 1 to 3 filters, got 4; give one filter several patterns, or leave it out",
			"PushFilter[2] of Source must differ from the others, got one twice; remove one",
			"PushFilter[3] of Source must be given, got nil; remove it",
		}},
		"tags with paths": {[]*delivery.ConnectionOptions{push(&pushFilter{TagsIncludes: jsii.Strings("v*"), FilePathsIncludes: nine})}, []string{
			"PushFilter[0] of Source must be of tags, or of branches and file paths, got both; make two filters",
			"PushFilter[0].FilePathsIncludes of Source must be 1 to 8 patterns, got 9; join some with braces or wildcards, or leave it out",
		}},
		"patterns": {[]*delivery.ConnectionOptions{push(&pushFilter{
			BranchesIncludes: jsii.Strings("refs/heads/main", "", "{a,b"), BranchesExcludes: jsii.Strings(" x"),
			FilePathsIncludes: jsii.Strings("./services/", "/a", strings.Repeat("x", 256)), FilePathsExcludes: &[]*string{},
		})}, []string{
			`PushFilter[0].BranchesIncludes[0] of Source must be a pattern of names as they are in the repository, ` +
				`got "refs/heads/main"; write "main"`,
			"PushFilter[0].BranchesIncludes[1] of Source must be 1 to 255 characters, got 0",
			`PushFilter[0].BranchesIncludes[2] of Source must be a pattern that closes its brackets and braces, got "{a,b"`,
			`PushFilter[0].BranchesExcludes[0] of Source must be a pattern without spaces around it, got " x"; write "x"`,
			`PushFilter[0].FilePathsIncludes[0] of Source must be a pattern of names as they are in the repository, ` +
				`got "./services/"; write "services/**"`,
			`PushFilter[0].FilePathsIncludes[1] of Source must be a pattern of names as they are in the repository, got "/a"; write "a"`,
			"PushFilter[0].FilePathsIncludes[2] of Source must be 1 to 255 characters, got 256",
			"PushFilter[0].FilePathsExcludes of Source must be 1 to 8 patterns, got 0; join some with braces or wildcards, or leave it out",
		}},
		"what is excluded too": {[]*delivery.ConnectionOptions{push(&pushFilter{
			TagsIncludes: jsii.Strings("v*"), TagsExcludes: jsii.Strings("x", "v*"),
		})}, []string{
			`PushFilter[0].TagsIncludes of Source must not have a pattern that is excluded too, got "v*"; remove one`,
		}},
		"events": {[]*delivery.ConnectionOptions{pull(
			&pullFilter{Events: &[]awscodepipeline.GitPullRequestEvent{"open", "CLOSED", "CLOSED"}},
			&pullFilter{Events: &[]awscodepipeline.GitPullRequestEvent{}, BranchesIncludes: jsii.Strings("next")},
		)}, []string{
			`PullRequestFilter[0].Events[0] of Source must be OPEN, UPDATED or CLOSED, got "open"; write "OPEN"`,
			`PullRequestFilter[0].Events of Source must name each event once, got "CLOSED" twice; remove one`,
			"PullRequestFilter[1].Events of Source must be 1 to 3 events, got 0; leave it out for all",
		}},
		"pull requests that nobody has decided on": {[]*delivery.ConnectionOptions{{PullRequestFilter: &[]*pullFilter{{}}}}, []string{
			"PullRequestFilter of Source must come with DeployUnmerged, since the pipeline deploys what nobody has merged, got none; " +
				"set DeployUnmerged if everybody who may open a pull request may, or follow the branch instead",
		}},
		"no pull requests": {[]*delivery.ConnectionOptions{{DeployUnmerged: jsii.Bool(true)}}, []string{
			"DeployUnmerged of Source must come with a PullRequestFilter, got none; leave it out",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			err := connected(connection, test.options...).Validate()
			if want := strings.Join(test.want, "\n"); err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}

// What nobody has merged goes to a preview, and no further.
func TestPullRequestsGoNoFurtherThanAPreview(t *testing.T) {
	unmerged := &delivery.ConnectionOptions{PullRequestFilter: &[]*pullFilter{{}}, DeployUnmerged: jsii.Bool(true)}
	const want = "PullRequestFilter of Source must be in a pipeline with one deployment and no approval, " +
		"which is a preview of what nobody has merged, got %s; give pull requests a pipeline of their own"
	for got, change := range map[string]func(awscdk.Stack, *delivery.PipelineProps){
		"2 deployments and 0 approvals": func(stack awscdk.Stack, p *delivery.PipelineProps) {
			*p.Deployments = append(*p.Deployments, &delivery.Deployment{Environment: environment(stack, "Live", "")})
		},
		"1 deployment and 1 approval": func(_ awscdk.Stack, p *delivery.PipelineProps) { (*p.Deployments)[0].Approval = jsii.Bool(true) },
	} {
		stack := cdktest.NewStack(nil)
		checkRejection(t, "Pipeline", func() {
			pipeline(stack, withSource(connected(connection, unmerged)), func(p *delivery.PipelineProps) { change(stack, p) })
		}, strings.Replace(want, "%s", got, 1))
	}
}
