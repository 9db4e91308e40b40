package stacks_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

// Stand-ins for constructs where there is no Node.js.
type (
	someVpc        struct{ awsec2.IVpc }
	someRole       struct{ awsiam.IRole }
	someGroup      struct{ awsec2.ISecurityGroup }
	someBucket     struct{ awss3.IBucket }
	someRepository struct{ awsecr.IRepository }
	someTopic      struct{ awssns.ITopic }
	someAlarm      struct{ awscloudwatch.IAlarm }
	somePipeline   struct{ awscodepipeline.IPipeline }
)

// stage makes a sound stage in which everything is set.
func stage(scope constructs.Construct) *stacks.Stage {
	s := stacks.Prod()
	s.Account, s.Region = "111122223333", "eu-central-1"
	s.Deployment.Name = jsii.String("Prod")
	s.Environment.Domain = &beanstalk.Domain{Name: jsii.String("shop.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")}
	s.Environment.Platform = beanstalk.PlatformDocker
	s.Environment.InstanceTypes = jsii.Strings("t3.small")
	s.Environment.Architecture = awsec2.InstanceArchitecture_X86_64
	s.Environment.AllowFrom = jsii.Strings("0.0.0.0/0") // or nobody could ask for a smoke test
	s.Environment.DeploymentPolicy = beanstalk.DeploymentPolicyRolling
	s.Environment.EnvironmentVariables = &map[string]*string{"CURRENCY": jsii.String("EUR")}
	s.Environment.Secrets = &map[string]beanstalk.Secret{
		"TOKEN": beanstalk.SecretFromArn(jsii.String("arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token"), nil),
	}
	s.Environment.Image = &beanstalk.EcrImage{Repository: &someRepository{}, Tag: jsii.String("1.4.2")}
	s.Monitoring = alarms()
	s.TerminationProtection = false
	s.Waivers = map[stacks.GuardRail]string{stacks.GuardRailTerminationProtection: "It lives for a week."}
	s.Environment.Metrics = jsii.Strings("ApplicationRequests5xx")
	s.Environment.Options = []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:xray", Name: "XRayEnabled", Value: "true"}}
	s.Environment.Capacity = &beanstalk.AutoScalingGroup{
		Trigger: &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricCPUUtilization},
		Schedule: []beanstalk.ScheduledAction{{
			Name: "morning", Recurrence: "0 7 * * MON-FRI", MinSize: jsii.Number(2), MaxSize: jsii.Number(4),
		}},
		Spot: &beanstalk.Spot{},
	}
	s.Environment.WorkingHours = &beanstalk.WorkingHours{}
	s.Network.RemovalPolicy, s.Environment.RemovalPolicy, s.Pipeline.RemovalPolicy = s.RemovalPolicy, s.RemovalPolicy, s.RemovalPolicy
	s.Pipeline.Deployments = &[]*delivery.Deployment{steps(scope)}
	(*s.Pipeline.Deployments)[0].Environment, (*s.Pipeline.Deployments)[0].Name = &beanstalk.WebEnvironment{}, jsii.String("Elsewhere")
	own := steps(scope)
	s.Deployment.SmokeTest, s.Deployment.AlarmWatch, s.Deployment.Window = own.SmokeTest, own.AlarmWatch, own.Window
	s.Deployment.ApprovalTopic = own.ApprovalTopic
	s.Pipeline.Notifications = &delivery.Notifications{EmailAddresses: jsii.Strings("ops@example.com")}
	s.Pipeline.ComputeType = awscodebuild.ComputeType_SMALL
	s.Pipeline.Image = &delivery.ImageBuild{Repository: s.Environment.Image.Repository}
	s.Pipeline.BuildSecrets = &map[string]beanstalk.Secret{"TOKEN": (*s.Environment.Secrets)["TOKEN"]}
	s.Pipeline.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{
		"GOFLAGS": {Value: "-race", Type: awscodebuild.BuildEnvironmentVariableType_PLAINTEXT},
	}
	if scope != nil {
		s.Account, s.Region = "", ""
		s.Pipeline.Image.Repository = awsecr.Repository_FromRepositoryName(scope, jsii.String("Built"), jsii.String("shop"))
		s.Environment.Image.Repository = awsecr.Repository_FromRepositoryName(scope, jsii.String("Images"), jsii.String("shop"))
		(*s.Pipeline.Deployments)[0].Environment = beanstalk.EnvironmentFromName(scope, jsii.String("Web"), &beanstalk.EnvironmentAttributes{
			ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-elsewhere"),
		})
	}
	return &s
}

// steps are a deployment with everything beside it.
func steps(scope constructs.Construct) *delivery.Deployment {
	d := &delivery.Deployment{
		Approval: jsii.Bool(true), ApprovalTopic: &someTopic{}, ApprovalChanges: jsii.Bool(true), SmokeTest: &delivery.SmokeTest{},
		AlarmWatch: &delivery.AlarmWatch{Alarm: &someAlarm{}}, Window: &delivery.Window{Cron: jsii.String("* * 9-15 ? * MON-THU *")},
	}
	if scope != nil {
		inside := constructs.NewConstruct(scope, jsii.Sprintf("Steps%d", len(*scope.Node().Children())))
		d.ApprovalTopic = awssns.Topic_FromTopicArn(inside, jsii.String("Topic"), jsii.String("arn:aws:sns:eu-central-1:111122223333:ops"))
		d.AlarmWatch.Alarm = awscloudwatch.Alarm_FromAlarmName(inside, jsii.String("Alarm"), jsii.String("shop-unwell"))
	}
	return d
}

