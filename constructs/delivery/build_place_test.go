package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

const (
	customCache = awscodebuild.LocalCacheMode_CUSTOM
	dockerCache = awscodebuild.LocalCacheMode_DOCKER_LAYER
)

func TestCachesOfABuild(t *testing.T) {
	for name, test := range map[string]struct {
		modes *[]awscodebuild.LocalCacheMode
		want  map[string]any
	}{
		"in the bucket by default": {nil, map[string]any{"Type": "S3"}},
		"on the host": {&[]awscodebuild.LocalCacheMode{customCache, dockerCache},
			map[string]any{"Type": "LOCAL", "Modes": []any{"LOCAL_CUSTOM_CACHE", "LOCAL_DOCKER_LAYER_CACHE"}}},
		"none": {&[]awscodebuild.LocalCacheMode{}, map[string]any{"Type": "NO_CACHE"}},
	} {
		stack := cdktest.NewStack(nil)
		pipeline(stack, func(p *delivery.PipelineProps) { p.LocalCaches, p.Privileged = test.modes, jsii.Bool(true) })
		t.Run(name, func(t *testing.T) {
			checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{"Cache": test.want})
		})
	}
}

// vpc defines a VPC with public and isolated subnets, and private ones that have a way out if it has gateways.
func vpc(scope awscdk.Stack, id string, gateways float64) awsec2.Vpc {
	kinds := []*awsec2.SubnetConfiguration{
		{Name: jsii.String("Public"), SubnetType: awsec2.SubnetType_PUBLIC},
		{Name: jsii.String("Isolated"), SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
	}
	if gateways > 0 {
		kinds = append(kinds, &awsec2.SubnetConfiguration{Name: jsii.String("Private"), SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS})
	}
	return awsec2.NewVpc(scope, &id, &awsec2.VpcProps{MaxAzs: jsii.Number(2), NatGateways: &gateways, SubnetConfiguration: &kinds})
}

// A build in a VPC is in the subnets with a way out, and its role adds network interfaces nowhere else.
func TestABuildInAVpc(t *testing.T) {
	stack := placed()
	p := pipeline(stack, func(p *delivery.PipelineProps) { p.BuildVpc = vpc(stack, "Vpc", 1) })
	p.Project.Connections().AllowToAnyIpv4(awsec2.Port_Tcp(jsii.Number(5432)), nil)
	var private []any
	got := resources(t, stack)
	for id := range got {
		if strings.HasPrefix(id, "VpcPrivateSubnet") && got[id].Type == "AWS::EC2::Subnet" {
			private = append(private, map[string]any{"Ref": id})
		}
	}
	for id, r := range got {
		if r.Type == "AWS::CodeBuild::Project" {
			at := r.Properties["VpcConfig"].(map[string]any)
			if subnets := at["Subnets"].([]any); len(private) != 2 || !same(subnets, private) || len(at["SecurityGroupIds"].([]any)) != 1 {
				t.Errorf("%s is in %s", id, cdktest.Text(at))
			}
		}
	}
	text := denies(t, stack, "PipelineBuildRole")["NoOtherSubnets"]
	if !strings.Contains(text, `"Action":"ec2:CreateNetworkInterface"`) || strings.Contains(text, "VpcPublic") ||
		strings.Count(text, "VpcPrivateSubnet") != 2 || !strings.Contains(text, ":security-group/*") {
		t.Errorf("NoOtherSubnets is %s", text)
	}
	if all := denies(t, func() awscdk.Stack { s := placed(); pipeline(s); return s }(), "PipelineBuildRole"); all["NoOtherSubnets"] != "" {
		t.Errorf("without a VPC: %s", all["NoOtherSubnets"])
	}
}

// An imported VPC says which of its subnets have a way out.
func TestABuildInAVpcThatExists(t *testing.T) {
	stack := placed()
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.BuildVpc = awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Given"), &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-0a"), AvailabilityZones: jsii.Strings("eu-central-1a"), PrivateSubnetIds: jsii.Strings("subnet-0a"),
		})
		group := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Group"), jsii.String("sg-0a"), nil)
		p.BuildSecurityGroups = &[]awsec2.ISecurityGroup{group}
	})
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{
		"VpcConfig": map[string]any{"VpcId": "vpc-0a", "Subnets": []any{"subnet-0a"}, "SecurityGroupIds": []any{"sg-0a"}},
	})
}

