package beanstalk_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/beanstalk/options"
)

// Every measure that Elastic Beanstalk knows has its statistic and its unit, or is refused with the one to use.
func TestEveryMeasureCanScale(t *testing.T) {
	const trigger = "aws:autoscaling:trigger "
	measures := map[string]map[string]string{
		"CPUUtilization":     {"Statistic": "Average", "Unit": "Percent"},
		"NetworkIn":          {"Statistic": "Average", "Unit": "Bytes"},
		"NetworkOut":         {"Statistic": "Average", "Unit": "Bytes"},
		"DiskReadBytes":      {"Statistic": "Average", "Unit": "Bytes"},
		"DiskWriteBytes":     {"Statistic": "Average", "Unit": "Bytes"},
		"DiskReadOps":        {"Statistic": "Average", "Unit": "Count"},
		"DiskWriteOps":       {"Statistic": "Average", "Unit": "Count"},
		"RequestCount":       {"Statistic": "Sum", "Unit": "Count"},
		"TargetResponseTime": {"Statistic": "Average", "Unit": "Seconds"},
		"UnhealthyHostCount": {"Statistic": "Average", "Unit": "Count"},
		"HealthyHostCount": {
			"Statistic": "Average", "Unit": "Count", "LowerBreachScaleIncrement": "1", "UpperBreachScaleIncrement": "-1",
		},
	}
	known, _ := options.Lookup("aws:autoscaling:trigger", "MeasureName")
	for _, name := range known.Allowed {
		group := &beanstalk.AutoScalingGroup{Trigger: &beanstalk.ScalingTrigger{
			Metric: beanstalk.ScalingMetric(name), LowerThreshold: jsii.Number(1), UpperThreshold: jsii.Number(2),
		}}
		props := beanstalk.WebEnvironmentProps{
			Application: &someApplication{}, Vpc: &someVpc{}, InstanceTypes: jsii.Strings("m6id.large"), Capacity: group,
		}
		if want, scales := measures[name]; scales {
			props.Vpc = nil
			stack, _ := define(props)
			got := settings(t, stack)
			if got[trigger+"MeasureName"] != name {
				t.Errorf("%s scales on %s", name, got[trigger+"MeasureName"])
			}
			for option, value := range want {
				if got[trigger+option] != value {
					t.Errorf("%s of %s is %q, want %q", option, name, got[trigger+option], value)
				}
			}
			continue
		}
		const want = `Capacity.Trigger.Metric must be a measure of an Application Load Balancer, got "Latency"; write "TargetResponseTime"`
		if err := props.Validate(); err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSpotInstances(t *testing.T) {
	const instances, group = "aws:ec2:instances ", "aws:autoscaling:asg "
	for name, test := range map[string]struct {
		capacity beanstalk.AutoScalingGroup
		want     map[string]string
	}{
		"by default": {beanstalk.AutoScalingGroup{Spot: &beanstalk.Spot{}}, map[string]string{
			instances + "EnableSpot": "true", instances + "SpotFleetOnDemandBase": "0", instances + "SpotFleetOnDemandAboveBasePercentage": "70",
			instances + "SpotAllocationStrategy": "capacity-optimized", group + "EnableCapacityRebalancing": "true",
		}},
		"customised": {beanstalk.AutoScalingGroup{Spot: &beanstalk.Spot{
			OnDemandBase: jsii.Number(1), OnDemandAboveBasePercentage: jsii.Number(0), CapacityRebalancing: jsii.Bool(false),
			AllocationStrategy: beanstalk.SpotAllocationStrategyPriceCapacityOptimized,
		}}, map[string]string{
			instances + "SpotFleetOnDemandBase": "1", instances + "SpotFleetOnDemandAboveBasePercentage": "0",
			instances + "SpotAllocationStrategy": "price-capacity-optimized", group + "EnableCapacityRebalancing": "false",
		}},
		"a base above the default of MaxSize, which gives way": {
			beanstalk.AutoScalingGroup{Spot: &beanstalk.Spot{OnDemandBase: jsii.Number(6)}},
			map[string]string{instances + "SpotFleetOnDemandBase": "6", group + "MinSize": "2", group + "MaxSize": "6"}},
		"none": {beanstalk.AutoScalingGroup{}, map[string]string{
			instances + "EnableSpot": "false", instances + "SpotAllocationStrategy": "", group + "EnableCapacityRebalancing": "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stack, _ := define(beanstalk.WebEnvironmentProps{
				InstanceTypes: jsii.Strings("t4g.small", "m7g.medium"), Capacity: &test.capacity,
			})
			got := settings(t, stack)
			test.want[instances+"SupportedArchitectures"] = "arm64"
			expect(t, got, test.want)
		})
	}
}

