// Package money adds up what a stack costs while nobody uses it, at AWS's list prices.
package money

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
)

//go:embed prices.json
var pricesJSON []byte

// A Price is that of one thing.
type Price struct {
	ID     string
	Price  float64
	Per    string // "hour" or "month"
	Source string
	Doubt  string
}

// Table is all that is known of prices.
type Table struct {
	Date, Region, Currency string
	HoursPerMonth          float64
	Prices                 []Price
}

// Prices is the table.
var Prices = sync.OnceValue(func() (t Table) {
	if err := json.Unmarshal(pricesJSON, &t); err != nil {
		panic(err)
	}
	return t
})

// month is what one of a thing costs in a month, and whether that is known.
func (t Table) month(id string) (float64, bool) {
	i := slices.IndexFunc(t.Prices, func(p Price) bool { return p.ID == id })
	if i < 0 {
		return 0, false
	}
	if t.Prices[i].Per == "hour" {
		return t.Prices[i].Price * t.HoursPerMonth, true
	}
	return t.Prices[i].Price, true
}

// An Item is one line of a bill.
type Item struct {
	What    string  `json:"what"`
	Count   float64 `json:"count"`
	Monthly float64 `json:"monthly"`
}

// A Bill is what a stack costs in a month.
type Bill struct {
	Items []Item  `json:"items"`
	Total float64 `json:"total"`
	// Unpriced are what the table has no price for, each with how many there are.
	Unpriced []string `json:"unpriced,omitempty"`
}

// free are the services and types that cost nothing while nobody uses them.
var free = []string{
	"AWS::IAM::", "AWS::CloudFormation::", "AWS::Events::", "AWS::SNS::", "AWS::SQS::", "AWS::Lambda::", "AWS::StepFunctions::",
	"AWS::CodeBuild::", "AWS::CodeCommit::", "AWS::CodeConnections::", "AWS::CodeStarConnections::", "AWS::CodeStarNotifications::",
	"AWS::S3::", "AWS::Logs::", "AWS::ElasticBeanstalk::Application", "AWS::ElasticBeanstalk::ConfigurationTemplate",
	"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::Route", "AWS::EC2::InternetGateway", "AWS::EC2::SecurityGroup", "AWS::EC2::FlowLog",
	"AWS::EC2::NetworkAcl", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::", "AWS::CertificateManager::", "AWS::SSM::Parameter", "AWS::CDK::Metadata", "AWS::KMS::Alias", "Custom::",
	"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::Route53::RecordSet", "AWS::ECR::",
}

type bill struct {
	Bill
	table    Table
	unpriced map[string]int
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

func (b *bill) charge(what, id string, count float64) {
	monthly, known := b.table.month(id)
	if !known {
		b.unpriced[what]++
		return
	}
	if count == 0 {
		return
	}
	i := slices.IndexFunc(b.Items, func(item Item) bool { return item.What == what })
	if i < 0 {
		i = len(b.Items)
		b.Items = append(b.Items, Item{What: what})
	}
	b.Items[i].Count += count
	b.Items[i].Monthly += count * monthly
}
