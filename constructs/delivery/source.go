package delivery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// Source is where a pipeline gets what it builds. [CodeCommitSource], [ConnectionSource] and [Repository.Source] return
// one; every push to its branch starts the pipeline. Anything else with these methods is a source too. If it must be in
// the account and region of the pipeline, it also has a method Env that says where it is, as constructs of the CDK do.
// A method Revision() string tells approvals what a run has read, in words and with [SourceVariable]. What people push to
// is told by a method CloneUrl() *string, or by FullRepositoryId() *string where only the provider knows the address.
type Source interface {
	// Validate returns every problem of the source in one error, or nil. It must not use the CDK.
	Validate() error
	// Action gives the role what it needs to read the source, and returns the action that reads it.
	Action(options *SourceActionOptions) awscodepipeline.IAction
}

// commitOfBranch is the revision of a Git repository.
var commitOfBranch = fmt.Sprintf("Commit %s of branch %s", SourceVariable("CommitId"), SourceVariable("BranchName"))

// SourceActionOptions are what a pipeline specifies for the action that reads its source. All are given.
type SourceActionOptions struct {
	// Scope is where a source may define what it needs.
	Scope constructs.Construct
	// ActionName is the name of the action.
	ActionName *string
	// VariablesNamespace is where other actions find the variables of the action; see [SourceVariable].
	VariablesNamespace *string
	// Role is the role of the action.
	Role awsiam.Role
	// Output is the artifact that the action writes.
	Output awscodepipeline.Artifact
}

var _, _ Source = codeCommitSource{}, connectionSource{}

type codeCommitSource struct {
	repository awscodecommit.IRepository
	branch     *string
	seed       string // the folder that the first commit of the branch is made of; empty if that is not known
}

// CodeCommitSource follows a branch of a CodeCommit repository in the account and region of the pipeline. The pipeline
// learns of a push from Amazon EventBridge; it never polls. A repository that another stack defines is referred to by its
// name, and the stack of the pipeline depends on the other one. Both arguments are required.
func CodeCommitSource(repository awscodecommit.IRepository, branch *string) Source {
	return codeCommitSource{repository: repository, branch: branch}
}

func (s codeCommitSource) Validate() error {
	var problems prop.Problems
	problems.Required("repository of Source", s.repository, "use one made by NewRepository, or any other of CodeCommit")
	validateBranch(&problems, "branch of Source", s.branch)
	return problems.Err()
}

// Env is the account and region of the repository.
func (s codeCommitSource) Env() *interfaces.ResourceEnvironment {
	if prop.IsNil(s.repository) {
		return nil
	}
	return s.repository.Env()
}

func (codeCommitSource) Revision() string { return commitOfBranch }

// CloneUrl is what git-remote-codecommit clones.
func (s codeCommitSource) CloneUrl() *string { return cloneURL(s.repository) }

// cloneURL has the name of the repository written out, so that no stack takes it from another one.
func cloneURL(repository awscodecommit.IRepository) *string {
	name := repository.RepositoryName()
	if resource, is := repository.Node().DefaultChild().(awscodecommit.CfnRepository); is {
		name = resource.RepositoryName()
	}
	return jsii.Sprintf("codecommit::%s://%s", *repository.Env().Region, *name)
}

func (s codeCommitSource) Action(options *SourceActionOptions) awscodepipeline.IAction {
	return awscodepipelineactions.NewCodeCommitSourceAction(&awscodepipelineactions.CodeCommitSourceActionProps{
		ActionName:         options.ActionName,
		VariablesNamespace: options.VariablesNamespace,
		Role:               options.Role,
		Repository:         s.literal(options.Scope),
		Branch:             s.branch,
		Trigger:            awscodepipelineactions.CodeCommitTrigger_EVENTS,
		Output:             options.Output,
	})
}

