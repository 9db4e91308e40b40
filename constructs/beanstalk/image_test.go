package beanstalk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

const someDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// The instances may pull from the image's repository alone, wherever it is, and IMAGE is the image's address.
func TestAnImageIsPulled(t *testing.T) {
	const arn = "arn:aws:ecr:us-east-1:444455556666:repository/shop/web"
	for name, test := range map[string]struct {
		repository     func(data, web awscdk.Stack) awsecr.IRepository
		tag, digest    *string
		resource, want string
	}{
		"of the stack": {func(_, web awscdk.Stack) awsecr.IRepository {
			return awsecr.NewRepository(web, jsii.String("Images"), nil)
		},
			jsii.String("1.4.2"), nil, `{"Fn::GetAtt":["Images2D38C313","Arn"]}`, `:1.4.2`},
		"of another stack": {func(data, _ awscdk.Stack) awsecr.IRepository {
			return awsecr.NewRepository(data, jsii.String("Images"), nil)
		},
			nil, jsii.String(someDigest), `{"Fn::ImportValue":"Test-Data:ExportsOutputFnGetAtt`, `@` + someDigest},
		"imported, of another account and region": {func(_, web awscdk.Stack) awsecr.IRepository {
			return awsecr.Repository_FromRepositoryArn(web, jsii.String("Images"), jsii.String(arn))
		}, jsii.String("1"), nil, `"` + arn + `"`, `444455556666.dkr.ecr.us-east-1.`},
	} {
		stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), &awscdk.StageProps{
			Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
		})
		data, web := awscdk.NewStack(stage, jsii.String("Data"), nil), awscdk.NewStack(stage, jsii.String("Web"), nil)
		reader(web, beanstalk.WebEnvironmentProps{
			Image: &beanstalk.EcrImage{Repository: test.repository(data, web), Tag: test.tag, Digest: test.digest},
		})
		var pulls []string
		for _, r := range cdktest.Resources(t, assertions.Template_FromStack(web, nil)) {
			if r.Type != "AWS::IAM::Policy" {
				continue
			}
			for _, s := range r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
				if actions := cdktest.Text(s.(map[string]any)["Action"]); strings.Contains(actions, "ecr:") {
					pulls = append(pulls, actions+" "+cdktest.Text(s.(map[string]any)["Resource"]))
				}
			}
		}
		slices.Sort(pulls)
		if len(pulls) != 2 || pulls[0] != `"ecr:GetAuthorizationToken" "*"` || strings.Count(pulls[1], `"ecr:`) != 3 ||
			!strings.Contains(pulls[1], "] "+test.resource) {
			t.Errorf("%s: %s", name, strings.Join(pulls, "\n"))
		}
		got := settings(t, web)["aws:elasticbeanstalk:application:environment IMAGE"]
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: IMAGE is %s, want %s in it", name, got, test.want)
		}
		platform := cdktest.JSON(t, assertions.Template_FromStack(web, nil))
		if !strings.Contains(platform, "platform/"+string(beanstalk.PlatformDocker)) {
			t.Errorf("%s: the platform is not Docker", name)
		}
	}
}

// The policy of a repository that the app has in another account admits the instances too.
func TestAnImageOfAnotherAccountOfTheApp(t *testing.T) {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	in := func(id, account string) awscdk.Stack {
		return awscdk.NewStack(stage, &id, &awscdk.StackProps{Env: &awscdk.Environment{Account: &account, Region: jsii.String("eu-west-1")}})
	}
	tools, web := in("Tools", "444455556666"), in("Web", "111122223333")
	repository := awsecr.NewRepository(tools, jsii.String("Images"), &awsecr.RepositoryProps{RepositoryName: jsii.String("shop")})
	reader(web, beanstalk.WebEnvironmentProps{Image: &beanstalk.EcrImage{Repository: repository, Tag: jsii.String("1")}})
	template := assertions.Template_FromStack(tools, nil)
	template.HasResourceProperties(jsii.String("AWS::ECR::Repository"), map[string]any{"RepositoryPolicyText": assertions.Match_AnyValue()})
	nameless := awsecr.NewRepository(tools, jsii.String("Nameless"), nil)
	got := cdktest.Rejection(func() {
		reader(constructs.NewConstruct(web, jsii.String("Later")), beanstalk.WebEnvironmentProps{
			Image: &beanstalk.EcrImage{Repository: nameless, Tag: jsii.String("1")},
		})
	})
	const want = "Image.Repository must have a name to be in another account or region, got one that CloudFormation names; " +
		"set RepositoryName of the repository"
	if !strings.Contains(got, want) {
		t.Errorf("a repository without a name: got %s", got)
	}
}

