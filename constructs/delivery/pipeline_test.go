package delivery_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

func like(pattern map[string]any) assertions.Matcher { return assertions.Match_ObjectLike(&pattern) }

func TestPipelineDefaults(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack)
	template := assertions.Template_FromStack(stack, nil)
	checkResource(t, template, "AWS::CodePipeline::Pipeline", map[string]any{
		"Name":                     assertions.Match_Absent(),
		"PipelineType":             "V2",
		"ExecutionMode":            "SUPERSEDED",
		"RestartExecutionOnUpdate": true,
		"ArtifactStore":            map[string]any{"Type": "S3", "EncryptionKey": assertions.Match_Absent()},
		"Stages": []any{
			like(map[string]any{"Name": "Source", "OnFailure": assertions.Match_Absent()}),
			like(map[string]any{"Name": "Build", "OnFailure": map[string]any{
				"Result": "RETRY", "RetryConfiguration": map[string]any{"RetryMode": "FAILED_ACTIONS"},
			}}),
			like(map[string]any{"Name": "Deploy-Web", "OnFailure": assertions.Match_Absent()}),
		},
	})
	checkResource(t, template, "AWS::CodeBuild::Project", map[string]any{
		"Source": map[string]any{"Type": "CODEPIPELINE", "BuildSpec": "buildspec.yml"},
		"Environment": map[string]any{
			"ComputeType":          "BUILD_GENERAL1_SMALL",
			"Image":                "aws/codebuild/amazonlinux-x86_64-standard:5.0",
			"PrivilegedMode":       false,
			"Type":                 "LINUX_CONTAINER",
			"EnvironmentVariables": assertions.Match_Absent(),
		},
		"Cache":            map[string]any{"Type": "S3"},
		"TimeoutInMinutes": 30,
	})
	checkResource(t, template, "AWS::Logs::LogGroup", map[string]any{"RetentionInDays": 30})
	cdktest.Check(t, func() { template.ResourceCountIs(jsii.String("AWS::KMS::Key"), jsii.Number(0)) })
}

func TestPipelineEverythingCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.PipelineName = jsii.String("line")
		p.BuildSpec = jsii.String("ci/buildspec.yml")
		p.BuildImage = jsii.String("aws/codebuild/standard:7.0")
		p.ComputeType = awscodebuild.ComputeType_LARGE
		p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{
			"GOFLAGS": {Value: "-mod=readonly"},
			"TOKEN":   {Value: "/app/token", Type: awscodebuild.BuildEnvironmentVariableType_PARAMETER_STORE},
		}
		p.Privileged = jsii.Bool(true)
		p.BuildTimeoutMinutes = jsii.Number(60)
		p.LogRetentionDays = jsii.Number(365)
		p.ArtifactRetentionDays = jsii.Number(90)
		d := (*p.Deployments)[0]
		d.Name = jsii.String("Prod")
		d.Approval = jsii.Bool(true)
		d.RollbackOnFailure = jsii.Bool(true)
	})
	template := assertions.Template_FromStack(stack, nil)
	checkResource(t, template, "AWS::CodePipeline::Pipeline", map[string]any{
		"Name": "line",
		"Stages": []any{
			like(map[string]any{"Name": "Source"}),
			like(map[string]any{"Name": "Build"}),
			like(map[string]any{"Name": "Approve-Prod"}),
			like(map[string]any{"Name": "Deploy-Prod"}),
		},
	})
	checkResource(t, template, "AWS::CodeBuild::Project", map[string]any{
		"Source": map[string]any{"BuildSpec": "ci/buildspec.yml"},
		"Environment": map[string]any{
			"ComputeType":    "BUILD_GENERAL1_LARGE",
			"Image":          "aws/codebuild/standard:7.0",
			"PrivilegedMode": true,
			"EnvironmentVariables": []any{
				map[string]any{"Name": "GOFLAGS", "Type": "PLAINTEXT", "Value": "-mod=readonly"},
				map[string]any{"Name": "TOKEN", "Type": "PARAMETER_STORE", "Value": "/app/token"},
			},
		},
		"TimeoutInMinutes": 60,
	})
	checkResource(t, template, "AWS::Logs::LogGroup", map[string]any{"RetentionInDays": 365})
	checkResource(t, template, "AWS::S3::Bucket", map[string]any{
		"LifecycleConfiguration": map[string]any{"Rules": assertions.Match_ArrayWith(&[]any{like(map[string]any{"ExpirationInDays": 90})})},
	})
}

