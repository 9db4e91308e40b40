package stacks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/stacks"
)

// switchedOff are the ways to switch off each guard rail, with the field that the answer begins with.
var switchedOff = []struct {
	rail   stacks.GuardRail
	field  string
	change func(*stacks.Stage)
}{
	{stacks.GuardRailPrivateInstances, "Network.PrivateSubnets must be true", func(s *stacks.Stage) {
		s.Network.PrivateSubnets, s.Network.NatGateways = jsii.Bool(false), nil
	}},
	{stacks.GuardRailPrivateInstances, "Environment.AssociatePublicIpAddress must be false", func(s *stacks.Stage) {
		s.Environment.AssociatePublicIpAddress = jsii.Bool(true)
	}},
	{stacks.GuardRailPrivateInstances, "Environment.InstanceSubnets.SubnetType must be of private subnets", func(s *stacks.Stage) {
		s.Environment.InstanceSubnets = &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}
	}},
	{stacks.GuardRailPrivateInstances, "Network.VpcAttributes.PrivateSubnetIds must be given", func(s *stacks.Stage) {
		s.Network.VpcAttributes = &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
			PublicSubnetIds: jsii.Strings("subnet-1", "subnet-2"),
		}
	}},
	{stacks.GuardRailTwoInstances, "Environment.Capacity.MinSize must be 2 or more", func(s *stacks.Stage) {
		s.Environment.Capacity = &beanstalk.AutoScalingGroup{MinSize: jsii.Number(1)}
	}},
	{stacks.GuardRailTwoInstances, "Environment.Capacity.MaxSize must be 2 or more", func(s *stacks.Stage) {
		s.Environment.Capacity = &beanstalk.AutoScalingGroup{MaxSize: jsii.Number(1)}
	}},
	{stacks.GuardRailDeploymentPolicy, "Environment.DeploymentPolicy must be one that keeps instances in service", func(s *stacks.Stage) {
		s.Environment.DeploymentPolicy = beanstalk.DeploymentPolicyAllAtOnce
	}},
	{stacks.GuardRailApproval, "Deployment.Approval must be true", func(s *stacks.Stage) { s.Deployment.Approval = jsii.Bool(false) }},
	{stacks.GuardRailApproval, "Deployment.Approval must be true", func(s *stacks.Stage) { s.Deployment.Approval = nil }},
	{stacks.GuardRailSmokeTest, "Deployment.SmokeTest must be given", func(s *stacks.Stage) { s.Deployment.SmokeTest = nil }},
	{stacks.GuardRailRollbackOnFailure, "Deployment.RollbackOnFailure must be true", func(s *stacks.Stage) {
		s.Deployment.RollbackOnFailure = nil
	}},
	{stacks.GuardRailTerminationProtection, "TerminationProtection must be true", func(s *stacks.Stage) { s.TerminationProtection = false }},
	{stacks.GuardRailRetainedData, "RemovalPolicy must be one that keeps data", func(s *stacks.Stage) {
		s.RemovalPolicy = awscdk.RemovalPolicy_DESTROY
	}},
	{stacks.GuardRailRetainedData, "Environment.RemovalPolicy must be one that keeps data", func(s *stacks.Stage) {
		s.Environment.RemovalPolicy = awscdk.RemovalPolicy_DESTROY
	}},
	{stacks.GuardRailRetainedData, "Application.DeleteSourceBundles must be false", func(s *stacks.Stage) {
		s.Application.DeleteSourceBundles = jsii.Bool(true)
	}},
	{stacks.GuardRailAlarms, "Monitoring must be alarms", func(s *stacks.Stage) { s.Monitoring = monitoring.NoAlarms }},
	{stacks.GuardRailFlowLogs, "Network.FlowLogs must be true", func(s *stacks.Stage) { s.Network.FlowLogs = jsii.Bool(false) }},
}

