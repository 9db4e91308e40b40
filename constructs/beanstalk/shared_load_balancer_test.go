package beanstalk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// front is a stack with a network and a load balancer, and the stage around it.
type front struct {
	stage    awscdk.Stage
	stack    awscdk.Stack
	vpc      awsec2.IVpc
	balancer *beanstalk.LoadBalancer
}

func newFront(props beanstalk.LoadBalancerProps) front {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	stack := awscdk.NewStack(stage, jsii.String("Front"), nil)
	props.Vpc = cdktest.Vpc(stack)
	return front{stage, stack, props.Vpc, beanstalk.NewLoadBalancer(stack, jsii.String("LoadBalancer"), &props)}
}

// add puts an environment behind the load balancer into a stack.
func (f front) add(
	stack awscdk.Stack, id string, place beanstalk.SharedLoadBalancer, props beanstalk.WebEnvironmentProps,
) *beanstalk.WebEnvironment {
	place.LoadBalancer = f.balancer
	props.LoadBalancer, props.Vpc = &place, f.vpc
	if props.Application == nil {
		props.Application = beanstalk.NewApplication(stack, jsii.String(id+"Application"), nil)
	}
	return beanstalk.NewWebEnvironment(stack, &id, &props)
}

func shopPlace() beanstalk.SharedLoadBalancer {
	return beanstalk.SharedLoadBalancer{Hosts: jsii.Strings("shop.example.com")}
}

// withPrefixes are the settings of a set in namespaces that begin in certain ways.
func withPrefixes(all map[string]string, prefixes ...string) map[string]string {
	found := map[string]string{}
	for name, value := range all {
		if slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			found[name] = value
		}
	}
	return found
}

// Nothing else is an option of a shared load balancer.
func TestSharedLoadBalancerSettings(t *testing.T) {
	for name, test := range map[string]struct {
		balancer beanstalk.LoadBalancerProps
		place    beanstalk.SharedLoadBalancer
		want     map[string]string
	}{
		"defaults": {beanstalk.LoadBalancerProps{}, shopPlace(), map[string]string{
			"aws:elbv2:listener:80 Rules":              "default,hosts",
			"aws:elbv2:listenerrule:hosts HostHeaders": "shop.example.com",
			"aws:elbv2:listenerrule:hosts Priority":    "1",
		}},
		"everything": {beanstalk.LoadBalancerProps{CertificateArns: jsii.Strings(certificate)}, beanstalk.SharedLoadBalancer{
			Hosts: jsii.Strings("www.example.com", "Shop.Example.com", "*.shop.example.com"), Priority: jsii.Number(7),
			HealthCheckPath: jsii.String("/health"),
		}, map[string]string{
			"aws:elbv2:listener:443 Rules":             "default,hosts",
			"aws:elbv2:listenerrule:hosts HostHeaders": "*.shop.example.com,shop.example.com,www.example.com",
			"aws:elbv2:listenerrule:hosts Priority":    "7",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFront(test.balancer)
			f.add(f.stack, "Shop", test.place, beanstalk.WebEnvironmentProps{})
			got := settings(t, f.stack)
			test.want["aws:elbv2:listenerrule:hosts Process"] = "default"
			for _, name := range []string{"SharedLoadBalancer", "SecurityGroups"} {
				reference := "aws:elbv2:loadbalancer " + name
				if test.want[reference] = got[reference]; !strings.Contains(got[reference], "LoadBalancer") {
					t.Errorf("%s is %q, want a reference", reference, got[reference])
				}
			}
			if diff := cmp.Diff(test.want, withPrefixes(got, "aws:elbv2:")); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
			path := "/"
			if test.place.HealthCheckPath != nil {
				path = *test.place.HealthCheckPath
			}
			expect(t, got, map[string]string{
				"aws:elasticbeanstalk:environment LoadBalancerIsShared":                     "true",
				"aws:elasticbeanstalk:environment LoadBalancerType":                         "application",
				"aws:elasticbeanstalk:environment EnvironmentType":                          "LoadBalanced",
				"aws:elasticbeanstalk:environment:process:default HealthCheckPath":          path,
				"aws:elasticbeanstalk:managedactions:platformupdate InstanceRefreshEnabled": "true",
				"aws:ec2:vpc ELBSubnets":                                                    "", "aws:ec2:vpc ELBScheme": "",
			})
		})
	}
}