// A pipeline runs as soon as it exists, and only the reference makes it wait for its environment.
func TestFirstRunWaitsForTheEnvironment(t *testing.T) {
	stack := cdktest.NewStack(nil)
	web := environment(stack, "Other", "")
	pipeline(stack, func(p *delivery.PipelineProps) {
		*p.Deployments = append(*p.Deployments, &delivery.Deployment{Environment: web})
	})
	all := resources(t, stack)
	stages := pipelineOf(all).Properties["Stages"].([]any)
	for _, stage := range stages[2:] {
		configuration := stage.(map[string]any)["Actions"].([]any)[0].(map[string]any)["Configuration"].(map[string]any)
		for key, want := range map[string]string{
			"ApplicationName": "AWS::ElasticBeanstalk::Application",
			"EnvironmentName": "AWS::ElasticBeanstalk::Environment",
		} {
			reference, _ := configuration[key].(map[string]any)
			id, _ := reference["Ref"].(string)
			if got := all[id].Type; got != want {
				t.Errorf("%s is %v, a reference to %q, want to %s", key, configuration[key], got, want)
			}
		}
	}
}

func TestFirstRunWaitsForThePoliciesOfItsRoles(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) { (*p.Deployments)[0].Approval = jsii.Bool(true) })
	all := resources(t, stack)
	waits := pipelineOf(all).DependsOn
	for id, r := range all {
		policy := r.Type == "AWS::IAM::Policy" || r.Type == "AWS::S3::BucketPolicy"
		// These name the pipeline. EventBridge does not use its role before the first push, and the first run has no changes.
		late := strings.HasPrefix(id, "PipelineEventsRole") || strings.HasPrefix(id, "PipelineChangesPolicy")
		if policy && strings.HasPrefix(id, "Pipeline") && !late && !slices.Contains(waits, id) {
			t.Errorf("the pipeline does not wait for %s", id)
		}
	}
}

func TestArtifactsAreEncryptedPrivateAndExpire(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack)
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResource(jsii.String("AWS::S3::Bucket"), map[string]any{
			"Properties": map[string]any{
				"BucketEncryption": map[string]any{"ServerSideEncryptionConfiguration": []any{
					map[string]any{"ServerSideEncryptionByDefault": map[string]any{"SSEAlgorithm": "AES256"}},
				}},
				"PublicAccessBlockConfiguration": map[string]any{
					"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
				},
				"OwnershipControls":       map[string]any{"Rules": []any{map[string]any{"ObjectOwnership": "BucketOwnerEnforced"}}},
				"VersioningConfiguration": map[string]any{"Status": "Enabled"},
				"LifecycleConfiguration": map[string]any{"Rules": []any{map[string]any{
					"Status": "Enabled", "ExpirationInDays": 30, "NoncurrentVersionExpiration": map[string]any{"NoncurrentDays": 30},
					"AbortIncompleteMultipartUpload": map[string]any{"DaysAfterInitiation": 1},
				}, map[string]any{
					"Status": "Enabled", "Prefix": "build-cache/", "NoncurrentVersionExpiration": map[string]any{"NoncurrentDays": 1},
				}}},
			},
			"DeletionPolicy": "Retain",
		})
	})
	checkResource(t, template, "AWS::S3::BucketPolicy", map[string]any{
		"PolicyDocument": map[string]any{"Statement": assertions.Match_ArrayWith(&[]any{like(map[string]any{
			"Effect": "Deny", "Action": "s3:*", "Condition": map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}},
		})})},
	})
}

