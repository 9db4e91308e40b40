package network

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

func newFlowLogs(scope constructs.Construct, vpc awsec2.IVpc, props *NetworkProps) awslogs.ILogGroup {
	removal, _ := cdk.Removal(props.RemovalPolicy)
	group := awslogs.NewLogGroup(scope, jsii.String("FlowLogGroup"), &awslogs.LogGroupProps{
		Retention:     cdk.Retention(prop.Or(props.FlowLogRetentionDays, 90)),
		RemovalPolicy: removal,
	})
	here := cdk.PseudoParameters()
	role := awsiam.NewRole(scope, jsii.String("FlowLogRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("vpc-flow-logs.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{
				"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()},
				"ArnLike": map[string]any{"aws:SourceArn": fmt.Sprintf("arn:%s:ec2:%s:%s:vpc-flow-log/*",
					here.Partition, here.Region, here.Account)},
			},
		}),
	})
	group.Grant(role, jsii.String("logs:CreateLogStream"), jsii.String("logs:DescribeLogStreams"), jsii.String("logs:PutLogEvents"))

	// The L1: awsec2.FlowLog acknowledges the validation rules F3002 and F3003 (unknown and missing properties), and
	// the CDK takes that for an acknowledgment by the whole app.
	awsec2.NewCfnFlowLog(scope, jsii.String("FlowLog"), &awsec2.CfnFlowLogProps{
		ResourceId:               vpc.VpcId(),
		ResourceType:             jsii.String("VPC"),
		TrafficType:              jsii.String("ALL"),
		LogDestinationType:       jsii.String("cloud-watch-logs"),
		LogGroupName:             group.LogGroupName(),
		DeliverLogsPermissionArn: role.RoleArn(),
	})
	return group
}
