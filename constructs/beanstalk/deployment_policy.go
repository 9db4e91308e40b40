package beanstalk

import (
	"strings"

	"beanstalkline/internal/prop"
)

// DeploymentPolicy says how a new version reaches the instances. The values are those of the option DeploymentPolicy in
// aws:elasticbeanstalk:command (AWS page "Deployment policies and settings").
type DeploymentPolicy string

const (
	// DeploymentPolicyAllAtOnce deploys to all instances at the same time, with a short outage.
	DeploymentPolicyAllAtOnce DeploymentPolicy = "AllAtOnce"
	// DeploymentPolicyRolling deploys in batches, each out of service while it is updated.
	DeploymentPolicyRolling DeploymentPolicy = "Rolling"
	// DeploymentPolicyRollingWithAdditionalBatch starts an additional batch first, so that capacity never falls.
	DeploymentPolicyRollingWithAdditionalBatch DeploymentPolicy = "RollingWithAdditionalBatch"
	// DeploymentPolicyImmutable starts a second group of instances, and removes it if they are not healthy.
	DeploymentPolicyImmutable DeploymentPolicy = "Immutable"
	// DeploymentPolicyTrafficSplitting sends a share of the traffic to new instances before all of it.
	DeploymentPolicyTrafficSplitting DeploymentPolicy = "TrafficSplitting"
)

var deploymentPolicies = []DeploymentPolicy{
	DeploymentPolicyAllAtOnce, DeploymentPolicyRolling, DeploymentPolicyRollingWithAdditionalBatch, DeploymentPolicyImmutable,
	DeploymentPolicyTrafficSplitting,
}

func (r *resolved) resolvePolicy(problems *prop.Problems) {
	p := &r.props
	for _, policy := range deploymentPolicies {
		if strings.EqualFold(string(policy), string(p.DeploymentPolicy)) && policy != p.DeploymentPolicy {
			problems.MustBe("DeploymentPolicy", "one of the constants of DeploymentPolicy", p.DeploymentPolicy, "write "+prop.Quote(string(policy)))
			p.DeploymentPolicy = ""
		}
	}
	if prop.Unresolved(string(p.DeploymentPolicy)) {
		problems.MustBe("DeploymentPolicy", "known at synthesis", string(p.DeploymentPolicy))
		p.DeploymentPolicy = ""
	}
	switch {
	case p.DeploymentPolicy == "" && r.group == nil:
		r.policy = DeploymentPolicyAllAtOnce
	case p.DeploymentPolicy == "":
		r.policy = DeploymentPolicyRollingWithAdditionalBatch
	case r.group == nil && p.DeploymentPolicy != DeploymentPolicyAllAtOnce && p.DeploymentPolicy != DeploymentPolicyImmutable:
		problems.MustBe("DeploymentPolicy", `"AllAtOnce" or "Immutable" for a single instance`, p.DeploymentPolicy, `write "AllAtOnce", or set Capacity to &beanstalk.AutoScalingGroup{}`)
		p.DeploymentPolicy, r.policy = "", DeploymentPolicyAllAtOnce
	default:
		r.policy = p.DeploymentPolicy
	}
}