// The bucket is emptied after the pipeline and the project are gone, so that nothing fills it again.
func TestDestroyTakesArtifactsAndLogsAlong(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) { p.RemovalPolicy = awscdk.RemovalPolicy_DESTROY })
	all := resources(t, stack)
	for id, r := range all {
		if (r.Type == "AWS::S3::Bucket" || r.Type == "AWS::Logs::LogGroup") && r.DeletionPolicy != "Delete" {
			t.Errorf("%s has the deletion policy %s", id, r.DeletionPolicy)
		}
		if r.Type == "Custom::S3AutoDeleteObjects" && !slices.Contains(pipelineOf(all).DependsOn, id) {
			t.Error("the bucket may be emptied before the pipeline is gone")
		}
	}
}

func TestArtifactsAndLogsOutliveAllButAFailedCreation(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) { p.RemovalPolicy = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE })
	template := assertions.Template_FromStack(stack, nil)
	for _, kind := range []string{"AWS::S3::Bucket", "AWS::Logs::LogGroup"} {
		cdktest.Check(t, func() {
			template.AllResources(jsii.String(kind), map[string]any{
				"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain",
			})
		})
	}
	cdktest.Counts(t, template, map[string]int{"AWS::S3::Bucket": 1, "AWS::Logs::LogGroup": 1, "Custom::S3AutoDeleteObjects": 0})
}

func TestOneArtifactGoesThroughAllEnvironments(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.Deployments = &[]*delivery.Deployment{
			{Environment: environment(stack, "Staging", "")},
			{
				Environment:       environment(stack, "Live", ""),
				Name:              jsii.String("Prod"),
				Approval:          jsii.Bool(true),
				RollbackOnFailure: jsii.Bool(true),
			},
		}
	})
	release := []any{map[string]any{"Name": "Release"}}
	deploy := []any{like(map[string]any{
		"ActionTypeId": like(map[string]any{"Provider": "ElasticBeanstalk"}), "InputArtifacts": release,
	})}
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodePipeline::Pipeline", map[string]any{"Stages": []any{
		like(map[string]any{"Name": "Source"}),
		like(map[string]any{"Name": "Build", "Actions": []any{like(map[string]any{"OutputArtifacts": release})}}),
		like(map[string]any{"Name": "Deploy-Staging", "Actions": deploy, "OnFailure": assertions.Match_Absent()}),
		// A rollback runs its stage again; an approval in that stage would be asked for again.
		like(map[string]any{"Name": "Approve-Prod", "OnFailure": assertions.Match_Absent(), "Actions": []any{
			like(map[string]any{"ActionTypeId": like(map[string]any{"Provider": "CodeBuild"}), "Namespace": "Changes2", "RunOrder": 1}),
			like(map[string]any{
				"ActionTypeId": like(map[string]any{"Category": "Approval"}), "RunOrder": 2,
				"Configuration": map[string]any{
					"CustomData":         "Commit #{Source.CommitId} of branch #{Source.BranchName}, to be deployed to Prod. #{Changes2.CHANGES}",
					"ExternalEntityLink": "#{Changes2.ADDRESS}",
				},
			}),
		}}),
		like(map[string]any{"Name": "Deploy-Prod", "Actions": deploy, "OnFailure": map[string]any{"Result": "ROLLBACK"}}),
	}})
}

func TestBuildImageHasTheArchitectureOfTheEnvironments(t *testing.T) {
	for architecture, want := range map[awsec2.InstanceArchitecture][]string{
		awsec2.InstanceArchitecture_X86_64: {"LINUX_CONTAINER", "aws/codebuild/amazonlinux-x86_64-standard:5.0"},
		awsec2.InstanceArchitecture_ARM_64: {"ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0"},
	} {
		stack := cdktest.NewStack(nil)
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Deployments = &[]*delivery.Deployment{{Environment: environment(stack, "App", architecture)}}
		})
		checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{
			"Environment": map[string]any{"Type": want[0], "Image": want[1], "ComputeType": "BUILD_GENERAL1_SMALL"},
		})
	}
}

