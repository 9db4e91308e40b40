package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// addEndpoints gives instances without a route to the internet what the Beanstalk agents call (developer guide, "Using
// Elastic Beanstalk with VPC endpoints"), and the two endpoints that Session Manager needs since SSM Agent 3.3.40.
func addEndpoints(scope constructs.Construct, vpc awsec2.IVpc) {
	group := awsec2.NewSecurityGroup(scope, jsii.String("EndpointSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:                vpc,
		Description:        jsii.String("Interface endpoints of AWS services"),
		AllowAllOutbound:   jsii.Bool(false),
		DisableInlineRules: jsii.Bool(false),
	})
	group.AddIngressRule(awsec2.Peer_Ipv4(vpc.VpcCidrBlock()), awsec2.Port_HTTPS(), jsii.String("HTTPS from the VPC"), nil)

	for _, endpoint := range []struct {
		id      string
		service awsec2.IInterfaceVpcEndpointService
	}{
		{"ElasticBeanstalk", awsec2.InterfaceVpcEndpointAwsService_ELASTIC_BEANSTALK()},
		{"ElasticBeanstalkHealth", awsec2.InterfaceVpcEndpointAwsService_ELASTIC_BEANSTALK_HEALTH()},
		{"CloudFormation", awsec2.InterfaceVpcEndpointAwsService_CLOUDFORMATION()},
		{"Logs", awsec2.InterfaceVpcEndpointAwsService_CLOUDWATCH_LOGS()},
		{"Ssm", awsec2.InterfaceVpcEndpointAwsService_SSM()},
		{"SsmMessages", awsec2.InterfaceVpcEndpointAwsService_SSM_MESSAGES()},
	} {
		vpc.AddInterfaceEndpoint(jsii.String(endpoint.id), &awsec2.InterfaceVpcEndpointOptions{
			Service:           endpoint.service,
			SecurityGroups:    &[]awsec2.ISecurityGroup{group},
			Open:              jsii.Bool(false),
			PrivateDnsEnabled: jsii.Bool(true),
			Subnets:           &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		})
	}
}
