package ports

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"

	"beanstalkline/review/assembly"
	"beanstalkline/review/reference"
	"beanstalkline/review/setting"
)

const environmentType = "AWS::ElasticBeanstalk::Environment"

// An environment is one of Elastic Beanstalk with the options that it has.
type environment struct {
	reader
	id string
	is *assembly.Resource
	// set are its options, with those that it has kept although they have been removed.
	set map[setting.Key]any
}

const (
	launch   = "aws:autoscaling:launchconfiguration"
	vpc      = "aws:ec2:vpc"
	general  = "aws:elasticbeanstalk:environment"
	balancer = "aws:elbv2:loadbalancer"
	classic  = "aws:elb:loadbalancer"
)

// option is the value of an option, or its default.
func (e environment) option(namespace, name string) string {
	if value, is := e.set[setting.Key{Namespace: namespace, Name: name}]; is {
		return e.scope.Text(value)
	}
	if option, _ := options.Lookup(namespace, name); option.Default != nil {
		return *option.Default
	}
	return ""
}

func (e environment) worker() bool {
	tier, _ := e.is.Properties["Tier"].(map[string]any)
	return e.scope.Text(tier["Name"]) == "Worker"
}

func (e environment) balanced() bool {
	return !e.worker() && e.option(general, "EnvironmentType") != "SingleInstance"
}

func (e environment) public() bool { return e.option(vpc, "ELBScheme") != "internal" }

// instances are those of the environment, with their groups and what Elastic Beanstalk's own group lets in.
func (e environment) instances() member {
	m := member{subject: e.subject(e.id, e.is), name: instancesOf + e.is.Path(e.id), known: true}
	for _, name := range e.list(launch, "SecurityGroups") {
		if name != "elasticbeanstalk-default" {
			m.groups = append(m.groups, e.whole(name))
		}
	}
	if e.option(launch, "DisableDefaultEC2SecurityGroup") != "true" {
		m.own = e.usual()
	}
	return m
}

// list is the value of an option that is a list. What is neither a text nor joined of texts is one value.
func (e environment) list(namespace, name string) (values []string) {
	switch v := e.set[setting.Key{Namespace: namespace, Name: name}].(type) {
	case []any:
		return e.scope.Texts(v)
	case map[string]any:
		if v["Fn::Join"] == nil && v["Fn::Sub"] == nil {
			return e.scope.Texts(v)
		}
	}
	for _, value := range reference.Split(e.option(namespace, name), ",") {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, value)
		}
	}
	return values
}

var anywhere = peer{addresses: netip.MustParsePrefix("0.0.0.0/0")}

// usual are the rules of the group that Elastic Beanstalk makes unless DisableDefaultEC2SecurityGroup is true (AWS page
// "Managing EC2 security groups").
func (e environment) usual() (rules []rule) {
	from := anywhere
	if e.balanced() {
		from = peer{name: "its load balancer"}
	}
	if !e.worker() {
		rules = append(rules, rule{protocol: "tcp", from: 80, to: 80, peer: from})
	}
	ssh := rule{protocol: "tcp", from: 22, to: 22, peer: anywhere, doubt: e.option(launch, "EC2KeyName") == ""}
	if source := e.list(launch, "SSHSourceRestriction"); len(source) > 0 {
		ssh.doubt = false
		ssh.peer = peer{name: source[len(source)-1]}
		if p, err := netip.ParsePrefix(source[len(source)-1]); err == nil {
			ssh.peer = peer{addresses: p.Masked()}
		}
		if len(source) == 4 {
			from, errFrom := strconv.Atoi(source[1])
			to, errTo := strconv.Atoi(source[2])
			if errFrom == nil && errTo == nil && 0 <= from && from <= to && to <= 65535 {
				ssh.protocol, ssh.from, ssh.to = strings.ToLower(source[0]), from, to
			}
		}
	}
	return append(rules, ssh)
}

// balancer is the environment's load balancer with the groups that it is given.
func (e environment) balancer() member {
	namespace := balancer
	if e.kind() == "classic" {
		namespace = classic
	}
	m := member{subject: e.subject(e.id, e.is), name: "the load balancer of " + e.is.Path(e.id)}
	if !e.balanced() || e.shared() {
		return m
	}
	for _, name := range e.list(namespace, "SecurityGroups") {
		m.groups = append(m.groups, e.whole(name))
	}
	m.known = len(m.groups) > 0
	return m
}

func (e environment) kind() string { return cmp.Or(e.option(general, "LoadBalancerType"), "classic") }

func (e environment) shared() bool { return e.option(general, "LoadBalancerIsShared") == "true" }

// listeners are the ports of the load balancer with their protocols.
func (e environment) listeners() map[string]string {
	found := map[string]string{}
	if !e.balanced() || e.shared() {
		return found
	}
	prefix, protocol, usual := "aws:elbv2:listener", "Protocol", "aws:elbv2:listener:default"
	if e.kind() == "classic" {
		prefix, protocol, usual = "aws:elb:listener", "ListenerProtocol", "aws:elb:listener"
	}
	if e.option(usual, "ListenerEnabled") != "false" {
		found["80"] = e.option(usual, protocol)
	}
	for key := range e.set {
		port, is := strings.CutPrefix(key.Namespace, prefix+":")
		if !is || port == "default" {
			continue
		}
		if e.option(key.Namespace, "ListenerEnabled") == "false" {
			delete(found, port)
			continue
		}
		found[port] = e.option(key.Namespace, protocol)
	}
	return found
}
