package ports_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/ports"
)

// stack is one with resources as JSON, each with a construct path that is its id without a number at the end.
func stack(t *testing.T, resources string) *assembly.Stack {
	t.Helper()
	s := &assembly.Stack{Name: "App"}
	if err := json.Unmarshal([]byte("{"+resources+"}"), &s.Template.Resources); err != nil {
		t.Fatalf("%v in %s", err, resources)
	}
	for id, resource := range s.Template.Resources {
		resource.Metadata = map[string]any{"aws:cdk:path": "App/" + strings.TrimRight(id, "0123456789") + "/Resource"}
	}
	return s
}

// told are sentences, each with "+" for what opens, "-" for what closes, "i" for the internet, "!" and "?".
func told(changes []ports.Change) (all []string) {
	for _, c := range changes {
		mark := ""
		for _, flag := range []struct {
			is   bool
			mark string
		}{{c.Opened, "+"}, {c.Closed, "-"}, {c.Internet, "i"}, {c.Severe, "!"}, {c.Unknown, "?"}} {
			if flag.is {
				mark += flag.mark
			}
		}
		all = append(all, mark+" "+c.Text)
	}
	return all
}

type row struct{ before, after, want string }

func check(t *testing.T, rows map[string]row) {
	t.Helper()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			got := told(ports.Between(stack(t, row.before), stack(t, row.after), nil))
			want := strings.FieldsFunc(row.want, func(r rune) bool { return r == '\n' })
			for i := range want {
				want[i] = strings.TrimSpace(want[i])
			}
			if !slices.Equal(got, want) {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// inline is a security group with rules for traffic to it.
func inline(rules ...string) string {
	return `"Web": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress": [` + strings.Join(rules, ", ") + `]}}`
}

func tcp(port int, peer string) string { return tcps(port, port, peer) }

func tcps(from, to int, peer string) string {
	return fmt.Sprintf(`{"IpProtocol": "tcp", "FromPort": %d, "ToPort": %d, %s}`, from, to, peer)
}

func own(kind, rule string) string {
	return `, "Rule": {"Type": "AWS::EC2::SecurityGroup` + kind + `", "Properties": {"GroupId": {"Fn::GetAtt": ["Web", "GroupId"]}, ` +
		rule[1:] + `}`
}

const (
	world  = `"CidrIp": "0.0.0.0/0"`
	world6 = `"CidrIpv6": "::/0"`
	office = `"CidrIp": "192.0.2.0/24"`
	group  = `"SourceSecurityGroupId": {"Fn::GetAtt": ["Balancer", "GroupId"]}`
	other  = `, "Balancer": {"Type": "AWS::EC2::SecurityGroup"}`
)

func TestNothingOpens(t *testing.T) {
	check(t, map[string]row{
		"a rule as its own resource":  {inline(tcp(443, world)), inline() + own("Ingress", tcp(443, world)), ""},
		"a rule of a resource inline": {inline() + own("Ingress", tcp(443, group)) + other, inline(tcp(443, group)) + other, ""},
		"another description":         {inline(tcp(80, world)), inline(tcp(80, world+`, "Description": "x"`)), ""},
		"a number for the protocol":   {inline(tcp(80, world)), inline(`{"IpProtocol": 6, "FromPort": "80", "ToPort": "80", ` + world + `}`), ""},
		"what a wider range covers":   {inline(tcp(80, world)), inline(tcp(80, world), tcp(80, office)), ""},
		"what all protocols cover": {inline(`{"IpProtocol": "-1", ` + world + `}`),
			inline(`{"IpProtocol": -1, `+world+`}`, tcp(22, world)), ""},
		"ports in two ranges": {inline(tcps(80, 90, world)), inline(tcps(80, 85, world), tcps(86, 90, world)), ""},
		"addresses in two ranges": {inline(tcp(80, `"CidrIp": "10.0.0.0/16"`)),
			inline(tcp(80, `"CidrIp": "10.0.0.0/17"`), tcp(80, `"CidrIp": "10.0.128.0/17"`)), ""},
		"the range of the network": {`"Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}, ` +
			inline(tcp(80, `"CidrIp": {"Fn::GetAtt": ["Net", "CidrBlock"]}`)),
			`"Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}, ` + inline(tcp(80, `"CidrIp": "10.0.0.0/16"`)), ""},
		"another id of the groups": {inline(tcp(80, group)) + other, strings.NewReplacer(`"Web"`, `"Web2"`, `"Balancer"`, `"Balancer2"`).
			Replace(inline(tcp(80, group)) + other), ""},
		"all to the outside, said": {inline(), inline() + own("Egress", `{"IpProtocol": "-1", `+world+`}`) +
			strings.Replace(own("Egress", `{"IpProtocol": "-1", `+world6+`}`), "Rule", "Rule2", 1), ""},
	})
}

func TestOpensAndCloses(t *testing.T) {
	check(t, map[string]row{
		"SSH for everybody": {inline(), inline(tcp(22, world)), "+i! App/Web opens port 22 (SSH) to the internet"},
		"HTTPS for everybody": {inline(tcp(80, world)), inline(tcp(80, world), tcp(443, world), tcp(443, world6)),
			"+i App/Web opens port 443 to the internet"},
		"IPv6": {inline(tcp(443, world)), inline(tcp(443, world), tcp(443, world6)),
			"+i App/Web opens port 443 to the internet over IPv6"},
		"a port less":        {inline(tcp(80, world), tcp(22, office)), inline(tcp(80, world)), "- App/Web closes port 22 (SSH) to 192.0.2.0/24"},
		"neighbouring ports": {inline(tcps(80, 85, office), tcps(86, 90, office)), inline(), "- App/Web closes ports 80 to 90 to 192.0.2.0/24"},
		"a wider range": {inline(tcp(5432, `"CidrIp": "10.0.0.0/24"`)), inline(tcp(5432, `"CidrIp": "10.0.0.0/16"`)),
			"+ App/Web opens port 5432 to 10.0.0.0/16 (private addresses) (before: 10.0.0.0/24 (private addresses) only)"},
		"a narrower range": {inline(tcp(5432, world)), inline(tcp(5432, office)),
			"-i App/Web closes port 5432 to the internet (now: 192.0.2.0/24 only)"},
		"more ports": {inline(tcps(8000, 8080, office)),
			inline(tcps(8000, 8090, office)), "+ App/Web opens ports 8081 to 8090 to 192.0.2.0/24"},
		"all protocols": {inline(tcp(80, office)), inline(`{"IpProtocol": "-1", ` + office + `}`), "+ App/Web opens all ports to 192.0.2.0/24"},
		"a group":       {inline() + other, inline(tcp(80, group)) + other, "+ App/Web opens port 80 to App/Balancer"},
		"a prefix list": {inline(), inline(tcp(80, `"SourcePrefixListId": "pl-1"`)), "+ App/Web opens port 80 to the prefix list pl-1"},
		"a prefix list's entries": {prefixes("192.0.2.1/32"), prefixes("192.0.2.1/32", "198.51.100.0/24"),
			"+ App/Web opens port 80 to 198.51.100.0/24"},
		"ping": {inline(), inline(`{"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, ` + office + `}`),
			"+ App/Web opens ping (ICMP) to 192.0.2.0/24"},
		"a UDP port": {inline(), inline(`{"IpProtocol": "17", "FromPort": 53, "ToPort": 53, ` + office + `}`),
			"+ App/Web opens port 53 (UDP) to 192.0.2.0/24"},
		"a parameter": {inline(), inline(tcp(80, `"CidrIp": {"Ref": "From"}`)), "+ App/Web opens port 80 to ${From}"},
		"under a condition of the template": {inline(), inline(`{"Fn::If": ["Prod", ` + tcp(80, office) + `, {"Ref": "AWS::NoValue"}]}`),
			"+ App/Web opens port 80 to 192.0.2.0/24, if the template's condition Prod is met"},
		"a rule that is none": {inline(), inline(`{"IpProtocol": "tcp", "FromPort": "x", ` + world + `}`),
			`? App/Web now has a rule that cannot be read here: {"CidrIp":"0.0.0.0/0","FromPort":"x","IpProtocol":"tcp"}`},
		"a group of elsewhere": {`"X": {"Type": "X::Y::Z"}`, `"Rule": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties":
			{"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, ` + world + `}}`,
			"+i! sg-1 opens port 22 (SSH) to the internet"},
		"to the outside, some only": {inline(), inline() + own("Egress", tcp(443, world)),
			`-i App/Web no longer lets out all ports to the internet`},
		"to the outside, nothing any more": {inline() + own("Egress", tcp(443, office)),
			inline(), "- App/Web no longer lets out port 443 to 192.0.2.0/24"},
		"a new group": {`"X": {"Type": "X::Y::Z"}`, inline(tcp(80, world)), `+i App/Web opens port 80 to the internet
			+i App/Web now lets out all ports to the internet`},
	})
}

func prefixes(ranges ...string) string {
	var entries []string
	for _, r := range ranges {
		entries = append(entries, `{"Cidr": "`+r+`"}`)
	}
	return `"List": {"Type": "AWS::EC2::PrefixList", "Properties": {"Entries": [` + strings.Join(entries, ", ") + `]}}, ` +
		inline(tcp(80, `"SourcePrefixListId": {"Ref": "List"}`))
}

// env is an environment with options, each as "namespace name=value"; a value that begins with "{" is a function.
func env(options ...string) string {
	var settings []string
	for _, option := range options {
		key, value, _ := strings.Cut(option, "=")
		namespace, name, _ := strings.Cut(key, " ")
		if !strings.HasPrefix(value, "{") {
			value = `"` + value + `"`
		}
		settings = append(settings, `{"Namespace": "`+namespace+`", "OptionName": "`+name+`", "Value": `+value+`}`)
	}
	return `"Env": {"Type": "AWS::ElasticBeanstalk::Environment", "Properties": {"OptionSettings": [` + strings.Join(settings, ", ") + `]}}`
}

const (
	launch   = "aws:autoscaling:launchconfiguration "
	single   = "aws:elasticbeanstalk:environment EnvironmentType=SingleInstance"
	balanced = "aws:elasticbeanstalk:environment LoadBalancerType=application"
	noUsual  = launch + "DisableDefaultEC2SecurityGroup=true"
	usual    = launch + "DisableDefaultEC2SecurityGroup=false"
	key      = launch + "EC2KeyName=k"
	inWeb    = launch + `SecurityGroups={"Fn::GetAtt": ["Web", "GroupId"]}`
)

func TestEnvironment(t *testing.T) {
	check(t, map[string]row{
		"the usual group, of one instance": {env(single, noUsual, key), env(single, usual, key),
			`+i! the instances of App/Env open ports 22 (SSH) and 80 to the internet`},
		"the usual group, without a key": {env(balanced, noUsual), env(balanced, usual),
			`+i!? the instances of App/Env open port 22 (SSH) to the internet: AWS says so, and without EC2KeyName nobody has seen it
			+ the instances of App/Env open port 80 to its load balancer`},
		"the usual group, of which one thing is not known":  {env(single, usual), env(single, usual, "a b=c"), ""},
		"the usual group, as it stays when the option goes": {env(single, noUsual, key), env(single, key), ""},
		"the usual group of another environment": {env(single, noUsual, key), strings.Replace(env(single, key), "Env", "Env2", 1),
			`+i! the instances of App/Env open ports 22 (SSH) and 80 to the internet`},
		"where SSH comes from": {env(single, key, launch+"SSHSourceRestriction=tcp, 22, 22, 192.0.2.0/24"), env(single, key,
			launch+"SSHSourceRestriction=tcp, 22, 22, 0.0.0.0/0"),
			"+i! the instances of App/Env open port 22 (SSH) to the internet (before: 192.0.2.0/24 only)"},
		"a group": {inline(tcp(22, world)) + ", " + env(noUsual), inline(tcp(22, world)) + ", " + env(noUsual, inWeb),
			`+i! the instances of App/Env open port 22 (SSH) to the internet
			+i the instances of App/Env now let out all ports to the internet`},
		"a group of elsewhere": {env(noUsual), env(noUsual, launch+"SecurityGroups=sg-1"),
			"? the instances of App/Env now have the security group sg-1, whose rules are not known here"},
		"a port of the load balancer": {env(balanced, noUsual), env(balanced, noUsual, "aws:elbv2:listener:443 Protocol=HTTPS"),
			"+i the load balancer of App/Env now listens on port 443 (HTTPS): its security groups say who reaches it"},
		"a port of a classic load balancer, off": {env(noUsual), env(noUsual, "aws:elb:listener ListenerEnabled=false",
			"aws:elb:listener:443 ListenerProtocol=HTTPS"),
			`+i the load balancer of App/Env now listens on port 443 (HTTPS): its security groups say who reaches it
			-i the load balancer of App/Env no longer listens on port 80 (HTTP)`},
		"a load balancer for everybody": {env(noUsual, "aws:ec2:vpc ELBScheme=internal"), env(noUsual, "aws:ec2:vpc ELBScheme=public"),
			"+i the load balancer of App/Env is reached from the internet, no longer from its network only"},
		"addresses of the internet": {env(balanced, noUsual), env(balanced, noUsual, "aws:ec2:vpc AssociatePublicIpAddress=true"),
			"+i the instances of App/Env get addresses of the internet: their security groups say who reaches them"},
		"a new one": {`"X": {"Type": "X::Y::Z"}`, env(single, key),
			"+i! the instances of App/Env open ports 22 (SSH) and 80 to the internet"},
	})
}

func TestOtherResources(t *testing.T) {
	balancer := func(scheme string) string {
		return `"Lb": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "` + scheme + `"}}, ` +
			`"On80": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"LoadBalancerArn": {"Ref": "Lb"}, "Port": 80,
			"Protocol": "HTTP"}}`
	}
	database := func(public, groups string) string {
		return inline(tcp(5432, office)) + `, "Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": ` + public +
			`, "VPCSecurityGroups": [` + groups + `]}}`
	}
	web := `{"Fn::GetAtt": ["Web", "GroupId"]}`
	check(t, map[string]row{
		"a listener": {balancer("internal"), balancer("internal") + `, "On81": {"Type": "AWS::ElasticLoadBalancingV2::Listener",
			"Properties": {"LoadBalancerArn": {"Ref": "Lb"}, "Port": 81, "Protocol": "HTTP"}}`,
			"+ App/Lb now listens on port 81 (HTTP): its security groups say who reaches it"},
		"a scheme": {balancer("internal"), balancer("internet-facing"),
			"+i App/Lb is reached from the internet, no longer from its network only"},
		"a database for everybody": {database("false", web), database("true", web),
			"+i! App/Db gets an address of the internet: its security groups say who reaches it"},
		"a database's group": {database("false", `"sg-1"`), database("false", web+`, "sg-1"`), `+ App/Db opens port 5432 to 192.0.2.0/24
			+i App/Db now lets out all ports to the internet`},
		"a network's default group": {`"Net": {"Type": "AWS::EC2::VPC"}, "Empty": {"Type": "Custom::VpcRestrictDefaultSG", "Properties":
			{"DefaultSecurityGroupId": {"Fn::GetAtt": ["Net", "DefaultSecurityGroup"]}}}`, `"Net": {"Type": "AWS::EC2::VPC"}`,
			"+ the default security group of App/Net gets its rules back: what is in it reaches what is in it"},
		"a network ACL": {`"X": {"Type": "X::Y::Z"}`, `"Entry": {"Type": "AWS::EC2::NetworkAclEntry"}`,
			"? App/Entry changes what a network ACL lets through: that is not compared here"},
	})
}

// A group that is made anew has EC2's own rule for the outside again.
func TestReplacedGroup(t *testing.T) {
	before, after := stack(t, inline()+own("Egress", tcp(443, office))), stack(t, inline())
	got := told(ports.Between(before, after, map[string]change.Change{"Web": {Impact: change.Replace}}))
	if want := []string{"+i App/Web now lets out all ports to the internet"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoStackAfter(t *testing.T) {
	if got := ports.Between(stack(t, inline(tcp(22, world))), nil, nil); got != nil {
		t.Errorf("got %q of a stack that stays as it is", told(got))
	}
}