func TestAGuardRailIsSwitchedOffWithAReason(t *testing.T) {
	seen := map[stacks.GuardRail]bool{}
	for _, off := range switchedOff {
		seen[off.rail] = true
		prod := stacks.Prod()
		off.change(&prod)
		got := lines(lineOf(prod).Validate(today))
		fix := "; set it back, or give the reason in Waivers[stacks.GuardRail" + string(off.rail) + "]"
		if len(got) != 1 || !strings.HasPrefix(got[0], "stage Prod: "+off.field) || !strings.HasSuffix(got[0], fix) ||
			!strings.Contains(got[0], ", as in the preset Prod, got ") {
			t.Errorf("without a reason for %s:\n%s", off.field, strings.Join(got, "\n"))
		}
		prod.Waivers = map[stacks.GuardRail]string{off.rail: "Nobody visits it yet."}
		if err := lineOf(prod).Validate(today); err != nil {
			t.Errorf("with a reason: %v", err)
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d guard rails are switched off, want all", len(seen))
	}
}

func TestWrongWaivers(t *testing.T) {
	const approval = "Waivers[stacks.GuardRailApproval]"
	for name, c := range map[string]struct {
		stage  stacks.Stage
		change func(*stacks.Stage)
		reason string
		want   string
	}{
		"not switched off":  {stacks.Prod(), nil, "Why not?", approval + " must be left out for what is not switched off"},
		"not in the preset": {stacks.Staging(), nil, "Why not?", approval + " must be left out, since the preset"},
		"no preset": {
			stacks.Stage{Name: "Own", Pipeline: stacks.Dev().Pipeline, Monitoring: monitoring.NoAlarms}, nil, "Why not?",
			approval + " must be left out for a stage that is from no preset, got a reason",
		},
		"empty":              {stacks.Prod(), unapproved, "", approval + ` must be a reason of 1 to 500 characters, got ""`},
		"blank":              {stacks.Prod(), unapproved, "  ", approval + ` must be a reason of 1 to 500 characters, got "  "`},
		"too long":           {stacks.Prod(), unapproved, strings.Repeat("ä", 501), approval + " must be a reason of 1 to 500 characters"},
		"two lines":          {stacks.Prod(), unapproved, "a\nb", approval + " must be a reason on one line, without"},
		"invisible":          {stacks.Prod(), unapproved, "\u200b", approval + " must be a reason on one line, without"},
		"another direction":  {stacks.Prod(), unapproved, "a\u202eb", approval + ` must be a reason on one line, without`},
		"broken":             {stacks.Prod(), unapproved, "a\xff", approval + ` must be a reason on one line, without characters`},
		"a password":         {stacks.Prod(), unapproved, "password=hunter2", approval + " must be a reason that everybody may read"},
		"a URL with one":     {stacks.Prod(), unapproved, "see https://me:hunter2@example.com", approval + " must be a reason that everybody"},
		"a key":              {stacks.Prod(), unapproved, "AKIAIOSFODNN7EXAMPLE", approval + " must be a reason that everybody may read"},
		"what looks a token": {stacks.Prod(), unapproved, "${Token[TOKEN.1]}", approval + " must be a reason that is known at synthesis"},
	} {
		if c.change != nil {
			c.change(&c.stage)
		}
		c.stage.Waivers = map[stacks.GuardRail]string{stacks.GuardRailApproval: c.reason}
		got := lines(lineOf(c.stage).Validate(today))
		if len(got) != 1 || !strings.Contains(got[0], ": "+c.want) || strings.Contains(strings.Join(got, ""), "hunter2") {
			t.Errorf("%s: got\n%s\nwant %s", name, strings.Join(got, "\n"), c.want)
		}
	}
	prod := stacks.Prod()
	prod.Waivers = map[stacks.GuardRail]string{"Aproval": "Why not?"}
	if got := compose(prod); len(got) != 1 || !strings.Contains(got[0], "Waivers must be of guard rails, which are PrivateInstances, ") ||
		!strings.HasSuffix(got[0], `got "Aproval"`) {
		t.Errorf("of no guard rail: %v", got)
	}
}

func unapproved(s *stacks.Stage) { s.Deployment.Approval = jsii.Bool(false) }

// What Prepare switches off needs a reason as well, which is given beside it, and not by Prepare.
func TestWhatPrepareSwitchesOffNeedsAReason(t *testing.T) {
	prod := stacks.Prod()
	prod.Prepare = func(_ *stacks.StageStack, s *stacks.Stage) { unapproved(s) }
	got := compose(prod)
	if len(got) != 1 || !strings.HasPrefix(got[0], "stage Prod: Deployment.Approval must be true, as in the preset Prod, got false") {
		t.Errorf("without a reason: %v", got)
	}
	prod.Waivers = map[stacks.GuardRail]string{stacks.GuardRailApproval: "The team releases ten times a day."}
	if got := compose(prod); got != nil {
		t.Errorf("with a reason: %v", got)
	}
	prod.Prepare = func(*stacks.StageStack, *stacks.Stage) {}
	if got := compose(prod); len(got) != 1 || !strings.Contains(got[0], "must be left out for what is not switched off") {
		t.Errorf("with a reason for what stays on: %v", got)
	}
	prod.Prepare = func(_ *stacks.StageStack, s *stacks.Stage) { s.Waivers[stacks.GuardRailAlarms] = "Later." }
	want := "stage Prod: Waivers must not be changed by Prepare, which comes too late for it; set it on the stage"
	if got := compose(prod); !slices.Contains(got, want) {
		t.Errorf("a reason of Prepare: %v", got)
	}
}

// A review finds the preset and the reasons in the assembly, and no value of a property.
func TestAStageLeavesWhereItComesFrom(t *testing.T) {
	dev, demo := stacks.Dev(), stacks.Prod()
	demo.Name = "Demo"
	demo.LogRetentionDays = jsii.Number(30)
	demo.Environment.EnvironmentVariables = &map[string]*string{"LEVEL": jsii.String("hunter2")}
	unapproved(&demo)
	demo.Waivers = map[stacks.GuardRail]string{stacks.GuardRailApproval: `Quick & "dirty"`}
	own := stacks.Dev()
	own = stacks.Stage{Name: "Own", Network: own.Network, Environment: own.Environment, Pipeline: own.Pipeline, Monitoring: own.Monitoring}
	_, composition, problems := composeLine(dev, demo, own)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	var got []string
	for _, stage := range composition.Stages {
		for _, entry := range *stage.Stack.Node().Metadata() {
			if kind := *entry.Type; strings.HasPrefix(kind, "beanstalkline:") {
				if !json.Valid([]byte(entry.Data.(string))) {
					t.Errorf("%s is no JSON", entry.Data)
				}
				got = append(got, *stage.Stack.Node().Id()+" "+kind+" "+entry.Data.(string))
			}
		}
	}
	want := []string{
		`DevStack beanstalkline:stage {"changed":[],"preset":"Dev"}`,
		`DemoStack beanstalkline:waivers {"Approval":"Quick \u0026 \"dirty\""}`,
		`DemoStack beanstalkline:stage {"changed":["EnvironmentVariables","LogRetentionDays"],"preset":"Prod"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
}