func TestBuildImageSaysWhatItRunsOn(t *testing.T) {
	const amd, arm = awsec2.InstanceArchitecture_X86_64, awsec2.InstanceArchitecture_ARM_64
	for _, test := range []struct {
		image                string
		architecture         awsec2.InstanceArchitecture
		kind, pulledWithRole string
	}{
		{"aws/codebuild/standard:7.0", amd, "LINUX_CONTAINER", "CODEBUILD"},
		{"aws/codebuild/standard:7.0", arm, "LINUX_CONTAINER", "CODEBUILD"},
		{"aws/codebuild/amazonlinux-aarch64-standard:3.0", amd, "ARM_CONTAINER", "CODEBUILD"},
		{"aws/codebuild/amazonlinux-aarch64-standard:3.0", arm, "ARM_CONTAINER", "CODEBUILD"},
		{"public.ecr.aws/acme/go:1.26", amd, "LINUX_CONTAINER", "SERVICE_ROLE"},
		{"public.ecr.aws/acme/go:1.26", arm, "ARM_CONTAINER", "SERVICE_ROLE"},
	} {
		t.Run(test.image+" for "+string(test.architecture), func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			pipeline(stack, func(p *delivery.PipelineProps) {
				p.BuildImage = &test.image
				p.Deployments = &[]*delivery.Deployment{{Environment: environment(stack, "App", test.architecture)}}
			})
			checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{
				"Environment": map[string]any{
					"Type": test.kind, "Image": test.image, "ImagePullCredentialsType": test.pulledWithRole,
				},
			})
		})
	}
}

