package network_test

import (
	"testing"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"
)

func existingVpc(stack awscdk.Stack) awsec2.IVpc {
	return awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId:             jsii.String("vpc-0123456789abcdef0"),
		AvailabilityZones: jsii.Strings("eu-west-1a"),
	})
}

func newGroups(props network.WebSecurityGroupsProps) (*network.WebSecurityGroups, assertions.Template) {
	stack := cdktest.NewStack(nil)
	props.Vpc = existingVpc(stack)
	groups := network.NewWebSecurityGroups(stack, jsii.String("Groups"), &props)
	return groups, assertions.Template_FromStack(stack, nil)
}

const (
	instancesID    = "GroupsInstancesB139C466"
	loadBalancerID = "GroupsLoadBalancer5374B351"
)

// rules returns the inline rules of a group in one direction as they stand in the template.
func rules(template assertions.Template, group, direction string) []any {
	properties := resources(template, "AWS::EC2::SecurityGroup")[group]["Properties"].(map[string]any)
	inline, _ := properties["SecurityGroup"+direction].([]any)
	return inline
}

// webRules are the rules that admit visitors from a range.
func webRules(field, cidr string) []any {
	return []any{
		map[string]any{field: cidr, "Description": "HTTP from visitors", "IpProtocol": "tcp", "FromPort": 80.0, "ToPort": 80.0},
		map[string]any{field: cidr, "Description": "HTTPS from visitors", "IpProtocol": "tcp", "FromPort": 443.0, "ToPort": 443.0},
	}
}

var everywhere = []any{map[string]any{"CidrIp": "0.0.0.0/0", "Description": "Allow all outbound traffic by default", "IpProtocol": "-1"}}

func TestWebSecurityGroupsOfALoadBalancer(t *testing.T) {
	_, template := newGroups(network.WebSecurityGroupsProps{})
	for _, test := range []struct {
		group, direction string
		want             []any
	}{
		{loadBalancerID, "Ingress", webRules("CidrIp", "0.0.0.0/0")},
		{loadBalancerID, "Egress", nil},
		{instancesID, "Ingress", nil},
		{instancesID, "Egress", everywhere},
	} {
		if diff := cmp.Diff(test.want, rules(template, test.group, test.direction)); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", test.direction, test.group, diff)
		}
	}
	between := func(kind, group, peer, other string) {
		cdktest.Check(t, func() { template.ResourceCountIs(&kind, jsii.Number(1)) })
		cdktest.Check(t, func() {
			template.HasResourceProperties(&kind, map[string]any{
				"GroupId":     map[string]any{"Fn::GetAtt": []any{group, "GroupId"}},
				peer:          map[string]any{"Fn::GetAtt": []any{other, "GroupId"}},
				"Description": "HTTP from the load balancer to the instances",
				"IpProtocol":  "tcp",
				"FromPort":    80,
				"ToPort":      80,
			})
		})
	}
	between("AWS::EC2::SecurityGroupEgress", loadBalancerID, "DestinationSecurityGroupId", instancesID)
	between("AWS::EC2::SecurityGroupIngress", instancesID, "SourceSecurityGroupId", loadBalancerID)
}

func TestWebSecurityGroupsOfASingleInstance(t *testing.T) {
	groups, template := newGroups(network.WebSecurityGroupsProps{LoadBalanced: jsii.Bool(false)})
	if groups.LoadBalancer != nil {
		t.Error("there is a group for a load balancer")
	}
	cdktest.Check(t, func() { template.ResourceCountIs(jsii.String("AWS::EC2::SecurityGroup"), jsii.Number(1)) })
	if diff := cmp.Diff(webRules("CidrIp", "0.0.0.0/0"), rules(template, instancesID, "Ingress")); diff != "" {
		t.Errorf("ingress (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(everywhere, rules(template, instancesID, "Egress")); diff != "" {
		t.Errorf("egress (-want +got):\n%s", diff)
	}
}

func TestWebSecurityGroupsAdmitNamedRanges(t *testing.T) {
	_, template := newGroups(network.WebSecurityGroupsProps{AllowFrom: jsii.Strings("203.0.113.0/24", "2001:DB8::/32", "198.51.100.7/32")})
	want := append(webRules("CidrIp", "203.0.113.0/24"), append(webRules("CidrIpv6", "2001:db8::/32"), webRules("CidrIp", "198.51.100.7/32")...)...)
	if diff := cmp.Diff(want, rules(template, loadBalancerID, "Ingress")); diff != "" {
		t.Errorf("ingress (-want +got):\n%s", diff)
	}
}

func TestWebSecurityGroupsAdmitRangesNotKnownYet(t *testing.T) {
	office := awscdk.Fn_ImportValue(jsii.String("OfficeRange"))
	_, template := newGroups(network.WebSecurityGroupsProps{AllowFrom: &[]*string{office}})
	want := map[string]any{"Fn::ImportValue": "OfficeRange"}
	for _, rule := range rules(template, loadBalancerID, "Ingress") {
		if diff := cmp.Diff(want, rule.(map[string]any)["CidrIp"]); diff != "" {
			t.Errorf("range (-want +got):\n%s", diff)
		}
	}
}

// A load balancer or an instance, a network of any shape: the world reaches 80 and 443.
func TestOnlyWebPortsAreOpenToTheWorld(t *testing.T) {
	stack := cdktest.NewStack(nil)
	n := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)})
	world := jsii.Strings("0.0.0.0/0", "::/0")
	network.NewWebSecurityGroups(stack, jsii.String("Balanced"), &network.WebSecurityGroupsProps{Vpc: n.Vpc, AllowFrom: world})
	network.NewWebSecurityGroups(stack, jsii.String("Single"), &network.WebSecurityGroupsProps{Vpc: n.Vpc, AllowFrom: world, LoadBalanced: jsii.Bool(false)})
	template := assertions.Template_FromStack(stack, nil)

	admitted := []any{}
	for id := range resources(template, "AWS::EC2::SecurityGroup") {
		admitted = append(admitted, rules(template, id, "Ingress")...)
	}
	for _, rule := range resources(template, "AWS::EC2::SecurityGroupIngress") {
		admitted = append(admitted, rule["Properties"])
	}
	open := 0
	for _, rule := range admitted {
		rule := rule.(map[string]any)
		if rule["CidrIp"] != "0.0.0.0/0" && rule["CidrIpv6"] != "::/0" {
			continue
		}
		open++
		if from := rule["FromPort"]; from != rule["ToPort"] || from != 80.0 && from != 443.0 {
			t.Errorf("open to the world: %v", rule)
		}
	}
	if open != 8 {
		t.Errorf("got %d rules that are open to the world, want 8", open)
	}
}

