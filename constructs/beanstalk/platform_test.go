package beanstalk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// What is not a branch is answered with the branch that was meant, and an ARN is taken as it is.
func TestPlatforms(t *testing.T) {
	const (
		node = "Node.js 24 running on 64bit Amazon Linux 2023"
		own  = "arn:aws:elasticbeanstalk:eu-west-1:111122223333:platform/ours/1.0.0"
	)
	for platform, want := range map[beanstalk.Platform]string{
		"nodejs":     `write "` + node + `"`,
		"Node":       `write "` + node + `"`,
		"node.js-22": `write "Node.js 22 running on 64bit Amazon Linux 2023"`,
		"python3.13": `write "Python 3.13 running on 64bit Amazon Linux 2023"`,
		"golang":     `write "Go 1 running on 64bit Amazon Linux 2023"`,
		"corretto":   `write "Corretto 25 running on 64bit Amazon Linux 2023"`,
		"dotnet":     `write ".NET 10 running on 64bit Amazon Linux 2023"`,
		"64bit Amazon Linux 2023 v6.7.1 running Node.js 22":             `write "Node.js 22 running on 64bit Amazon Linux 2023"`,
		"64bit Amazon Linux 2018.03 v4.13.0 running Node.js":            `write "` + node + `"`,
		"arn:aws:elasticbeanstalk:eu-west-1::platform":                  "or a platform's ARN, got",
		"arn:aws:s3:::platform/Go 1 running on 64bit Amazon Linux 2023": "or a platform's ARN, got",
		"fortran":               "or a platform's ARN, got",
		"Node 24":               `write "` + node + `"`,
		"PlatformNodejs24":      `write "` + node + `"`,
		"Node.js 20":            `write "` + node + `"`, // which is retired
		"java 21":               `write "Corretto 21 running on 64bit Amazon Linux 2023"`,
		"openjdk17":             `write "Corretto 17 running on 64bit Amazon Linux 2023"`,
		"Tomcat 11 Corretto 21": `write "Tomcat 11 with Corretto 21 running on 64bit Amazon Linux 2023"`,
		"php 8.3":               `write "PHP 8.3 running on 64bit Amazon Linux 2023"`,
		"net8":                  `write ".NET 8 running on 64bit Amazon Linux 2023"`,
		"go1.26":                `write "Go 1 running on 64bit Amazon Linux 2023"`,
		"arn:aws:elasticbeanstalk:eu-west-1::platform/" + node:            "",
		"arn:aws:elasticbeanstalk:eu-west-1::platform/" + node + "/6.7.1": "",
		own: "",
	} {
		err := (&beanstalk.WebEnvironmentProps{Platform: platform, Application: someApplication{}, Vpc: someVpc{}}).Validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %s", platform, err, want)
		}
	}
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"),
		&awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")}})
	props := &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         cdktest.Vpc(stack),
		Platform:    "arn:aws:elasticbeanstalk:us-east-1::platform/" + beanstalk.PlatformGo,
	}
	message := cdktest.Rejection(func() { beanstalk.NewWebEnvironment(stack, jsii.String("Abroad"), props) })
	const want = `Platform must be of region "eu-west-1", where the stack is, got "us-east-1"; name the branch alone`
	if !strings.Contains(message, want) {
		t.Errorf("got %s, want %s", message, want)
	}
	props.Platform = own
	beanstalk.NewWebEnvironment(stack, jsii.String("Own"), props)
	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Environment"),
		map[string]any{"PlatformArn": own})
}