// The rules between the groups, and who waits for whom, with the load balancer in the same stack and in another.
func TestSharedLoadBalancerReachesTheInstances(t *testing.T) {
	for _, across := range []bool{false, true} {
		t.Run(fmt.Sprint("across stacks: ", across), func(t *testing.T) {
			f := newFront(beanstalk.LoadBalancerProps{CertificateArns: jsii.Strings(certificate)})
			stack := f.stack
			if across {
				stack = awscdk.NewStack(f.stage, jsii.String("Web"), nil)
			}
			environment := f.add(stack, "Shop", shopPlace(), beanstalk.WebEnvironmentProps{InstancePort: jsii.Number(8080)})
			if environment.LoadBalancer != f.balancer || environment.LoadBalancerConnections == nil || environment.AccessLogs != nil {
				t.Error("the handles are not those of a shared load balancer")
			}
			var rules []string
			var waits []string
			var ids = map[string]cdktest.Resource{}
			for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
				ids[id] = r
				switch r.Type {
				case "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress":
					rules = append(rules, id)
					if port := cdktest.Text(r.Properties["FromPort"]); port != "8080" {
						t.Errorf("%s opens %s, want the port of the instances", id, port)
					}
				case "AWS::ElasticBeanstalk::Environment":
					waits = r.DependsOn
				}
			}
			if len(rules) != 2 {
				t.Errorf("the environment's stack has the rules %v, want one for each group", rules)
			}
			for id, r := range ids {
				needed := slices.Contains(rules, id) || strings.HasPrefix(r.Type, "AWS::ElasticLoadBalancingV2::Listener")
				if needed && !slices.Contains(waits, id) {
					t.Errorf("the environment does not wait for %s", id)
				}
			}
			f.stage.Synth(nil) // fails if the stacks depend on each other
			if across {
				for id, r := range cdktest.Resources(t, assertions.Template_FromStack(f.stack, nil)) {
					if out := cdktest.Text(r.Properties["SecurityGroupEgress"]); strings.HasPrefix(id, "LoadBalancerSecurityGroup") &&
						!strings.Contains(out, "255.255.255.255/32") {
						t.Errorf("the load balancer sends to %s besides the instances", out)
					}
					if strings.HasPrefix(r.Type, "AWS::EC2::SecurityGroup") && r.Type != "AWS::EC2::SecurityGroup" {
						t.Errorf("the load balancer's stack has the rule %s", id)
					}
				}
			}
		})
	}
}

// A service calls another one at their load balancer: the rule is beside the caller, and the stacks make no circle.
func TestAnEnvironmentReachesItsLoadBalancer(t *testing.T) {
	for _, across := range []bool{false, true} {
		f := newFront(beanstalk.LoadBalancerProps{Internal: jsii.Bool(true), AllowFrom: jsii.Strings()})
		stack := f.stack
		if across {
			stack = awscdk.NewStack(f.stage, jsii.String("Web"), nil)
		}
		environment := f.add(stack, "Shop", shopPlace(), beanstalk.WebEnvironmentProps{
			EnvironmentVariables: &map[string]*string{"API": f.balancer.Resource.LoadBalancerDnsName()},
		})
		environment.Connections().AllowTo(f.balancer, awsec2.Port_HTTP(), jsii.String("The API"))
		f.stage.Synth(nil)
		if text := cdktest.JSON(t, assertions.Template_FromStack(stack, nil)); !strings.Contains(text, "The API") {
			t.Errorf("across stacks, %t: the rule is not beside the caller", across)
		}
	}
}

