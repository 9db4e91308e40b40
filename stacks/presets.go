package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/constructs/network"
)

// Dev is one small instance without a load balancer or a NAT gateway, deployed on every push to develop. All of it is
// deleted with its stack. Nothing asks it after a deployment: who pushes there looks at it.
func Dev() Stage {
	return Stage{
		Name:             "Dev",
		preset:           "Dev",
		LogRetentionDays: jsii.Number(7),
		RemovalPolicy:    awscdk.RemovalPolicy_DESTROY,
		Network:          network.NetworkProps{PrivateSubnets: jsii.Bool(false), FlowLogs: jsii.Bool(false)},
		Environment: beanstalk.WebEnvironmentProps{
			Capacity:           &beanstalk.SingleInstance{},
			PreferredStartTime: jsii.String("Tue:10:00"),
		},
		Pipeline:   delivery.PipelineProps{Source: developBranch},
		Monitoring: monitoring.NoAlarms,
	}
}

// Test is sized like Dev. It is the first stage of a [Release], which a smoke test keeps there if the app does not answer.
func Test() Stage {
	test := Dev()
	test.Name, test.preset = "Test", "Test"
	test.Environment.PreferredStartTime = jsii.String("Wed:10:00")
	test.Pipeline = delivery.PipelineProps{}
	test.Deployment.SmokeTest = whereItCan()
	return test
}

// Staging is Prod at a smaller size, with one NAT gateway, and takes a [Release] without an approval.
func Staging() Stage {
	staging := Prod()
	staging.Name, staging.preset = "Staging", "Staging"
	staging.LogRetentionDays = jsii.Number(30)
	staging.TerminationProtection = false
	staging.Network.NatGateways = jsii.Number(1)
	staging.Environment.InstanceTypes = jsii.Strings("t3.micro")
	staging.Environment.Capacity = &beanstalk.AutoScalingGroup{MaxSize: jsii.Number(3)}
	staging.Environment.PreferredStartTime = jsii.String("Thu:10:00")
	staging.Environment.DeploymentPolicy = beanstalk.DeploymentPolicyRolling
	staging.Deployment.Approval = jsii.Bool(false)
	staging.Monitoring = monitoring.NoAlarms
	return staging
}

// Prod is two to four private instances behind a load balancer, which scale on traffic. A person approves each
// deployment of a [Release], capacity never falls during one, and one that fails, or whose smoke test does, is rolled back.
// Platform updates reach it last, after Dev on Tuesday, Test on Wednesday and Staging on Thursday. A first deployment
// that fails leaves nothing behind. Its alarms go to a topic to which nobody is subscribed yet: name EmailAddresses in its
// Monitoring.
//
// No stage asks for a path of its own: the load balancer requests "/", which AWS's sample app answers before the first
// release too, and a single instance is asked for none.
func Prod() Stage {
	return Stage{
		Name:                  "Prod",
		preset:                "Prod",
		LogRetentionDays:      jsii.Number(90),
		RemovalPolicy:         awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		TerminationProtection: true,
		Environment: beanstalk.WebEnvironmentProps{
			Capacity:           &beanstalk.AutoScalingGroup{},
			PreferredStartTime: jsii.String("Sun:10:00"),
		},
		Deployment: delivery.Deployment{
			Approval: jsii.Bool(true), RollbackOnFailure: jsii.Bool(true), SmokeTest: whereItCan(),
		},
		Monitoring: &monitoring.MonitoringProps{},
	}
}

// whereItCan is a smoke test that gives way to an environment that cannot be asked. Nil takes its place for none, and one
// that says what to ask for is refused there instead.
func whereItCan() *delivery.SmokeTest { return &delivery.SmokeTest{Optional: jsii.Bool(true)} }