func TestBuildSpecGoesIntoTheProjectAsItIs(t *testing.T) {
	for name, spec := range map[string]string{
		"a path": "ci/buildspec.yml", "YAML": "version: 0.2\nphases:\n  build:\n    commands: make\n",
		"JSON": `{"version": "0.2", "phases": {"build": {"commands": ["make"]}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			pipeline(stack, func(p *delivery.PipelineProps) { p.BuildSpec = &spec })
			checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{
				"Source": map[string]any{"Type": "CODEPIPELINE", "BuildSpec": spec},
			})
		})
	}
}

func TestMixedArchitecturesNeedAnImage(t *testing.T) {
	stack := cdktest.NewStack(nil)
	mixed := &[]*delivery.Deployment{
		{Environment: environment(stack, "Intel", awsec2.InstanceArchitecture_X86_64)},
		{Environment: environment(stack, "Arm", awsec2.InstanceArchitecture_ARM_64)},
	}
	checkRejection(t, "Pipeline", func() { pipeline(stack, func(p *delivery.PipelineProps) { p.Deployments = mixed }) },
		"Deployments[1].Environment must have the architecture of the others, X86_64, got ARM_64; "+
			"set BuildImage if the artifact, which goes to all, runs on both")
	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
		Source:      delivery.ConnectionSource(jsii.String(connection), jsii.String("me/app"), jsii.String("main")),
		Deployments: mixed,
		BuildImage:  jsii.String("public.ecr.aws/acme/go:1.26"),
	})
}

// statement is what a policy allows; a resource that is not a plain ARN is written by name.
type statement struct{ Actions, Resources []any }

// statements are what the inline policies of a stack allow, by role, as the beginning of its logical id.
func statements(t *testing.T, stack awscdk.Stack) map[string][]statement {
	t.Helper()
	list := func(v any) []any {
		if l, ok := v.([]any); ok {
			return l
		}
		return []any{v}
	}
	found := map[string][]statement{}
	for id, r := range resources(t, stack) {
		if r.Type != "AWS::IAM::Policy" {
			continue
		}
		role, _, _ := strings.Cut(id, "DefaultPolicy")
		if strings.HasPrefix(role, "PipelineChangesPolicy") { // what is left of the id is a hash
			role = role[:len(role)-8]
		}
		for _, s := range r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			s := s.(map[string]any)
			if s["Effect"] == "Deny" {
				continue
			}
			found[role] = append(found[role], statement{list(s["Action"]), list(s["Resource"])})
		}
	}
	return found
}

func same(a, b []any) bool {
	less := func(x, y any) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) }
	return cmp.Equal(slices.SortedFunc(slices.Values(a), less), slices.SortedFunc(slices.Values(b), less))
}

// In the artifact bucket every role may at most read and write; the rest is listed here.
func TestRolesMayDoTheirWorkAndNoMore(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) { (*p.Deployments)[0].Approval = jsii.Bool(true) })
	want := map[string][]any{
		"PipelineRole":       {"sts:AssumeRole"},
		"PipelineEventsRole": {"codepipeline:StartPipelineExecution"},
		"PipelineSourceRole": {
			"codecommit:GetBranch", "codecommit:GetCommit",
			"codecommit:UploadArchive", "codecommit:GetUploadArchiveStatus", "codecommit:CancelUploadArchive",
		},
		"PipelineBuildCodePipelineActionRole": {"codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"},
		"PipelineBuildRole": {
			"logs:CreateLogStream", "logs:PutLogEvents",
			// These are for a log group with the project's own name, which is never created.
			"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
			"codebuild:CreateReportGroup", "codebuild:CreateReport", "codebuild:UpdateReport",
			"codebuild:BatchPutTestCases", "codebuild:BatchPutCodeCoverages",
		},
		"PipelineDeployWebDeployCodePipelineActionRole": nil,
		"PipelineStepsRole":                             {"codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"},
		"PipelineChangesWebRole": {
			"logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
			"codecommit:GetCommit", "elasticbeanstalk:DescribeEnvironments",
		},
		"PipelineChangesPolicyWeb": {"codepipeline:ListPipelineExecutions"},
	}
	got := statements(t, stack)
	for role, actions := range want {
		var rest []any
		for _, s := range got[role] {
			for _, action := range s.Actions {
				if !strings.HasPrefix(action.(string), "s3:") {
					rest = append(rest, action)
				}
			}
		}
		if !same(rest, actions) {
			t.Errorf("%s may %v, want %v", role, rest, actions)
		}
		delete(got, role)
	}
	for role := range got {
		if strings.HasPrefix(role, "Pipeline") {
			t.Errorf("%s has a policy that no test knows", role)
		}
	}
	// Elastic Beanstalk changes an environment with the permissions of its caller.
	for id, r := range resources(t, stack) {
		deploys := strings.HasPrefix(id, "PipelineDeploy")
		if managed := fmt.Sprint(r.Properties["ManagedPolicyArns"]); r.Type == "AWS::IAM::Role" && strings.HasPrefix(id, "Pipeline") &&
			deploys != strings.Contains(managed, ":iam::aws:policy/AdministratorAccess-AWSElasticBeanstalk") {
			t.Errorf("%s has the managed policies %s", id, managed)
		}
	}
}

func TestRolesNameTheirResources(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{
			"TOKEN": {Value: "token", Type: awscodebuild.BuildEnvironmentVariableType_SECRETS_MANAGER},
		}
	})
	for role, all := range statements(t, stack) {
		for _, s := range all {
			if strings.HasPrefix(role, "Pipeline") && slices.Contains(s.Resources, any("*")) {
				t.Errorf("%s may %v on all resources", role, s.Actions)
			}
			for _, action := range s.Actions {
				if strings.HasPrefix(role, "Pipeline") && strings.HasSuffix(action.(string), ":*") {
					t.Errorf("%s may %v", role, action)
				}
			}
		}
	}
}

func TestActionRolesTrustThePipelineOnly(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack)
	services := []string{}
	for id, r := range resources(t, stack) {
		if r.Type != "AWS::IAM::Role" || !strings.HasPrefix(id, "Pipeline") {
			continue
		}
		trust := r.Properties["AssumeRolePolicyDocument"].(map[string]any)["Statement"].([]any)
		text, err := json.Marshal(trust[0].(map[string]any)["Principal"])
		if err != nil {
			t.Fatal(err)
		}
		condition := cdktest.Text(trust[0].(map[string]any)["Condition"])
		const here = `{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}`
		if condition != here && strings.Contains(string(text), "Service") {
			t.Errorf("%s trusts %s under the condition %s, want %s", id, text, condition, here)
		}
		if trusted := string(text); strings.Contains(trusted, "Service") {
			services = append(services, trusted)
		} else if !strings.Contains(trusted, `"Fn::GetAtt":["PipelineRole`) {
			t.Errorf("%s trusts %s", id, trusted)
		}
	}
	slices.Sort(services)
	want := []string{
		`{"Service":"codebuild.amazonaws.com"}`, `{"Service":"codepipeline.amazonaws.com"}`, `{"Service":"events.amazonaws.com"}`,
	}
	if !slices.Equal(services, want) {
		t.Errorf("trusted are %v, want %v", services, want)
	}
}

