package money

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
)

// The bills of this app's stages are those that its README has, which come from the templates too.
func TestBillsAreThoseOfTheReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| \*\*idle, per month\*\* \|(.*)\|$`).FindSubmatch(text)
	if row == nil {
		t.Fatal("the README has no row of what stages cost idle")
	}
	amounts := regexp.MustCompile(`[0-9]+\.[0-9]+`).FindAllString(string(row[1]), -1)
	for i, name := range []string{"Dev", "Test", "Staging", "Prod"} {
		content, err := os.ReadFile("../../testdata/" + name + "Stack.template.json")
		if err != nil {
			t.Fatal(err)
		}
		stack := &assembly.Stack{Name: name}
		if err := json.Unmarshal(content, &stack.Template); err != nil {
			t.Fatal(err)
		}
		bill := Of(stack)
		if want, _ := strconv.ParseFloat(amounts[i], 64); bill.Total != want || len(bill.Unpriced) > 0 {
			t.Errorf("%s costs %.2f, want %.2f: %v, unpriced %q", name, bill.Total, want, bill.Items, bill.Unpriced)
		}
	}
}

func TestBills(t *testing.T) {
	type object = map[string]any
	environment := func(options ...string) *assembly.Resource {
		var entries []any
		for i := 0; i < len(options); i += 3 {
			entries = append(entries, object{"Namespace": options[i], "OptionName": options[i+1], "Value": options[i+2]})
		}
		return &assembly.Resource{Type: "AWS::ElasticBeanstalk::Environment", Properties: object{"OptionSettings": entries}}
	}
	const asg, ec2, env = "aws:autoscaling:asg", "aws:ec2:instances", "aws:elasticbeanstalk:environment"
	for name, c := range map[string]struct {
		resource *assembly.Resource
		total    float64
		unpriced string
	}{
		"a pipeline of type V2": {&assembly.Resource{Type: "AWS::CodePipeline::Pipeline", Properties: object{"PipelineType": "V2"}}, 0, ""},
		"a pipeline of type V1": {&assembly.Resource{Type: "AWS::CodePipeline::Pipeline"}, 1, ""},
		"a database":            {&assembly.Resource{Type: "AWS::RDS::DBInstance"}, 0, "1 AWS::RDS::DBInstance"},
		"a gateway endpoint":    {&assembly.Resource{Type: "AWS::EC2::VPCEndpoint"}, 0, ""},
		"an interface endpoint": {
			&assembly.Resource{Type: "AWS::EC2::VPCEndpoint", Properties: object{"VpcEndpointType": "Interface"}}, 0,
			"1 interface endpoints",
		},
		"a network load balancer": {
			&assembly.Resource{Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: object{"Type": "network"}}, 16.43,
			"",
		},
		"a role": {&assembly.Resource{Type: "AWS::IAM::Role"}, 0, ""},
		"an unknown instance type": {
			environment(env, "EnvironmentType", "SingleInstance", ec2, "InstanceTypes", "m9.huge"), 3.65,
			"1 m9.huge, 1 root volumes of the platform's own size",
		},
		"no instances": {
			environment(asg, "MinSize", "0", ec2, "InstanceTypes", "t3.micro", env, "LoadBalancerType", "application",
				"aws:ec2:vpc", "ELBScheme", "internal"),
			16.43, "1 root volumes of the platform's own size",
		},
		"a number that nobody knows": {
			environment(asg, "MinSize", "{}"), 0, "1 instances of an environment whose number only the deployment knows",
		},
		"a classic load balancer": {
			environment(asg, "MinSize", "1", ec2, "InstanceTypes", "t3.nano"), 3.80,
			"1 load balancers of the type classic, 1 root volumes of the platform's own size",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bill := Of(&assembly.Stack{Template: assembly.Template{Resources: map[string]*assembly.Resource{"X": c.resource}}})
			if bill.Total != c.total || strings.Join(bill.Unpriced, ", ") != c.unpriced {
				t.Errorf("got %.2f and %q, want %.2f and %q", bill.Total, bill.Unpriced, c.total, c.unpriced)
			}
		})
	}
	if Of(nil) != nil {
		t.Error("no stack has a bill")
	}
}

func TestPricesHaveTheirSource(t *testing.T) {
	table := Prices()
	if table.Date == "" || table.Region == "" || table.HoursPerMonth != 730 {
		t.Errorf("got %+v", table)
	}
	var seen []string
	for _, p := range table.Prices {
		if p.Source == "" || p.Price <= 0 || p.Per != "hour" && p.Per != "month" || slices.Contains(seen, p.ID) {
			t.Errorf("got %+v", p)
		}
		seen = append(seen, p.ID)
	}
}
