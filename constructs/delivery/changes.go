package delivery

import (
	_ "embed"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/regions"
)

//go:embed changes.yml
var changesSpec string

// A history is where the commits of a source are: in a repository of CodeCommit, or in one of a provider.
type history struct {
	repository *string // the name
	arn        *string
	full       *string // "owner/name"
}

// hasHistory reports whether the commits of a source are known to be in a repository.
func hasHistory(source Source) bool {
	switch source.(type) {
	case codeCommitSource, connectionSource, newConnectionSource:
		return true
	}
	return false
}

// historyOf is where the commits of a source are; nothing of it is known of another source.
func historyOf(scope constructs.Construct, source Source) history {
	switch source := source.(type) {
	case codeCommitSource:
		name := source.repository.RepositoryName()
		if resource, is := source.repository.Node().DefaultChild().(awscodecommit.CfnRepository); is {
			name = resource.RepositoryName()
		}
		return history{repository: name, arn: awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("codecommit"), Resource: name,
		})}
	case connectionSource:
		return history{full: source.repository}
	case newConnectionSource:
		return history{full: source.repository}
	}
	return history{}
}

// changes is the step before an approval that tells what is approved: a build whose role may read which releases ran in the
// stage, the commits of the repository and the address of one environment.
type changes struct {
	from history
	name string // of the deployment
	// seen is the environment to look at, whose address the step learns where it has no other; nil if it is known.
	seen      *target
	namespace string
}

// variable refers to what the step tells, in the configuration of the approval.
func (c changes) variable(name string) string { return "#{" + c.namespace + "." + name + "}" }

// namespaceOf is where the variables of the step before the deployment at an index are.
func namespaceOf(index int) string { return "Changes" + strconv.Itoa(index+1) }

// project defines the build. Its right to read the pipeline comes in a policy for which the pipeline does not wait, since it
// names the pipeline; the first run has nothing to compare.
func (c changes) project(scope constructs.Construct, pipeline awscodepipeline.Pipeline, logs awslogs.ILogGroup) awscodebuild.PipelineProject {
	stack := awscdk.Stack_Of(scope)
	variables := map[string]*string{
		"STAGE": jsii.String(DeployStage(c.name)), "REPOSITORY": c.from.repository, "FULL_REPOSITORY_ID": c.from.full,
	}
	var grants []awsiam.PolicyStatement
	grant := func(action string, resource *string) {
		grants = append(grants, awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(action), Resources: &[]*string{resource},
		}))
	}
	if c.from.arn != nil {
		grant("codecommit:GetCommit", c.from.arn)
	}
	if c.seen != nil {
		region := *stack.Region()
		variables["APPLICATION"], variables["ENVIRONMENT"] = c.seen.application, c.seen.name
		variables["CONSOLE"] = jsii.Sprintf("https://%s.%s/elasticbeanstalk/home?region=%s", region, regions.Console(region), region)
		grant("elasticbeanstalk:DescribeEnvironments", c.seen.arn(stack))
	}
	project := newStep(scope, "Changes-"+c.name, logs, changesSpec, 10, variables, &awscodebuild.PipelineProjectProps{})
	for _, statement := range grants {
		project.AddToRolePolicy(statement)
	}
	awsiam.NewPolicy(scope, jsii.String("ChangesPolicy-"+c.name), &awsiam.PolicyProps{
		Roles: &[]awsiam.IRole{project.Role()},
		Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("codepipeline:ListPipelineExecutions"), Resources: &[]*string{pipeline.PipelineArn()},
		})},
	})
	return project
}
