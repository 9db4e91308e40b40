package beanstalk

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
