package beanstalk_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

const (
	zoneID         = "Z0123456789ABCDEFGHIJ"
	certificateARN = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b"
	httpsOption    = "aws:elbv2:listener:443"
	httpOption     = "aws:elbv2:listener:default"
	redirectOption = "aws:elasticbeanstalk:application:environment HTTPS_REDIRECT"
)

func shop() *beanstalk.Domain {
	return &beanstalk.Domain{Name: jsii.String("shop.example.com"), HostedZoneId: jsii.String(zoneID)}
}

// shopWithoutZone is a domain whose record somebody else makes.
func shopWithoutZone() *beanstalk.Domain {
	return &beanstalk.Domain{Name: jsii.String("shop.example.com")}
}

// defineIn defines an environment in a stack of a region.
func defineIn(region string, props beanstalk.WebEnvironmentProps) (awscdk.Stack, *beanstalk.WebEnvironment) {
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"),
		&awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: &region}})
	props.Application = beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	props.Vpc = cdktest.Vpc(stack)
	return stack, beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
}

// only is the only resource of a type, with its logical id; nil if there is none.
func only(t *testing.T, stack awscdk.Stack, kind string) (id string, found *cdktest.Resource) {
	t.Helper()
	for name, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type == kind && found != nil {
			t.Errorf("%s twice", kind)
		} else if r.Type == kind {
			id, found = name, &r
		}
	}
	return id, found
}

// A name and a zone are all that a load balancer needs: a certificate that the zone validates, HTTPS, a redirect, a record.
func TestADomainBringsHTTPS(t *testing.T) {
	stack, environment := defineIn("eu-west-1", beanstalk.WebEnvironmentProps{Domain: shop()})

	certificate, r := only(t, stack, "AWS::CertificateManager::Certificate")
	delete(r.Properties, "Tags")
	if diff := cmp.Diff(map[string]any{
		"DomainName": "shop.example.com", "ValidationMethod": "DNS",
		"DomainValidationOptions": []any{map[string]any{"DomainName": "shop.example.com", "HostedZoneId": zoneID}},
	}, r.Properties); diff != "" {
		t.Errorf("certificate (-want +got):\n%s", diff)
	}
	expect(t, settings(t, stack), map[string]string{
		httpsOption + " ListenerEnabled":    "true",
		httpsOption + " Protocol":           "HTTPS",
		httpsOption + " SSLCertificateArns": `{"Ref":"` + certificate + `"}`,
		httpsOption + " SSLPolicy":          "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		httpOption + " ListenerEnabled":     "true",
		httpOption + " Protocol":            "HTTP",
		redirectOption:                      "true",
	})
	want := map[string][]string{"LoadBalancer": {"443 from 0.0.0.0/0", "80 from 0.0.0.0/0"}, "Instances": {"80 from group"}}
	if diff := cmp.Diff(want, ingress(t, stack)); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}

	_, record := only(t, stack, "AWS::Route53::RecordSet")
	id, r := only(t, stack, "AWS::ElasticBeanstalk::Environment")
	prefix := fmt.Sprint(r.Properties["CNAMEPrefix"])
	if diff := cmp.Diff(map[string]any{
		"Name": "shop.example.com", "HostedZoneId": zoneID, "Type": "A",
		"AliasTarget": map[string]any{
			"DNSName":      prefix + ".eu-west-1.elasticbeanstalk.com",
			"HostedZoneId": "Z2NYPWQ7DFZAZH", // Elastic Beanstalk's in eu-west-1 (AWS page "AWS Elastic Beanstalk endpoints and quotas")
		},
	}, record.Properties); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	// Otherwise the record would lead to a prefix that anybody may take, until it is deleted.
	if !slices.Equal(record.DependsOn, []string{id}) {
		t.Errorf("the record depends on %q, want the environment", record.DependsOn)
	}
	if !regexp.MustCompile(`^shop-example-com-[0-9a-f]{10}$`).MatchString(prefix) || !strings.HasSuffix(id, "DedicatedLoadBalancerX8664") {
		t.Errorf("the environment %s has the prefix %s", id, prefix)
	}
	if got := *environment.Url(); got != "https://shop.example.com" || environment.Certificate == nil || environment.Record == nil {
		t.Errorf("the address is %s, the certificate %v, the record %v", got, environment.Certificate, environment.Record)
	}
}

