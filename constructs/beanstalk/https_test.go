package beanstalk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

func off(listener string) []beanstalk.Option {
	return []beanstalk.Option{{Namespace: listener, Name: "ListenerEnabled", Value: "false"}}
}

func proxy(server string) []beanstalk.Option {
	return []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:environment:proxy", Name: "ProxyServer", Value: server}}
}

// ranges are visitors who do not overlap.
func ranges(n int) *[]*string {
	var all []*string
	for i := range n {
		all = append(all, jsii.Sprintf("203.0.%d.0/24", i))
	}
	return &all
}

// certificateByOption is HTTPS as people set it by hand.
var certificateByOption = []beanstalk.Option{
	{Namespace: httpsOption, Name: "Protocol", Value: "HTTPS"},
	{Namespace: httpsOption, Name: "SSLCertificateArns", Value: certificateARN},
}

// Defaults of a domain give way to what the caller has said otherwise: nothing is half followed.
func TestDefaultsOfADomainGiveWay(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	for name, test := range map[string]struct {
		props        P
		certificates int
		url          string
		want         map[string]string
	}{
		"instances without the proxy": {P{InstancePort: jsii.Number(8080)}, 1, "https://shop.example.com", map[string]string{
			httpOption + " ListenerEnabled": "false", redirectOption: "false",
		}},
		"Apache": {P{Platform: "Node.js 24 running on 64bit Amazon Linux 2023", Options: proxy("apache")}, 1, "https://shop.example.com",
			map[string]string{httpOption + " ListenerEnabled": "false", redirectOption: "false"}},
		"Windows": {P{Platform: "IIS 10.0 running on 64bit Windows Server 2022"}, 1, "https://shop.example.com", map[string]string{
			httpOption + " ListenerEnabled": "false", redirectOption: "false",
		}},
		"port 80 closed by hand": {P{Options: off(httpOption)}, 1, "https://shop.example.com", map[string]string{
			httpOption + " ListenerEnabled": "false", redirectOption: "false", httpsOption + " ListenerEnabled": "true",
		}},
		"port 80 closed by its number": {P{Options: off("aws:elbv2:listener:80")}, 1, "https://shop.example.com", map[string]string{
			httpOption + " ListenerEnabled": "false", redirectOption: "false",
		}},
		"HTTPS turned off by hand": {P{Options: off(httpsOption)}, 0, "http://shop.example.com", map[string]string{
			httpOption + " ListenerEnabled": "true", redirectOption: "false", httpsOption + " ListenerEnabled": "false",
		}},
		"HTTPS turned off by hand, without a zone": {P{Domain: shopWithoutZone(), Options: off(httpsOption)}, 0, "http://shop.example.com",
			map[string]string{httpOption + " ListenerEnabled": "true", redirectOption: "false"}},
		"plain HTTP on port 443": {P{Options: []beanstalk.Option{{Namespace: httpsOption, Name: "Protocol", Value: "HTTP"}}}, 0,
			"http://shop.example.com", map[string]string{
				httpOption + " ListenerEnabled": "true", redirectOption: "false", httpsOption + " SSLPolicy": "",
			}},
		"nothing but a certificate by hand": {P{Domain: shopWithoutZone(), Options: certificateByOption[1:]}, 0, "https://shop.example.com",
			map[string]string{
				httpOption + " ListenerEnabled": "true", redirectOption: "true", httpsOption + " SSLCertificateArns": certificateARN,
				httpsOption + " Protocol": "HTTPS", httpsOption + " SSLPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
			}},
		"a certificate by hand": {P{Options: certificateByOption}, 0, "https://shop.example.com", map[string]string{
			httpOption + " ListenerEnabled": "true", redirectOption: "true", httpsOption + " SSLCertificateArns": certificateARN,
		}},
		"another policy": {P{Options: []beanstalk.Option{
			{Namespace: httpsOption, Name: "SSLPolicy", Value: "ELBSecurityPolicy-TLS13-1-3-2021-06"},
		}}, 1, "https://shop.example.com", map[string]string{
			httpsOption + " SSLPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06", redirectOption: "true",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.props.Domain == nil {
				test.props.Domain = shop()
			}
			stack, environment := define(test.props)
			expect(t, settings(t, stack), test.want)
			cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{
				"AWS::CertificateManager::Certificate": test.certificates,
			})
			if got := *environment.Url(); got != test.url {
				t.Errorf("the address is %s", got)
			}
		})
	}
}

// Somebody turns HTTPS off, as CertificateArn says, and leaves the certificate where it is: visitors still get in.
func TestWithoutHTTPSPort80IsOpen(t *testing.T) {
	for name, options := range map[string][]beanstalk.Option{
		"443 off": off(httpsOption), "443 plain": {{Namespace: httpsOption, Name: "Protocol", Value: "HTTP"}},
	} {
		for _, domain := range []*beanstalk.Domain{nil, shop()} {
			stack, _ := define(beanstalk.WebEnvironmentProps{
				Domain: domain, Options: options,
				LoadBalancer: &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String(certificateARN)},
			})
			expect(t, settings(t, stack), map[string]string{httpOption + " ListenerEnabled": "true", redirectOption: "false"})
			if got := ingress(t, stack)["LoadBalancer"]; !slices.Contains(got, "80 from 0.0.0.0/0") {
				t.Errorf("%s: visitors reach %q, want port 80", name, got)
			}
		}
	}
}

