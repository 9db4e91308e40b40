package stacks

import (
	"errors"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// SourceStack holds the repository that stages and a release follow, so that none takes the code with it when it is deleted.
type SourceStack struct {
	// Stack is what the CDK CLI deploys.
	Stack awscdk.Stack
	// Repository is where the code is.
	Repository *delivery.Repository
}

// Repository is the repository that is followed through a [Branch], called webapp. A folder is its first content, on
// the branch that Dev follows, so that Dev's pipeline has something to deliver as soon as it exists; main comes with
// the first promotion.
func Repository(directory string) delivery.RepositoryProps {
	return delivery.RepositoryProps{
		RepositoryName: jsii.String("webapp"),
		Description:    jsii.String("The web app that the stages build and deploy"),
		Directory:      &directory,
		Branch:         jsii.String(string(developBranch)),
		RemovalPolicy:  awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	}
}

// NewSourceStack defines the repository, in the given account and region, or in those of the CLI's credentials if both are
// empty. It panics with every problem at once.
func NewSourceStack(scope constructs.Construct, account, region string, repository delivery.RepositoryProps) *SourceStack {
	if prop.IsNil(scope) || cdk.Try(func() { _ = scope.Node() }) != nil {
		panic(errors.New("scope of NewSourceStack must be an app, or a stage of one, got one that was never made"))
	}
	var problems prop.Problems
	validatePlace(&problems, account, region)
	problems.Add(prop.At(cdk.Path(scope, "SourceStack")+"/Repository", repository.Validate()))
	if err := problems.Err(); err != nil {
		panic(prop.At(cdk.Path(scope, "SourceStack"), err))
	}
	stack := awscdk.NewStack(scope, jsii.String("SourceStack"), &awscdk.StackProps{
		Description: jsii.String("The source repository that all stages share"),
		Env:         environment(account, region),
	})
	s := &SourceStack{Stack: stack}
	s.Repository = delivery.NewRepository(stack, jsii.String("Repository"), &repository)
	output(stack, "CloneUrl", "What to clone, with git-remote-codecommit", s.Repository.CloneUrl())
	output(stack, "CloneUrlHttp", "What to clone, with credentials for HTTPS", s.Repository.Repository.RepositoryCloneUrlHttp())
	return s
}

// environment is nil, which means the account and region of the CLI's credentials, unless both are given.
func environment(account, region string) *awscdk.Environment {
	if account == "" {
		return nil
	}
	return &awscdk.Environment{Account: &account, Region: &region}
}