func TestImageWrongUses(t *testing.T) {
	scope := cdktest.NewStack(nil)
	repository := awsecr.Repository_FromRepositoryName(scope, jsii.String("Images"), jsii.String("shop"))
	image := func(tag, digest string) beanstalk.WebEnvironmentProps {
		i := &beanstalk.EcrImage{Repository: repository}
		if tag != "" {
			i.Tag = &tag
		}
		if digest != "" {
			i.Digest = &digest
		}
		return beanstalk.WebEnvironmentProps{Image: i}
	}
	on := func(platform beanstalk.Platform) beanstalk.WebEnvironmentProps {
		props := image("1", "")
		props.Platform = platform
		return props
	}
	beside := image("1", "")
	beside.EnvironmentVariables = &map[string]*string{"IMAGE": jsii.String("nginx")}
	secret := image("1", "")
	secret.Secrets = &map[string]beanstalk.Secret{"IMAGE": beanstalk.SecretFromArn(jsii.String(someParameterArn), nil)}
	for name, test := range map[string]struct {
		props beanstalk.WebEnvironmentProps
		want  string
	}{
		"no release": {image("", ""), `Image.Tag must be given, got nil; give the tag of a release, or its digest as Digest`},
		"both":       {image("1", someDigest), `Image.Digest must be nil beside Tag, got both; leave Tag or Digest out`},
		"no repository": {beanstalk.WebEnvironmentProps{Image: &beanstalk.EcrImage{Tag: jsii.String("1")}},
			`Image.Repository must be given, got nil; use one made by awsecr.NewRepository, or an imported one`},
		"a digest as tag": {image(someDigest, ""), `Image.Tag must be a tag, got "` + someDigest + `"; set Digest instead`},
		"a name and a tag": {image("shop:1", ""),
			`Image.Tag must be at most 128 letters, digits, underscores, dots and hyphens, got "shop:1"`},
		"a short digest": {image("", "sha256:0a1b"), `Image.Digest must be sha256: and 64 hexadecimal digits in lower case, got "sha256:0a1b"`},
		"another platform": {on(beanstalk.PlatformNodejs24), `Image must have a Docker platform, got "` + string(beanstalk.PlatformNodejs24) +
			`"; leave Platform out, or set it to beanstalk.PlatformDocker`},
		"ECS": {on(beanstalk.PlatformEcs), `Image must be left out on ECS, got an image and "` + string(beanstalk.PlatformEcs) +
			`"; name the image in Dockerrun.aws.json, and grant the pull`},
		"IMAGE twice": {beside, `EnvironmentVariables["IMAGE"] must be left out beside Image, whose address it has, got "nginx"; rename it`},
		"IMAGE and the secret": {secret,
			`Secrets["IMAGE"] must be the only setting of "IMAGE", got another in aws:elasticbeanstalk:application:environment`},
	} {
		inside := constructs.NewConstruct(scope, &name)
		message := cdktest.Rejection(func() { reader(inside, test.props) })
		if _, answer, _ := strings.Cut(message, ": "); !strings.HasPrefix(answer, test.want) || strings.Contains(answer, "\n") {
			t.Errorf("%s: got %s\nwant %s", name, message, test.want)
		}
	}
	tokens := image("1", "")
	tokens.Image.Tag = awscdk.NewCfnParameter(scope, jsii.String("Release"), nil).ValueAsString()
	reader(constructs.NewConstruct(scope, jsii.String("Tokens")), tokens)
	if diff := cmp.Diff("", cdktest.Rejection(func() { assertions.Template_FromStack(scope, nil) })); diff != "" {
		t.Error(diff)
	}
}