// The constants are the branches that AWS supports, each with the day on which it is retired.
func TestEveryBranchHasAConstant(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "platform.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		if constant, is := node.(*ast.ValueSpec); is {
			name, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			language, _, _ := strings.Cut(name, " running on ")
			plain := strings.NewReplacer(" with ", "", "Go 1", "Go", ".NET", "Dotnet", ".", "", " ", "")
			want := "platform" + strings.ToLower(plain.Replace(language))
			if got := strings.ToLower(constant.Names[0].Name); got != want {
				t.Errorf("%s is called %s, want %s", name, got, want)
			}
			docs[name] = constant.Doc.Text()
		}
		return true
	})
	for _, branch := range options.Branches() {
		doc, there := docs[branch.Name]
		if there != branch.Current() {
			t.Errorf("%s: has a constant: %v, is supported: %v", branch.Name, there, branch.Current())
		}
		if there && strings.Contains(doc, "retires") != (branch.Retires != "") || !strings.Contains(doc, branch.Retires) && there {
			t.Errorf("%s retires on %q; %s", branch.Name, branch.Retires, doc)
		}
		delete(docs, branch.Name)
	}
	for name := range docs {
		t.Errorf("%s is no branch that AWS lists", name)
	}
}

// Windows and ECS are answered in a sentence, which is a warning; a branch that nobody knows is one too.
func TestPlatformsThatAreNotModelled(t *testing.T) {
	for platform, want := range map[beanstalk.Platform]string{
		beanstalk.PlatformEcs: `Platform must be one for which all is made here, got "ECS running on 64bit Amazon Linux 2023"; ` +
			`give InstanceRole the managed policy AWSElasticBeanstalkMulticontainerDocker as well`,
		"IIS 10.0 running on 64bit Windows Server 2025": `Platform must be one for which all is made here, ` +
			`got "IIS 10.0 running on 64bit Windows Server 2025"; set RootVolumeSize and InstanceTypes to what Windows Server needs`,
		"Node.js 26 running on 64bit Amazon Linux 2023": `Platform must name a platform branch that AWS lists`,
	} {
		stack := cdktest.NewStack(nil)
		reader(stack, beanstalk.WebEnvironmentProps{Platform: platform})
		annotations := assertions.Annotations_FromStack(stack)
		if all := *annotations.FindWarning(jsii.String("*"), assertions.Match_AnyValue()); len(all) != 1 {
			t.Errorf("%s: got %d warnings, want one", platform, len(all))
		}
		cdktest.Check(t, func() {
			annotations.HasWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String(regexp.QuoteMeta(want))))
		})
	}
}

// A load balancer finds no certificate of another region.
func TestACertificateIsOfTheRegionOfTheStack(t *testing.T) {
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"),
		&awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")}})
	props := &beanstalk.WebEnvironmentProps{
		Application:  beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:          cdktest.Vpc(stack),
		Capacity:     &beanstalk.AutoScalingGroup{},
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String("arn:aws:acm:us-east-1:111122223333:certificate/0a1b")},
	}
	message := cdktest.Rejection(func() { beanstalk.NewWebEnvironment(stack, jsii.String("Abroad"), props) })
	const want = `LoadBalancer.CertificateArn must be of region "eu-west-1", got "us-east-1"; name one of the same region`
	if !strings.Contains(message, want) {
		t.Errorf("got %s, want %s", message, want)
	}
	props.LoadBalancer = &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String("arn:aws:acm:eu-west-1:111122223333:certificate/0a1b")}
	beanstalk.NewWebEnvironment(stack, jsii.String("Home"), props)
}

// Beanstalk sets the tag Name itself and fails to change it; what the app tags with it otherwise keeps it.
func TestTheTagNameStaysOffTheEnvironment(t *testing.T) {
	stack := cdktest.NewStack(nil)
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
	})
	tags := awscdk.Tags_Of(stack)
	tags.Add(jsii.String("Name"), jsii.String("shop"), &awscdk.TagProps{Priority: jsii.Number(300)})
	tags.Add(jsii.String("team"), jsii.String("web"), nil)
	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Environment"), map[string]any{
		"Tags": []any{
			map[string]any{"Key": "beanstalk:application", "Value": assertions.Match_AnyValue()},
			map[string]any{"Key": "team", "Value": "web"},
		},
	})
	template.HasResourceProperties(jsii.String("AWS::EC2::VPC"), map[string]any{
		"Tags": assertions.Match_ArrayWith(&[]any{map[string]any{"Key": "Name", "Value": "shop"}}),
	})
}
