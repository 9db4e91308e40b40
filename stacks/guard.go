package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/prop"
)

// A lapse is where a complete stage does not have a guard rail: the field, what holds the rail there, and what was given.
type lapse struct {
	field, has string
	got        any
}

// guards say for each guard rail where a stage lacks it, or nil. What cannot be known is not judged, and what is no value at
// all has been refused.
var guards = []struct {
	rail   GuardRail
	lapsed func(Stage) *lapse
}{
	{GuardRailPrivateInstances, publicInstances},
	{GuardRailTwoInstances, oneInstance},
	{GuardRailDeploymentPolicy, outage},
	{GuardRailApproval, func(s Stage) *lapse { return off("Deployment.Approval", prop.Or(s.Deployment.Approval, false)) }},
	{GuardRailSmokeTest, func(s Stage) *lapse {
		if s.Deployment.SmokeTest != nil {
			return nil
		}
		return &lapse{"Deployment.SmokeTest", "given", nil}
	}},
	{GuardRailRollbackOnFailure, func(s Stage) *lapse {
		return off("Deployment.RollbackOnFailure", prop.Or(s.Deployment.RollbackOnFailure, false))
	}},
	{GuardRailTerminationProtection, func(s Stage) *lapse { return off("TerminationProtection", s.TerminationProtection) }},
	{GuardRailRetainedData, deletedData},
	{GuardRailAlarms, noAlarms},
	{GuardRailFlowLogs, func(s Stage) *lapse {
		return off("Network.FlowLogs", prop.Or(s.Network.FlowLogs, true) || !s.ownNetwork())
	}},
}

// off is the lapse of a field that must be true.
func off(field string, on bool) *lapse {
	if on {
		return nil
	}
	return &lapse{field, "true", false}
}

// ownNetwork reports whether the stage makes its VPC.
func (s Stage) ownNetwork() bool {
	return prop.IsNil(s.Network.Vpc) && s.Network.VpcAttributes == nil && prop.IsNil(s.Environment.Vpc)
}

func publicInstances(s Stage) *lapse {
	e, n := s.Environment, s.Network
	subnets := prop.Or(e.InstanceSubnets, awsec2.SubnetSelection{}).SubnetType
	switch a := n.VpcAttributes; {
	case prop.Or(e.AssociatePublicIpAddress, false):
		return &lapse{"Environment.AssociatePublicIpAddress", "false", true}
	case subnets == awsec2.SubnetType_PUBLIC:
		return &lapse{"Environment.InstanceSubnets.SubnetType", "of private subnets", subnets}
	case s.ownNetwork() && !prop.Or(n.PrivateSubnets, true):
		return &lapse{"Network.PrivateSubnets", "true", false}
	case a != nil && e.InstanceSubnets == nil && len(prop.Or(a.PrivateSubnetIds, nil))+len(prop.Or(a.IsolatedSubnetIds, nil)) == 0:
		return &lapse{"Network.VpcAttributes.PrivateSubnetIds", "given for the instances", prop.Words("none")}
	}
	return nil
}

func oneInstance(s Stage) *lapse {
	const two = "2 or more"
	if single(s) {
		return &lapse{"Environment.Capacity", "a group of 2 or more instances", prop.Words("a single instance")}
	}
	group, _ := s.Environment.Capacity.(*beanstalk.AutoScalingGroup)
	g := prop.Or(group, beanstalk.AutoScalingGroup{})
	few := func(n *float64) bool { return n != nil && (*n == 0 || *n == 1) }
	switch {
	case few(g.MinSize):
		return &lapse{"Environment.Capacity.MinSize", two, *g.MinSize}
	case g.MinSize == nil && few(g.MaxSize):
		return &lapse{"Environment.Capacity.MaxSize", two, *g.MaxSize}
	}
	return nil
}

func outage(s Stage) *lapse {
	if policy := s.Environment.DeploymentPolicy; policy == beanstalk.DeploymentPolicyAllAtOnce && !single(s) {
		return &lapse{"Environment.DeploymentPolicy", "one that keeps instances in service", string(policy)}
	}
	return nil
}

func single(s Stage) bool {
	instance, is := s.Environment.Capacity.(*beanstalk.SingleInstance)
	return is && instance != nil
}

func deletedData(s Stage) *lapse {
	for _, of := range []struct {
		field  string
		policy awscdk.RemovalPolicy
	}{
		{"RemovalPolicy", s.RemovalPolicy}, {"Network.RemovalPolicy", s.Network.RemovalPolicy},
		{"Environment.RemovalPolicy", s.Environment.RemovalPolicy}, {"Pipeline.RemovalPolicy", s.Pipeline.RemovalPolicy},
	} {
		if of.policy == awscdk.RemovalPolicy_DESTROY {
			return &lapse{of.field, "one that keeps data", string(of.policy)}
		}
	}
	if prop.Or(s.Application.DeleteSourceBundles, false) {
		return &lapse{"Application.DeleteSourceBundles", "false", true}
	}
	return nil
}

func noAlarms(s Stage) *lapse {
	if s.alarms() != nil || prop.IsNil(s.Monitoring) { // nil is refused, and so are alarms that are all turned off
		return nil
	}
	return &lapse{"Monitoring", "alarms", prop.Words("monitoring.NoAlarms")}
}
