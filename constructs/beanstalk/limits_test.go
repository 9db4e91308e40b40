package beanstalk_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// What AWS or the unit of a number limits is refused where it is known.
func TestLimitsOfAWebEnvironment(t *testing.T) {
	cpu := func(lower, upper *float64) beanstalk.WebEnvironmentProps {
		return beanstalk.WebEnvironmentProps{Capacity: &beanstalk.AutoScalingGroup{Trigger: &beanstalk.ScalingTrigger{
			Metric: beanstalk.ScalingMetricCPUUtilization, LowerThreshold: lower, UpperThreshold: upper,
		}}}
	}
	schedule := func(n int) beanstalk.WebEnvironmentProps {
		var actions []beanstalk.ScheduledAction
		for i := range n {
			actions = append(actions, beanstalk.ScheduledAction{
				Name: fmt.Sprint("action ", i), Recurrence: "0 7 * * *", MinSize: jsii.Number(1), MaxSize: jsii.Number(2),
			})
		}
		return beanstalk.WebEnvironmentProps{Capacity: &beanstalk.AutoScalingGroup{Schedule: actions}}
	}
	groups := func(n int, options ...beanstalk.Option) beanstalk.WebEnvironmentProps {
		var all []awsec2.ISecurityGroup
		for range n {
			all = append(all, &someGroup{})
		}
		return beanstalk.WebEnvironmentProps{SecurityGroups: &all, Options: options}
	}
	addDefault := beanstalk.Option{
		Namespace: "aws:autoscaling:launchconfiguration", Name: "DisableDefaultEC2SecurityGroup", Value: "false",
	}
	for name, test := range map[string]struct {
		props beanstalk.WebEnvironmentProps
		want  string
	}{
		"all of the processors":          {cpu(jsii.Number(0), jsii.Number(100)), ""},
		"more than all":                  {cpu(nil, jsii.Number(120)), "Capacity.Trigger.UpperThreshold must be a number from 0 to 100, got 120"},
		"more than all, below":           {cpu(jsii.Number(101), nil), "Capacity.Trigger.LowerThreshold must be a number from 0 to 100, got 101"},
		"as many actions as a group has": {schedule(125), ""},
		"one more action": {schedule(126),
			"Capacity.Schedule must be at most 125 actions, as many as an Auto Scaling group has, got 126"},
		"five groups": {groups(5), ""},
		"six groups":  {groups(6), "SecurityGroups must be left out for a group of its own, or name one to five, got 6"},
		"five groups and Elastic Beanstalk's": {groups(5, addDefault),
			"SecurityGroups must be at most four beside the one that Elastic Beanstalk adds, since an instance has five, got 5; " +
				"leave DisableDefaultEC2SecurityGroup at true"},
		"four groups and Elastic Beanstalk's": {groups(4, addDefault), ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Application, test.props.Vpc = &someApplication{}, &someVpc{}
			got := ""
			if err := test.props.Validate(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestSubnetsOfALoadBalancerHaveRoomForIt(t *testing.T) {
	for cidr, want := range map[string]string{
		"10.0.0.0/23": "",
		"10.0.0.0/24": "Test/Stack/Subject: LoadBalancer.Subnets must be subnets of a /27 or larger, got 10.0.0.0/28\n" +
			"Test/Stack/Subject: LoadBalancer.Subnets must be subnets of a /27 or larger, got 10.0.0.16/28",
	} {
		stack := cdktest.NewStack(nil)
		vpc := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{Cidr: &cidr}).Vpc
		application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
		if got := cdktest.Rejection(func() {
			beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{Application: application, Vpc: vpc})
		}); got != want {
			t.Errorf("%s: got %s, want %s", cidr, got, want)
		}
		if got := cdktest.Rejection(func() {
			beanstalk.NewWebEnvironment(stack, jsii.String("Single"), &beanstalk.WebEnvironmentProps{
				Application: application, Vpc: vpc, Capacity: &beanstalk.SingleInstance{},
			})
		}); got != "" {
			t.Errorf("%s, one instance: got %s", cidr, got)
		}
	}
}

func TestImportedSubnetsOfALoadBalancerAreJudgedWhereTheirRangeIsKnown(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
		PublicSubnetIds: jsii.Strings("subnet-1", "subnet-2"), PublicSubnetRouteTableIds: jsii.Strings("rtb-1", "rtb-2"),
		PublicSubnetIpv4CidrBlocks: jsii.Strings("10.0.0.0/24", "10.0.1.0/28"),
	})
	got := cdktest.Rejection(func() {
		beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
			Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil), Vpc: vpc,
		})
	})
	if want := "Test/Stack/Subject: LoadBalancer.Subnets must be subnets of a /27 or larger, got 10.0.1.0/28"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
