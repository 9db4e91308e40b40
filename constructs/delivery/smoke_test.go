package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// Nothing asks for more than the environment's own health check does.
func TestSmokeTestAsksWhatTheLoadBalancerAsks(t *testing.T) {
	path := func(p *beanstalk.WebEnvironmentProps) {
		p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{HealthCheckPath: jsii.String("/up")}
	}
	codes := func(p *beanstalk.WebEnvironmentProps) {
		p.Options = []beanstalk.Option{
			{Namespace: "aws:elasticbeanstalk:environment:process:default", Name: "HealthCheckPath", Value: "/well"},
			{Namespace: "aws:elasticbeanstalk:environment:process:default", Name: "MatcherHTTPCode", Value: "200-302"},
		}
	}
	for name, test := range map[string]struct {
		environment func(*beanstalk.WebEnvironmentProps)
		test        delivery.SmokeTest
		path, codes string
	}{
		"nothing is said":           {func(*beanstalk.WebEnvironmentProps) {}, delivery.SmokeTest{}, "/", "200-499"},
		"a path":                    {path, delivery.SmokeTest{}, "/up", "200"},
		"options":                   {codes, delivery.SmokeTest{}, "/well", "200-302"},
		"a status of the test":      {path, delivery.SmokeTest{Status: jsii.Number(204)}, "/up", "204"},
		"a path of the test":        {path, delivery.SmokeTest{Path: jsii.String("/shop")}, "/shop", "200-499"},
		"the path of the test is /": {path, delivery.SmokeTest{Path: jsii.String("/"), Status: jsii.Number(200)}, "/", "200"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			shop := behind(stack, 1, test.environment)
			deployment(stack, func(d *delivery.Deployment) { d.Environment, d.SmokeTest = shop, &test.test })
			got := variables(project(t, stack, "PipelineSmokeTest"))
			if got["REQUEST_PATH"] != cdktest.Text(test.path) || got["STATUS"] != cdktest.Text(test.codes) {
				t.Errorf("it asks for %s and takes %s", got["REQUEST_PATH"], got["STATUS"])
			}
		})
	}
}

// A default gives way; what somebody says about a test is followed or refused.
func TestOptionalSmokeTestGivesWay(t *testing.T) {
	office := func(p *beanstalk.WebEnvironmentProps) { p.AllowFrom = jsii.Strings("203.0.113.0/24") }
	everybody := func(*beanstalk.WebEnvironmentProps) {}
	inside := func(p *beanstalk.WebEnvironmentProps) {
		p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{Internal: jsii.Bool(true)}
	}
	certified := func(p *beanstalk.WebEnvironmentProps) {
		p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000"),
		}
	}
	for name, test := range map[string]struct {
		gateways float64
		change   func(*beanstalk.WebEnvironmentProps)
		want     string
	}{
		"everybody may ask":             {1, everybody, "1 Deploy, 2 SmokeTest"},
		"only the office may":           {1, office, "1 Deploy"},
		"internal, with a way out":      {1, inside, "1 Deploy, 2 SmokeTest"},
		"internal, without a way out":   {0, inside, "1 Deploy"},
		"a certificate without a name":  {1, certified, "1 Deploy"},
		"without a way out, but public": {0, everybody, "1 Deploy, 2 SmokeTest"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			shop := behind(stack, test.gateways, test.change)
			deployment(stack, func(d *delivery.Deployment) {
				d.Environment, d.SmokeTest = shop, &delivery.SmokeTest{Optional: jsii.Bool(true)}
			})
			if got := strings.Join(orders(stageOf(t, stack, "Deploy-Shop")), ", "); got != test.want {
				t.Errorf("the stage has %s, want %s", got, test.want)
			}
		})
	}

	stack := cdktest.NewStack(nil)
	shop := behind(stack, 1, office)
	if said := cdktest.Rejection(func() {
		deployment(stack, func(d *delivery.Deployment) {
			d.Environment, d.SmokeTest = shop, &delivery.SmokeTest{Optional: jsii.Bool(true), Text: jsii.String("up")}
		})
	}); !strings.Contains(said, "SmokeTest must be left out where AllowFrom does not admit 0.0.0.0/0") {
		t.Errorf("a test that somebody has changed: %s", said)
	}

	stack = cdktest.NewStack(nil)
	made := beanstalk.EnvironmentFromName(stack, jsii.String("Made"), &beanstalk.EnvironmentAttributes{
		ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-web"),
	})
	deployment(stack, func(d *delivery.Deployment) {
		d.Environment, d.SmokeTest = made, &delivery.SmokeTest{Optional: jsii.Bool(true)}
	})
	if got := strings.Join(orders(stageOf(t, stack, "Deploy-Made")), ", "); got != "1 Deploy" {
		t.Errorf("an environment made elsewhere: %s", got)
	}
}
