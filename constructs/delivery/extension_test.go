package delivery_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// bucketSource is a source as an importer would write it: an archive in a bucket that already exists.
type bucketSource struct{ key string }

func (s *bucketSource) Validate() error {
	if s.key == "" {
		return errors.New(`key of Source must be the key of an archive, got ""`)
	}
	return nil
}

func (s *bucketSource) Action(options *delivery.SourceActionOptions) awscodepipeline.IAction {
	return awscodepipelineactions.NewS3SourceAction(&awscodepipelineactions.S3SourceActionProps{
		ActionName:         options.ActionName,
		VariablesNamespace: options.VariablesNamespace,
		Role:               options.Role,
		Output:             options.Output,
		Bucket:             awss3.Bucket_FromBucketName(options.Scope, jsii.String("Archives"), jsii.String("archives")),
		BucketKey:          &s.key,
	})
}

// An approval says what the source says about a run, and names no variable that the source may lack.
func TestAnApprovalNamesTheRevision(t *testing.T) {
	for want, source := range map[string]delivery.Source{
		"A release, to be deployed to Web": &bucketSource{"app.zip"},
		"Archive 7, to be deployed to Web": &revisedSource{bucketSource{"app.zip"}},
		"Commit #{Source.CommitId} of branch #{Source.BranchName}, to be deployed to Web. #{Changes1.CHANGES}": delivery.ConnectionSource(
			jsii.String(connection), jsii.String("me/app"), jsii.String("main")),
	} {
		stack := cdktest.NewStack(nil)
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Source = source
			(*p.Deployments)[0].Approval = jsii.Bool(true)
		})
		if text := cdktest.JSON(t, assertions.Template_FromStack(stack, nil)); !strings.Contains(text, `"CustomData": "`+want+`"`) {
			t.Errorf("the approval does not say %q", want)
		}
	}
}

type revisedSource struct{ bucketSource }

func (*revisedSource) Revision() string { return "Archive 7" }

// placedSource is one that must be where the pipeline is.
type placedSource struct{ bucketSource }

func (*placedSource) Env() *interfaces.ResourceEnvironment {
	return &interfaces.ResourceEnvironment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")}
}

func TestSourceOfAnImporter(t *testing.T) {
	stack := cdktest.NewStack(nil)
	p := pipeline(stack, func(p *delivery.PipelineProps) { p.Source = &bucketSource{"app.zip"} })
	if p.Node().TryFindChild(jsii.String("Archives")) == nil {
		t.Error("what a source defines is not in the pipeline's scope")
	}
	all := resources(t, stack)
	checkWaitsForPoliciesOfActions(t, all)
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodePipeline::Pipeline", map[string]any{
		"Stages": assertions.Match_ArrayWith(&[]any{like(map[string]any{"Name": "Source", "Actions": []any{like(map[string]any{
			"Name":            "Source",
			"Namespace":       "Source",
			"ActionTypeId":    like(map[string]any{"Provider": "S3"}),
			"Configuration":   like(map[string]any{"S3Bucket": "archives", "S3ObjectKey": "app.zip"}),
			"OutputArtifacts": []any{map[string]any{"Name": "Source"}},
			"RoleArn":         map[string]any{"Fn::GetAtt": []any{assertions.Match_StringLikeRegexp(jsii.String("^PipelineSourceRole")), "Arn"}},
		})}})}),
	})
	// The role is of no use without what the action needs.
	var may []any
	for _, s := range statements(t, stack)["PipelineSourceRole"] {
		may = append(may, s.Actions...)
	}
	if !slices.Contains(may, any("s3:GetObject*")) {
		t.Errorf("the role of the source may only %v", may)
	}
}

func TestSourceOfAnImporterIsRefusedInItsOwnWords(t *testing.T) {
	checkRejection(t, "Pipeline", func() {
		pipeline(cdktest.NewStack(nil), func(p *delivery.PipelineProps) { p.Source = &bucketSource{} })
	}, `key of Source must be the key of an archive, got ""`)
}

func TestSourceOfAnImporterMayHaveToBeNear(t *testing.T) {
	checkRejection(t, "Pipeline", func() {
		pipeline(cdktest.NewStack(nil), func(p *delivery.PipelineProps) { p.Source = &placedSource{bucketSource{"app.zip"}} })
	}, "Source must be in the account and region of the stack, unset/unset, got 111122223333/eu-west-1")
}

