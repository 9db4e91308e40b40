package delivery_test

import (
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/internal/cdktest"
)

// container defines an environment on Docker, changed by the given functions.
func container(scope constructs.Construct, id string, change ...func(*beanstalk.WebEnvironmentProps)) *beanstalk.WebEnvironment {
	props := &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(scope, jsii.String(id+"Application"), nil),
		Platform:    beanstalk.PlatformDocker,
		Capacity:    &beanstalk.SingleInstance{},
		Vpc: awsec2.Vpc_FromVpcAttributes(scope, jsii.String(id+"Vpc"), &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-central-1a"), PublicSubnetIds: jsii.Strings("subnet-1"),
		}),
	}
	for _, c := range change {
		c(props)
	}
	return beanstalk.NewWebEnvironment(scope, &id, props)
}

func images(scope constructs.Construct) awsecr.IRepository {
	return awsecr.Repository_FromRepositoryName(scope, jsii.String("Images"), jsii.String("shop"))
}

// The build pushes to one repository, deletes nothing, and the instances of all environments pull from it.
func TestAnImageIsBuiltAndDeployed(t *testing.T) {
	stack := placed()
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.Image = &delivery.ImageBuild{Repository: images(stack), Dockerfile: jsii.String("web/Dockerfile"), Context: jsii.String("web")}
		p.Deployments = &[]*delivery.Deployment{{Environment: container(stack, "Test")}, {Environment: container(stack, "Live")}}
	})
	template := assertions.Template_FromStack(stack, nil)
	variable := func(name string, value any) any {
		return map[string]any{"Name": name, "Type": "PLAINTEXT", "Value": value}
	}
	checkResource(t, template, "AWS::CodeBuild::Project", map[string]any{
		"Source": map[string]any{"Type": "CODEPIPELINE", "BuildSpec": assertions.Match_StringLikeRegexp(jsii.String("docker push"))},
		"Environment": map[string]any{"PrivilegedMode": true, "EnvironmentVariables": []any{
			variable("IMAGE_CONTEXT", "web"), variable("IMAGE_DOCKERFILE", "web/Dockerfile"), variable("IMAGE_REPOSITORY", map[string]any{
				"Fn::Join": []any{"", []any{"111122223333.dkr.ecr.eu-central-1.", map[string]any{"Ref": "AWS::URLSuffix"}, "/shop"}},
			}),
		}},
	})
	got := map[string][]string{}
	for role, all := range statements(t, stack) {
		for _, s := range all {
			for _, action := range s.Actions {
				where := "shop"
				if text := cdktest.Text(s.Resources); !strings.HasSuffix(text, `:repository/shop"]]}]`) {
					where = text
				}
				if strings.HasPrefix(action.(string), "ecr:") {
					got[role] = append(got[role], strings.TrimPrefix(action.(string), "ecr:")+" "+where)
				}
			}
		}
	}
	const login = `GetAuthorizationToken ["*"]`
	pull := "BatchCheckLayerAvailability shop, BatchGetImage shop, GetDownloadUrlForLayer shop"
	want := map[string]string{
		"PipelineBuildRole": pull + ", CompleteLayerUpload shop, InitiateLayerUpload shop, PutImage shop, UploadLayerPart shop, " + login,
		"Test":              pull + ", " + login, "Live": pull + ", " + login,
	}
	for role, actions := range got {
		role := strings.Split(role, "InstancePolicy")[0]
		var expected []any
		for _, action := range strings.Split(want[role], ", ") {
			expected = append(expected, action)
		}
		var is []any
		for _, action := range actions {
			is = append(is, action)
		}
		if !same(is, expected) {
			t.Errorf("%s may %v, want %v", role, is, expected)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d roles have rights on images, want %d: %v", len(got), len(want), got)
	}
	waits := strings.Join(pipelineOf(resources(t, stack)).DependsOn, " ")
	for _, policy := range []string{"TestInstancePolicy", "LiveInstancePolicy"} {
		if !strings.Contains(waits, policy) {
			t.Errorf("the first run does not wait for %s", policy)
		}
	}
}

