package delivery_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

func TestWrongValues(t *testing.T) {
	cdktest.TestWrongValues(t, map[string]cdktest.Subject{
		"Repository":       wrongRepository(),
		"CodeCommitSource": wrongCodeCommitSource(),
		"ConnectionSource": wrongConnectionSource(),
		"Deployment":       wrongDeployment(),
		"Pipeline":         wrongPipeline(),
	})
}

func wrongRepository() cdktest.Subject {
	return cdktest.WrongValues[delivery.RepositoryProps]{
		Props: func(constructs.Construct) *delivery.RepositoryProps {
			return &delivery.RepositoryProps{RepositoryName: jsii.String("shop"), RemovalPolicy: awscdk.RemovalPolicy_RETAIN}
		},
		Validate: (*delivery.RepositoryProps).Validate,
		Define: func(scope constructs.Construct, props *delivery.RepositoryProps) {
			delivery.NewRepository(scope, jsii.String("Subject"), props)
		},
		Accepted: map[string]string{
			"Description with (unicode|.*spaces)": "it is for people",
			"RemovalPolicy with nothing in it":    "the default",
		},
	}
}

// The arguments of sources, as if they were properties.
type (
	commitArguments struct {
		Repository awscodecommit.IRepository
		Branch     *string
	}
	connectionArguments struct{ Connection, Repository, Branch *string }
)

type someRepository struct{ awscodecommit.IRepository }

func wrongCodeCommitSource() cdktest.Subject {
	source := func(a *commitArguments) delivery.Source {
		if a == nil {
			a = &commitArguments{}
		}
		return delivery.CodeCommitSource(a.Repository, a.Branch)
	}
	return cdktest.WrongValues[commitArguments]{
		Props: func(scope constructs.Construct) *commitArguments {
			a := &commitArguments{Repository: &someRepository{}, Branch: jsii.String("main")}
			if scope != nil {
				a.Repository = awscodecommit.Repository_FromRepositoryName(scope, jsii.String("Code"), jsii.String("code"))
			}
			return a
		},
		Validate: func(a *commitArguments) error { return source(a).Validate() },
		Define: func(scope constructs.Construct, a *commitArguments) {
			delivery.NewPipeline(scope, jsii.String("Subject"), &delivery.PipelineProps{
				Source: source(a), Deployments: &[]*delivery.Deployment{{Environment: environment(scope, "Web", "")}},
			})
		},
		Instances: map[reflect.Type][]any{reflect.TypeFor[awscodecommit.IRepository](): {(*someRepository)(nil)}},
	}
}

func wrongConnectionSource() cdktest.Subject {
	source := func(a *connectionArguments) delivery.Source {
		if a == nil {
			a = &connectionArguments{}
		}
		return delivery.ConnectionSource(a.Connection, a.Repository, a.Branch)
	}
	return cdktest.WrongValues[connectionArguments]{
		Props: func(constructs.Construct) *connectionArguments {
			return &connectionArguments{Connection: jsii.String(connection), Repository: jsii.String("me/app"), Branch: jsii.String("main")}
		},
		Validate: func(a *connectionArguments) error { return source(a).Validate() },
		Define: func(scope constructs.Construct, a *connectionArguments) {
			delivery.NewPipeline(scope, jsii.String("Subject"), &delivery.PipelineProps{
				Source: source(a), Deployments: &[]*delivery.Deployment{{Environment: environment(scope, "Web", "")}},
			})
		},
	}
}

func wrongDeployment() cdktest.Subject {
	return cdktest.WrongValues[delivery.Deployment]{
		Props:     func(constructs.Construct) *delivery.Deployment { return &delivery.Deployment{} },
		Validate:  (*delivery.Deployment).Validate,
		Instances: map[reflect.Type][]any{reflect.TypeFor[beanstalk.IEnvironment](): {}},
	}
}

func wrongPipeline() cdktest.Subject {
	var noRepository *delivery.Repository
	return cdktest.WrongValues[delivery.PipelineProps]{
		Props: func(scope constructs.Construct) *delivery.PipelineProps {
			p := &delivery.PipelineProps{
				Source:        delivery.ConnectionSource(jsii.String(connection), jsii.String("me/app"), jsii.String("main")),
				Deployments:   &[]*delivery.Deployment{{Environment: &beanstalk.WebEnvironment{}, Name: jsii.String("Prod")}},
				ComputeType:   awscodebuild.ComputeType_SMALL,
				RemovalPolicy: awscdk.RemovalPolicy_RETAIN,
				BuildEnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
					"GOFLAGS": {Value: "-race", Type: awscodebuild.BuildEnvironmentVariableType_PLAINTEXT},
				},
			}
			if scope != nil {
				(*p.Deployments)[0].Environment = beanstalk.EnvironmentFromName(scope, jsii.String("Web"), &beanstalk.EnvironmentAttributes{
					ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"),
				})
			}
			return p
		},
		Validate: (*delivery.PipelineProps).Validate,
		Define: func(scope constructs.Construct, props *delivery.PipelineProps) {
			delivery.NewPipeline(scope, jsii.String("Subject"), props)
		},
		Instances: map[reflect.Type][]any{
			reflect.TypeFor[delivery.Source](): {
				(*placedSource)(nil), noRepository.Source(nil), (&delivery.Repository{}).Source(nil),
				delivery.CodeCommitSource(nil, nil), delivery.ConnectionSource(nil, nil, nil),
			},
			reflect.TypeFor[beanstalk.IEnvironment](): {(*beanstalk.WebEnvironment)(nil), &beanstalk.WebEnvironment{}},
		},
		Later: `^Deployments\[0\].Environment`,
		Accepted: map[string]string{
			"BuildSpec with (unicode|spaces)":                                                         "a file may have such a name",
			"(ComputeType|RemovalPolicy|BuildEnvironmentVariables.*Type) with nothing in it":          "the default",
			"BuildEnvironmentVariables.*Value with (nothing in it|unicode|.*spaces)":                  "text for the build",
			"BuildEnvironmentVariables.*Value with (a negative number|a fraction|a huge number|zero)": "any number, written as text",
		},
	}
}
