package picture

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options"

	"beanstalkline/review/setting"
	"beanstalkline/review/words"
)

// The namespaces of options that are drawn.
const (
	kind        = "aws:elasticbeanstalk:environment"
	scaling     = "aws:autoscaling:asg"
	launch      = "aws:autoscaling:launchconfiguration"
	vpc         = "aws:ec2:vpc"
	application = "application"
)

// An environment is one of the stack with its options.
type environment struct {
	*template
	id  string
	set map[setting.Key]any
}

// value is that of an option as the template has it.
func (e environment) value(namespace, name string) any {
	return e.set[setting.Key{Namespace: namespace, Name: name}]
}

// option is the value of an option in words; without one, the default that Elastic Beanstalk documents.
func (e environment) option(namespace, name string) string {
	value := e.value(namespace, name)
	if value == nil {
		if known, _ := options.Lookup(namespace, name); known.Default != nil {
			return *known.Default
		}
	}
	return words.Of(e.resource(e.id), value)
}

// balancerName is AWS's name for a kind of load balancer.
func balancerName(kind string) string {
	switch kind {
	case "", application:
		return "Application Load Balancer"
	case "network", "gateway", "classic":
		return strings.ToUpper(kind[:1]) + kind[1:] + " Load Balancer"
	}
	return "Load balancer: " + kind
}

// worker reports whether the environment takes its work from a queue.
func (e environment) worker() bool {
	tier, _ := e.resource(e.id).Properties["Tier"].(map[string]any)
	return tier["Name"] == "Worker"
}

// balanced reports whether a load balancer of Elastic Beanstalk's stands before the instances.
func (e environment) balanced() bool {
	return !e.worker() && e.option(kind, "EnvironmentType") != "SingleInstance"
}

func (e environment) balancer() *box {
	b := &box{key: "balancer of " + e.path(e.id), owner: e.id, kind: "balancer", lines: []string{balancerName(e.option(kind, "LoadBalancerType")), "public"}}
	if e.option(vpc, "ELBScheme") == "internal" {
		b.lines[1] = "internal"
	}
	groups := e.value("aws:elbv2:loadbalancer", "SecurityGroups")
	if groups == nil {
		groups = e.value("aws:elb:loadbalancer", "SecurityGroups")
	}
	b.guard(e.open(groups))
	return b
}

// instances is the environment itself.
func (e environment) instances() *box {
	b := &box{key: "environment " + e.path(e.id), id: e.id, kind: "instances", lines: []string{"Environment " + e.path(e.id), e.size()}}
	if e.path(e.id) == "Environment" {
		b.lines[0] = "Environment"
	}
	switch {
	case e.worker():
		b.lines = append(b.lines, "a worker, which reads a queue")
	case !e.balanced():
		b.lines = append(b.lines, "no load balancer")
	case e.option(kind, "LoadBalancerIsShared") == "true":
		b.lines = append(b.lines, "behind the shared load balancer "+e.option(kind, "SharedLoadBalancer"))
	}
	for _, name := range []string{"PlatformArn", "SolutionStackName"} {
		if value := e.resource(e.id).Properties[name]; value != nil {
			platform := words.Of(e.resource(e.id), value)
			_, branch, found := strings.Cut(platform, ":platform/")
			if !found {
				branch = platform
			}
			if branch != "" {
				b.lines = append(b.lines, branch)
			}
		}
	}
	b.guard(e.open(e.value(launch, "SecurityGroups")))
	return b
}

// size is how many instances of which type there are.
func (e environment) size() string {
	types := e.option("aws:ec2:instances", "InstanceTypes")
	if e.value("aws:ec2:instances", "InstanceTypes") == nil && e.value(launch, "InstanceType") != nil {
		types = e.option(launch, "InstanceType")
	}
	if types == "" {
		types = "the platform's instance type"
	}
	least, greatest := e.option(scaling, "MinSize"), e.option(scaling, "MaxSize")
	switch {
	case e.option(kind, "EnvironmentType") == "SingleInstance", least == "1" && greatest == "1":
		return "1 instance, " + types
	case least == greatest:
		return least + " instances, " + types
	}
	return least + " to " + greatest + " instances, " + types
}
