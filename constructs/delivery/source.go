package delivery

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

var (
	connectionArn  = regexp.MustCompile(`^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/[A-Za-z0-9-]+$`)
	fullRepository = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+$`)
)

// Source is where a pipeline takes what it builds. [CodeCommitSource], [ConnectionSource] and [Repository.Source] make
// one; every push to its branch starts the pipeline.
type Source interface {
	// check reports what is wrong with the source for a pipeline in the given scope.
	check(scope constructs.Construct) error
	// action gives the role what it needs to read the source and returns the action that does it.
	action(role awsiam.Role, output awscodepipeline.Artifact) awscodepipeline.IAction
}

var _, _ Source = codeCommitSource{}, connectionSource{}

type codeCommitSource struct {
	repository awscodecommit.IRepository
	branch     *string
}

// CodeCommitSource follows a branch of a CodeCommit repository in the account and region of the pipeline. The pipeline
// learns of a push from Amazon EventBridge; it never polls. Both arguments are required.
func CodeCommitSource(repository awscodecommit.IRepository, branch *string) Source {
	return codeCommitSource{repository, branch}
}

func (s codeCommitSource) check(scope constructs.Construct) error {
	if s.repository == nil {
		return errors.New("Source must have a repository, got nil")
	}
	return errors.Join(
		checkBranch("branch of Source", prop.Or(s.branch, "")),
		checkNear("repository of Source", scope, s.repository.Env()),
	)
}

func (s codeCommitSource) action(role awsiam.Role, output awscodepipeline.Artifact) awscodepipeline.IAction {
	return awscodepipelineactions.NewCodeCommitSourceAction(&awscodepipelineactions.CodeCommitSourceActionProps{
		ActionName:         jsii.String("Source"),
		VariablesNamespace: jsii.String(sourceNamespace),
		Role:               role,
		Repository:         s.repository,
		Branch:             s.branch,
		Trigger:            awscodepipelineactions.CodeCommitTrigger_EVENTS,
		Output:             output,
	})
}

type connectionSource struct{ arn, repository, branch *string }

// ConnectionSource follows a branch of a repository at GitHub, GitLab, Bitbucket or another provider of AWS
// CodeConnections. The connection, given by its ARN, must have been completed in the console: a pending one never starts
// the pipeline. The repository is written "owner/name", at GitLab with all of its groups. All arguments are required.
func ConnectionSource(arn, repository, branch *string) Source {
	return connectionSource{arn, repository, branch}
}

func (s connectionSource) check(constructs.Construct) error {
	var arn, repository error
	if a := prop.Or(s.arn, ""); !prop.IsToken(a) && !connectionArn.MatchString(a) {
		arn = fmt.Errorf(`connection of Source must be the ARN of a connection, "arn:aws:codeconnections:REGION:ACCOUNT:connection/ID", got %q`, a)
	}
	if r := prop.Or(s.repository, ""); !fullRepository.MatchString(r) {
		repository = fmt.Errorf(`repository of Source must be "owner/name", got %q`, r)
	}
	return errors.Join(arn, repository, checkBranch("branch of Source", prop.Or(s.branch, "")))
}

func (s connectionSource) action(role awsiam.Role, output awscodepipeline.Artifact) awscodepipeline.IAction {
	// The action itself grants what the service was called before 2024, which a connection made since does not know.
	if !strings.Contains(*s.arn, ":codestar-connections:") {
		role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions:   jsii.Strings("codeconnections:UseConnection"),
			Resources: &[]*string{s.arn},
		}))
	}
	owner, name, _ := strings.Cut(*s.repository, "/")
	return awscodepipelineactions.NewCodeStarConnectionsSourceAction(&awscodepipelineactions.CodeStarConnectionsSourceActionProps{
		ActionName:         jsii.String("Source"),
		VariablesNamespace: jsii.String(sourceNamespace),
		Role:               role,
		ConnectionArn:      s.arn,
		Owner:              jsii.String(owner),
		Repo:               jsii.String(name),
		Branch:             s.branch,
		TriggerOnPush:      jsii.Bool(true),
		Output:             output,
	})
}