func TestADomainWithEverythingGiven(t *testing.T) {
	stack, environment := defineIn("eu-west-1", beanstalk.WebEnvironmentProps{
		Domain:      shop(),
		CnamePrefix: jsii.String("acme-shop"),
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String(certificateARN), RedirectHttp: jsii.Bool(false),
		},
	})
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::CertificateManager::Certificate": 0})
	expect(t, settings(t, stack), map[string]string{
		httpsOption + " SSLCertificateArns": certificateARN,
		httpOption + " ListenerEnabled":     "false",
		redirectOption:                      "false",
	})
	_, record := only(t, stack, "AWS::Route53::RecordSet")
	id, r := only(t, stack, "AWS::ElasticBeanstalk::Environment")
	if got := cdktest.Text(record.Properties["AliasTarget"]); !strings.Contains(got, `"acme-shop.eu-west-1.elasticbeanstalk.com"`) ||
		r.Properties["CNAMEPrefix"] != "acme-shop" || strings.Contains(id, "Dedicated") {
		t.Errorf("the record leads to %s, and the environment %s has %v", got, id, r.Properties["CNAMEPrefix"])
	}
	if environment.Certificate != nil {
		t.Error("a certificate is made beside the one that is given")
	}
}

// A certificate alone closes port 80, as before; the redirect is for whoever asks for it.
func TestARedirectWithoutADomain(t *testing.T) {
	for redirects, want := range map[bool]string{true: "true", false: "false"} {
		stack, environment := define(beanstalk.WebEnvironmentProps{LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String(certificateARN), RedirectHttp: map[bool]*bool{true: jsii.Bool(true)}[redirects],
		}})
		expect(t, settings(t, stack), map[string]string{httpOption + " ListenerEnabled": want, redirectOption: want})
		if environment.Url() != nil || environment.Record != nil {
			t.Error("there is an address without a domain")
		}
	}
	stack, _ := define(beanstalk.WebEnvironmentProps{})
	expect(t, settings(t, stack), map[string]string{httpOption + " ListenerEnabled": "true", redirectOption: ""})
}

// A certificate works on a load balancer only: one instance has its record, and no HTTPS.
func TestADomainOfASingleInstance(t *testing.T) {
	stack, environment := defineIn("us-east-2", beanstalk.WebEnvironmentProps{Domain: shop(), Capacity: &beanstalk.SingleInstance{}})
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{
		"AWS::CertificateManager::Certificate": 0, "AWS::Route53::RecordSet": 1,
	})
	expect(t, settings(t, stack), map[string]string{redirectOption: "", httpsOption + " Protocol": ""})
	if got := *environment.Url(); got != "http://shop.example.com" {
		t.Errorf("the address is %s", got)
	}
}

// Without a zone somebody else makes the record, and has to know which.
func TestADomainWithoutAZoneSaysWhichRecordToMake(t *testing.T) {
	for region, suffix := range map[string]string{"eu-west-1": "elasticbeanstalk.com", "cn-north-1": "eb.amazonaws.com.cn"} {
		stack, environment := defineIn(region, beanstalk.WebEnvironmentProps{
			Domain: shopWithoutZone(), Capacity: &beanstalk.SingleInstance{},
		})
		template := assertions.Template_FromStack(stack, nil)
		cdktest.Counts(t, template, map[string]int{"AWS::Route53::RecordSet": 0})
		_, r := only(t, stack, "AWS::ElasticBeanstalk::Environment")
		want := fmt.Sprintf("shop.example.com CNAME %s.%s.%s", r.Properties["CNAMEPrefix"], region, suffix)
		cdktest.Check(t, func() {
			template.HasOutput(jsii.String("*"), map[string]any{
				"Description": "The DNS record to make: name, type and value", "Value": want,
			})
		})
		if environment.Record != nil {
			t.Error("there is a record without a zone")
		}
	}
}

// The region of such a stack is known on deployment: the zone of Elastic Beanstalk is looked up there.
func TestADomainInARegionThatTheDeploymentKnows(t *testing.T) {
	zone := func(stack awscdk.Stack) *string {
		return awsroute53.NewPublicHostedZone(stack, jsii.String("Zone"), &awsroute53.PublicHostedZoneProps{
			ZoneName: jsii.String("example.com"),
		}).HostedZoneId()
	}
	stack := cdktest.NewStack(nil)
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         cdktest.Vpc(stack),
		Domain:      &beanstalk.Domain{Name: jsii.String("shop.example.com"), HostedZoneId: zone(stack)},
	})
	_, record := only(t, stack, "AWS::Route53::RecordSet")
	target := cdktest.Text(record.Properties["AliasTarget"])
	for _, want := range []string{
		`{"Ref":"AWS::Region"},".elasticbeanstalk.com"`, `"Fn::FindInMap":["EbsenvironmentMap",{"Ref":"AWS::Region"}`,
	} {
		if !strings.Contains(target, want) {
			t.Errorf("the record leads to %s, want %s", target, want)
		}
	}
	if got := cdktest.Text(record.Properties["HostedZoneId"]); !strings.Contains(got, `{"Ref":"Zone`) {
		t.Errorf("the record is in the zone %s", got)
	}
}

