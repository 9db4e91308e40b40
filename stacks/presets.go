package stacks

// The branches that stages follow: work goes to develop and is promoted by pushing it to main.
const (
	developBranch = "develop"
	mainBranch    = "main"
)

// Dev is one small instance without a load balancer or a NAT gateway, deployed on every push to develop. All of it goes
// with its stack.
func Dev() Stage {
	return Stage{
		Name:             "Dev",
		EnvironmentType:  "SingleInstance",
		Branch:           developBranch,
		LogRetentionDays: 7,
	}
}

// Test is sized like Dev and deployed on every push to main.
func Test() Stage {
	test := Dev()
	test.Name = "Test"
	test.Branch = mainBranch
	return test
}

// Staging is Prod at a smaller size, with one NAT gateway, deployed on every push to main without asking.
func Staging() Stage {
	staging := Prod()
	staging.Name = "Staging"
	staging.NatGateways = 1
	staging.MaxSize = 3
	staging.InstanceTypes = []string{"t3.micro"}
	staging.DeploymentPolicy = "Rolling"
	staging.LogRetentionDays = 30
	staging.Approval = false
	staging.TerminationProtection = false
	return staging
}

// Prod is two to four private instances behind a load balancer, which scale on traffic. A person approves each
// deployment, capacity never falls during one, and one that fails is rolled back.
func Prod() Stage {
	return Stage{
		Name:                  "Prod",
		Branch:                mainBranch,
		PrivateSubnets:        true,
		NatGateways:           2,
		FlowLogs:              true,
		EnvironmentType:       "LoadBalanced",
		MinSize:               2,
		MaxSize:               4,
		Scaling:               Scaling{Metric: "NetworkOut"},
		DeploymentPolicy:      "RollingWithAdditionalBatch",
		HealthCheckPath:       "/health",
		LogRetentionDays:      90,
		Approval:              true,
		RollbackOnFailure:     true,
		RetainData:            true,
		TerminationProtection: true,
	}
}