func TestFeatureFlagsOfTheAppDoNotMatter(t *testing.T) {
	with := func(flags map[string]any) map[string]cdktest.Resource {
		stack := cdktest.NewStack(flags)
		delivery.NewRepository(stack, jsii.String("PipelineCode"), &delivery.RepositoryProps{
			RepositoryName: jsii.String("app"), Directory: folder(t, map[string]string{"a": "a"}),
		})
		pipeline(stack, func(p *delivery.PipelineProps) { (*p.Deployments)[0].Approval = jsii.Bool(true) })
		all := resources(t, stack)
		maps.DeleteFunc(all, func(id string, _ cdktest.Resource) bool { return !strings.Contains(id, "Pipeline") })
		return all
	}
	all := func(on bool) map[string]any {
		flags := map[string]any{}
		for _, flag := range []string{
			"aws-codepipeline:crossAccountKeyAliasStackSafeResourceName", "aws-codepipeline:crossAccountKeysDefaultValueToFalse",
			"aws-codepipeline:defaultPipelineTypeToV2", "aws-codepipeline-actions:useNewDefaultBranchForCodeCommitSource",
			"aws-events:eventsTargetQueueSameAccount", "aws-iam:importedRoleStackSafeDefaultPolicyName", "aws-iam:minimizePolicies",
			"aws-s3:createDefaultLoggingPolicy", "aws-s3:publicAccessBlockedByDefault", "core:checkSecretUsage",
			"pipelines:reduceCrossAccountActionRoleTrustScope", "pipelines:reduceStageRoleTrustScope",
		} {
			flags["@aws-cdk/"+flag] = on
		}
		return flags
	}
	// The app's flag still sorts the lists of a policy, which means nothing to IAM.
	unordered := cmpopts.SortSlices(func(a, b any) bool { return fmt.Sprint(a) < fmt.Sprint(b) })
	if diff := cmp.Diff(with(all(false)), with(all(true)), unordered); diff != "" {
		t.Errorf("flags change the template (-all off +all on)\n%s", diff)
	}
}

func TestSameInputGivesTheSameTemplateAndIsNotChanged(t *testing.T) {
	props := &delivery.PipelineProps{BuildEnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
		"A": {Value: "1"}, "B": {Value: "2"}, "C": {Value: "3"}, "D": {Value: "4"},
	}}
	template := func() string {
		stack := cdktest.NewStack(nil)
		props.Source = codeCommit(stack)
		props.Deployments = &[]*delivery.Deployment{{Environment: environment(stack, "Web", "")}}
		before := *props
		delivery.NewPipeline(stack, jsii.String("Pipeline"), props)
		if before != *props || *(*props.Deployments)[0] != (delivery.Deployment{Environment: (*props.Deployments)[0].Environment}) {
			t.Error("the properties were changed")
		}
		return cdktest.JSON(t, assertions.Template_FromStack(stack, nil))
	}
	if diff := cmp.Diff(template(), template()); diff != "" {
		t.Error(diff)
	}
}

func TestOnRunFailed(t *testing.T) {
	stack := cdktest.NewStack(nil)
	topic := awssns.NewTopic(stack, jsii.String("Topic"), nil)
	pipeline(stack).OnRunFailed(jsii.String("Failed"), &awsevents.OnEventOptions{Target: awseventstargets.NewSnsTopic(topic, nil)})
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::Events::Rule", map[string]any{"EventPattern": map[string]any{
		"source":      []any{"aws.codepipeline"},
		"detail-type": []any{"CodePipeline Pipeline Execution State Change"},
		"detail":      map[string]any{"state": []any{"FAILED"}},
	}})
}

