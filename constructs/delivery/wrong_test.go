package delivery_test

import (
	"maps"
	"reflect"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
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
		"Connection":       wrongConnection(),
		"Deployment":       wrongDeployment(),
		"Pipeline":         wrongPipeline(),
		"S3Source":         wrongS3Source(),
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
	objectArguments struct {
		Bucket awss3.IBucket
		Key    *string
	}
	connectionArguments struct {
		Connection, Repository, Branch *string
		Options                        *delivery.ConnectionOptions
	}
)

type someRepository struct{ awscodecommit.IRepository }

// elsewhere is an environment that is not made here, of which a stack holds many.
func elsewhere(scope constructs.Construct) beanstalk.IEnvironment {
	return beanstalk.EnvironmentFromName(scope, jsii.String("Web"), &beanstalk.EnvironmentAttributes{
		ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"),
	})
}

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
				Source: source(a), Deployments: &[]*delivery.Deployment{{Environment: elsewhere(scope)}},
			})
		},
		Instances: map[reflect.Type][]any{reflect.TypeFor[awscodecommit.IRepository](): {(*someRepository)(nil)}},
	}
}

type someBucket struct{ awss3.IBucket }

func wrongS3Source() cdktest.Subject {
	source := func(a *objectArguments) delivery.Source {
		if a == nil {
			a = &objectArguments{}
		}
		return delivery.S3Source(a.Bucket, a.Key)
	}
	return cdktest.WrongValues[objectArguments]{
		Props: func(scope constructs.Construct) *objectArguments {
			a := &objectArguments{Bucket: &someBucket{}, Key: jsii.String("app.zip")}
			if scope != nil {
				a.Bucket = awss3.Bucket_FromBucketName(scope, jsii.String("Uploads"), jsii.String("uploads"))
			}
			return a
		},
		Validate: func(a *objectArguments) error { return source(a).Validate() },
		Define: func(scope constructs.Construct, a *objectArguments) {
			delivery.NewPipeline(scope, jsii.String("Subject"), &delivery.PipelineProps{
				Source: source(a), Prebuilt: jsii.Bool(true), Deployments: &[]*delivery.Deployment{{Environment: elsewhere(scope)}},
			})
		},
		Instances: map[reflect.Type][]any{reflect.TypeFor[awss3.IBucket](): {(*someBucket)(nil)}},
		Accepted:  map[string]string{"Key with (unicode|.*spaces)": "an object may have such a key"},
	}
}

func wrongConnectionSource() cdktest.Subject {
	source := func(a *connectionArguments) delivery.Source {
		if a == nil {
			a = &connectionArguments{}
		}
		return delivery.ConnectionSource(a.Connection, a.Repository, a.Branch, a.Options)
	}
	return cdktest.WrongValues[connectionArguments]{
		Props: func(constructs.Construct) *connectionArguments {
			return &connectionArguments{
				Connection: jsii.String(connection), Repository: jsii.String("me/app"), Branch: jsii.String("main"),
				Options: &delivery.ConnectionOptions{
					PushFilter: &[]*pushFilter{
						{TagsIncludes: jsii.Strings("v*"), TagsExcludes: jsii.Strings("v0*")},
						{BranchesExcludes: jsii.Strings("draft/**"), FilePathsIncludes: jsii.Strings("shop/**"), FilePathsExcludes: jsii.Strings("**/*.md")},
					},
					PullRequestFilter: &[]*pullFilter{{
						Events:           &[]awscodepipeline.GitPullRequestEvent{awscodepipeline.GitPullRequestEvent_OPEN},
						BranchesIncludes: jsii.Strings("main"), FilePathsIncludes: jsii.Strings("shop/**"),
					}},
					DeployUnmerged: jsii.Bool(true),
				},
			}
		},
		Validate: func(a *connectionArguments) error { return source(a).Validate() },
		Define: func(scope constructs.Construct, a *connectionArguments) {
			delivery.NewPipeline(scope, jsii.String("Subject"), &delivery.PipelineProps{
				Source: source(a), Deployments: &[]*delivery.Deployment{{Environment: elsewhere(scope)}},
			})
		},
		Accepted: map[string]string{`Options.*\[0\]\.(Tags|Branches|FilePaths).*\[0\] with unicode`: "names in Git may be in any script"},
	}
}

func wrongConnection() cdktest.Subject {
	return cdktest.WrongValues[delivery.ConnectionProps]{
		Props: func(constructs.Construct) *delivery.ConnectionProps {
			return &delivery.ConnectionProps{
				ProviderType: jsii.String("GitLabSelfManaged"), ConnectionName: jsii.String("git"),
				HostArn: jsii.String("arn:aws:codeconnections:eu-west-1:111122223333:host/git-0123abcd"),
			}
		},
		Validate: (*delivery.ConnectionProps).Validate,
		Define: func(scope constructs.Construct, props *delivery.ConnectionProps) {
			delivery.NewConnection(scope, jsii.String("Subject"), props)
		},
		Accepted: map[string]string{"ConnectionName with (unicode|.*spaces)": "it is for people"},
	}
}

type (
	someAlarm  struct{ awscloudwatch.IAlarm }
	someTopic  struct{ awssns.ITopic }
	someImages struct{ awsecr.IRepository }
	someVpc    struct{ awsec2.IVpc }
	someGroup  struct{ awsec2.ISecurityGroup }
)

