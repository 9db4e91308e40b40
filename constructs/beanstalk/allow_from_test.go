package beanstalk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// some are so many ranges.
func some(n int) *[]*string {
	var ranges []*string
	for i := range n {
		ranges = append(ranges, jsii.Sprintf("198.18.%d.%d/32", i/256, i%256))
	}
	return &ranges
}

func TestAllowFromIsLimitedByTheRulesOfAGroup(t *testing.T) {
	const rest = ", of which a security group has 60 unless the quota is raised, got "
	const merge = "; merge ranges, or give groups of your own in "
	certificate := &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b")}
	dualstack := beanstalk.Option{Namespace: "aws:elbv2:loadbalancer", Name: "IpAddressType", Value: "dualstack"}
	further := beanstalk.Option{Namespace: "aws:elbv2:listener:8443", Name: "ListenerEnabled", Value: "true"}
	sixes := func(n int) []*string {
		var ranges []*string
		for i := range n {
			ranges = append(ranges, jsii.Sprintf("2001:db8:%x::/48", i))
		}
		return ranges
	}
	type P = beanstalk.WebEnvironmentProps
	for name, test := range map[string]struct {
		props P
		want  string
	}{
		"as many as fit on one port": {P{AllowFrom: some(60)}, ""},
		"one more": {P{AllowFrom: some(61)},
			"AllowFrom must be at most 60 ranges, each a rule on port 80" + rest + "61" + merge + "LoadBalancer.SecurityGroups"},
		"one more with a certificate": {P{AllowFrom: some(61), LoadBalancer: certificate},
			"AllowFrom must be at most 60 ranges, each a rule on port 443" + rest + "61" + merge + "LoadBalancer.SecurityGroups"},
		"as many as fit on two ports": {P{AllowFrom: some(30), Options: []beanstalk.Option{further}}, ""},
		"one more on two ports": {P{AllowFrom: some(31), Options: []beanstalk.Option{further}},
			"AllowFrom must be at most 30 ranges, each a rule on port 80 and 8443" + rest + "31" + merge + "LoadBalancer.SecurityGroups"},
		"one instance": {P{AllowFrom: some(31), Capacity: &beanstalk.SingleInstance{}},
			"AllowFrom must be at most 30 ranges, each a rule on port 80 and 443" + rest + "31" + merge + "SecurityGroups"},
		"one instance on one port": {P{AllowFrom: some(60), Capacity: &beanstalk.SingleInstance{}, InstancePort: jsii.Number(443)}, ""},
		"a thousand": {P{AllowFrom: some(1000)},
			"AllowFrom must be at most 60 ranges, each a rule on port 80" + rest + "1000" + merge + "LoadBalancer.SecurityGroups"},
		"a thousand that are wrong": {P{AllowFrom: jsii.Strings(strings.Split(strings.Repeat("x,", 999)+"x", ",")...)},
			"AllowFrom must be at most 60 ranges, each a rule on port 80" + rest + "1000" + merge + "LoadBalancer.SecurityGroups"},
		"half of each kind, counted apart": {
			P{AllowFrom: new(append(*some(60), sixes(60)...)), Options: []beanstalk.Option{dualstack}}, ""},
		"a range twice": {P{AllowFrom: jsii.Strings("2001:db8::/32", "2001:DB8:0::/32"), Options: []beanstalk.Option{dualstack}},
			`AllowFrom[1] must be different from AllowFrom[0], got "2001:DB8:0::/32"`},
		"too many of one kind": {
			P{AllowFrom: new(append(*some(1), sixes(61)...)), Options: []beanstalk.Option{dualstack}},
			"AllowFrom must be at most 60 ranges, each a rule on port 80" + rest + "61" + merge + "LoadBalancer.SecurityGroups"},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Application, test.props.Vpc = &someApplication{}, &someVpc{}
			got := ""
			if err := test.props.Validate(); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAllowFromIsOfVisitorsThatThereCanBe(t *testing.T) {
	const noIPv6 = "AllowFrom[0] must be an IPv4 range, since neither the load balancer nor the instances have IPv6 addresses, got "
	for visitor, want := range map[string]string{
		"203.0.113.7/32":       "",
		"0.0.0.0/0":            "",
		"pl-0123456789abcdef0": "",
		"pl-3b927c52":          "",
		"pl-cloudfront":        `AllowFrom[0] must be the id of a prefix list, "pl-" and 8 or 17 hexadecimal digits, got "pl-cloudfront"`,
		"::/0":                 noIPv6 + `"::/0"`,
		"2001:db8::/32":        noIPv6 + `"2001:db8::/32"`,
		"::ffff:10.0.0.0/112":  `AllowFrom[0] must be a range such as 203.0.113.0/24, got "::ffff:10.0.0.0/112"`,
		"sg-0123456789abcdef0": "AllowFrom[0] must be a range such as 203.0.113.0/24, or the id of a prefix list, " +
			`got "sg-0123456789abcdef0"; admit a security group with Connections().AllowFrom on the environment`,
	} {
		props := beanstalk.WebEnvironmentProps{Application: &someApplication{}, Vpc: &someVpc{}, AllowFrom: jsii.Strings(visitor)}
		got := ""
		if err := props.Validate(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got  %s\nwant %s", visitor, got, want)
		}
	}
}

func TestAllowFromMayBeEmpty(t *testing.T) {
	for name, props := range map[string]beanstalk.WebEnvironmentProps{
		"a load balancer": {AllowFrom: jsii.Strings()},
		"one instance":    {AllowFrom: jsii.Strings(), Capacity: &beanstalk.SingleInstance{}},
	} {
		stack, _ := define(props)
		want := map[string][]string{}
		if props.Capacity == nil {
			want["Instances"] = []string{"80 from group"}
		}
		if diff := cmp.Diff(want, ingress(t, stack)); diff != "" {
			t.Errorf("%s: rules (-want +got):\n%s", name, diff)
		}
	}
}

// sources are the prefix lists and ranges of a template's inbound rules, with their ports.
func sources(t *testing.T, stack awscdk.Stack) []string {
	t.Helper()
	var found []string
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		rules, _ := r.Properties["SecurityGroupIngress"].([]any)
		if r.Type == "AWS::EC2::SecurityGroupIngress" {
			rules = []any{r.Properties}
		}
		for _, rule := range rules {
			rule := rule.(map[string]any)
			for _, kind := range []string{"SourcePrefixListId", "CidrIp"} {
				if source := rule[kind]; source != nil {
					found = append(found, fmt.Sprint(rule["FromPort"], " from ", cdktest.Text(source)))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// prefixList defines a prefix list and returns its id, a token.
func prefixList(stack awscdk.Stack, family string, entries float64) *string {
	return awsec2.NewCfnPrefixList(stack, jsii.Sprintf("%s%v", family, entries), &awsec2.CfnPrefixListProps{
		AddressFamily: &family, PrefixListName: jsii.String("office"), MaxEntries: &entries,
	}).AttrPrefixListId()
}

func TestAllowFromTakesPrefixLists(t *testing.T) {
	stack := cdktest.NewStack(nil)
	elsewhere := awscdk.NewStack(awscdk.Stage_Of(stack), jsii.String("Elsewhere"), nil)
	parameter := awscdk.NewCfnParameter(stack, jsii.String("Range"), nil).ValueAsString()
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         cdktest.Vpc(stack),
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"),
		},
		AllowFrom: &[]*string{
			jsii.String("pl-3b927c52"), prefixList(stack, "IPv4", 5), prefixList(elsewhere, "IPv4", 20), parameter, jsii.String("203.0.113.0/24"),
		},
	})
	want := []string{
		`443 from "203.0.113.0/24"`,
		`443 from "pl-3b927c52"`,
		`443 from {"Fn::GetAtt":["IPv45","PrefixListId"]}`,
		`443 from {"Fn::ImportValue":"Test-Elsewhere:ExportsOutputFnGetAttIPv420PrefixListIdCA19A67A"}`,
		`443 from {"Ref":"Range"}`,
	}
	if diff := cmp.Diff(want, sources(t, stack)); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	// The rules for prefix lists are resources of their own; the first boot waits for them.
	var rules []string
	resources := cdktest.Resources(t, assertions.Template_FromStack(stack, nil))
	for id, r := range resources {
		if r.Type == "AWS::EC2::SecurityGroupIngress" {
			rules = append(rules, id)
		}
	}
	for _, r := range resources {
		for _, rule := range rules {
			if r.Type == "AWS::ElasticBeanstalk::Environment" && !slices.Contains(r.DependsOn, rule) {
				t.Errorf("the environment does not wait for %s", rule)
			}
		}
	}
	if len(rules) != 4 {
		t.Errorf("%d rules are resources of their own, want three for prefix lists and the load balancer's", len(rules))
	}
}

func TestPrefixListsCountWithTheirEntries(t *testing.T) {
	for name, test := range map[string]struct {
		family  string
		entries float64
		ranges  *[]*string
		want    string
	}{
		"a list that fits":     {"IPv4", 59, some(1), ""},
		"a list that does not": {"IPv4", 60, some(1), "at most 60 ranges, each a rule on port 80,"},
		"an IPv6 list":         {"IPv6", 1, some(1), "AllowFrom[1] must be an IPv4 range, since neither the load balancer nor the instances"},
	} {
		stack := cdktest.NewStack(nil)
		props := beanstalk.WebEnvironmentProps{Application: &someApplication{}, Vpc: &someVpc{}}
		props.AllowFrom = new(append(*test.ranges, prefixList(stack, test.family, test.entries)))
		got := ""
		if err := props.Validate(); err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestAllowFromWarnsOfRangesWithoutEffect(t *testing.T) {
	for name, test := range map[string]struct {
		ranges []string
		want   string
	}{
		"apart":          {[]string{"203.0.113.0/25", "203.0.113.128/25"}, ""},
		"one in another": {[]string{"203.0.113.7/32", "203.0.113.0/24"}, "AllowFrom admits 203.0.113.7/32 already with 203.0.113.0/24"},
		"everybody":      {[]string{"0.0.0.0/0", "203.0.113.0/24"}, "AllowFrom admits 203.0.113.0/24 already with 0.0.0.0/0"},
	} {
		_, e := define(beanstalk.WebEnvironmentProps{AllowFrom: jsii.Strings(test.ranges...)})
		got := ""
		for _, entry := range *e.Node().Metadata() {
			if *entry.Type == "aws:cdk:warning" {
				got += entry.Data.(string)
			}
		}
		want := test.want
		if want != "" {
			want += "; leave out the one that is not meant [ack: Elastic-Beanstalk::allow-from-overlap]"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