func TestHTTPSWrongUses(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := cdktest.Vpc(stack)
	type P = beanstalk.WebEnvironmentProps
	named := func(name string) P {
		return P{Domain: &beanstalk.Domain{Name: &name, HostedZoneId: jsii.String(zoneID)}}
	}
	inZone := func(id string) P {
		return P{Domain: &beanstalk.Domain{Name: jsii.String("shop.example.com"), HostedZoneId: &id}}
	}
	redirecting := func(p P) P {
		p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String(certificateARN), RedirectHttp: jsii.Bool(true)}
		return p
	}
	const host = "Domain.Name must be the full name of a host in lower case, such as shop.example.com, got "
	const zone = "Domain.HostedZoneId must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ, got "
	for name, test := range map[string]struct {
		props P
		want  string
	}{
		"no name":        {P{Domain: &beanstalk.Domain{HostedZoneId: jsii.String(zoneID)}}, "Domain.Name must be given, got nil"},
		"an empty name":  {named(""), host + `""`},
		"one word":       {named("shop"), host + `"shop"`},
		"a URL":          {named("https://shop.example.com/cart"), host + `"https://shop.example.com/cart"; write "shop.example.com"`},
		"a port":         {named("shop.example.com:443"), host + `"shop.example.com:443"; write "shop.example.com"`},
		"a trailing dot": {named("shop.example.com."), host + `"shop.example.com."; write "shop.example.com"`},
		"upper case":     {named("Shop.Example.com"), host + `"Shop.Example.com"; write "shop.example.com"`},
		"a space":        {named(" shop.example.com"), host + `" shop.example.com"; write "shop.example.com"`},
		"a wildcard":     {named("*.example.com"), host + `"*.example.com"; name one host of it`},
		"an address":     {named("203.0.113.7"), host + `"203.0.113.7"`},
		"an underscore":  {named("my_shop.example.com"), host + `"my_shop.example.com"`},
		"letters beyond DNS": {named("bücher.example.com"),
			host + `"bücher.example.com"; write it in Punycode, with xn-- before each label that needs it`},
		"a label too long": {named(strings.Repeat("a", 64) + ".com"), host + `"` + strings.Repeat("a", 64) + `.com"`},
		"a name of Amazon's": {named("shop.eu-west-1.elasticbeanstalk.com"),
			`Domain.Name must be a name of your own, got "shop.eu-west-1.elasticbeanstalk.com"; ` +
				"set CnamePrefix for a name of Elastic Beanstalk's"},
		"a name that the deployment knows": {named(*awscdk.Aws_STACK_NAME()),
			"Domain.Name must be known at synthesis, where the environment's own name is made of it, got a token"},
		"a name that no certificate has": {named(strings.Repeat("a", 53) + ".example.com"),
			"Domain.Name must be at most 64 characters where a certificate is made for it, got 65; set LoadBalancer.CertificateArn"},
		"a zone's name":       {inZone("example.com"), zone + "\"example.com\"; `aws route53 list-hosted-zones` shows the id of each name"},
		"the id with a path":  {inZone("/hostedzone/" + zoneID), zone + `"/hostedzone/` + zoneID + `"; write "` + zoneID + `"`},
		"an id in lower case": {inZone("z0123456789abc"), zone + `"z0123456789abc"; write "Z0123456789ABC"`},
		"an empty id":         {inZone(""), zone + `""`},
		"no certificate and no zone": {P{Domain: shopWithoutZone()},
			"LoadBalancer.CertificateArn must be given with a Domain that has no HostedZoneId, got nil; " +
				`name a certificate for "shop.example.com", or set Domain.HostedZoneId`},
		"a redirect without a certificate": {P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{RedirectHttp: jsii.Bool(true)}},
			"LoadBalancer.RedirectHttp must be false without a certificate, got true; set CertificateArn, or give a Domain with a HostedZoneId"},
		"a redirect to a port that is closed": {redirecting(P{Options: off(httpsOption)}),
			"LoadBalancer.RedirectHttp must be false while the listener on port 443 has no HTTPS, got true; " +
				"leave out ListenerEnabled and Protocol of aws:elbv2:listener:443"},
		"a redirect from a port that is closed": {redirecting(P{Options: off(httpOption)}),
			"LoadBalancer.RedirectHttp must be false while the listener on port 80 is off, got true; " +
				"leave out ListenerEnabled of aws:elbv2:listener:default and aws:elbv2:listener:80"},
		"a redirect from a port that is closed by its number": {redirecting(P{Options: off("aws:elbv2:listener:80")}),
			"LoadBalancer.RedirectHttp must be false while the listener on port 80 is off, got true; " +
				"leave out ListenerEnabled of aws:elbv2:listener:default and aws:elbv2:listener:80"},
		"a redirect beside the proxy": {redirecting(P{InstancePort: jsii.Number(8080)}),
			"LoadBalancer.RedirectHttp must be false with InstancePort 8080, since the proxy that redirects is on port 80, got true; " +
				"leave InstancePort out"},
		"a redirect of Apache": {redirecting(P{Platform: "Node.js 24 running on 64bit Amazon Linux 2023", Options: proxy("apache")}),
			`LoadBalancer.RedirectHttp must be false with ProxyServer "apache", since it is nginx that redirects, got true; ` +
				"leave ProxyServer out"},
		"a redirect on Windows": {redirecting(P{Platform: "IIS 10.0 running on 64bit Windows Server 2022"}),
			"LoadBalancer.RedirectHttp must be false with this platform, whose instances have no nginx, got true; redirect in the app"},
		"the variable by hand": {P{EnvironmentVariables: &map[string]*string{"HTTPS_REDIRECT": jsii.String("true")}},
			`EnvironmentVariables["HTTPS_REDIRECT"] must be left out, since more than the variable depends on it; ` +
				"set RedirectHttp of LoadBalancer instead"},
		"the variable by hand, beside the property": {
			redirecting(P{EnvironmentVariables: &map[string]*string{"HTTPS_REDIRECT": jsii.String("false")}}),
			`EnvironmentVariables["HTTPS_REDIRECT"] must be left out, since more than the variable depends on it; ` +
				"set RedirectHttp of LoadBalancer instead"},
		"the variable on a single instance": {
			P{Capacity: &beanstalk.SingleInstance{}, EnvironmentVariables: &map[string]*string{"HTTPS_REDIRECT": jsii.String("true")}},
			`EnvironmentVariables["HTTPS_REDIRECT"] must be left out, since more than the variable depends on it; ` +
				"put the instances behind a load balancer, which has HTTPS"},
		"the variable as an option": {P{Options: []beanstalk.Option{
			{Namespace: "aws:elasticbeanstalk:application:environment", Name: "HTTPS_REDIRECT", Value: "true"},
		}}, "Options[0] must not be HTTPS_REDIRECT of aws:elasticbeanstalk:application:environment, on which more than the option depends; " +
			"set RedirectHttp of LoadBalancer instead"},
		"the variable as a secret": {P{Options: []beanstalk.Option{{
			Namespace: "aws:elasticbeanstalk:application:environmentsecrets", Name: "HTTPS_REDIRECT",
			Value: "arn:aws:ssm:eu-west-1:111122223333:parameter/redirect",
		}}}, "Options[0] must not be HTTPS_REDIRECT of aws:elasticbeanstalk:application:environmentsecrets, on which more than the option " +
			"depends; set RedirectHttp of LoadBalancer instead"},
		"the variable as a secret of the property": {P{Secrets: &map[string]beanstalk.Secret{
			"HTTPS_REDIRECT": beanstalk.SecretFromArn(jsii.String("arn:aws:ssm:eu-west-1:111122223333:parameter/redirect"), nil),
		}}, `Secrets["HTTPS_REDIRECT"] must be left out, since more than the variable depends on it; set RedirectHttp of LoadBalancer instead`},
		"more visitors than two ports have rules": {P{Domain: shop(), AllowFrom: ranges(31)},
			"AllowFrom must be at most 30 ranges, each a rule on port 80 and 443, of which a security group has 60 unless the quota is raised, " +
				"got 31; merge ranges, or give groups of your own in LoadBalancer.SecurityGroups, or set LoadBalancer.RedirectHttp to false, " +
				"which closes port 80"},
		"two certificates": {
			P{Options: certificateByOption, LoadBalancer: &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String(certificateARN)}},
			`aws:elbv2:listener:443 SSLCertificateArns must be set once, got "` + certificateARN + `" from Options[1] SSLCertificateArns ` +
				`and "` + certificateARN + `" from LoadBalancer.CertificateArn; remove one of the two`},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Application, test.props.Vpc = application, vpc
			rejects(t, stack, &test.props, test.want)
		})
	}
}

// The CDK does not know the zone of environments in every region; a record that somebody makes works in all of them.
func TestADomainInARegionWithoutAliases(t *testing.T) {
	got := cdktest.Rejection(func() {
		defineIn("me-central-1", beanstalk.WebEnvironmentProps{Domain: shop(), Capacity: &beanstalk.SingleInstance{}})
	})
	const want = `Test/Stack/Subject: Domain.HostedZoneId must be left out in a region of which the CDK does not know ` +
		`the zone of environments, got "me-central-1"; make the record that an output then names`
	if got != want {
		t.Errorf("panics with %q, want %q", got, want)
	}
	defineIn("me-central-1", beanstalk.WebEnvironmentProps{Domain: shopWithoutZone(), Capacity: &beanstalk.SingleInstance{}})
}