func TestPipelineRejects(t *testing.T) {
	const (
		variableForm = `must be named with letters, digits and "_", no digit first, not beginning with "CODEBUILD_"`
		specForm     = "a path inside the repository, such as ci/buildspec.yml, or a build specification of several lines"
	)
	elsewhere := func() awscdk.Stack {
		return awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Far"), &awscdk.StackProps{
			Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
		})
	}
	variable := func(v *awscodebuild.BuildEnvironmentVariable) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(_ awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{"A": v}
		}
	}
	for name, test := range map[string]struct {
		change func(stack awscdk.Stack, p *delivery.PipelineProps)
		want   []string
	}{
		"nothing given": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) { *p = delivery.PipelineProps{} },
			[]string{
				"Source must be given, got nil; use the source of a repository, or delivery.ConnectionSource",
				"Deployments must have at least one deployment, got none",
			},
		},
		"everything at once, including what only the tree knows": {
			func(stack awscdk.Stack, p *delivery.PipelineProps) {
				far := awscodecommit.Repository_FromRepositoryArn(stack, jsii.String("FarCode"),
					jsii.String("arn:aws:codecommit:eu-west-1:111122223333:code"))
				p.Source = delivery.CodeCommitSource(far, jsii.String("feature/*"))
				p.PipelineName = jsii.String("the line")
				p.Deployments = &[]*delivery.Deployment{
					nil,
					{},
					{Environment: (*p.Deployments)[0].Environment},
					{Environment: (*p.Deployments)[0].Environment},
					{Environment: environment(stack, "Arm", awsec2.InstanceArchitecture_ARM_64), Name: jsii.String("live & well")},
				}
				p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{
					"MY-VAR": {Value: "1"}, "CODEBUILD_X": {Value: "1"}, "EMPTY": {}, "NIL": nil,
				}
				p.BuildTimeoutMinutes = jsii.Number(1)
				p.LogRetentionDays = jsii.Number(10)
				p.ArtifactRetentionDays = jsii.Number(1.5)
				p.RemovalPolicy = awscdk.RemovalPolicy_SNAPSHOT
			},
			[]string{
				`branch of Source must be the name of one branch, such as "main", without "refs/heads/" or wildcards, got "feature/*"`,
				`PipelineName must be 1 to 100 letters, digits, ".", "@", "_" and "-", got "the line"`,
				"BuildTimeoutMinutes must be a whole number from 5 to 2160, got 1",
				"ArtifactRetentionDays must be a whole number from 1 to 3650, got 1.5",
				"LogRetentionDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got 10; write 14",
				`RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got "SNAPSHOT"`,
				`BuildEnvironmentVariables["CODEBUILD_X"] ` + variableForm,
				`BuildEnvironmentVariables["EMPTY"].Value must be given, got nil`,
				`BuildEnvironmentVariables["MY-VAR"] ` + variableForm,
				`BuildEnvironmentVariables["NIL"] must be given, got nil; leave the variable out`,
				"Deployments[0] must be given, got nil; remove it",
				"Deployments[1].Environment must be given, got nil",
				`Deployments[4].Name must be 1 to 90 letters, digits, ".", "@", "_" and "-", got "live & well"`,
				"Source must be in the account and region of the stack, unset/unset, got 111122223333/eu-west-1",
				`Deployments[3].Name must be different from that of Deployments[2], got "Web"; set Name`,
				"Deployments[4].Environment must have the architecture of the others, X86_64, got ARM_64; " +
					"set BuildImage if the artifact, which goes to all, runs on both",
			},
		},
		"an environment elsewhere": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) {
				p.Deployments = &[]*delivery.Deployment{{Environment: environment(elsewhere(), "Web", "")}}
			},
			[]string{"Deployments[0].Environment must be in the account and region of the stack, unset/unset, got 111122223333/eu-west-1"},
		},
		"an existing environment in another region": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) {
				(*p.Deployments)[0].Environment = beanstalk.EnvironmentFromName(elsewhere(), jsii.String("Live"), &beanstalk.EnvironmentAttributes{
					ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-live"),
				})
			},
			[]string{"Deployments[0].Environment must be in the account and region of the stack, unset/unset, got 111122223333/eu-west-1"},
		},
		"a build specification outside the source": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) { p.BuildSpec = jsii.String("../buildspec.yml") },
			[]string{"BuildSpec must be " + specForm + `, got "../buildspec.yml"`},
		},
		"an empty build specification": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) { p.BuildSpec = jsii.String("") },
			[]string{"BuildSpec must be " + specForm + `, got ""`},
		},
		"an image with a space": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) { p.BuildImage = jsii.String("golang 1.26") },
			[]string{`BuildImage must be the name of an image, such as "aws/codebuild/standard:7.0", got "golang 1.26"`},
		},
		"a build host in another spelling": {
			func(_ awscdk.Stack, p *delivery.PipelineProps) { p.ComputeType = "small" },
			[]string{`ComputeType must be SMALL, MEDIUM, LARGE, X_LARGE or X2_LARGE, got "small"; write "SMALL"`},
		},
		"a variable of an unknown type": {
			variable(&awscodebuild.BuildEnvironmentVariable{Value: "1", Type: "SECRET"}),
			[]string{`BuildEnvironmentVariables["A"].Type must be PLAINTEXT, PARAMETER_STORE or SECRETS_MANAGER, got "SECRET"`},
		},
		"a variable that is not a number": {
			variable(&awscodebuild.BuildEnvironmentVariable{Value: math.NaN()}),
			[]string{`BuildEnvironmentVariables["A"].Value must be a number, got NaN`},
		},
		"a variable that is a list": {
			variable(&awscodebuild.BuildEnvironmentVariable{Value: []string{"1"}}),
			[]string{`BuildEnvironmentVariables["A"].Value must be text, a number or a boolean, got []string`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			checkRejection(t, "Pipeline", func() {
				pipeline(stack, func(p *delivery.PipelineProps) { test.change(stack, p) })
			}, test.want...)
			if stack.Node().TryFindChild(jsii.String("Pipeline")) != nil {
				t.Error("the rejected construct is in the tree")
			}
		})
	}
}

