package stacks

// GuardRail is what a preset holds against accidents. A stage that switches one off says why, in its Waivers.
type GuardRail string

// The guard rails. What a preset has without being listed, such as sizes and times, is a setting and needs no reason; and so
// do Schedule and WorkingHours, although they may leave one instance for some hours.
const (
	// GuardRailPrivateInstances keeps instances without a public address: Network.PrivateSubnets, and
	// Environment.AssociatePublicIpAddress and InstanceSubnets. What subnets a VPC of Prepare has is not judged.
	GuardRailPrivateInstances GuardRail = "PrivateInstances"
	// GuardRailTwoInstances lets one instance fail: Capacity is a group whose MinSize is 2 or more.
	GuardRailTwoInstances GuardRail = "TwoInstances"
	// GuardRailDeploymentPolicy keeps instances in service while a release is deployed: any DeploymentPolicy but AllAtOnce. A single
	// instance, which has no other to keep, is not asked.
	GuardRailDeploymentPolicy GuardRail = "DeploymentPolicy"
	// GuardRailApproval asks a person before each deployment of a release: Deployment.Approval.
	GuardRailApproval GuardRail = "Approval"
	// GuardRailSmokeTest asks the app after each deployment: Deployment.SmokeTest.
	GuardRailSmokeTest GuardRail = "SmokeTest"
	// GuardRailRollbackOnFailure brings back the last release after a failure: Deployment.RollbackOnFailure.
	GuardRailRollbackOnFailure GuardRail = "RollbackOnFailure"
	// GuardRailTerminationProtection keeps the stack from being deleted: TerminationProtection.
	GuardRailTerminationProtection GuardRail = "TerminationProtection"
	// GuardRailRetainedData keeps logs, artifacts and source bundles when the stack is deleted: no RemovalPolicy of the stage or of its
	// constructs is DESTROY, and Application.DeleteSourceBundles is not true.
	GuardRailRetainedData GuardRail = "RetainedData"
	// GuardRailAlarms tells people when the stage is unwell: Monitoring is not NoAlarms.
	GuardRailAlarms GuardRail = "Alarms"
	// GuardRailFlowLogs records the traffic of a network of the stage's own: Network.FlowLogs.
	GuardRailFlowLogs GuardRail = "FlowLogs"
)