func TestWebSecurityGroupsConnectThroughTheirEntrance(t *testing.T) {
	for name, test := range map[string]struct {
		loadBalanced bool
		entrance     string
	}{
		"the load balancer": {true, loadBalancerID},
		"the instances":     {false, instancesID},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			vpc := existingVpc(stack)
			groups := network.NewWebSecurityGroups(stack, jsii.String("Groups"), &network.WebSecurityGroupsProps{Vpc: vpc, LoadBalanced: &test.loadBalanced})
			client := awsec2.NewSecurityGroup(stack, jsii.String("Client"), &awsec2.SecurityGroupProps{Vpc: vpc})
			client.Connections().AllowTo(groups, awsec2.Port_HTTP(), nil)
			cdktest.Check(t, func() {
				assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::EC2::SecurityGroupIngress"), map[string]any{
					"GroupId":               map[string]any{"Fn::GetAtt": []any{test.entrance, "GroupId"}},
					"SourceSecurityGroupId": map[string]any{"Fn::GetAtt": []any{"Client4A7F64DF", "GroupId"}},
				})
			})
		})
	}
}

func TestWebSecurityGroupsRejects(t *testing.T) {
	text := jsii.String
	for name, test := range map[string]struct {
		allowFrom []*string
		problems  []string
	}{
		"an empty list":    {[]*string{}, []string{"AllowFrom must be left out to admit everybody, or name who may visit, such as 203.0.113.7/32, got an empty list, which admits nobody"}},
		"nothing":          {[]*string{nil}, []string{"AllowFrom[0] must be a range such as 203.0.113.0/24, got nil"}},
		"text":             {[]*string{text("office")}, []string{"AllowFrom[0] must be a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address, got office"}},
		"a single address": {[]*string{text("203.0.113.7")}, []string{"AllowFrom[0] must be a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address, got 203.0.113.7"}},
		"host bits":        {[]*string{text("203.0.113.7/24")}, []string{"AllowFrom[0] must be the first address of its range: write 203.0.113.0/24, got 203.0.113.7/24"}},
		"IPv6 host bits":   {[]*string{text("2001:db8::1/32")}, []string{"AllowFrom[0] must be the first address of its range: write 2001:db8::/32, got 2001:db8::1/32"}},
		"a repetition":     {[]*string{text("2001:db8::/32"), text("2001:0db8::/32")}, []string{"AllowFrom[1] must be named once: remove it or AllowFrom[0], got 2001:0db8::/32"}},
		"several at once": {[]*string{text("a"), text("10.0.0.0/8"), text("b")}, []string{
			"AllowFrom[0] must be a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address, got a",
			"AllowFrom[2] must be a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address, got b",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			props := &network.WebSecurityGroupsProps{Vpc: existingVpc(stack), AllowFrom: &test.allowFrom}
			checkRejection(t, func() { network.NewWebSecurityGroups(stack, text("Subject"), props) }, test.problems...)
		})
	}
	t.Run("no VPC", func(t *testing.T) {
		checkRejection(t, func() { network.NewWebSecurityGroups(cdktest.NewStack(nil), text("Subject"), nil) },
			"Vpc must be the VPC the groups are for, got none")
	})
}