func TestPipelineAcceptsWhatIsKnownLater(t *testing.T) {
	stack := cdktest.NewStack(nil)
	text := awscdk.NewCfnParameter(stack, jsii.String("Text"), nil)
	number := awscdk.NewCfnParameter(stack, jsii.String("Number"), &awscdk.CfnParameterProps{Type: jsii.String("Number")})
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.PipelineName = text.ValueAsString()
		p.BuildSpec = text.ValueAsString()
		p.BuildImage = text.ValueAsString()
		p.BuildTimeoutMinutes = number.ValueAsNumber()
		p.ArtifactRetentionDays = number.ValueAsNumber()
		p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{"COUNT": {Value: number.ValueAsNumber()}}
	})
	ofText, ofNumber := map[string]any{"Ref": "Text"}, map[string]any{"Ref": "Number"}
	template := assertions.Template_FromStack(stack, nil)
	checkResource(t, template, "AWS::CodePipeline::Pipeline", map[string]any{"Name": ofText})
	checkResource(t, template, "AWS::CodeBuild::Project", map[string]any{
		"Source": map[string]any{"BuildSpec": ofText},
		"Environment": map[string]any{
			"Image":                ofText,
			"EnvironmentVariables": []any{map[string]any{"Name": "COUNT", "Value": ofNumber}},
		},
		"TimeoutInMinutes": ofNumber,
	})
	checkResource(t, template, "AWS::S3::Bucket", map[string]any{
		"LifecycleConfiguration": map[string]any{"Rules": assertions.Match_ArrayWith(&[]any{like(map[string]any{"ExpirationInDays": ofNumber})})},
	})
}

// The CDK knows retention in fixed steps only.
func TestLogRetentionMustBeKnown(t *testing.T) {
	stack := cdktest.NewStack(nil)
	days := awscdk.NewCfnParameter(stack, jsii.String("Days"), &awscdk.CfnParameterProps{Type: jsii.String("Number")})
	checkRejection(t, "Pipeline", func() {
		pipeline(stack, func(p *delivery.PipelineProps) { p.LogRetentionDays = days.ValueAsNumber() })
	}, "LogRetentionDays must be known at synthesis, got a token")
}
