package stacks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

func domain(name string) *beanstalk.Domain {
	return &beanstalk.Domain{Name: &name, HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")}
}

// One line gives a stage its name, and with a load balancer HTTPS; the deployment ends with the address.
func TestADomainOfAStage(t *testing.T) {
	dev, prod := stacks.Dev(), stacks.Prod()
	dev.Environment.Domain = domain("dev.example.com")
	prod.Environment.Domain = domain("www.example.com")
	_, line, problems := composeLine(dev, prod)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	for i, want := range []struct {
		url, kinds string
		growth     int
	}{
		{"http://dev.example.com", "AWS::Route53::RecordSet", 1},
		{"https://www.example.com", "AWS::CertificateManager::Certificate AWS::Route53::RecordSet", 2},
	} {
		bare := []stacks.Stage{stacks.Dev(), stacks.Prod()}[i]
		if got := outputs(t, line.Stages[i].Stack, place{"aws", "eu-west-1"})["Url"]; got != want.url {
			t.Errorf("the address is %s, want %s", got, want.url)
		}
		before, after := preset(t, bare), cdktest.Resources(t, assertions.Template_FromStack(line.Stages[i].Stack, nil))
		if growth := len(after) - len(before); growth != want.growth {
			t.Errorf("%s has %d resources more, want %s", bare.Name, growth, want.kinds)
		}
		for _, kind := range strings.Fields(want.kinds) {
			if count(after, kind) != 1 {
				t.Errorf("%s lacks %s", bare.Name, kind)
			}
		}
	}
}

// A copy of a stage has the domain of the original, and only one of them can have the record.
func TestStagesMayNotShareADomain(t *testing.T) {
	prod := stacks.Prod()
	prod.Environment.Domain = domain("www.example.com")
	demo := prod
	demo.Name = "Demo"
	const want = `stage Demo: Environment.Domain.Name must be another than that of stage Prod, since both would define its record, ` +
		`got "www.example.com"; give each stage a Domain of its own`
	if diff := cmp.Diff([]string{want}, compose(prod, demo)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	demo.Environment.Domain = domain("demo.example.com")
	if lines := compose(prod, demo); lines != nil {
		t.Error(strings.Join(lines, "\n"))
	}
	// Records that choose between two environments are somebody else's.
	for _, s := range []*stacks.Stage{&prod, &demo} {
		s.Environment.Domain = &beanstalk.Domain{Name: jsii.String("www.example.com")}
		s.Environment.LoadBalancer = &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String("arn:aws:acm:eu-west-1:111122223333:certificate/0a1b"),
		}
	}
	if lines := compose(prod, demo); lines != nil {
		t.Error(strings.Join(lines, "\n"))
	}
}

func TestADomainWrongUsesOfAStage(t *testing.T) {
	for name, test := range map[string]struct {
		change func(s *stacks.Stage)
		want   string
	}{
		"a URL": {func(s *stacks.Stage) { s.Environment.Domain = domain("https://www.example.com/") },
			`ProdStack/Environment: Domain.Name must be the full name of a host in lower case, such as shop.example.com, ` +
				`got "https://www.example.com/"; write "www.example.com"`},
		"neither zone nor certificate": {func(s *stacks.Stage) {
			s.Environment.Domain = &beanstalk.Domain{Name: jsii.String("www.example.com")}
		}, "ProdStack/Environment: LoadBalancer.CertificateArn must be given with a Domain that has no HostedZoneId, got nil; " +
			`name a certificate for "www.example.com", or set Domain.HostedZoneId`},
		"a region without aliases": {func(s *stacks.Stage) {
			s.Account, s.Region = "111122223333", "me-central-1"
			s.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("main"))
			s.Environment.Domain = domain("www.example.com")
		}, "ProdStack/Environment: Domain.HostedZoneId must be left out in a region of which the CDK does not know the zone of environments, " +
			`got "me-central-1"; make the record that an output then names`},
	} {
		t.Run(name, func(t *testing.T) {
			prod := stacks.Prod()
			test.change(&prod)
			got := compose(prod)
			if len(got) != 1 || strings.TrimPrefix(got[0], "App/") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// The name of the app in one line: certificate, HTTPS, redirect and record.
func ExampleStage_domain() {
	prod := stacks.Prod()
	prod.Environment.Domain = &beanstalk.Domain{
		Name: jsii.String("www.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ"),
	}
	app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
	line, err := stacks.Compose(app, lineOf(prod), today)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*line.Stages[0].Environment.Url())
	// Output: https://www.example.com
}