// An environment of another stack pulls by a policy there, and its own secrets stay in the same policy.
func TestAnImageForEnvironmentsOfOtherStacks(t *testing.T) {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	stack := func(id string) awscdk.Stack { return awscdk.NewStack(stage, &id, nil) }
	shared, live, release := stack("Shared"), stack("Live"), stack("Stack")
	repository := awsecr.NewRepository(shared, jsii.String("Images"), nil)
	environment := container(live, "Shop", func(p *beanstalk.WebEnvironmentProps) {
		p.EnvironmentNamePrefix = jsii.String("shop")
		p.Secrets = &map[string]beanstalk.Secret{
			"TOKEN": beanstalk.SecretFromArn(jsii.String("arn:aws:ssm:eu-central-1:111122223333:parameter/token"), nil),
		}
	})
	pipeline(release, func(p *delivery.PipelineProps) {
		p.Image = &delivery.ImageBuild{Repository: repository}
		p.Deployments = &[]*delivery.Deployment{{Environment: environment}}
	})
	found := 0
	for id, r := range resources(t, live) {
		if text := cdktest.Text(r.Properties); r.Type == "AWS::IAM::Policy" && strings.Contains(text, "ecr:BatchGetImage") {
			found++
			if !strings.HasPrefix(id, "ShopInstancePolicy") || !strings.Contains(text, "ssm:GetParameter") {
				t.Errorf("%s is %s", id, text)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d policies pull, want 1", found)
	}
}

// The specification of an image is one that the grammar has nothing to say to.
func TestTheSpecificationOfAnImageIsSound(t *testing.T) {
	spec, err := os.ReadFile("image.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range buildspec.Check(string(spec), buildspec.Context{Outputs: []string{"Release"}}) {
		t.Error(problem.Message)
	}
}

func TestImagesWrongUses(t *testing.T) {
	to := func(change ...func(*beanstalk.WebEnvironmentProps)) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.Image = &delivery.ImageBuild{Repository: images(stack)}
			p.Deployments = &[]*delivery.Deployment{{Environment: container(stack, "Docker", change...)}}
		}
	}
	with := func(change func(*delivery.PipelineProps)) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(stack awscdk.Stack, p *delivery.PipelineProps) {
			to()(stack, p)
			change(p)
		}
	}
	for name, test := range map[string]struct {
		change func(awscdk.Stack, *delivery.PipelineProps)
		want   string
	}{
		"a build specification too": {with(func(p *delivery.PipelineProps) { p.BuildSpec = jsii.String("buildspec.yml") }),
			"BuildSpec must be left out beside Image, which is built by a specification of its own, got one; test in a stage of the Dockerfile"},
		"no Docker daemon": {with(func(p *delivery.PipelineProps) { p.Privileged = jsii.Bool(false) }),
			"Privileged must be true for Image, which a Docker daemon builds, got false; leave it out"},
		"a file elsewhere": {with(func(p *delivery.PipelineProps) { p.Image.Dockerfile = jsii.String("../Dockerfile") }),
			`Image.Dockerfile must be a path inside the repository, known at synthesis, got "../Dockerfile"`},
		"a variable of the build": {with(func(p *delivery.PipelineProps) {
			p.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{"IMAGE_CONTEXT": {Value: "x"}}
		}), `BuildEnvironmentVariables["IMAGE_CONTEXT"] must be left out beside Image, whose build has a variable of this name, ` +
			"got one; rename it"},
		"no repository": {with(func(p *delivery.PipelineProps) { p.Image.Repository = nil }),
			"Image.Repository must be given, got nil; use one made by awsecr.NewRepository, or an imported one"},
		"a repository elsewhere": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			to()(stack, p)
			p.Image.Repository = awsecr.Repository_FromRepositoryArn(stack, jsii.String("Far"),
				jsii.String("arn:aws:ecr:us-east-1:111122223333:repository/shop"))
		}, "Image.Repository must be in the account and region of the stack, 111122223333/eu-central-1, got 111122223333/us-east-1"},
		"another platform": {to(func(p *beanstalk.WebEnvironmentProps) { p.Platform = beanstalk.PlatformGo }),
			`Deployments[0].Environment must run on Docker to have an image deployed to it, got "Go 1 running on 64bit Amazon Linux 2023"; ` +
				"set Platform to beanstalk.PlatformDocker"},
		"an image of its own": {to(func(p *beanstalk.WebEnvironmentProps) {
			p.Image = &beanstalk.EcrImage{Repository: images(p.Application.(constructs.Construct)), Tag: jsii.String("1")}
		}), "Deployments[0].Environment must have no Image and no variable IMAGE of its own beside the image of the pipeline, got one; " +
			"leave it out"},
		"a role that stays as it is": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			role := awsiam.Role_FromRoleArn(stack, jsii.String("Role"), jsii.String("arn:aws:iam::111122223333:role/web"),
				&awsiam.FromRoleArnOptions{Mutable: jsii.Bool(false)})
			to(func(p *beanstalk.WebEnvironmentProps) { p.InstanceRole = role })(stack, p)
		}, "Deployments[0].Environment must have an InstanceRole that is mutable, so that it can be allowed to pull the image, " +
			"got one that is not; use a role that the app may change"},
		"a host of another architecture": {with(func(p *delivery.PipelineProps) {
			p.BuildImage = jsii.String("aws/codebuild/amazonlinux-aarch64-standard:3.0")
		}), "BuildImage must be for the architecture of the environments, X86_64, on which their image is built, " +
			`got "aws/codebuild/amazonlinux-aarch64-standard:3.0"; leave it out`},
		"two architectures": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			to()(stack, p)
			p.BuildImage = jsii.String("aws/codebuild/standard:7.0")
			*p.Deployments = append(*p.Deployments, &delivery.Deployment{Environment: container(stack, "Arm",
				func(p *beanstalk.WebEnvironmentProps) { p.Architecture = awsec2.InstanceArchitecture_ARM_64 })})
		}, "Deployments[1].Environment must have the architecture of the others, for which the image is built, got ARM_64; " +
			"give it a pipeline of its own"},
		"a repository that comes too late": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			live := awscdk.NewStack(awscdk.Stage_Of(stack), jsii.String("Live"), &awscdk.StackProps{
				Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
			})
			p.Image = &delivery.ImageBuild{Repository: awsecr.NewRepository(stack, jsii.String("Late"), nil)}
			p.Deployments = &[]*delivery.Deployment{{Environment: container(live, "Shop")}}
		}, "Image.Repository must be in a stack that comes before those of the environments, whose instances pull from it, " +
			"got one in the stack of the pipeline; define it in a stack of its own"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := placed()
			checkRejection(t, "Pipeline", func() {
				pipeline(stack, func(p *delivery.PipelineProps) { test.change(stack, p) })
			}, test.want)
		})
	}
}