// steps are a deployment with everything beside it.
func steps(scope constructs.Construct) *delivery.Deployment {
	d := &delivery.Deployment{
		Approval: jsii.Bool(true), ApprovalTopic: &someTopic{}, ApprovalChanges: jsii.Bool(true), SmokeTest: &delivery.SmokeTest{},
		AlarmWatch: &delivery.AlarmWatch{Alarm: &someAlarm{}}, Window: &delivery.Window{Cron: jsii.String("* * 9-15 ? * MON-THU *")},
	}
	if scope != nil {
		d.ApprovalTopic = awssns.NewTopic(scope, jsii.String("Approvers"), nil)
		d.AlarmWatch.Alarm = alarm(scope)
	}
	return d
}

var wrongInstances = map[reflect.Type][]any{
	reflect.TypeFor[awscloudwatch.IAlarm]():  {(*someAlarm)(nil)},
	reflect.TypeFor[awssns.ITopic]():         {(*someTopic)(nil)},
	reflect.TypeFor[awsecr.IRepository]():    {(*someImages)(nil)},
	reflect.TypeFor[awsec2.IVpc]():           {(*someVpc)(nil)},
	reflect.TypeFor[awsec2.ISecurityGroup](): {(*someGroup)(nil)},
}

// withWrong adds those of all tests.
func withWrong(instances map[reflect.Type][]any) map[reflect.Type][]any {
	maps.Copy(instances, wrongInstances)
	return instances
}

func wrongDeployment() cdktest.Subject {
	instances := withWrong(map[reflect.Type][]any{reflect.TypeFor[beanstalk.IEnvironment](): {}})
	return cdktest.WrongValues[delivery.Deployment]{
		Props:     steps,
		Validate:  (*delivery.Deployment).Validate,
		Instances: instances,
		Accepted:  map[string]string{"SmokeTest.Text with (unicode|.*spaces)": "it is looked for as it is"},
	}
}

func wrongPipeline() cdktest.Subject {
	var noRepository *delivery.Repository
	return cdktest.WrongValues[delivery.PipelineProps]{
		Props: func(scope constructs.Construct) *delivery.PipelineProps {
			p := &delivery.PipelineProps{
				Source:        delivery.ConnectionSource(jsii.String(connection), jsii.String("me/app"), jsii.String("main")),
				Deployments:   &[]*delivery.Deployment{steps(scope)},
				Notifications: &delivery.Notifications{EmailAddresses: jsii.Strings("ops@example.com")},
				ComputeType:   awscodebuild.ComputeType_SMALL,
				RemovalPolicy: awscdk.RemovalPolicy_RETAIN,
				BuildEnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
					"GOFLAGS": {Value: "-race", Type: awscodebuild.BuildEnvironmentVariableType_PLAINTEXT},
				},
				Image:               &delivery.ImageBuild{Repository: &someImages{}},
				BuildVpc:            &someVpc{},
				BuildSecurityGroups: &[]awsec2.ISecurityGroup{&someGroup{}},
				BuildSubnets:        &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS},
				BuildSecrets:        &map[string]beanstalk.Secret{"TOKEN": beanstalk.SecretFromArn(jsii.String(someSecret), nil)},
			}
			(*p.Deployments)[0].Environment, (*p.Deployments)[0].Name = &beanstalk.WebEnvironment{}, jsii.String("Prod")
			if scope != nil {
				p.Image.Repository = awsecr.Repository_FromRepositoryName(scope, jsii.String("Images"), jsii.String("shop"))
				p.BuildVpc = awsec2.Vpc_FromVpcAttributes(scope, jsii.String("Vpc"), &awsec2.VpcAttributes{
					VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a"), PrivateSubnetIds: jsii.Strings("subnet-1"),
				})
				p.BuildSecurityGroups = &[]awsec2.ISecurityGroup{
					awsec2.SecurityGroup_FromSecurityGroupId(scope, jsii.String("Group"), jsii.String("sg-1"), nil),
				}
				(*p.Deployments)[0].Environment = elsewhere(scope)
			}
			return p
		},
		Validate: (*delivery.PipelineProps).Validate,
		Define: func(scope constructs.Construct, props *delivery.PipelineProps) {
			delivery.NewPipeline(scope, jsii.String("Subject"), props)
		},
		Instances: withWrong(map[reflect.Type][]any{
			reflect.TypeFor[delivery.Source](): {
				(*placedSource)(nil), noRepository.Source(nil), (&delivery.Repository{}).Source(nil),
				delivery.CodeCommitSource(nil, nil), delivery.ConnectionSource(nil, nil, nil), delivery.S3Source(nil, nil),
				delivery.NewConnectionSource(nil, nil, nil),
			},
			reflect.TypeFor[beanstalk.IEnvironment](): {(*beanstalk.WebEnvironment)(nil), &beanstalk.WebEnvironment{}},
		}),
		Later: `^(Deployments\[0\].Environment|BuildSubnets\b)`,
		Accepted: map[string]string{
			`Deployments\[0\].SmokeTest.Text with (unicode|.*spaces)`:                                  "it is looked for as it is",
			"LocalCaches with an empty list":                                                           "no cache",
			"BuildSubnets.SubnetType with nothing in it|BuildSubnets.SubnetFilters with an empty list": "the default",
			"Notifications.EmailAddresses with an empty list":                                          "nobody is told yet",
			"Image.(Dockerfile|Context) with (unicode|spaces)":                                         "a file may have such a name",
			"(ComputeType|RemovalPolicy|BuildEnvironmentVariables.*Type) with nothing in it":           "the default",
			"BuildEnvironmentVariables.*Value with (nothing in it|unicode|.*spaces)":                   "text for the build",
			"BuildEnvironmentVariables.*Value with (a negative number|a fraction|a huge number|zero)":  "any number, written as text",
		},
	}
}
