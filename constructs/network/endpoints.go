package network

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// AgentServices are the services that the agents on an instance call, by the end of their endpoints' names: Elastic
// Beanstalk and what it builds on (developer guide, "Using Elastic Beanstalk with VPC endpoints"), and the two of
// Session Manager since SSM Agent 3.3.40. A gateway endpoint for Amazon S3 belongs to them.
func AgentServices() []string {
	return []string{"elasticbeanstalk", "elasticbeanstalk-health", "cloudformation", "logs", "ssm", "ssmmessages"}
}

// endpointIDs are the ids of endpoints in the construct tree where they are not the service's name.
var endpointIDs = map[string]string{
	"elasticbeanstalk": "ElasticBeanstalk", "elasticbeanstalk-health": "ElasticBeanstalkHealth", "cloudformation": "CloudFormation",
	"logs": "Logs", "ssm": "Ssm", "ssmmessages": "SsmMessages",
}

// addEndpoints gives subnets of a VPC endpoints for services.
func addEndpoints(scope constructs.Construct, vpc awsec2.IVpc, subnets awsec2.SubnetType, services []string) {
	var group awsec2.SecurityGroup
	for _, service := range services {
		id, known := endpointIDs[service]
		if !known {
			id = service
		}
		if service == "dynamodb" {
			vpc.AddGatewayEndpoint(&id, &awsec2.GatewayVpcEndpointOptions{Service: awsec2.GatewayVpcEndpointAwsService_DYNAMODB()})
			continue
		}
		if group == nil {
			group = newEndpointGroup(scope, vpc)
		}
		vpc.AddInterfaceEndpoint(&id, &awsec2.InterfaceVpcEndpointOptions{
			Service:           awsec2.NewInterfaceVpcEndpointAwsService(&service, nil, nil, nil),
			SecurityGroups:    &[]awsec2.ISecurityGroup{group},
			Open:              jsii.Bool(false),
			PrivateDnsEnabled: jsii.Bool(true),
			Subnets:           &awsec2.SubnetSelection{SubnetType: subnets},
		})
	}
}

func newEndpointGroup(scope constructs.Construct, vpc awsec2.IVpc) awsec2.SecurityGroup {
	group := awsec2.NewSecurityGroup(scope, jsii.String("EndpointSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:                vpc,
		Description:        jsii.String("Interface endpoints of AWS services"),
		AllowAllOutbound:   jsii.Bool(false),
		DisableInlineRules: jsii.Bool(false),
	})
	group.AddIngressRule(awsec2.Peer_Ipv4(vpc.VpcCidrBlock()), awsec2.Port_HTTPS(), jsii.String("HTTPS from the VPC"), nil)
	return group
}

var serviceName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$`)

// meant are the names of endpoints for what people call them.
var meant = map[string]string{
	"cloudwatch": `"monitoring" for metrics, or "logs"`, "ecr": `"ecr.api" and "ecr.dkr"`, "parameterstore": `"ssm"`,
	"secretmanager": `"secretsmanager"`, "secretsmanger": `"secretsmanager"`, "sessionmanager": `"ssmmessages"`, "dynamo": `"dynamodb"`,
	"secretsmanager": `"secretsmanager"`, "beanstalk": `"elasticbeanstalk"`, "ecrapi": `"ecr.api"`, "ecrdkr": `"ecr.dkr"`,
	"elasticbeanstalk": `"elasticbeanstalk"`, "elasticbeanstalkhealth": `"elasticbeanstalk-health"`, "cloudwatchlogs": `"logs"`, "xray": `"xray"`,
	"kinesis": `"kinesis-streams"`, "apigateway": `"execute-api"`,
	"ssmmessage": `"ssmmessages"`, "xrays": `"xray"`, "stepfunctions": `"states"`, "eventbridge": `"events"`, "ses": `"email-smtp"`,
}

// validateServices finds what is no end of an endpoint's name, and what a network has anyway.
func validateServices(problems *prop.Problems, services []*string) {
	first := map[string]int{}
	for i, service := range services {
		field := fmt.Sprintf("Endpoints[%d]", i)
		if !problems.Required(field, service, "remove it") {
			continue
		}
		name := *service
		earlier, repeated := first[name]
		plain := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(name))
		fix := ""
		if m, known := meant[plain]; known {
			fix = "write " + m
		}
		const allowed = `the end of an endpoint's name, such as "secretsmanager" or "ecr.api", known at synthesis`
		switch {
		case strings.HasPrefix(name, "com.amazonaws."):
			problems.MustBe(field, allowed, name, "leave out what the names of a region's endpoints begin with")
		case slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return regions.OfZone(part) != "" }):
			problems.MustBe(field, allowed, name, "name the service alone, without a region")
		case prop.Unresolved(name) || !serviceName.MatchString(name) || fix != "" && fix != "write "+prop.Quote(name):
			problems.Say(field, fix, "must be %s, got %s", allowed, prop.Show(name))
		case name == "s3":
			problems.MustBe(field, `left out for "s3", which has a gateway endpoint in every network`, name, "remove it")
		case repeated:
			problems.MustBe(field, fmt.Sprintf("different from Endpoints[%d]", earlier), name)
		default:
			first[name] = i
		}
	}
}
