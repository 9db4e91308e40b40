package stacks_test

import (
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/stacks"
)

// A stage gets a load balancer of the app's own in Prepare, where there is a network for it.
func TestAStageBehindALoadBalancerOfTheAppsOwn(t *testing.T) {
	staging := stacks.Staging()
	staging.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
		s.Network = network.NewNetwork(s.Stack, jsii.String("Network"), &stage.Network)
		stage.Environment.LoadBalancer = &beanstalk.SharedLoadBalancer{
			LoadBalancer: beanstalk.NewLoadBalancer(s.Stack, jsii.String("Front"), &beanstalk.LoadBalancerProps{Vpc: s.Network.Vpc}),
			Hosts:        jsii.Strings("staging.example.com"),
		}
	}
	resources := preset(t, staging)
	if count(resources, "AWS::ElasticLoadBalancingV2::LoadBalancer") != 1 || count(resources, "AWS::ElasticBeanstalk::Environment") != 1 {
		t.Error("the stage has not one load balancer and one environment")
	}
	for id, r := range resources {
		if r.Type == "AWS::ElasticBeanstalk::Environment" && !strings.Contains(id, "SharedLoadBalancer") {
			t.Errorf("the environment is %s, whose load balancer is its own", id)
		}
	}
}
