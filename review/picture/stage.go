package picture

import (
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
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