// The first synthesis must get as far as asking for the VPC, whatever is said of its subnets.
func TestABuildInAVpcThatIsStillLookedUp(t *testing.T) {
	for _, subnets := range []*awsec2.SubnetSelection{
		nil, {SubnetGroupName: jsii.String("App")}, {SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS},
	} {
		stack := placed()
		pipeline(stack, func(p *delivery.PipelineProps) {
			p.BuildVpc = awsec2.Vpc_FromLookup(stack, jsii.String("Given"), &awsec2.VpcLookupOptions{VpcName: jsii.String("main")})
			p.BuildSubnets = subnets
		})
		checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::CodeBuild::Project", map[string]any{
			"VpcConfig": map[string]any{"VpcId": "vpc-12345"},
		})
	}
}

func TestPlaceOfABuildWrongUses(t *testing.T) {
	caches := func(modes ...awscodebuild.LocalCacheMode) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(_ awscdk.Stack, p *delivery.PipelineProps) { p.LocalCaches = &modes }
	}
	in := func(gateways float64, kind awsec2.SubnetType) func(awscdk.Stack, *delivery.PipelineProps) {
		return func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildVpc = vpc(stack, "Vpc", gateways)
			if kind != "" {
				p.BuildSubnets = &awsec2.SubnetSelection{SubnetType: kind}
			}
		}
	}
	const wayOut = "BuildSubnets must be private subnets that have a way out, such as a NAT gateway, got "
	for name, test := range map[string]struct {
		change func(awscdk.Stack, *delivery.PipelineProps)
		want   string
	}{
		"a Git cache": {caches(awscodebuild.LocalCacheMode_SOURCE), "LocalCaches[0] must be DOCKER_LAYER or CUSTOM, " +
			`since a pipeline hands over no Git repository to cache, got "SOURCE"; remove it`},
		"the API's word": {caches("LOCAL_CUSTOM_CACHE"), `LocalCaches[0] must be DOCKER_LAYER or CUSTOM, got "LOCAL_CUSTOM_CACHE"`},
		"one cache twice": {caches(customCache, customCache),
			`LocalCaches[1] must be named once, got "CUSTOM"; remove it`},
		"layers without Docker": {caches(dockerCache),
			"LocalCaches[0] must come with Privileged, got DOCKER_LAYER without it; set Privileged, or remove it"},
		"a local cache on the largest host": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			caches(customCache)(stack, p)
			p.ComputeType = awscodebuild.ComputeType_X2_LARGE
		}, "LocalCaches must be left out on X2_LARGE, which has no local caches, got some; leave it out for the cache in the artifact bucket"},
		"a local cache in a VPC": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			caches(customCache)(stack, p)
			in(1, "")(stack, p)
		}, "LocalCaches must be left out in a VPC, where CodeBuild has no local caches, got some; " +
			"leave it out for the cache in the artifact bucket"},
		"no way out": {in(0, ""), "BuildVpc must have private subnets with a way out, through which a build reaches AWS, got none; " +
			"give it a NAT gateway, or build outside of the VPC"},
		"isolated subnets": {in(1, awsec2.SubnetType_PRIVATE_ISOLATED), wayOut + "isolated ones; choose PRIVATE_WITH_EGRESS"},
		"public subnets": {in(1, awsec2.SubnetType_PUBLIC),
			wayOut + "public ones, where a build has no address of its own; choose PRIVATE_WITH_EGRESS"},
		"an isolated subnet by itself": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			in(1, "")(stack, p)
			p.BuildSubnets = &awsec2.SubnetSelection{Subnets: p.BuildVpc.IsolatedSubnets()}
		}, wayOut + "isolated ones; choose PRIVATE_WITH_EGRESS"},
		"subnets of nothing": {func(_ awscdk.Stack, p *delivery.PipelineProps) { p.BuildSubnets = &awsec2.SubnetSelection{} },
			"BuildSubnets must come with BuildVpc, got no VPC; set BuildVpc, or leave it out"},
		"a VPC elsewhere": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			p.BuildVpc = awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Given"), &awsec2.VpcAttributes{
				VpcId: jsii.String("vpc-0a"), AvailabilityZones: jsii.Strings("us-east-1a"), PrivateSubnetIds: jsii.Strings("subnet-0a"),
			})
		}, `BuildVpc must be in the region of the stack, eu-central-1, got one in "us-east-1"`},
		"a group of another VPC": {func(stack awscdk.Stack, p *delivery.PipelineProps) {
			in(1, "")(stack, p)
			p.BuildSecurityGroups = &[]awsec2.ISecurityGroup{
				awsec2.NewSecurityGroup(stack, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: vpc(stack, "Other", 0)}),
			}
		}, "BuildSecurityGroups[0] must be in the VPC, got a group of another one"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := placed()
			checkRejection(t, "Pipeline", func() {
				pipeline(stack, func(p *delivery.PipelineProps) { test.change(stack, p) })
			}, test.want)
		})
	}
}