// Everything that Elastic Beanstalk sets at creation only makes a new environment.
func TestThePlaceBehindALoadBalancerIsPartOfTheLogicalID(t *testing.T) {
	type place = beanstalk.SharedLoadBalancer
	type balancer = beanstalk.LoadBalancerProps
	ids := map[string]string{}
	for name, test := range map[string]struct {
		balancer balancer
		place    place
	}{
		"plain":                 {balancer{}, shopPlace()},
		"another host":          {balancer{}, place{Hosts: jsii.Strings("api.example.com")}},
		"one more host":         {balancer{}, place{Hosts: jsii.Strings("shop.example.com", "api.example.com")}},
		"another priority":      {balancer{}, place{Hosts: jsii.Strings("shop.example.com"), Priority: jsii.Number(2)}},
		"another listener":      {balancer{CertificateArns: jsii.Strings(certificate)}, shopPlace()},
		"another load balancer": {balancer{Internal: jsii.Bool(true)}, shopPlace()},
		"same: the default":     {balancer{}, place{Hosts: jsii.Strings("shop.example.com"), Priority: jsii.Number(1)}},
		"same: capitals":        {balancer{}, place{Hosts: jsii.Strings("SHOP.example.com")}},
		"same: the health":      {balancer{}, place{Hosts: jsii.Strings("shop.example.com"), HealthCheckPath: jsii.String("/health")}},
		"same: what can change": {balancer{IdleTimeoutSeconds: jsii.Number(90)}, shopPlace()},
	} {
		f := newFront(test.balancer)
		ids[name] = logicalID(f.add(f.stack, "Shop", test.place, beanstalk.WebEnvironmentProps{}))
	}
	seen := map[string]string{}
	for name, id := range ids {
		if !strings.Contains(id, "SharedLoadBalancer") || strings.ContainsFunc(id, func(r rune) bool { return r > 'z' || r < '0' }) {
			t.Errorf("%s: the logical id is %s", name, id)
		}
		switch same := strings.HasPrefix(name, "same"); {
		case same && id != ids["plain"]:
			t.Errorf("%s changes the logical id from %s to %s", name, ids["plain"], id)
		case !same && seen[id] != "":
			t.Errorf("%s and %s have the same logical id", name, seen[id])
		case !same:
			seen[id] = name
		}
	}
}

