package delivery_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

const (
	connection    = "arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef"
	oldConnection = "arn:aws:codestar-connections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef"
)

func source(configuration map[string]any) map[string]any {
	return map[string]any{"Stages": assertions.Match_ArrayWith(&[]any{map[string]any{
		"Name":    "Source",
		"Actions": []any{assertions.Match_ObjectLike(&map[string]any{"Configuration": configuration})},
	}})}
}

func follows(repository, branch string) map[string]any {
	return source(map[string]any{"RepositoryName": repository, "BranchName": branch, "PollForSourceChanges": false})
}

// EventBridge starts the pipeline: on a push, and when the branch is created by its first push.
func TestSourceDoesNotPoll(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack)
	template := assertions.Template_FromStack(stack, nil)
	checkResource(t, template, "AWS::CodePipeline::Pipeline", follows("code", "main"))
	checkResource(t, template, "AWS::Events::Rule", map[string]any{
		"State": "ENABLED",
		"EventPattern": map[string]any{
			"source":      []any{"aws.codecommit"},
			"detail-type": []any{"CodeCommit Repository State Change"},
			"detail": map[string]any{
				"event": []any{"referenceCreated", "referenceUpdated"}, "referenceName": []any{"main"}, "referenceType": []any{"branch"},
			},
		},
	})
}

// A rule is narrowed once, and only the one that starts the pipeline: the repository may have others.
func TestOnlyThePipelinesRuleIgnoresTags(t *testing.T) {
	stack := cdktest.NewStack(nil)
	repository := awscodecommit.NewRepository(stack, jsii.String("Code"), &awscodecommit.RepositoryProps{RepositoryName: jsii.String("code")})
	repository.OnReferenceCreated(jsii.String("Tagged"), &awsevents.OnEventOptions{EventPattern: &awsevents.EventPattern{
		Detail: &map[string]any{"referenceType": jsii.Strings("tag")},
	}})
	for _, id := range []string{"One", "Two"} {
		delivery.NewPipeline(stack, jsii.String(id), &delivery.PipelineProps{
			Source:      delivery.CodeCommitSource(repository, jsii.String("master")),
			Deployments: &[]*delivery.Deployment{{Environment: environment(stack, id+"Web", "")}},
		})
	}
	var got []string
	for _, r := range resources(t, stack) {
		if r.Type == "AWS::Events::Rule" {
			got = append(got, cdktest.Text(r.Properties["EventPattern"].(map[string]any)["detail"].(map[string]any)["referenceType"]))
		}
	}
	slices.Sort(got)
	if want := []string{`["branch"]`, `["branch"]`, `["tag"]`}; !slices.Equal(got, want) {
		t.Errorf("the rules are for %v, want %v", got, want)
	}
}

// The rule must be where the pipeline is: in the stack of the repository it would make the two stacks depend on each
// other, and a second stage would change a stack that the stages share. And the pipeline must know the repository by a name
// that is written out: what comes from another stack makes each change set look like a change of the pipeline.
func TestRepositoryInAnotherStack(t *testing.T) {
	for name, define := range map[string]func(awscdk.Stack) delivery.Source{
		"of this package": func(stack awscdk.Stack) delivery.Source {
			props := &delivery.RepositoryProps{RepositoryName: jsii.String("app")}
			return delivery.NewRepository(stack, jsii.String("Repository"), props).Source(jsii.String("develop"))
		},
		"of the CDK": func(stack awscdk.Stack) delivery.Source {
			props := &awscodecommit.RepositoryProps{RepositoryName: jsii.String("app")}
			return delivery.CodeCommitSource(awscodecommit.NewRepository(stack, jsii.String("Repository"), props), jsii.String("develop"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
			code := awscdk.NewStack(stage, jsii.String("Source"), nil)
			source := define(code)
			var stacks []awscdk.Stack
			for _, id := range []string{"Dev", "Live"} {
				stack := awscdk.NewStack(stage, jsii.String(id), nil)
				pipeline(stack, func(p *delivery.PipelineProps) { p.Source = source })
				stacks = append(stacks, stack)
			}
			for _, stack := range stacks {
				template := assertions.Template_FromStack(stack, nil)
				cdktest.Counts(t, template, map[string]int{"AWS::Events::Rule": 1})
				checkResource(t, template, "AWS::CodePipeline::Pipeline", follows("app", "develop"))
				if text := cdktest.JSON(t, template); strings.Contains(text, "Fn::ImportValue") || strings.Contains(text, "Fn::GetStackOutput") {
					t.Errorf("%s takes something from another stack", *stack.Node().Id())
				}
				if dependencies := *stack.Dependencies(); len(dependencies) != 1 || *dependencies[0].Node().Id() != "Source" {
					t.Errorf("%s does not depend on the stack of the repository alone", *stack.Node().Id())
				}
			}
			for id, r := range resources(t, code) {
				if r.Type != "AWS::CodeCommit::Repository" {
					t.Errorf("the stack of the repository has %s, a %s", id, r.Type)
				}
			}
		})
	}
}

// A name that is known later can only come from the stack that knows it.
func TestRepositoryInAnotherStackWithANameThatIsKnownLater(t *testing.T) {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	code, stack := awscdk.NewStack(stage, jsii.String("Source"), nil), awscdk.NewStack(stage, jsii.String("Dev"), nil)
	repository := delivery.NewRepository(code, jsii.String("Repository"), &delivery.RepositoryProps{
		RepositoryName: awscdk.NewCfnParameter(code, jsii.String("Name"), nil).ValueAsString(),
	})
	pipeline(stack, func(p *delivery.PipelineProps) { p.Source = repository.Source(nil) })
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodePipeline::Pipeline",
		source(map[string]any{"RepositoryName": assertions.Match_ObjectLike(&map[string]any{"Fn::ImportValue": assertions.Match_AnyValue()})}))
}