func TestEnvironmentMadeElsewhere(t *testing.T) {
	stack := cdktest.NewStack(nil)
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source: codeCommit(stack),
		Deployments: &[]*delivery.Deployment{{
			Environment: beanstalk.EnvironmentFromName(stack, jsii.String("Live"), &beanstalk.EnvironmentAttributes{
				ApplicationName: jsii.String("shop"),
				EnvironmentName: jsii.String("shop-live"),
				Architecture:    awsec2.InstanceArchitecture_ARM_64,
			}),
		}},
	})
	template := assertions.Template_FromStack(stack, nil)
	checkResource(t, template, "AWS::CodePipeline::Pipeline", map[string]any{"Stages": assertions.Match_ArrayWith(&[]any{
		like(map[string]any{"Name": "Deploy-Live", "Actions": []any{like(map[string]any{
			"Configuration":  map[string]any{"ApplicationName": "shop", "EnvironmentName": "shop-live"},
			"InputArtifacts": []any{map[string]any{"Name": "Release"}},
		})}}),
	})})
	checkResource(t, template, "AWS::CodeBuild::Project", map[string]any{"Environment": map[string]any{"Type": "ARM_CONTAINER"}})
	cdktest.Counts(t, template, map[string]int{"AWS::ElasticBeanstalk::Environment": 0, "AWS::ElasticBeanstalk::Application": 0})
}

func TestApprovalsAreToldToATopic(t *testing.T) {
	stack := cdktest.NewStack(nil)
	p := pipeline(stack, func(p *delivery.PipelineProps) { (*p.Deployments)[0].Approval = jsii.Bool(true) })
	p.Pipeline.NotifyOnAnyManualApprovalStateChange(jsii.String("Approvals"), awssns.NewTopic(stack, jsii.String("Topic"), nil), nil)
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeStarNotifications::NotificationRule", map[string]any{
		"EventTypeIds": assertions.Match_ArrayWith(&[]any{"codepipeline-pipeline-manual-approval-needed"}),
		"Targets":      []any{like(map[string]any{"TargetType": "SNS"})},
	})
}

func TestAPipelineThatWasNeverMadeHasNoRuns(t *testing.T) {
	for _, p := range []*delivery.Pipeline{nil, {}} {
		checkAnswer(t, func() { p.OnRunFailed(jsii.String("Failed"), nil) },
			"OnRunFailed must be called on a pipeline that NewPipeline has made, got one that was never made")
	}
}

// check is an action that a team adds, with a project that already exists.
func check(stack awscdk.Stack, name string, input awscodepipeline.Artifact, role awsiam.IRole) awscodepipeline.IAction {
	return awscodepipelineactions.NewCodeBuildAction(&awscodepipelineactions.CodeBuildActionProps{
		ActionName: &name,
		Project:    awscodebuild.PipelineProject_FromProjectName(stack, jsii.String(name+"Project"), jsii.String("checks")),
		Input:      input,
		Role:       role,
		RunOrder:   jsii.Number(2),
		EnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
			"COMMIT": {Value: delivery.SourceVariable("CommitId")},
		},
	})
}

// checkWaitsForPoliciesOfActions expects that each action has a role with a policy, and that the pipeline waits for it.
func checkWaitsForPoliciesOfActions(t *testing.T, all map[string]cdktest.Resource) {
	t.Helper()
	policies := map[string]string{} // by role
	for id, r := range all {
		if r.Type != "AWS::IAM::Policy" {
			continue
		}
		for _, role := range r.Properties["Roles"].([]any) {
			policies[role.(map[string]any)["Ref"].(string)] = id
		}
	}
	waits := pipelineOf(all).DependsOn
	for _, stage := range pipelineOf(all).Properties["Stages"].([]any) {
		for _, action := range stage.(map[string]any)["Actions"].([]any) {
			action := action.(map[string]any)
			role := action["RoleArn"].(map[string]any)["Fn::GetAtt"].([]any)[0].(string)
			if policy := policies[role]; policy == "" || !slices.Contains(waits, policy) {
				t.Errorf("the pipeline does not wait for the policy %q of %s, the role of the action %s", policy, role, action["Name"])
			}
		}
	}
}

