package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/stacks"
)

// A line is what a change is about.
type line struct {
	dev, test, staging, prod stacks.Stage
	release                  stacks.Release
	extend                   func(*stacks.Composition)
}

func preset() *line {
	return &line{dev: stacks.Dev(), test: stacks.Test(), staging: stacks.Staging(), prod: stacks.Prod()}
}

// changes are what teams do to main.go in their first year, by the name of the change.
var changes = map[string]func(*line){
	"base": func(*line) {},

	"size":          func(l *line) { l.prod.Environment.Capacity = &beanstalk.AutoScalingGroup{MaxSize: jsii.Number(8)} },
	"least":         func(l *line) { l.prod.Environment.Capacity = &beanstalk.AutoScalingGroup{MinSize: jsii.Number(3)} },
	"type":          func(l *line) { l.prod.Environment.InstanceTypes = jsii.Strings("t3.medium") },
	"zone":          func(l *line) { l.prod.Network.MaxAzs = jsii.Number(3) },
	"platform":      func(l *line) { l.dev.Environment.Platform = beanstalk.PlatformNodejs24 },
	"processor":     func(l *line) { arm(&l.test, &l.staging, &l.prod) },
	"load-balancer": func(l *line) { l.test.Environment.Capacity = &beanstalk.AutoScalingGroup{} },
	"single":        single,
	"certificate":   func(l *line) { l.prod.Environment.LoadBalancer = certified() },
	"address-range": func(l *line) { l.staging.Network.Cidr = jsii.String("10.7.0.0/16") },
	"nat-gateways":  func(l *line) { l.prod.Network.NatGateways = jsii.Number(1) },
	"allow-from":    func(l *line) { l.staging.Environment.AllowFrom = jsii.Strings("192.0.2.0/24") },
	"variable": func(l *line) {
		l.prod.Environment.EnvironmentVariables = &map[string]*string{"LEVEL": jsii.String("debug")}
	},
	"policy":         func(l *line) { l.staging.Environment.DeploymentPolicy = beanstalk.DeploymentPolicyImmutable },
	"update-day":     func(l *line) { l.prod.Environment.PreferredStartTime = jsii.String("Sat:10:00") },
	"health-path":    option("aws:elasticbeanstalk:environment:process:default", "HealthCheckPath", "/health"),
	"option":         option("aws:elasticbeanstalk:command", "Timeout", "900"),
	"option-unknown": option("aws:elasticbeanstalk:environment:process:default", "DeregistrationDelay", "60"),

	"branch": func(l *line) { l.release.Pipeline.Source = stacks.Branch("release") },
	"connection": func(l *line) {
		l.dev.Pipeline.Source = delivery.ConnectionSource(connection(), jsii.String("a/b"), jsii.String("develop"))
	},
	"approval-lost": func(l *line) {
		l.prod.Deployment.Approval = jsii.Bool(false)
		waive(&l.prod, stacks.GuardRailApproval)
	},
	"approval-new": func(l *line) { l.staging.Deployment.Approval = jsii.Bool(true) },
	"rollback-lost": func(l *line) {
		l.prod.Deployment.RollbackOnFailure = jsii.Bool(false)
		waive(&l.prod, stacks.GuardRailRollbackOnFailure)
	},
	"window": func(l *line) {
		l.prod.Deployment.Window = &delivery.Window{Cron: jsii.String("* * 9-15 ? * MON-THU *")}
	},
	"notifications": func(l *line) {
		l.release.Pipeline.Notifications = &delivery.Notifications{EmailAddresses: jsii.Strings("ops@example.com")}
	},
	"build-size":    func(l *line) { l.release.Pipeline.ComputeType = awscodebuild.ComputeType_MEDIUM },
	"stage-new":     func(l *line) { l.release.Stages = []stacks.Stage{l.test, demo(), l.staging, l.prod} },
	"stage-gone":    func(l *line) { l.release.Stages = []stacks.Stage{l.staging, l.prod} },
	"stage-renamed": func(l *line) { l.test.Name = "Qa" },
	"retention":     func(l *line) { l.prod.LogRetentionDays = jsii.Number(30) },
	"protection-off": func(l *line) {
		l.prod.TerminationProtection = false
		waive(&l.prod, stacks.GuardRailTerminationProtection)
	},
	"kept-no-longer": func(l *line) {
		l.prod.RemovalPolicy = awscdk.RemovalPolicy_DESTROY
		waive(&l.prod, stacks.GuardRailRetainedData)
	},
	"alarms-off": func(l *line) {
		l.prod.Monitoring = monitoring.NoAlarms
		waive(&l.prod, stacks.GuardRailAlarms)
	},
	"secret":         func(l *line) { secret(l, "a-AbCdEf") },
	"secret-changed": func(l *line) { secret(l, "b-AbCdEf") },
	"right-widened": func(l *line) {
		l.extend = func(c *stacks.Composition) {
			c.Stages[3].Environment.InstanceRole.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions: jsii.Strings("s3:GetObject"), Resources: jsii.Strings("*"),
			}))
		}
	},
	"right-moved": func(l *line) { // of right-widened, into a policy of its own
		l.extend = func(c *stacks.Composition) {
			environment := c.Stages[3].Environment
			awsiam.NewPolicy(environment, jsii.String("Reader"), &awsiam.PolicyProps{
				Roles: &[]awsiam.IRole{environment.InstanceRole},
				Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
					Actions: jsii.Strings("s3:GetObject"), Resources: jsii.Strings("*"),
				})},
			})
		}
	},
	"port-moved": func(l *line) { // of port-opened, into a resource of its own
		l.extend = func(c *stacks.Composition) {
			environment := c.Stages[3].Environment
			awsec2.NewCfnSecurityGroupIngress(environment, jsii.String("Ssh"), &awsec2.CfnSecurityGroupIngressProps{
				GroupId: (*environment.Connections().SecurityGroups())[0].SecurityGroupId(), IpProtocol: jsii.String("tcp"),
				FromPort: jsii.Number(22), ToPort: jsii.Number(22), CidrIp: jsii.String("0.0.0.0/0"),
			})
		}
	},
	"port-opened": func(l *line) {
		l.extend = func(c *stacks.Composition) {
			c.Stages[3].Environment.Connections().AllowFromAnyIpv4(awsec2.Port_Tcp(jsii.Number(22)), jsii.String("ssh"))
		}
	},
}

