package ports_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"beanstalkline/review/internal/processor"
	"beanstalkline/review/ports"
)

// wrong are values of types that nobody expects.
var wrong = []string{
	`null`, `1`, `-1`, `1e99`, `true`, `"x"`, `""`, `"-1"`, `[]`, `{}`, `[[]]`, `[null, 1, {}, "x", [1]]`, `{"Ref": 1}`, `{"Ref": "Odd"}`,
	`{"Ref": "AWS::NoValue"}`, `{"Fn::GetAtt": "x"}`, `{"Fn::GetAtt": ["Odd", "CidrBlock"]}`, `{"Fn::GetAtt": [1, 2]}`, `{"Fn::Join": [1]}`,
	`{"Fn::If": ["a"]}`, `{"Fn::If": [1, [{"IpProtocol": {}}], {"Fn::If": ["b", {"IpProtocol": "-1"}, 2]}]}`, `"\ue000a\ue001"`, `"::/0"`,
	`[{"IpProtocol": "tcp", "FromPort": 99999999999999999999, "ToPort": -7, "CidrIp": "0.0.0.0/99"}]`, `"0.0.0.0/-1"`,
	`[{"IpProtocol": "tcp", "FromPort": 9, "ToPort": 7, "CidrIp": "0.0.0.0/0"}]`, `[{"Cidr": []}, 7]`,
	`[{"Namespace": {}, "OptionName": [], "Value": {"a": 1}}, 7, {"Namespace": "aws:elbv2:listener:"}, {"Namespace": "aws:elbv2:listener:x"}]`,
	`[{"Namespace": "aws:autoscaling:launchconfiguration", "OptionName": "SSHSourceRestriction", "Value": "tcp,9,1,::/0"},
		{"Namespace": "aws:autoscaling:launchconfiguration", "OptionName": "SecurityGroups", "Value": [",,", {"Ref": 7}]}]`,
}

// Whatever is written in whatever place, there is no panic, and every sentence is one.
func TestWrongTypes(t *testing.T) {
	rules := []string{
		"SecurityGroupIngress", "SecurityGroupEgress", "GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6",
		"SourceSecurityGroupId", "SourcePrefixListId",
	}
	properties := map[string][]string{
		"AWS::EC2::SecurityGroup": rules, "AWS::EC2::SecurityGroupIngress": rules, "AWS::EC2::SecurityGroupEgress": rules,
		"AWS::EC2::PrefixList": {"Entries"}, "AWS::ElasticBeanstalk::Environment": {"OptionSettings", "Tier"},
		"AWS::ElasticLoadBalancingV2::Listener":     {"Port", "Protocol", "LoadBalancerArn"},
		"AWS::ElasticLoadBalancingV2::LoadBalancer": {"Scheme", "SecurityGroups"},
		"AWS::ElasticLoadBalancing::LoadBalancer":   {"Listeners", "Scheme"}, "AWS::Lambda::Function": {"VpcConfig"},
		"AWS::RDS::DBInstance": {"PubliclyAccessible", "VPCSecurityGroups"},
	}
	one := inline(tcp(80, world)) + ", " + env(single, key)
	for kind, names := range properties {
		for _, name := range names {
			for _, value := range wrong {
				odd := func(value string) string {
					return one + fmt.Sprintf(`, "Odd": {"Type": %q, "Properties": {"IpProtocol": "tcp", "CidrIp": "10.0.0.0/8", %q: %s}}`,
						kind, name, value)
				}
				none, some, other := stack(t, one), stack(t, odd(value)), stack(t, odd(`"y"`))
				for _, changes := range [][]ports.Change{
					ports.Between(none, some, nil), ports.Between(some, none, nil), ports.Between(other, some, nil),
					ports.Between(some, other, nil), ports.Between(nil, some, nil),
				} {
					for _, text := range told(changes) {
						if len(text) < 5 || strings.Contains(text, "\ue000") {
							t.Errorf("%s %s = %s: got %q", kind, name, value, text)
						}
					}
				}
				if got := ports.Between(some, some, nil); got != nil {
					t.Errorf("%s %s = %s: nothing changes, got %q", kind, name, value, told(got))
				}
			}
		}
	}
}

// Ten thousand rules, all of them changed, are compared or called too many, and in no more than a second or two.
func TestTenThousandRules(t *testing.T) {
	list := `"List": {"Type": "AWS::EC2::PrefixList", "Properties": {"Entries": [{"Cidr": "192.0.2.0/24"}]}}, `
	for name, rule := range map[string]func(i int) string{
		"ports":     func(i int) string { return tcp(i%65000, world) },
		"addresses": func(i int) string { return tcp(22, fmt.Sprintf(`"CidrIp": "10.%d.%d.0/24"`, i/256%256, i%256)) },
		"lists":     func(i int) string { return tcp(i%65000, `"SourcePrefixListId": {"Ref": "List"}`) },
		"ranges": func(i int) string {
			return tcps(2*(i%30000), 2*(i%30000)+i%2, world) + "," + tcps(0, 65000-i%60000, office)
		},
		"odd": func(i int) string { return fmt.Sprintf(`{"x": %d}`, i) },
	} {
		many := func(from int) string {
			var all []string
			for i := range 10_000 {
				all = append(all, rule(from+2*i))
			}
			return list + inline(all...)
		}
		before, after := stack(t, many(0)), stack(t, many(20_001))
		start := processor.Busy(t)
		changes := ports.Between(before, after, nil)
		took := processor.Busy(t) - start
		text, err := json.Marshal(changes)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v, %d changes in %d bytes", name, took, len(changes), len(text))
		if took > 5*time.Second || len(changes) == 0 {
			t.Errorf("%s: %d changes took %v", name, len(changes), took)
		}
	}
}

// Ten thousand groups are compared in the time that ten thousand resources may take.
func TestTenThousandGroups(t *testing.T) {
	many := func(port int) string {
		var all []string
		for i := range 10_000 {
			all = append(all, strings.Replace(inline(tcp(port, office)), "Web", fmt.Sprintf("G%da", i), 1))
		}
		return strings.Join(all, ",")
	}
	before, after := stack(t, many(80)), stack(t, many(81))
	start := processor.Busy(t)
	changes := ports.Between(before, after, nil)
	if took := processor.Busy(t) - start; took > 3*time.Second || len(changes) != 20_000 {
		t.Errorf("%d changes took %v", len(changes), took)
	} else {
		t.Log(took)
	}
}
