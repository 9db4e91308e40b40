package beanstalk

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// BuildVpc is where the build of a pipeline runs, in the properties BuildVpc, BuildSubnets and BuildSecurityGroups.
type BuildVpc struct {
	Vpc            awsec2.IVpc
	Subnets        *awsec2.SubnetSelection
	SecurityGroups *[]awsec2.ISecurityGroup
}

// What a project of CodeBuild takes (AWS page "VpcConfig", of CodeBuild).
const (
	buildSubnetsMost = 16
	buildGroupsMost  = 5
)

// Selection is the given one, or the private subnets that have a way out.
func (b BuildVpc) Selection() *awsec2.SubnetSelection {
	if b.Subnets != nil {
		return b.Subnets
	}
	return &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}
}

// Validate adds what needs no Node.js.
func (b BuildVpc) Validate(problems *prop.Problems) {
	groups := prop.Or(b.SecurityGroups, nil)
	if b.Vpc == nil {
		const fix = "set BuildVpc, or leave it out"
		if b.Subnets != nil {
			problems.Say("BuildSubnets", fix, "must come with BuildVpc, got no VPC")
		}
		if b.SecurityGroups != nil {
			problems.Say("BuildSecurityGroups", fix, "must come with BuildVpc, got no VPC")
		}
	} else {
		problems.Required("BuildVpc", b.Vpc, "leave it out for a build outside of a VPC")
	}
	validateSelection(problems, "BuildSubnets", b.Subnets)
	for i, group := range groups {
		field := fmt.Sprintf("BuildSecurityGroups[%d]", i)
		if problems.Required(field, group, "remove it") && slices.Contains(groups[:i], group) {
			problems.Say(field, "remove it", "must name each group once, got one twice")
		}
	}
	if n := len(groups); b.SecurityGroups != nil && (n == 0 || n > buildGroupsMost) {
		problems.MustBe("BuildSecurityGroups", fmt.Sprintf("1 to %d groups, or left out for one of its own", buildGroupsMost), prop.Words(strconv.Itoa(n)))
	}
}

// ValidateTree adds what only the construct tree shows. A VPC that is imported is believed as to which of its subnets have a
// way out.
func (b BuildVpc) ValidateTree(problems *prop.Problems, scope constructs.Construct) {
	if prop.IsNil(b.Vpc) || problems.Within("BuildSubnets") {
		return
	}
	if err := cdk.Try(func() { _ = *b.Vpc.VpcId() }); err != nil {
		problems.Say("BuildVpc", "", "must be a VPC that was made, got one that was not")
		return
	}
	b.validateVpc(problems, scope)
	if b.Subnets == nil && len(*b.Vpc.PrivateSubnets()) == 0 {
		problems.Say("BuildVpc", "give it a NAT gateway, or build outside of the VPC",
			"must have private subnets with a way out, through which a build reaches AWS, got none")
		return
	}
	found := find(problems, "BuildSubnets", b.Vpc, b.Selection(), "", true, 1)
	if n := len(found.ids); n > buildSubnetsMost {
		problems.MustBe("BuildSubnets", fmt.Sprintf("at most %d", buildSubnetsMost), prop.Words(strconv.Itoa(n)))
	}
	b.validateWayOut(problems, found)
	b.validateGroups(problems, scope)
}

// validateVpc finds a VPC that is elsewhere.
func (b BuildVpc) validateVpc(problems *prop.Problems, scope constructs.Construct) {
	var ofVpc prop.Problems
	_ = cdk.Try(func() { validateVpcRegion(&ofVpc, scope, b.Vpc) })
	if _, own := b.Vpc.(awsec2.Vpc); !own {
		_ = cdk.Try(func() { validateIDs(&ofVpc, b.Vpc) })
	}
	problems.Add(prop.Renamed(ofVpc.Err(), "Build"))
}

// validateWayOut finds subnets in which a build cannot reach even the services that it logs to: a build has no public address
// (AWS page "Use AWS CodeBuild with Amazon Virtual Private Cloud").
func (b BuildVpc) validateWayOut(problems *prop.Problems, found subnets) {
	kinds := map[string]string{}
	_ = cdk.Try(func() {
		for _, subnet := range *b.Vpc.PublicSubnets() {
			kinds[*subnet.SubnetId()] = "public ones, where a build has no address of its own"
		}
		for _, subnet := range *b.Vpc.IsolatedSubnets() {
			kinds[*subnet.SubnetId()] = "isolated ones"
		}
	})
	for _, id := range found.ids {
		if kind := kinds[*id]; kind != "" && found.settled {
			problems.MustBe("BuildSubnets", "private subnets that have a way out, such as a NAT gateway", prop.Words(kind),
				"choose PRIVATE_WITH_EGRESS")
			return
		}
	}
}

func (b BuildVpc) validateGroups(problems *prop.Problems, scope constructs.Construct) {
	for i, group := range prop.Or(b.SecurityGroups, nil) {
		field := fmt.Sprintf("BuildSecurityGroups[%d]", i)
		cdk.Made(problems, field, group, group.SecurityGroupId)
		_ = cdk.Try(func() {
			defined, is := group.(awsec2.SecurityGroup)
			if !is {
				return
			}
			resource, is := defined.Node().DefaultChild().(awsec2.CfnSecurityGroup)
			if is && otherVpc(scope, b.Vpc, prop.Or(resource.VpcId(), "")) {
				problems.Say(field, "", "must be in the VPC, got a group of another one")
			}
		})
	}
}