// alarms are sound properties of a stage's monitoring, in which everything is set.
func alarms() *monitoring.MonitoringProps {
	alarm := func(threshold float64) *monitoring.Alarm {
		return &monitoring.Alarm{Threshold: &threshold, EvaluationPeriods: jsii.Number(3)}
	}
	return &monitoring.MonitoringProps{
		EmailAddresses: jsii.Strings("ops@example.com"), Health: alarm(25), ServerErrors: alarm(1), Latency: alarm(1),
		UnhealthyHosts: alarm(2), AtMaximum: alarm(4), FailedRuns: alarm(1), MinimumRequests: jsii.Number(10), LatencyPercentile: jsii.Number(99),
	}
}

func TestWrongValues(t *testing.T) {
	cdktest.TestWrongValues(t, map[string]cdktest.Subject{
		"Stage": wrongStage(),
	})
}

func wrongStage() cdktest.Subject {
	return cdktest.WrongValues[stacks.Stage]{
		Props: stage,
		Validate: func(s *stacks.Stage) error {
			if s == nil {
				return lineOf().Validate(today)
			}
			return lineOf(*s).Validate(today)
		},
		Define: func(scope constructs.Construct, s *stacks.Stage) {
			if lineOf(*s).Validate(today) == nil {
				s.Pipeline.Image = nil // an environment with an image takes no other
			}
			app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
			if _, err := stacks.Compose(app, lineOf(*s), today); err != nil {
				panic(err)
			}
		},
		Later: `^Environment.(InstanceSubnets|LoadBalancer\.Subnets)|^Pipeline.Deployments\[0\].Environment`,
		Instances: map[reflect.Type][]any{
			reflect.TypeFor[awsecr.IRepository]():      {(*someRepository)(nil)},
			reflect.TypeFor[awscloudwatch.IAlarm]():    {(*someAlarm)(nil)},
			reflect.TypeFor[beanstalk.IApplication]():  {(*beanstalk.Application)(nil), &beanstalk.Application{}},
			reflect.TypeFor[beanstalk.IEnvironment]():  {(*beanstalk.WebEnvironment)(nil)},
			reflect.TypeFor[beanstalk.Capacity]():      {(*beanstalk.SingleInstance)(nil), (*beanstalk.AutoScalingGroup)(nil)},
			reflect.TypeFor[beanstalk.LoadBalancing](): {(*beanstalk.DedicatedLoadBalancer)(nil)},
			reflect.TypeFor[delivery.Source](): {
				stacks.Branch(""), stacks.Branch("refs/heads/main"), (&delivery.Repository{}).Source(nil),
			},
			reflect.TypeFor[monitoring.Choice]():         {(*monitoring.MonitoringProps)(nil)},
			reflect.TypeFor[awscodepipeline.IPipeline](): {(*somePipeline)(nil)},
			reflect.TypeFor[awssns.ITopic]():             {(*someTopic)(nil)},
			reflect.TypeFor[awsec2.IVpc]():               {(*someVpc)(nil)},
			reflect.TypeFor[awsiam.IRole]():              {(*someRole)(nil)},
			reflect.TypeFor[awsec2.ISecurityGroup]():     {(*someGroup)(nil)},
			reflect.TypeFor[awss3.IBucket]():             {(*someBucket)(nil)},
		},
		Accepted: map[string]string{
			".*(Policy|Platform|Architecture|Type|Metric|StartTime|EndTime|ResourceName) with nothing in it": "the default",
			".*Strategy with nothing in it":                                                    "the default",
			".*Endpoints with an empty list":                                                   "none is allowed",
			".*Description with (nothing in it|unicode|.*spaces)":                              "it is for people",
			".*ApplicationName with (unicode|.*spaces)":                                        "only length and slash are restricted",
			".*AllowFrom with an empty list":                                                   "nobody may visit",
			".*(NatGateways|MinSize|MaxSize|Spot.*) with zero":                                 "none is allowed",
			".*LowerThreshold with (a fraction|zero)":                                          "percent may have a fraction",
			`.*(Schedule\[0\].Name|ResourceName) with (unicode|.*spaces)`:                      "AWS restricts only the length",
			".*Waivers.*\\] with (unicode|spaces)":                                             "a reason is for people",
			".*EnvironmentVariables.*\\] with (nothing in it|unicode|.*spaces)":                "text for the app",
			".*Image.(Dockerfile|Context) with (unicode|spaces)":                               "a file may have such a name",
			".*Build.*Value with (nothing in it|unicode|.*spaces)":                             "text for the build",
			".*Build.*Value with (a negative number|a fraction|a huge number|zero)":            "any number, as text",
			".*(Schedule|Options|Metrics|Pipeline.Deployments|LocalCaches) with an empty list": "the default, none",
			".*SmokeTest.Text with (unicode|.*spaces)":                                         "it is looked for as it is",
			".*EmailAddresses with an empty list":                                              "nobody is told yet",
			".*(ServerErrors|Latency).Threshold with a fraction":                               "percent and seconds have fractions",
		},
	}
}