// Images are there as long as the releases that name them, and whoever lets them go sooner is told.
func TestImagesOutliveReleases(t *testing.T) {
	type rule struct {
		days float64
		tags string // of the images that it selects; "" for all
	}
	for r, want := range map[rule]bool{
		{29, ""}: true, {30, ""}: false, {400, ""}: false, {29, "*"}: true, {30, "*"}: false, {29, "test-*"}: false,
	} {
		stack := placed()
		repository := awsecr.NewRepository(stack, jsii.String("Own"), nil)
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.Image = &delivery.ImageBuild{Repository: repository}
			p.Deployments = &[]*delivery.Deployment{{Environment: container(stack, "Shop")}}
		})
		ages := &awsecr.LifecycleRule{MaxImageAge: awscdk.Duration_Days(&r.days), RulePriority: jsii.Number(2)}
		if r.tags != "" {
			ages.TagStatus, ages.TagPatternList = awsecr.TagStatus_TAGGED, jsii.Strings(r.tags)
		}
		repository.AddLifecycleRule(ages)
		repository.AddLifecycleRule(&awsecr.LifecycleRule{
			MaxImageAge: awscdk.Duration_Days(jsii.Number(1)), TagStatus: awsecr.TagStatus_UNTAGGED, RulePriority: jsii.Number(1),
		})
		got := cdktest.Rejection(func() { assertions.Template_FromStack(stack, nil) })
		if (got != "") != want || want && !strings.Contains(got, "Image.Repository must keep images for 30 days, as long as "+
			"ArtifactRetentionDays keeps the releases that name them, got a lifecycle rule that expires them after 29") {
			t.Errorf("%v: %s", r, got)
		}
	}
}

// What a first commit lacks, and what cannot be granted, is a warning.
func TestImagesWarnings(t *testing.T) {
	stack := placed()
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.Source = delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
			RepositoryName: jsii.String("shop"), Directory: folder(t, map[string]string{"Dockerfile": "FROM scratch\n"}),
		}).Source(nil)
		p.Image = &delivery.ImageBuild{Repository: images(stack)}
		p.Deployments = &[]*delivery.Deployment{{Environment: beanstalk.EnvironmentFromName(stack, jsii.String("Elsewhere"),
			&beanstalk.EnvironmentAttributes{ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-live")})}}
	})
	annotations := assertions.Annotations_FromStack(stack)
	for _, want := range []string{
		`Image should find "docker-compose\.yml" in the first commit, got none in .*; add it there, or the first build fails`,
		`Image should go to environments that the app defines, whose instances it lets pull, got Deployments\[0\] made elsewhere; ` +
			`let their instances pull from the repository`,
	} {
		if len(*annotations.FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(&want))) != 1 {
			t.Errorf("no warning %s", want)
		}
	}
	if all := *annotations.FindWarning(jsii.String("*"), assertions.Match_AnyValue()); len(all) != 2 {
		t.Errorf("got %d warnings, want 2", len(all))
	}
}
