package picture_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/picture"
)

type resources = map[string]*assembly.Resource

type object = map[string]any

func resource(kind string, properties object) *assembly.Resource {
	return &assembly.Resource{Type: kind, Properties: properties}
}

func ref(id string) object { return object{"Ref": id} }

// stack is one of the name Web; its logical ids stand for paths.
func stack(all resources) *assembly.Stack {
	s := &assembly.Stack{Name: "Web"}
	s.Template.Resources = all
	for _, r := range all {
		r.Stack = s
	}
	return s
}

// options are option settings: namespace, name and value in turn.
func options(set ...any) (settings []any) {
	for i := 0; i < len(set); i += 3 {
		settings = append(settings, object{"Namespace": set[i], "OptionName": set[i+1], "Value": set[i+2]})
	}
	return settings
}

// balanced is a network of two tiers with an environment behind a load balancer, as nobody's constructs in particular make it.
func balanced(least, types string) resources {
	subnet := func(block string) *assembly.Resource {
		return resource("AWS::EC2::Subnet", object{"VpcId": ref("Vpc"), "CidrBlock": block})
	}
	route := func(table string, to string, gateway any) *assembly.Resource {
		return resource("AWS::EC2::Route", object{"DestinationCidrBlock": "0.0.0.0/0", "RouteTableId": ref(table), to: gateway})
	}
	joined := func(subnet, table string) *assembly.Resource {
		return resource("AWS::EC2::SubnetRouteTableAssociation", object{"SubnetId": ref(subnet), "RouteTableId": ref(table)})
	}
	return resources{
		"Vpc": resource("AWS::EC2::VPC", object{"CidrBlock": "10.0.0.0/16"}), "Gateway": resource("AWS::EC2::InternetGateway", nil),
		"Open": subnet("10.0.0.0/24"), "Closed": subnet("10.0.1.0/24"), "Alone": subnet("10.0.2.0/24"),
		"Nat": resource("AWS::EC2::NatGateway", object{"SubnetId": ref("Open")}), "OpenTable": resource("AWS::EC2::RouteTable", nil),
		"ClosedTable": resource("AWS::EC2::RouteTable", nil), "ToInternet": route("OpenTable", "GatewayId", ref("Gateway")),
		"ToNat": route("ClosedTable", "NatGatewayId", ref("Nat")), "A": joined("Open", "OpenTable"), "B": joined("Closed", "ClosedTable"),
		"Visitors": resource("AWS::EC2::SecurityGroup", object{"SecurityGroupIngress": []any{
			object{"IpProtocol": "tcp", "FromPort": 80.0, "ToPort": 80.0, "CidrIp": "0.0.0.0/0"},
			object{"IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0, "CidrIp": "0.0.0.0/0"},
		}}),
		"Instances": resource("AWS::EC2::SecurityGroup", nil),
		"FromVisitors": resource("AWS::EC2::SecurityGroupIngress", object{"GroupId": object{"Fn::GetAtt": []any{"Instances", "GroupId"}},
			"IpProtocol": "tcp", "FromPort": 8000.0, "ToPort": 8080.0, "SourceSecurityGroupId": object{"Fn::GetAtt": []any{"Visitors", "GroupId"}}}),
		"Site": resource("AWS::ElasticBeanstalk::Environment", object{
			"PlatformArn": "arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023",
			"OptionSettings": options(
				"aws:autoscaling:asg", "MinSize", least, "aws:autoscaling:asg", "MaxSize", "4", "aws:ec2:instances", "InstanceTypes", types,
				"aws:elasticbeanstalk:environment", "LoadBalancerType", "application", "aws:ec2:vpc", "VPCId", ref("Vpc"),
				"aws:ec2:vpc", "ELBSubnets", ref("Open"), "aws:ec2:vpc", "Subnets", object{"Fn::Join": []any{",", []any{ref("Closed")}}},
				"aws:elbv2:loadbalancer", "SecurityGroups", ref("Visitors"), "aws:autoscaling:launchconfiguration", "SecurityGroups", ref("Instances"),
			)}),
	}
}

func nothing(string) picture.Mark { return "" }

// drawn is what a picture says, each box with as many dots as boxes are around it.
func drawn(t *testing.T, before, after *assembly.Stack, fate func(string) picture.Mark) string {
	t.Helper()
	p := picture.Stage(before, after, picture.App{}, fate)
	if p == nil {
		return ""
	}
	return strings.Join(p.Desc, "\n")
}

func TestAStageIsDrawnFromItsResources(t *testing.T) {
	s := stack(balanced("2", "t3.small"))
	want := `VPC 10.0.0.0/16
· Public subnets
· · · Open, 10.0.0.0/24
· · · · NAT gateway
· · Application Load Balancer, public, lets in 80, 443 from anywhere
· Private subnets
· · · Closed, 10.0.1.0/24
· · Environment Site, 2 to 4 instances, t3.small, Go 1 running on 64bit Amazon Linux 2023, lets in 8000–8080 from Visitors
· Isolated subnets
· · · Alone, 10.0.2.0/24`
	if got := drawn(t, s, s, nothing); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEnvironmentsAreDrawnAsTheirOptionsSay(t *testing.T) {
	environment := func(properties object, set ...any) *assembly.Stack {
		properties["OptionSettings"] = options(set...)
		return stack(resources{"Site": resource("AWS::ElasticBeanstalk::Environment", properties)})
	}
	const kind, scaling, vpc = "aws:elasticbeanstalk:environment", "aws:autoscaling:asg", "aws:ec2:vpc"
	for name, test := range map[string]struct {
		stack *assembly.Stack
		want  string
	}{
		"defaults of Elastic Beanstalk": {environment(object{}),
			"Classic Load Balancer, public\nEnvironment Site, 1 to 4 instances, the platform's instance type"},
		"a single instance": {
			environment(object{}, kind, "EnvironmentType", "SingleInstance", "aws:ec2:instances", "InstanceTypes", "t3.micro"),
			"Environment Site, 1 instance, t3.micro, no load balancer"},
		"one instance at most": {
			environment(object{}, scaling, "MaxSize", "1", vpc, "ELBScheme", "internal", kind, "LoadBalancerType",
				"network"),
			"Network Load Balancer, internal\nEnvironment Site, 1 instance, the platform's instance type"},
		"a number of instances": {
			environment(object{}, scaling, "MinSize", "3", scaling, "MaxSize", "3", kind, "EnvironmentType", "SingleInstance"),
			"Environment Site, 1 instance, the platform's instance type, no load balancer"},
		"a worker": {environment(object{"Tier": object{"Name": "Worker"}}),
			"Environment Site, 1 to 4 instances, the platform's instance type, a worker, which reads a queue"},
		"a shared load balancer, and a VPC of another stack": {environment(object{}, kind, "LoadBalancerIsShared", "true",
			kind, "SharedLoadBalancer", object{"Fn::ImportValue": "Shared:Arn"}, vpc, "VPCId", "vpc-1"),
			"Environment Site, 1 to 4 instances, the platform's instance type, behind the shared load balancer the export Shared:Arn, " +
				"in the VPC vpc-1, of another stack"},
		"what no environment has": {environment(object{"Tier": 7.0, "PlatformArn": []any{}}, scaling, "MinSize", object{"Fn::If": true}),
			"Classic Load Balancer, public\nEnvironment Site, {Fn::If: true} to 4 instances, the platform's instance type"},
		"nothing that is drawn": {stack(resources{"Topic": resource("AWS::SNS::Topic", nil)}), ""},
	} {
		if got := drawn(t, test.stack, test.stack, nothing); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestWhatAChangeDoesIsMarked(t *testing.T) {
	before, after := balanced("2", "t3.small"), balanced("2", "t3.large")
	delete(after, "Nat")
	after["New"] = resource("AWS::EC2::Subnet", object{"VpcId": ref("Vpc")})
	fate := func(id string) picture.Mark {
		return map[string]picture.Mark{"Open": picture.Replaced, "Vpc": picture.Changed}[id]
	}
	got := drawn(t, stack(before), stack(after), fate)
	for _, want := range []string{
		"changed: VPC 10.0.0.0/16", "replaced: Open", "gone: NAT gateway", "new: New",
		"changed: Environment Site, 2 to 4 instances, t3.large, Go 1 running on 64bit Amazon Linux 2023, " +
			"lets in 8000–8080 from Visitors, was: 2 to 4 instances, t3.small",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the picture does not say %q, but\n%s", want, got)
		}
	}
	if strings.Count(got, "changed") != 2 || strings.Count(got, "Isolated subnets") != 1 {
		t.Errorf("more is marked than what changes:\n%s", got)
	}
	if got := drawn(t, nil, stack(after), fate); strings.Contains(got, "new:") {
		t.Errorf("in a new stack, boxes are marked as new:\n%s", got)
	}
}

func TestAnEnvironmentOfAnotherIDInItsPlaceIsReplaced(t *testing.T) {
	before, after := balanced("2", "t3.small"), balanced("2", "t3.small")
	for _, side := range []resources{before, after} {
		side["Site"].Metadata = map[string]any{"aws:cdk:path": "Web/Site/Resource"}
	}
	after["Site2"] = after["Site"]
	delete(after, "Site")
	got := drawn(t, stack(before), stack(after), nothing)
	for _, want := range []string{"replaced: Environment Site", "replaced: Application Load Balancer"} {
		if !strings.Contains(got, want) {
			t.Errorf("the picture does not say %q, but\n%s", want, got)
		}
	}
}

// line is a pipeline from a repository to the environment Site, with or without an approval.
func line(approved bool) *assembly.Stack {
	action := func(name, category, provider string, configuration object) object {
		kind := object{"Category": category, "Owner": "AWS", "Provider": provider}
		return object{"Name": name, "ActionTypeId": kind, "Configuration": configuration}
	}
	source := action("Source", "Source", "CodeCommit", object{"RepositoryName": "web", "BranchName": "main"})
	stages := []any{object{"Name": "Source", "Actions": []any{source}}}
	if approved {
		stages = append(stages, object{"Name": "Approve", "Actions": []any{action("Ask", "Approval", "Manual", nil)}})
	}
	stages = append(stages, object{"Name": "Deploy", "OnFailure": object{"Result": "ROLLBACK"}, "Actions": []any{
		action("Deploy", "Deploy", "ElasticBeanstalk", object{"EnvironmentName": ref("Site")})}})
	all := balanced("2", "t3.small")
	all["Line"] = resource("AWS::CodePipeline::Pipeline", object{"Stages": stages})
	return stack(all)
}

func TestAReleaseIsDrawnStepByStep(t *testing.T) {
	before, after := line(true), line(false)
	app := picture.Of(&assembly.Assembly{Stacks: []*assembly.Stack{before}}, &assembly.Assembly{Stacks: []*assembly.Stack{after}})
	pictures := app.Pipelines("Web")
	if len(pictures) != 1 {
		t.Fatalf("%d pipelines are drawn, want 1", len(pictures))
	}
	want := []string{"Source, CodeCommit BranchName main, RepositoryName web", "gone: Approve, somebody approves",
		"Deploy, to Web/Site, 2 to 4 instances, t3.small, if it fails: back to the last release"}
	if got := pictures[0].Desc; !slices.Equal(got, want) || len(pictures[0].Arrows) != 2 {
		t.Errorf("got %q and %d arrows, want %q and 2", got, len(pictures[0].Arrows), want)
	}
	stage := picture.Stage(before, after, app, nothing)
	if got := strings.Join(stage.Desc, "\n"); !strings.Contains(got, "Deployed by Line") {
		t.Errorf("the stage does not say what deploys it:\n%s", got)
	}
}

func TestTextsFitTheirBoxes(t *testing.T) {
	s := balanced("2", strings.Repeat("t3.enormous,", 30))
	s["Vpc"].Properties["CidrBlock"] = strings.Repeat("漢字", 100)
	for i := range 30 {
		s[fmt.Sprintf("More%d", i)] = resource("AWS::EC2::Subnet", object{"VpcId": ref("Vpc"), "CidrBlock": strings.Repeat("W", 40)})
	}
	p := picture.Stage(stack(s), stack(s), picture.App{}, nothing)
	for _, b := range p.Boxes {
		if b.X < 0 || b.Y < 0 || b.X+b.Width > p.Width || b.Y+b.Height > p.Height {
			t.Errorf("the box %q leaves the picture", b.Title)
		}
		for _, text := range b.Texts {
			if text.Y > b.Y+b.Height || len([]rune(text.Text)) > b.Width/5 {
				t.Errorf("%q does not fit its box, which is %d wide", text.Text, b.Width)
			}
		}
	}
	if got := strings.Join(p.Desc, "\n"); !strings.Contains(got, "and 20 more") || strings.Count(got, "More") > 12 {
		t.Errorf("all of 31 subnets are drawn:\n%s", got)
	}
}