// What somebody who has not read the documentation would write first.
func TestSharedLoadBalancerWrongUses(t *testing.T) {
	type place = beanstalk.SharedLoadBalancer
	type P = beanstalk.WebEnvironmentProps
	f := newFront(beanstalk.LoadBalancerProps{})
	f.add(f.stack, "Shop", shopPlace(), P{})
	application := beanstalk.NewApplication(f.stack, jsii.String("Application"), nil)
	token := awscdk.NewCfnParameter(f.stack, jsii.String("Host"), nil).ValueAsString()
	api := place{Hosts: jsii.Strings("api.example.com"), Priority: jsii.Number(2)}
	hosts := func(names ...string) place { return place{Hosts: jsii.Strings(names...), Priority: jsii.Number(2)} }
	options := func(namespace, name, value string) P {
		return P{Options: []beanstalk.Option{{Namespace: namespace, Name: name, Value: value}}}
	}
	trigger := func(metric beanstalk.ScalingMetric) P {
		return P{Capacity: &beanstalk.AutoScalingGroup{Trigger: &beanstalk.ScalingTrigger{
			Metric: metric, LowerThreshold: jsii.Number(1), UpperThreshold: jsii.Number(2),
		}}}
	}
	const aHost = `a host such as "shop.example.com" or "*.example.com", of at most 128 characters and three wildcards, got `
	for name, test := range map[string]struct {
		place place
		props P
		want  string
	}{
		"the host of another environment": {hosts("shop.example.com"), P{},
			`LoadBalancer.Hosts must be different from those of "Test/Front/Shop", got "shop.example.com"`},
		"it in capitals": {hosts("SHOP.example.com"), P{},
			`LoadBalancer.Hosts must be different from those of "Test/Front/Shop", got "shop.example.com"`},
		"the priority of another environment": {place{Hosts: jsii.Strings("api.example.com")}, P{},
			`LoadBalancer.Priority must be different from that of "Test/Front/Shop", got 1; set Priority to 2`},
		"no host": {place{Priority: jsii.Number(2)}, P{},
			`LoadBalancer.Hosts must be given, got nil; name one or more, such as "shop.example.com"`},
		"five hosts": {hosts("a.example.com", "b.example.com", "c.example.com", "d.example.com", "e.example.com"), P{},
			"LoadBalancer.Hosts must be one to 4 hosts, since a rule has five and Elastic Beanstalk adds one, got 5"},
		"an address": {hosts("https://api.example.com/v1"), P{},
			"LoadBalancer.Hosts[0] must be " + aHost + `"https://api.example.com/v1"; write "api.example.com"`},
		"a path":   {hosts("/api/*"), P{}, "LoadBalancer.Hosts[0] must be " + aHost + `"/api/*"`},
		"any host": {hosts("*"), P{}, "LoadBalancer.Hosts[0] must be " + aHost + `"*"`},
		"a host of later": {hosts(*token), P{},
			"LoadBalancer.Hosts[0] must be known at synthesis, since a change makes a new environment, got a token"},
		"a host twice": {hosts("api.example.com", "API.example.com"), P{},
			`LoadBalancer.Hosts[1] must be different from Hosts[0], got "API.example.com"`},
		"one instance": {api, P{Capacity: &beanstalk.SingleInstance{}},
			"LoadBalancer must be left out with a single instance, which has none; " +
				"set Capacity to &beanstalk.AutoScalingGroup{}, or leave LoadBalancer out"},
		"a domain": {api, P{Domain: &beanstalk.Domain{Name: jsii.String("api.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")}},
			"Domain must be left out behind a load balancer of the app's own; " +
				"name it in Hosts of LoadBalancer, and make an alias record to the Resource of the load balancer"},
		"a redirect of the instances": {api, P{EnvironmentVariables: &map[string]*string{"HTTPS_REDIRECT": jsii.String("true")}},
			`EnvironmentVariables["HTTPS_REDIRECT"] must be left out, since more than the variable depends on it; ` +
				"give NewLoadBalancer a certificate, with which it redirects itself"},
		"it through Options": {api, options("aws:elasticbeanstalk:application:environment", "HTTPS_REDIRECT", "true"),
			"Options[0] must not be HTTPS_REDIRECT of aws:elasticbeanstalk:application:environment, on which more than the option depends; " +
				"set CertificateArns of NewLoadBalancer instead"},
		"visitors of its own": {api, P{AllowFrom: jsii.Strings("203.0.113.0/24")},
			"AllowFrom must be left out behind a load balancer of the app's own; give it to NewLoadBalancer"},
		"latency as a measure": {api, trigger(beanstalk.ScalingMetricTargetResponseTime),
			`Capacity.Trigger.Metric must be a measure of instances or RequestCount with a shared load balancer, got "TargetResponseTime"; ` +
				`write "CPUUtilization" or "NetworkOut"`},
		"a rule through Options": {api, options("aws:elbv2:listenerrule:admin", "PathPatterns", "/admin"),
			"Options[0] must not be PathPatterns of aws:elbv2:listenerrule:admin, on which more than the option depends; " +
				"set Hosts and Priority of LoadBalancer instead"},
		"a certificate through Options": {api, options("aws:elbv2:listener:443", "SSLCertificateArns", certificate),
			"Options[0] must not be SSLCertificateArns of aws:elbv2:listener:443, on which more than the option depends; " +
				"set Hosts and Priority of LoadBalancer instead"},
		"its timeout through Options": {api, options("aws:elbv2:loadbalancer", "IdleTimeout", "90"),
			"Options[0] must not be IdleTimeout of aws:elbv2:loadbalancer, on which more than the option depends; " +
				"set the properties of NewLoadBalancer, or its Resource, instead"},
	} {
		t.Run(name, func(t *testing.T) {
			test.place.LoadBalancer = f.balancer
			test.props.LoadBalancer, test.props.Vpc, test.props.Application = &test.place, f.vpc, application
			got := cdktest.Rejection(func() { beanstalk.NewWebEnvironment(f.stack, jsii.String("Api"), &test.props) })
			if got = strings.ReplaceAll(got, "Test/Front/Api: ", ""); got != test.want {
				t.Errorf("panics with\n%s\nwant\n%s", got, test.want)
			}
		})
	}
	t.Run("is accepted in the end", func(t *testing.T) {
		f.add(f.stack, "Api", api, trigger(beanstalk.ScalingMetricRequestCount))
	})
	t.Run("sharing through Options", func(t *testing.T) {
		rejects(t, cdktest.NewStack(nil), &P{
			Application: application, Vpc: f.vpc,
			Options: []beanstalk.Option{{Namespace: "aws:elbv2:loadbalancer", Name: "SharedLoadBalancer", Value: "arn"}},
		}, "Options[0] must not be SharedLoadBalancer of aws:elbv2:loadbalancer, on which more than the option depends; "+
			"set LoadBalancer to &beanstalk.SharedLoadBalancer{} instead")
	})
}

