package delivery

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/isolation"
	"beanstalkline/internal/prop"
)

// ConnectionOptions change how a [ConnectionSource] is read, and what starts the pipeline. All are optional.
//
// With filters, nothing else starts the pipeline but a person, who gets the branch of the source. Patterns are globs: "*"
// stands for anything but "/", and "**" for anything; an exclude wins over an include (AWS pages "Add trigger with code push
// or pull request event types" and "Working with glob patterns in syntax"). One repository with a pipeline for each of its
// services:
//
//	delivery.ConnectionSource(arn, repository, branch, &delivery.ConnectionOptions{
//		PushFilter: &[]*awscodepipeline.GitPushFilter{{FilePathsIncludes: jsii.Strings("services/shop/**")}},
//	})
type ConnectionOptions struct {
	// CodeBuildCloneOutput gives the build a clone with its history in place of the files of the commit, for a build that needs
	// git: the role of the build may then use the connection, to read this repository and no other. Only builds can read such a
	// source. Defaults to false (AWS page "Tutorial: Use full clone with a GitHub pipeline source").
	CodeBuildCloneOutput *bool
	// PushFilter are the pushes of which one starts the pipeline, 1 to 3. Each is of tags, or of branches and, beside them, file
	// paths, with 1 to 8 patterns to include and as many to exclude. One without tags and branches is of the branch of the
	// source. The first push of a branch never starts one with file paths. Defaults to all pushes to the branch of the source,
	// and to none with a PullRequestFilter.
	PushFilter *[]*awscodepipeline.GitPushFilter
	// PullRequestFilter are the pull requests of which one starts the pipeline, 1 to 3. Branches are those into which it would
	// be merged, and default to the branch of the source; Events are OPEN, UPDATED and CLOSED, and default to all. The pipeline
	// builds and deploys the last commit of the pull request, with its own rights, whatever has been reviewed: CLOSED too, as
	// GitHub and GitLab report it of a pull request that is closed without being merged. It must come with DeployUnmerged. To
	// deploy what is merged, follow the branch. Defaults to none.
	PullRequestFilter *[]*awscodepipeline.GitPullRequestFilter
	// DeployUnmerged says that everybody who may open a pull request may run code in the build and in the environment, which are
	// for previews: the pipeline has one deployment, and no approval. Required with a PullRequestFilter, and refused without.
	// Defaults to false.
	DeployUnmerged *bool
}

var (
	_ Source  = connectionSource{}
	_ Starter = connectionSource{}
	_ cloned  = connectionSource{}
)

type connectionSource struct {
	arn, repository, branch *string
	optional[ConnectionOptions]
}

// ConnectionSource follows a branch of a repository on GitHub, GitLab, Bitbucket or another provider supported by AWS
// CodeConnections. The connection, given by its ARN, must have been completed in the console: a pending one never
// starts the pipeline. [NewConnectionSource] makes one. In some regions CodePipeline cannot use connections (AWS page "CodeStarSourceConnection"), which is
// a warning where the region is known. The repository is written "owner/name", on GitLab with all of its groups, in the
// provider's upper and lower case: no URL, no host, no ".git". All three are required; options are given at most once.
func ConnectionSource(arn, repository, branch *string, options ...*ConnectionOptions) Source {
	return connectionSource{arn, repository, branch, once(options)}
}

func (s connectionSource) Validate() error {
	var problems prop.Problems
	if problems.Required("connection of Source", s.arn, "") {
		s.validateArn(&problems)
	}
	if s.repository != nil && prop.Unresolved(*s.repository) {
		problems.MustBe("repository of Source", "known at synthesis", *s.repository)
	} else if problems.Required("repository of Source", s.repository, "") && !isFullRepository(*s.repository) {
		problems.MustBe("repository of Source", `"owner/name"`, shown(*s.repository), write(fullRepositoryMeant(*s.repository)))
	}
	validateBranch(&problems, "branch of Source", s.branch)
	s.optional.validate(&problems)
	s.given().validate(&problems)
	return problems.Err()
}