// What cannot change in an environment changes its prefix: the new environment exists beside the old one for a while.
func TestThePrefixOfADomainDoesNotCollide(t *testing.T) {
	seen := map[string]string{}
	prefix := func(name string, stack awscdk.Stack) {
		t.Helper()
		_, r := only(t, stack, "AWS::ElasticBeanstalk::Environment")
		got := fmt.Sprint(r.Properties["CNAMEPrefix"])
		if other, taken := seen[got]; taken {
			t.Errorf("%s and %s have the same prefix, %s", name, other, got)
		}
		if !regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{2,61})[a-z0-9]$`).MatchString(got) {
			t.Errorf("%s has the prefix %q", name, got)
		}
		seen[got] = name
	}
	long := strings.Repeat("a23456789.", 5) + "bc-d.example.com"
	for name, props := range map[string]beanstalk.WebEnvironmentProps{
		"load balancer":   {Domain: shop()},
		"single instance": {Domain: shop(), Capacity: &beanstalk.SingleInstance{}},
		"Arm":             {Domain: shop(), Architecture: awsec2.InstanceArchitecture_ARM_64},
		"another domain":  {Domain: &beanstalk.Domain{Name: jsii.String("www.example.com"), HostedZoneId: jsii.String(zoneID)}},
		"a long domain":   {Domain: &beanstalk.Domain{Name: &long}, Capacity: &beanstalk.SingleInstance{}},
	} {
		stack, _ := define(props)
		prefix(name, stack)
	}
	app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	stack := awscdk.NewStack(app, jsii.String("Other"), nil)
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         cdktest.Vpc(stack),
		Domain:      shop(),
	})
	prefix("another stack", stack)
}

// Two environments cannot have one record, and the second deployment would say so half an hour later.
func TestTwoEnvironmentsMayNotShareADomain(t *testing.T) {
	stack, _ := defineIn("eu-west-1", beanstalk.WebEnvironmentProps{Domain: shop(), Capacity: &beanstalk.SingleInstance{}})
	app := stack.Node().Scope().(awscdk.Stage)
	second := func(domain *beanstalk.Domain) string {
		green := awscdk.NewStack(app, jsii.Sprintf("Green%d", len(*app.Node().Children())), nil)
		return cdktest.Rejection(func() {
			beanstalk.NewWebEnvironment(green, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
				Application: beanstalk.NewApplication(green, jsii.String("Application"), nil),
				Vpc:         cdktest.Vpc(green),
				Domain:      domain,
				Capacity:    &beanstalk.SingleInstance{},
			})
		})
	}
	const want = `Test/Green1/Web: Domain.Name must be another than that of "Test/Stack/Subject", since both would define its record, ` +
		`got "shop.example.com"; give each environment a Domain of its own`
	if got := second(shop()); got != want {
		t.Errorf("panics with %q, want %q", got, want)
	}
	for _, domain := range []*beanstalk.Domain{
		shopWithoutZone(), {Name: jsii.String("www.example.com"), HostedZoneId: jsii.String(zoneID)},
		{Name: jsii.String("shop.example.com"), HostedZoneId: jsii.String("Z9")},
	} {
		if got := second(domain); got != "" {
			t.Errorf("%s is refused: %s", *domain.Name, got)
		}
	}
}

// Whoever reuses a Domain for the next environment has changed that of none before it.
func TestADomainIsCopied(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := cdktest.Vpc(stack)
	domain := shop()
	for _, name := range []string{"shop", "api"} {
		domain.Name = jsii.String(name + ".example.com")
		beanstalk.NewWebEnvironment(stack, &name, &beanstalk.WebEnvironmentProps{
			Application: application, Vpc: vpc, Domain: domain, Capacity: &beanstalk.SingleInstance{},
		})
	}
}
