// Package money adds up what a stack costs while nobody uses it, at AWS's list prices.
package money

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
)

// free are the services and types that cost nothing while nobody uses them.
var free = []string{
	"AWS::IAM::", "AWS::CloudFormation::", "AWS::Events::", "AWS::SNS::", "AWS::SQS::", "AWS::Lambda::", "AWS::StepFunctions::",
	"AWS::CodeBuild::", "AWS::CodeCommit::", "AWS::CodeConnections::", "AWS::CodeStarConnections::", "AWS::CodeStarNotifications::",
	"AWS::S3::", "AWS::Logs::", "AWS::ElasticBeanstalk::Application", "AWS::ElasticBeanstalk::ConfigurationTemplate",
	"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::Route", "AWS::EC2::InternetGateway", "AWS::EC2::SecurityGroup", "AWS::EC2::FlowLog",
	"AWS::EC2::NetworkAcl", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::", "AWS::CertificateManager::", "AWS::SSM::Parameter", "AWS::CDK::Metadata", "AWS::KMS::Alias", "Custom::",
	"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::Route53::RecordSet", "AWS::ECR::",
}

// Of is the bill of a stack; nil for none.
func Of(stack *assembly.Stack) *Bill {
	if stack == nil {
		return nil
	}
	b := &bill{table: Prices(), unpriced: map[string]int{}}
	for _, id := range slices.Sorted(maps.Keys(stack.Template.Resources)) {
		b.add(stack.Template.Resources[id])
	}
	for _, kind := range slices.Sorted(maps.Keys(b.unpriced)) {
		b.Unpriced = append(b.Unpriced, fmt.Sprintf("%d %s", b.unpriced[kind], kind))
	}
	for i, item := range b.Items {
		b.Items[i].Monthly = math.Round(item.Monthly*100) / 100
		b.Total += item.Monthly
	}
	b.Total = math.Round(b.Total*100) / 100
	return &b.Bill
}

// add adds a resource. An Elastic IP address is counted with what has it, and by itself if nothing in the stack does.
func (b *bill) add(r *assembly.Resource) {
	switch r.Type {
	case "AWS::EC2::NatGateway":
		b.charge("NAT gateways", "NatGateway", 1)
	case "AWS::EC2::EIP":
		b.charge("public IPv4 addresses", "PublicIPv4", 1)
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		b.balancer(r)
	case "AWS::CloudWatch::Alarm":
		metrics, _ := r.Properties["Metrics"].([]any)
		b.charge("metrics that alarms watch", "AlarmMetric", float64(max(1, len(metrics)-1)))
	case "AWS::CloudWatch::CompositeAlarm":
		b.charge("composite alarms", "CompositeAlarm", 1)
	case "AWS::CloudWatch::Dashboard":
		b.charge("dashboards", "Dashboard", 1)
	case "AWS::KMS::Key":
		b.charge("keys", "Key", 1)
	case "AWS::CodePipeline::Pipeline":
		if r.Properties["PipelineType"] != "V2" {
			b.charge("pipelines of the type V1", "PipelineV1", 1)
		}
	case "AWS::ElasticBeanstalk::Environment":
		b.environment(setting.Of(r))
	case "AWS::EC2::VPCEndpoint":
		if kind := r.Properties["VpcEndpointType"]; kind != nil && kind != "Gateway" {
			b.unpriced["interface endpoints"]++
		}
	default:
		if !slices.ContainsFunc(free, func(prefix string) bool { return strings.HasPrefix(r.Type, prefix) }) {
			b.unpriced[r.Type]++
		}
	}
}

// balancer adds a load balancer of the stack's own.
func (b *bill) balancer(r *assembly.Resource) {
	if kind, _ := r.Properties["Type"].(string); kind != "" && kind != "application" && kind != "network" {
		b.unpriced["load balancers of the type "+kind]++
		return
	}
	b.charge("load balancers", "LoadBalancer", 1)
	if subnets, _ := r.Properties["Subnets"].([]any); r.Properties["Scheme"] == "internet-facing" {
		b.charge("public IPv4 addresses", "PublicIPv4", float64(len(subnets)))
	}
}