func arm(stages ...*stacks.Stage) {
	for _, stage := range stages {
		stage.Environment.Architecture = awsec2.InstanceArchitecture_ARM_64
		stage.Environment.InstanceTypes = nil
	}
}

func certified() *beanstalk.DedicatedLoadBalancer {
	arn := "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
	return &beanstalk.DedicatedLoadBalancer{CertificateArn: &arn}
}

func connection() *string {
	return jsii.String("arn:aws:codeconnections:eu-central-1:111122223333:connection/12345678-1234-1234-1234-123456789012")
}

func secret(l *line, name string) {
	arn := "arn:aws:secretsmanager:eu-central-1:111122223333:secret:" + name
	l.prod.Environment.Secrets = &map[string]beanstalk.Secret{"PASSWORD": beanstalk.SecretFromArn(&arn, nil)}
}

func option(namespace, name, value string) func(*line) {
	return func(l *line) {
		l.staging.Environment.Options = []beanstalk.Option{{Namespace: namespace, Name: name, Value: value}}
	}
}

func single(l *line) {
	l.staging.Environment.Capacity, l.staging.Environment.DeploymentPolicy = &beanstalk.SingleInstance{}, ""
	l.staging.Network.PrivateSubnets, l.staging.Network.NatGateways = jsii.Bool(false), nil
	waive(&l.staging, stacks.GuardRailPrivateInstances, stacks.GuardRailTwoInstances)
}

// waive gives a reason for guard rails that are switched off.
func waive(stage *stacks.Stage, rails ...stacks.GuardRail) {
	stage.Waivers = map[stacks.GuardRail]string{}
	for _, rail := range rails {
		stage.Waivers[rail] = "A change to look at."
	}
}

// demo is another stage of the release.
func demo() stacks.Stage {
	s := stacks.Test()
	s.Name = "Demo"
	return s
}