func (s connectionSource) validateArn(problems *prop.Problems) {
	if prop.Unresolved(*s.arn) || connectionArn.MatchString(*s.arn) {
		return
	}
	fix := ""
	switch trimmed := strings.TrimSpace(*s.arn); {
	case connectionArn.MatchString(trimmed):
		fix = write(trimmed)
	case strings.Contains(trimmed, ":host/"):
		fix = "name a connection that was made for this host"
	case uuid.MatchString(trimmed):
		fix = "write the whole ARN, which `aws codeconnections list-connections` shows"
	}
	problems.MustBe("connection of Source", `the ARN of a connection, "arn:aws:codeconnections:REGION:ACCOUNT:connection/ID"`, *s.arn, fix)
}

// validate finds what CodePipeline refuses in filters, and what nobody has decided.
func (o *ConnectionOptions) validate(problems *prop.Problems) {
	validateFilters(problems, "PushFilter of Source", pushes(o.PushFilter))
	validateFilters(problems, "PullRequestFilter of Source", pullRequests(o.PullRequestFilter))
	validateEvents(problems, o.PullRequestFilter)
	switch unmerged := prop.Or(o.DeployUnmerged, false); {
	case o.PullRequestFilter != nil && !unmerged:
		problems.Say("PullRequestFilter of Source", "set DeployUnmerged if everybody who may open a pull request may, or follow the branch instead",
			"must come with DeployUnmerged, since the pipeline deploys what nobody has merged, got none")
	case o.PullRequestFilter == nil && unmerged:
		problems.Say("DeployUnmerged of Source", "leave it out", "must come with a PullRequestFilter, got none")
	}
}

// deploysUnmerged reports whether pull requests start the pipeline.
func (s connectionSource) deploysUnmerged() bool { return s.given().PullRequestFilter != nil }

// Revision names a branch only where every run has one: a tag has none.
func (s connectionSource) Revision() string {
	if s.given().PushFilter != nil || s.deploysUnmerged() {
		return fmt.Sprintf("Commit %s", SourceVariable("CommitId"))
	}
	return commitOfBranch
}

// FullRepositoryId is the repository as "owner/name".
func (s connectionSource) FullRepositoryId() *string { return s.repository }

func (s connectionSource) Action(options *SourceActionOptions) awscodepipeline.IAction {
	s.grantUse(options.Role)
	filtered := s.given().PushFilter != nil || s.deploysUnmerged()
	owner, name, _ := strings.Cut(*s.repository, "/")
	return awscodepipelineactions.NewCodeStarConnectionsSourceAction(&awscodepipelineactions.CodeStarConnectionsSourceActionProps{
		ActionName:           options.ActionName,
		VariablesNamespace:   options.VariablesNamespace,
		Role:                 options.Role,
		ConnectionArn:        s.arn,
		Owner:                &owner,
		Repo:                 &name,
		Branch:               s.branch,
		TriggerOnPush:        jsii.Bool(!filtered),
		CodeBuildCloneOutput: jsii.Bool(s.clones()),
		Output:               options.Output,
	})
}

// grantUse adds to what the CDK's action grants, which is under the service's name before 2024: newer connections do not
// recognize it.
func (s connectionSource) grantUse(role awsiam.Role) {
	if !strings.Contains(*s.arn, ":codestar-connections:") {
		role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("codeconnections:UseConnection"),
			Resources: &[]*string{s.arn},
		}))
	}
}

func (s connectionSource) clones() bool {
	return prop.Or(s.given().CodeBuildCloneOutput, false)
}

func (s connectionSource) letClone(_ constructs.Construct, build awsiam.Role, denies awsiam.Policy) {
	s.grantUse(build)
	isolation.OneRepository(denies, s.arn, s.repository)
}

// AddTriggers adds the filters, if there are any.
func (s connectionSource) AddTriggers(pipeline awscodepipeline.Pipeline, source awscodepipeline.IAction) {
	o := s.given()
	if o.PushFilter == nil && o.PullRequestFilter == nil {
		return
	}
	pipeline.AddTrigger(&awscodepipeline.TriggerProps{
		ProviderType: awscodepipeline.ProviderType_CODE_STAR_SOURCE_CONNECTION,
		GitConfiguration: &awscodepipeline.GitConfiguration{
			SourceAction:      source,
			PushFilter:        pushesTo(s.branch, o.PushFilter),
			PullRequestFilter: pullRequestsInto(s.branch, o.PullRequestFilter),
		},
	})
}
