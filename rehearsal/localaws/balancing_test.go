package localaws_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

type props = map[string]any

func resource(kind string, properties props) props {
	return props{"Type": kind, "Properties": properties}
}

func ref(name string) any { return props{"Ref": name} }

func get(name, attribute string) any { return props{"Fn::GetAtt": []any{name, attribute}} }

// balanced is a load balancer with HTTPS for shop.example.com, in a VPC of its own.
func balanced() map[string]any {
	resources := map[string]any{
		"Vpc":     resource("AWS::EC2::VPC", props{"CidrBlock": "10.9.0.0/16"}),
		"Gateway": resource("AWS::EC2::InternetGateway", props{}),
		"Attached": resource("AWS::EC2::VPCGatewayAttachment",
			props{"VpcId": ref("Vpc"), "InternetGatewayId": ref("Gateway")}),
		"Table": resource("AWS::EC2::RouteTable", props{"VpcId": ref("Vpc")}),
		"Route": props{"Type": "AWS::EC2::Route", "DependsOn": "Attached", "Properties": props{
			"RouteTableId": ref("Table"), "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": ref("Gateway"),
		}},
		"Group": resource("AWS::EC2::SecurityGroup", props{"VpcId": ref("Vpc"), "GroupDescription": "visitors"}),
		"Zone":  resource("AWS::Route53::HostedZone", props{"Name": "example.com"}),
		"Certificate": resource("AWS::CertificateManager::Certificate", props{
			"DomainName": "shop.example.com", "ValidationMethod": "DNS",
			"DomainValidationOptions": []any{props{"DomainName": "shop.example.com", "HostedZoneId": ref("Zone")}},
		}),
		"Balancer": props{"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "DependsOn": []any{"Associated1", "Associated2", "Route"},
			"Properties": props{
				"Subnets": []any{ref("Subnet1"), ref("Subnet2")}, "SecurityGroups": []any{ref("Group")},
				"LoadBalancerAttributes": []any{props{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}},
			}},
		"Http": resource("AWS::ElasticLoadBalancingV2::Listener", props{
			"LoadBalancerArn": ref("Balancer"), "Port": 80, "Protocol": "HTTP",
			"DefaultActions": []any{props{"Type": "redirect", "RedirectConfig": props{"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}},
		}),
		"Https": resource("AWS::ElasticLoadBalancingV2::Listener", props{
			"LoadBalancerArn": ref("Balancer"), "Port": 443, "Protocol": "HTTPS",
			"Certificates":   []any{props{"CertificateArn": ref("Certificate")}},
			"DefaultActions": []any{props{"Type": "fixed-response", "FixedResponseConfig": props{"StatusCode": "404"}}},
		}),
		"WebAcl": resource("AWS::WAFv2::WebACL", props{
			"Name": "web", "Scope": "REGIONAL", "DefaultAction": props{"Allow": props{}}, "VisibilityConfig": props{"MetricName": "web"},
		}),
		"Association": resource("AWS::WAFv2::WebACLAssociation", props{"WebACLArn": get("WebAcl", "Arn"), "ResourceArn": ref("Balancer")}),
		"Targets":     resource("AWS::ElasticLoadBalancingV2::TargetGroup", props{"VpcId": ref("Vpc"), "Port": 80, "Protocol": "HTTP"}),
		"Rule": resource("AWS::ElasticLoadBalancingV2::ListenerRule", props{
			"ListenerArn": ref("Https"), "Priority": 1,
			"Conditions": []any{props{"Field": "host-header", "HostHeaderConfig": props{"Values": []any{"shop.example.com"}}}},
			"Actions":    []any{props{"Type": "forward", "TargetGroupArn": ref("Targets")}},
		}),
		"Record": resource("AWS::Route53::RecordSet", props{
			"HostedZoneId": ref("Zone"), "Name": "shop.example.com.", "Type": "A", "AliasTarget": props{
				"DNSName":      props{"Fn::Join": []any{"", []any{"dualstack.", get("Balancer", "DNSName")}}},
				"HostedZoneId": get("Balancer", "CanonicalHostedZoneID"),
			},
		}),
	}
	for i, zone := range []string{"us-east-1a", "us-east-1b"} {
		subnet := fmt.Sprintf("Subnet%d", i+1)
		resources[subnet] = resource("AWS::EC2::Subnet", props{
			"VpcId": ref("Vpc"), "CidrBlock": fmt.Sprintf("10.9.%d.0/24", i), "AvailabilityZone": zone,
		})
		resources[fmt.Sprintf("Associated%d", i+1)] = resource("AWS::EC2::SubnetRouteTableAssociation",
			props{"SubnetId": ref(subnet), "RouteTableId": ref("Table")})
	}
	return resources
}

// set changes properties of a resource of a template.
func set(resources map[string]any, name string, properties props) {
	maps.Copy(resources[name].(props)["Properties"].(props), properties)
}

func TestLocalAWSBalancesLoad(t *testing.T) {
	client := start(t)
	for name, test := range map[string]struct {
		bend func(map[string]any)
		want string
	}{
		"the template as it is": {func(map[string]any) {}, ""},
		"a zone of the account": {
			func(r map[string]any) {
				set(r, "Certificate", props{"DomainValidationOptions": []any{props{"DomainName": "shop.example.com", "HostedZoneId": "Z0A1B"}}})
				set(r, "Record", props{"HostedZoneId": "Z0A1B"})
			}, "",
		},
		"a certificate of the account": {
			func(r map[string]any) {
				set(r, "Https", props{"Certificates": []any{props{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/0a1b"}}})
			}, "",
		},
		"two subnets in one zone": {
			func(r map[string]any) { set(r, "Subnet2", props{"AvailabilityZone": "us-east-1a"}) }, "two different Availability Zones",
		},
		"subnets without a way to the internet": {
			func(r map[string]any) { set(r, "Route", props{"DestinationCidrBlock": "10.99.0.0/16"}) }, "no internet gateway",
		},
		"an attribute that AWS does not have": {
			func(r map[string]any) {
				set(r, "Balancer", props{"LoadBalancerAttributes": []any{props{"Key": "drop_headers", "Value": "true"}}})
			}, "'drop_headers' is not recognized",
		},
		"access logs without a bucket for them": {
			func(r map[string]any) {
				set(r, "Balancer", props{"LoadBalancerAttributes": []any{
					props{"Key": "access_logs.s3.enabled", "Value": "true"}, props{"Key": "access_logs.s3.bucket", "Value": "nobody"},
				}})
			}, "the bucket nobody does not exist",
		},
		"HTTPS without a certificate": {
			func(r map[string]any) { set(r, "Https", props{"Certificates": []any{}}) }, "A certificate must be specified",
		},
		"a certificate of another region": {
			func(r map[string]any) {
				set(r, "Https", props{"Certificates": []any{props{"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b"}}})
			}, "has no such certificate in us-east-1",
		},
		"two listeners on one port": {func(r map[string]any) { set(r, "Http", props{"Port": 443}) }, "already exists on this port"},
		"a certificate that somebody has to validate": {
			func(r map[string]any) { set(r, "Certificate", props{"DomainValidationOptions": []any{}}) }, "waits for somebody who makes the record",
		},
		"a certificate that waits for an e-mail": {
			func(r map[string]any) { set(r, "Certificate", props{"ValidationMethod": "EMAIL"}) }, "e-mail",
		},
		"a certificate for a name outside of the zone": {
			func(r map[string]any) { set(r, "Zone", props{"Name": "example.org"}) }, "not permitted in zone example.org",
		},
		"a record outside of the zone": {
			func(r map[string]any) { set(r, "Record", props{"Name": "shop.example.org."}) }, "not permitted in zone example.com",
		},
		"an alias in another zone than AWS's": {
			func(r map[string]any) {
				set(r, "Record", props{"AliasTarget": props{"DNSName": get("Balancer", "DNSName"), "HostedZoneId": "Z117KPS5GTRQ2G"}})
			}, "that target was not found",
		},
		"an alias to an environment that does not exist": {
			func(r map[string]any) {
				set(r, "Record", props{"AliasTarget": props{"DNSName": "shop.us-east-1.elasticbeanstalk.com", "HostedZoneId": "Z117KPS5GTRQ2G"}})
			}, "that target was not found",
		},
		"a web ACL that does not exist": {
			func(r map[string]any) {
				set(r, "Association", props{"WebACLArn": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/0a1b"})
			}, "resource doesn't exist",
		},
	} {
		t.Run(name, func(t *testing.T) {
			resources := balanced()
			test.bend(resources)
			stack := fmt.Sprintf("Stack%d", time.Now().UnixNano())
			reasons := deploy(t, client, stack, of(resources))
			if test.want == "" && reasons != "" || !strings.Contains(reasons, test.want) {
				t.Errorf("got %q, want %q", reasons, test.want)
			}
			if _, err := client.CloudFormation.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: &stack}); err != nil {
				t.Fatal(err)
			}
			if got, err := client.CloudFormation.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: &stack}); err == nil {
				t.Errorf("the stack is %s, want it gone", got.Stacks[0].StackStatus)
			}
		})
	}
}

func TestAProtectedLoadBalancerStays(t *testing.T) {
	client := start(t)
	resources := balanced()
	set(resources, "Balancer", props{"LoadBalancerAttributes": []any{props{"Key": "deletion_protection.enabled", "Value": "true"}}})
	if reasons := deploy(t, client, "Stack", of(resources)); reasons != "" {
		t.Fatal(reasons)
	}
	stack := aws.String("Stack")
	if _, err := client.CloudFormation.DeleteStack(t.Context(), &cloudformation.DeleteStackInput{StackName: stack}); err != nil {
		t.Fatal(err)
	}
	got, err := client.CloudFormation.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: stack})
	if err != nil || got.Stacks[0].StackStatus != "DELETE_FAILED" {
		t.Errorf("got %v, %v, want the deletion to fail", got, err)
	}
}