func TestStagesAndActionsAddedLaterAreWaitedFor(t *testing.T) {
	stack := cdktest.NewStack(nil)
	line := pipeline(stack)
	build := line.Pipeline.Stage(jsii.String(delivery.BuildStage))
	build.AddAction(check(stack, "Lint", line.Source, nil))
	own := awsiam.NewRole(stack, jsii.String("Own"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewArnPrincipal(line.Pipeline.Role().RoleArn()),
	})
	line.Pipeline.AddStage(&awscodepipeline.StageOptions{
		StageName: jsii.String("Scan"),
		Actions: &[]awscodepipeline.IAction{
			check(stack, "Licences", line.Source, nil), check(stack, "Secrets", line.Release, own),
		},
		Placement: &awscodepipeline.StagePlacement{JustAfter: build},
	})
	all := resources(t, stack)
	checkWaitsForPoliciesOfActions(t, all)

	var got []string
	for _, stage := range pipelineOf(all).Properties["Stages"].([]any) {
		stage := stage.(map[string]any)
		got = append(got, stage["Name"].(string))
		for _, action := range stage["Actions"].([]any) {
			got = append(got, action.(map[string]any)["Name"].(string))
		}
	}
	want := []string{
		delivery.SourceStage, "Source",
		delivery.BuildStage, "Build", "Lint",
		"Scan", "Licences", "Secrets",
		delivery.DeployStage("Web"), "Deploy",
	}
	if !slices.Equal(got, want) {
		t.Errorf("stages and actions are %v, want %v", got, want)
	}
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodePipeline::Pipeline", map[string]any{
		"Stages": assertions.Match_ArrayWith(&[]any{like(map[string]any{"Name": "Scan", "Actions": assertions.Match_ArrayWith(&[]any{
			like(map[string]any{"Name": "Secrets", "InputArtifacts": []any{map[string]any{"Name": "Release"}}, "Configuration": like(map[string]any{
				"EnvironmentVariables": `[{"name":"COMMIT","type":"PLAINTEXT","value":"#{Source.CommitId}"}]`,
			})}),
		})})}),
	})
}

// A rule that watches a stage or an action is defined within the stage, and needs the pipeline first.
func TestStagesAndActionsCanBeWatched(t *testing.T) {
	stack := cdktest.NewStack(nil)
	line := pipeline(stack, func(p *delivery.PipelineProps) { (*p.Deployments)[0].Approval = jsii.Bool(true) })
	target := awseventstargets.NewSnsTopic(awssns.NewTopic(stack, jsii.String("Topic"), nil), nil)
	line.Pipeline.Stage(jsii.String(delivery.BuildStage)).OnStateChange(jsii.String("Built"), target, nil)
	approve := line.Pipeline.Stage(jsii.String(delivery.ApproveStage("Web")))
	(*approve.Actions())[0].OnStateChange(jsii.String("Asked"), target, nil)
	cdktest.Check(t, func() { // that there is a template: the assertions module refuses one with a cycle
		cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::Events::Rule": 3})
	})
}

func TestHandlesAreInTheTemplate(t *testing.T) {
	stack := cdktest.NewStack(nil)
	line := pipeline(stack)
	ids := map[string]*string{
		"AWS::CodePipeline::Pipeline": stack.GetLogicalId(line.Pipeline.Node().DefaultChild().(awscdk.CfnElement)),
		"AWS::CodeBuild::Project":     stack.GetLogicalId(line.Project.Node().DefaultChild().(awscdk.CfnElement)),
		"AWS::S3::Bucket":             stack.GetLogicalId(line.ArtifactBucket.Node().DefaultChild().(awscdk.CfnElement)),
		"AWS::Logs::LogGroup":         stack.GetLogicalId(line.BuildLogs.Node().DefaultChild().(awscdk.CfnElement)),
	}
	all := resources(t, stack)
	for _, kind := range slices.Sorted(maps.Keys(ids)) {
		if got := all[*ids[kind]].Type; got != kind {
			t.Errorf("the handle is of type %q, want %s", got, kind)
		}
	}
	if *line.Source.ArtifactName() != "Source" || *line.Release.ArtifactName() != "Release" {
		t.Errorf("artifacts are %s and %s", *line.Source.ArtifactName(), *line.Release.ArtifactName())
	}
}
