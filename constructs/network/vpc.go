package network

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

func newVpc(scope constructs.Construct, props *NetworkProps) awsec2.IVpc {
	zones := prop.Or(props.AvailabilityZones, nil)
	if zones == nil {
		regionZones := awscdk.Fn_GetAzs(nil)
		for i := range props.zones() {
			zones = append(zones, awscdk.Fn_Select(jsii.Number(i), regionZones))
		}
	}
	subnets := []*awsec2.SubnetConfiguration{{
		Name:       jsii.String(publicGroup),
		SubnetType: awsec2.SubnetType_PUBLIC,
		// Beanstalk asks for public addresses where it wants them.
		MapPublicIpOnLaunch: jsii.Bool(false),
	}}
	private := awsec2.SubnetType_PRIVATE_WITH_EGRESS
	if props.natGateways() == 0 {
		private = awsec2.SubnetType_PRIVATE_ISOLATED
	}
	if props.private() {
		// One name for both types: adding the first NAT gateway must not replace subnets.
		subnets = append(subnets, &awsec2.SubnetConfiguration{Name: jsii.String(privateGroup), SubnetType: private})
	}
	vpc := awsec2.NewVpc(scope, jsii.String("Vpc"), &awsec2.VpcProps{
		IpAddresses:         &addresses{prop.Or(props.Cidr, defaultCidr)},
		AvailabilityZones:   &zones,
		SubnetConfiguration: &subnets,
		NatGateways:         jsii.Number(props.natGateways()),
		GatewayEndpoints: &map[string]*awsec2.GatewayVpcEndpointOptions{
			"S3": {Service: awsec2.GatewayVpcEndpointAwsService_S3()},
		},
		RestrictDefaultSecurityGroup: jsii.Bool(true),
	})
	from, services := awsec2.SubnetType_PUBLIC, []string{}
	if props.private() {
		from = private
	}
	if from == awsec2.SubnetType_PRIVATE_ISOLATED {
		services = AgentServices()
	}
	for _, service := range prop.Or(props.Endpoints, nil) {
		if !slices.Contains(services, *service) {
			services = append(services, *service)
		}
	}
	addEndpoints(scope, vpc, from, services)
	return vpc
}