func TestCapacityWrongUses(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	spot := func(s beanstalk.Spot, most float64) P {
		return P{Capacity: &beanstalk.AutoScalingGroup{MaxSize: &most, Spot: &s}}
	}
	for name, test := range map[string]struct {
		props P
		want  string
	}{
		"a base above MaxSize": {spot(beanstalk.Spot{OnDemandBase: jsii.Number(5)}, 3),
			"Capacity.Spot.OnDemandBase must be at most Capacity.MaxSize, got 5 and 3; " +
				"set SpotFleetOnDemandBase to 3 or less, or raise MaxSize"},
		"a strategy of Spot Fleet": {spot(beanstalk.Spot{AllocationStrategy: "diversified"}, 4),
			"Capacity.Spot.AllocationStrategy must be capacity-optimized, capacity-optimized-prioritized, price-capacity-optimized or " +
				`lowest-price, got "diversified"`},
		"a strategy as the CDK spells it": {spot(beanstalk.Spot{AllocationStrategy: "CAPACITY_OPTIMIZED"}, 4),
			"Capacity.Spot.AllocationStrategy must be capacity-optimized, capacity-optimized-prioritized, price-capacity-optimized or " +
				`lowest-price, got "CAPACITY_OPTIMIZED"; write "capacity-optimized"`},
		"processors above all of them": {P{Capacity: &beanstalk.AutoScalingGroup{Trigger: &beanstalk.ScalingTrigger{
			Metric: beanstalk.ScalingMetricCPUUtilization, UpperThreshold: jsii.Number(120),
		}}}, "Capacity.Trigger.UpperThreshold must be a number from 0 to 100, got 120"},
		"types of two architectures": {P{
			InstanceTypes: jsii.Strings("t3.small", "t4g.small"), Capacity: &beanstalk.AutoScalingGroup{Spot: &beanstalk.Spot{}},
		},
			"InstanceTypes must have one architecture, got t3.small (x86_64) and t4g.small (arm64); list types of one architecture only"},
		"an architecture that the types do not have": {P{InstanceTypes: jsii.Strings("t3.small"), Architecture: "ARM_64"},
			`InstanceTypes must have an architecture in Architecture, got t3.small (x86_64) and "arm64"; ` +
				`list types of arm64, or set Architecture to "x86_64"`},
		"Spot by hand": {P{Options: []beanstalk.Option{{Namespace: "aws:ec2:instances", Name: "EnableSpot", Value: "true"}}},
			"Options[0] must not be EnableSpot of aws:ec2:instances, on which more than the option depends; set Spot of Capacity instead"},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Application, test.props.Vpc = &someApplication{}, &someVpc{}
			if err := test.props.Validate(); err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// What Elastic Beanstalk ignores is told, not refused.
func TestCapacityThatIsIgnoredIsAWarning(t *testing.T) {
	for name, test := range map[string]struct {
		props beanstalk.WebEnvironmentProps
		want  string
	}{
		"rebalancing without Spot Instances": {beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{
			{Namespace: "aws:autoscaling:asg", Name: "EnableCapacityRebalancing", Value: "true"},
		}}, "EnableCapacityRebalancing has no effect without"},
		"disks that are not measured": {beanstalk.WebEnvironmentProps{Capacity: &beanstalk.AutoScalingGroup{Trigger: &beanstalk.ScalingTrigger{
			Metric: beanstalk.ScalingMetricDiskReadOps, LowerThreshold: jsii.Number(1), UpperThreshold: jsii.Number(9),
		}}}, `covers instance store volumes only, and "t3.small", which has none`},
	} {
		t.Run(name, func(t *testing.T) {
			stack, _ := define(test.props)
			found := assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(&test.want))
			if len(*found) != 1 {
				t.Errorf("%d warnings, want 1", len(*found))
			}
		})
	}
}
