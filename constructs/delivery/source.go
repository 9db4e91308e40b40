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
// is told by a method CloneUrl() *string, or by FullRepositoryId() *string where only the provider knows the address. What
// starts the pipeline beside its action is added by a method AddTriggers, with the parameters of [Starter].
type Source interface {
	// Validate returns every problem of the source in one error, or nil. It must not use the CDK.
	Validate() error
	// Action gives the role what it needs to read the source, and returns the action that reads it.
	Action(options *SourceActionOptions) awscodepipeline.IAction
}

// Starter is a source that adds what starts the pipeline, once its action is in it.
type Starter interface {
	AddTriggers(pipeline awscodepipeline.Pipeline, source awscodepipeline.IAction)
}

// A cloned source may be a reference that a build clones, for which its role needs more than the artifact.
type cloned interface {
	clones() bool
	// letClone adds to the role of a pipeline's build, and to the policy with what it is denied.
	letClone(pipeline constructs.Construct, build awsiam.Role, denies awsiam.Policy)
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

var (
	_ Source  = codeCommitSource{}
	_ Starter = codeCommitSource{}
	_ cloned  = codeCommitSource{}
)

// CodeCommitOptions change how a [CodeCommitSource] is read.
type CodeCommitOptions struct {
	// CodeBuildCloneOutput gives the build a clone with its history in place of the files of the commit, for a build that needs
	// git: the role of the build may then pull this repository. Only builds can read such a source. Defaults to false (AWS page
	// "Tutorial: Use full clone with a CodeCommit pipeline source").
	CodeBuildCloneOutput *bool
}

type codeCommitSource struct {
	repository awscodecommit.IRepository
	branch     *string
	seed       string // the folder that the first commit of the branch is made of; empty if that is not known
	optional[CodeCommitOptions]
}

// CodeCommitSource follows a branch of a CodeCommit repository in the account and region of the pipeline. The pipeline
// learns of a push from Amazon EventBridge; it never polls. Every push to the branch starts it: AWS has filters of tags, file
// paths and pull requests for connections only (AWS page "Add trigger with code push or pull request event types"). A
// repository that another stack defines is referred to by its name, and the stack of the pipeline depends on the other one.
// The repository and the branch are required; options are given at most once.
func CodeCommitSource(repository awscodecommit.IRepository, branch *string, options ...*CodeCommitOptions) Source {
	return codeCommitSource{repository: repository, branch: branch, optional: once(options)}
}

func (s codeCommitSource) Validate() error {
	var problems prop.Problems
	problems.Required("repository of Source", s.repository, "use one made by NewRepository, or any other of CodeCommit")
	validateBranch(&problems, "branch of Source", s.branch)
	s.optional.validate(&problems)
	return problems.Err()
}

// optional are options that are given at most once, and can be compared.
type optional[T any] struct {
	options *T
	times   int
}

func once[T any](options []*T) optional[T] {
	o := optional[T]{times: len(options)}
	if len(options) > 0 {
		o.options = options[0]
	}
	return o
}

// validate finds options of which nobody could tell which count.
func (o optional[T]) validate(problems *prop.Problems) {
	if o.times > 1 {
		problems.Say("options of Source", "put all in one", "must be given at most once, got %d", o.times)
	}
}

// given are the options, or those that change nothing.
func (o optional[T]) given() *T {
	if o.options == nil {
		return new(T)
	}
	return o.options
}

func (s codeCommitSource) clones() bool { return prop.Or(s.given().CodeBuildCloneOutput, false) }

// letClone has nothing to add: the CDK lets the build pull this repository.
func (codeCommitSource) letClone(constructs.Construct, awsiam.Role, awsiam.Policy) {}

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
		ActionName:           options.ActionName,
		VariablesNamespace:   options.VariablesNamespace,
		Role:                 options.Role,
		Repository:           s.literal(options.Scope),
		Branch:               s.branch,
		Trigger:              awscodepipelineactions.CodeCommitTrigger_EVENTS,
		CodeBuildCloneOutput: jsii.Bool(s.clones()),
		Output:               options.Output,
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

// AddTriggers narrows the rule of the action to branches: the events of CodeCommit name a tag as they name a
// branch (AWS page "Monitoring CodeCommit events in Amazon EventBridge and Amazon CloudWatch Events").
func (s codeCommitSource) AddTriggers(pipeline awscodepipeline.Pipeline, _ awscodepipeline.IAction) {
	// The action leaves its rule in the pipeline or, in the same stack, in the repository, where there may be others.
	id := *awscdk.Names_NodeUniqueId(pipeline.Node())
	for _, child := range slices.Concat(*pipeline.Node().Children(), *s.repository.Node().Children()) {
		if rule, is := child.(awsevents.Rule); is && strings.HasPrefix(*rule.Node().Id(), id) {
			rule.AddEventPattern(&awsevents.EventPattern{Detail: &map[string]any{"referenceType": jsii.Strings("branch")}})
		}
	}
}

func validateBranch(problems *prop.Problems, field string, branch *string) {
	if !problems.Required(field, branch, `name the branch whose pushes are deployed`) || prop.Unresolved(*branch) {
		return
	}
	if !isBranch(*branch) {
		problems.MustBe(field, `the name of one branch, such as "main", without "refs/heads/" or wildcards`, *branch, write(branchMeant(*branch)))
	}
}