func TestSharedLoadBalancerIsInTheSameVpcAndRegion(t *testing.T) {
	f := newFront(beanstalk.LoadBalancerProps{})
	define := func(stack awscdk.Stack, vpc awsec2.IVpc) string {
		place := shopPlace()
		place.LoadBalancer = f.balancer
		return cdktest.Rejection(func() {
			beanstalk.NewWebEnvironment(stack, jsii.String("Shop"), &beanstalk.WebEnvironmentProps{
				Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil), Vpc: vpc, LoadBalancer: &place,
			})
		})
	}
	other := network.NewNetwork(f.stack, jsii.String("Other"), nil).Vpc
	want := "Test/Front/Shop: LoadBalancer.LoadBalancer must be in the environment's Vpc, got one in another; give both the same Vpc"
	if got := define(f.stack, other); got != want {
		t.Errorf("panics with\n%s\nwant\n%s", got, want)
	}
	elsewhere := awscdk.NewStack(f.stage, jsii.String("Elsewhere"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	if got := define(elsewhere, f.vpc); !strings.Contains(got, "LoadBalancer.LoadBalancer must be in the account and region of the stack") {
		t.Errorf("panics with\n%s", got)
	}
}

// More rules than the quota allows are a warning, since it can be raised.
func TestMoreEnvironmentsThanRulesAreAWarning(t *testing.T) {
	f := newFront(beanstalk.LoadBalancerProps{})
	application := beanstalk.ApplicationFromName(f.stack, jsii.String("Application"), jsii.String("shop"))
	role := awsiam.Role_FromRoleName(f.stack, jsii.String("Role"), jsii.String("shop"), nil)
	groups := &[]awsec2.ISecurityGroup{awsec2.SecurityGroup_FromSecurityGroupId(f.stack, jsii.String("Group"), jsii.String("sg-1"), nil)}
	for i := range 51 {
		f.add(f.stack, fmt.Sprint("Web", i), beanstalk.SharedLoadBalancer{
			Hosts: jsii.Strings(fmt.Sprintf("web%d.example.com", i)), Priority: jsii.Number(float64(i + 1)),
		}, beanstalk.WebEnvironmentProps{Application: application, InstanceRole: role, ServiceRole: role, SecurityGroups: groups})
	}
	found := assertions.Annotations_FromStack(f.stack).FindWarning(jsii.String("*"),
		assertions.Match_StringLikeRegexp(jsii.String("at most 50 environments, got 51")))
	if len(*found) != 1 {
		t.Errorf("got %d warnings, want one", len(*found))
	}
}