// literal is the repository as a pipeline in the given scope refers to it. What one stack takes from another is unknown
// in a change set, so that every update would seem to change the pipeline. A name that is written out is known.
func (s codeCommitSource) literal(scope constructs.Construct) awscodecommit.IRepository {
	here, there := awscdk.Stack_Of(scope), awscdk.Stack_Of(s.repository)
	resource, is := s.repository.Node().DefaultChild().(awscodecommit.CfnRepository)
	nested := here.NestedStackParent() != nil || there.NestedStackParent() != nil // which hand parameters to each other
	if *here.Node().Path() == *there.Node().Path() || nested || !is {
		return s.repository
	}
	here.AddStackDependency(there, nil)
	// It is defined where the repository is, so that the rule that starts the pipeline is defined in the pipeline.
	return awscodecommit.Repository_FromRepositoryName(resource, awscdk.Names_NodeUniqueId(scope.Node()), resource.RepositoryName())
}

// ignoreTags narrows the rule that starts a pipeline to branches: the events of CodeCommit name a tag as they name a
// branch (AWS page "Monitoring CodeCommit events in Amazon EventBridge and Amazon CloudWatch Events").
func (s codeCommitSource) ignoreTags(pipeline awscodepipeline.Pipeline) {
	// The action leaves its rule in the pipeline or, in the same stack, in the repository, where there may be others.
	id := *awscdk.Names_NodeUniqueId(pipeline.Node())
	for _, child := range slices.Concat(*pipeline.Node().Children(), *s.repository.Node().Children()) {
		if rule, is := child.(awsevents.Rule); is && strings.HasPrefix(*rule.Node().Id(), id) {
			rule.AddEventPattern(&awsevents.EventPattern{Detail: &map[string]any{"referenceType": jsii.Strings("branch")}})
		}
	}
}

type connectionSource struct{ arn, repository, branch *string }

// ConnectionSource follows a branch of a repository on GitHub, GitLab, Bitbucket or another provider supported by AWS
// CodeConnections. The connection, given by its ARN, must have been completed in the console: a pending one never
// starts the pipeline. In some regions CodePipeline cannot use connections (AWS page "CodeStarSourceConnection"), which is
// a warning where the region is known. The repository is written "owner/name", on GitLab with all of its groups, in the
// provider's upper and lower case: no URL, no host, no ".git". All arguments are required.
func ConnectionSource(arn, repository, branch *string) Source {
	return connectionSource{arn, repository, branch}
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

func (connectionSource) Revision() string { return commitOfBranch }

// FullRepositoryId is the repository as "owner/name".
func (s connectionSource) FullRepositoryId() *string { return s.repository }

func (s connectionSource) Action(options *SourceActionOptions) awscodepipeline.IAction {
	// The action itself grants permissions under the service's name before 2024, which newer connections do not
	// recognize.
	if !strings.Contains(*s.arn, ":codestar-connections:") {
		options.Role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("codeconnections:UseConnection"),
			Resources: &[]*string{s.arn},
		}))
	}
	owner, name, _ := strings.Cut(*s.repository, "/")
	return awscodepipelineactions.NewCodeStarConnectionsSourceAction(&awscodepipelineactions.CodeStarConnectionsSourceActionProps{
		ActionName:         options.ActionName,
		VariablesNamespace: options.VariablesNamespace,
		Role:               options.Role,
		ConnectionArn:      s.arn,
		Owner:              &owner,
		Repo:               &name,
		Branch:             s.branch,
		TriggerOnPush:      jsii.Bool(true),
		Output:             options.Output,
	})
}

func validateBranch(problems *prop.Problems, field string, branch *string) {
	if !problems.Required(field, branch, `name the branch whose pushes are deployed`) || prop.Unresolved(*branch) {
		return
	}
	if !isBranch(*branch) {
		problems.MustBe(field, `the name of one branch, such as "main", without "refs/heads/" or wildcards`, *branch, write(branchMeant(*branch)))
	}
}