// A nested stack cannot depend on the one around it, and need not: it is deployed with it.
func TestRepositoryAroundANestedStack(t *testing.T) {
	stack := cdktest.NewStack(nil)
	repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{RepositoryName: jsii.String("app")})
	nested := awscdk.NewNestedStack(stack, jsii.String("Nested"), nil)
	pipeline(nested, func(p *delivery.PipelineProps) { p.Source = repository.Source(nil) })
	cdktest.Counts(t, assertions.Template_FromStack(nested, nil), map[string]int{"AWS::CodePipeline::Pipeline": 1})
}

// An IAM action must have the prefix of its resource. The CDK grants the old one.
func TestConnectionSourceMayUseItsConnectionOnly(t *testing.T) {
	for arn, want := range map[string][]any{
		connection:    {"codeconnections:UseConnection", "codestar-connections:UseConnection"},
		oldConnection: {"codestar-connections:UseConnection"},
	} {
		stack := cdktest.NewStack(nil)
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Source = delivery.ConnectionSource(jsii.String(arn), jsii.String("group/team/app"), jsii.String("main"))
		})
		template := assertions.Template_FromStack(stack, nil)
		checkResource(t, template, "AWS::CodePipeline::Pipeline", source(map[string]any{
			"ConnectionArn": arn, "FullRepositoryId": "group/team/app", "BranchName": "main", "DetectChanges": true,
		}))
		cdktest.Check(t, func() { template.ResourceCountIs(jsii.String("AWS::Events::Rule"), jsii.Number(0)) })
		var got []any
		for _, s := range statements(t, stack)["PipelineSourceRole"] {
			if s.Resources[0] == arn {
				got = append(got, s.Actions...)
			}
		}
		if !same(got, want) {
			t.Errorf("on %s may %v, want %v", arn, got, want)
		}
	}
}

func TestConnectionMayBeKnownLater(t *testing.T) {
	stack := cdktest.NewStack(nil)
	arn := awscdk.NewCfnParameter(stack, jsii.String("Connection"), nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.Source = delivery.ConnectionSource(arn.ValueAsString(), jsii.String("me/app"), jsii.String("main"))
	})
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodePipeline::Pipeline",
		source(map[string]any{"ConnectionArn": map[string]any{"Ref": "Connection"}}))
}

func TestSourceRejects(t *testing.T) {
	stack := cdktest.NewStack(nil)
	for name, test := range map[string]struct {
		source delivery.Source
		want   []string
	}{
		"no source": {nil, []string{"Source must be given, got nil; use the source of a repository, or delivery.ConnectionSource"}},
		"no repository": {
			delivery.CodeCommitSource(nil, jsii.String("main")),
			[]string{"repository of Source must be given, got nil; use one made by NewRepository, or any other of CodeCommit"},
		},
		"no branch": {
			delivery.CodeCommitSource(awscodecommit.Repository_FromRepositoryName(stack, jsii.String("A"), jsii.String("a")), nil),
			[]string{"branch of Source must be given, got nil; name the branch whose pushes are deployed"},
		},
		"a repository elsewhere": {
			delivery.CodeCommitSource(awscodecommit.Repository_FromRepositoryArn(stack, jsii.String("B"),
				jsii.String("arn:aws:codecommit:eu-west-1:111122223333:b")), jsii.String("main")),
			[]string{"Source must be in the account and region of the stack, unset/unset, got 111122223333/eu-west-1"},
		},
		"nothing right about a connection": {
			delivery.ConnectionSource(jsii.String("arn:aws:codecommit:eu-west-1:111122223333:b"), jsii.String("app"), jsii.String("feature/*")),
			[]string{
				`connection of Source must be the ARN of a connection, "arn:aws:codeconnections:REGION:ACCOUNT:connection/ID", ` +
					`got "arn:aws:codecommit:eu-west-1:111122223333:b"`,
				`repository of Source must be "owner/name", got "app"`,
				`branch of Source must be the name of one branch, such as "main", without "refs/heads/" or wildcards, got "feature/*"`,
			},
		},
		"a connection without anything": {
			delivery.ConnectionSource(nil, nil, nil),
			[]string{
				"connection of Source must be given, got nil",
				"repository of Source must be given, got nil",
				"branch of Source must be given, got nil; name the branch whose pushes are deployed",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkRejection(t, "Pipeline", func() {
				pipeline(cdktest.NewStack(nil), func(p *delivery.PipelineProps) { p.Source = test.source })
			}, test.want...)
		})
	}
}
