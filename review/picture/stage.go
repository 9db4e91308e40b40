package picture

import (
	"slices"
	"strings"

	"beanstalkline/review/assembly"
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

// Stage draws the network of a stack, its load balancers and environments, and what deploys to them. Either side is nil where
// it is not there. It is nil if there is nothing to draw.
func Stage(before, after *assembly.Stack, app App, fate func(id string) Mark) *Picture {
	var roots [2]*box
	for i, stack := range []*assembly.Stack{before, after} {
		if stack != nil {
			roots[i] = stage(read(stack), app[i])
		}
	}
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return picture(after.Name, roots[1])
	case after == nil:
		return picture(before.Name, roots[0])
	}
	return picture(after.Name, merged(roots[0], roots[1], fate))
}

func picture(name string, root *box) *Picture {
	if len(root.inside) == 0 {
		return nil
	}
	return drawn("What "+name+" has", root)
}

func stage(t *template, deliveries deliveries) *box {
	root := &box{}
	for _, id := range t.ids["AWS::EC2::VPC"] {
		root.add(t.network(id))
	}
	for _, id := range t.ids["AWS::ElasticLoadBalancingV2::LoadBalancer"] {
		t.balancer(root, id)
	}
	for _, id := range t.ids["AWS::ElasticBeanstalk::Environment"] {
		e := environment{t, id, setting.Of(t.resource(id))}
		e.draw(root)
		for _, path := range deliveries.to(t.stack, id) {
			root.add(&box{key: "deployed by " + path, kind: "pipeline", lines: []string{"Deployed by " + t.stack.Within(path)}})
		}
	}
	return root
}

// balancer draws a load balancer of the stack's own.
func (t *template) balancer(root *box, id string) {
	b := &box{key: "balancer " + t.path(id), id: id, kind: "balancer", lines: []string{balancerName(t.property(id, "Type")), t.path(id)}}
	if t.property(id, "Scheme") == "internal" {
		b.lines = append(b.lines, "internal")
	}
	properties := t.resource(id).Properties
	b.guard(t.open(properties["SecurityGroups"]))
	t.holder(root, properties["Subnets"]).add(b)
}

// guard adds what security groups let in; a box that has some is drawn with another line around it.
func (b *box) guard(open string) {
	if open != "" {
		b.kind += " guarded"
		b.lines = append(b.lines, open)
	}
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

// draw draws an environment, and the load balancer that Elastic Beanstalk makes for it, where its network is drawn.
func (e environment) draw(root *box) {
	home := root
	ids := e.refers(e.value(vpc, "VPCId"))
	if i := slices.IndexFunc(e.vpcs, func(b *box) bool { return slices.Contains(ids, b.id) }); i >= 0 {
		home = e.vpcs[i]
	}
	instances := e.instances()
	if home == root && e.value(vpc, "VPCId") != nil {
		instances.lines = append(instances.lines, "in the VPC "+e.option(vpc, "VPCId")+", of another stack")
	}
	if e.balanced() && e.option(kind, "LoadBalancerIsShared") != "true" {
		e.holder(home, e.value(vpc, "ELBSubnets")).add(e.balancer())
	}
	e.holder(home, e.value(vpc, "Subnets")).add(instances)
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
