package localaws_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLocalAWSRefuses alters the template of ProdStack, or that of DevStack where a pipeline and its build are concerned, in ways
// that AWS would not accept.
func TestLocalAWSRefuses(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))

	for name, test := range map[string]struct {
		bend func(template)
		want string
	}{
		"the template as it is": {func(template) {}, ""},
		"an environment that does not wait for its routes": {
			func(tpl template) { tpl.forget("AWS::EC2::Route") }, "route",
		},
		"an environment that does not wait for its subnets' route tables": {
			func(tpl template) { tpl.forget("AWS::EC2::SubnetRouteTableAssociation") }, "route",
		},
		"an environment that does not wait for the rules of its security groups": {
			func(tpl template) { tpl.forget("AWS::EC2::SecurityGroupIngress") }, "must include an inbound rule",
		},
		"an environment that does not wait for the policy of its log bucket": {
			func(tpl template) { tpl.forget("AWS::S3::BucketPolicy") }, "Access Denied for bucket",
		},
		"an illegal environment name": {
			func(tpl template) { tpl.only("AWS::ElasticBeanstalk::Environment")["EnvironmentName"] = "a_b" }, "4 to 40",
		},
		"an application that does not exist": {
			func(tpl template) { tpl.only("AWS::ElasticBeanstalk::Environment")["ApplicationName"] = "other" },
			"No Application named 'other' found",
		},
		"a version that does not exist": {
			func(tpl template) { tpl.only("AWS::ElasticBeanstalk::Environment")["VersionLabel"] = "v1" },
			"No Application Version named 'v1' found",
		},
		"a platform that does not exist": {
			func(tpl template) {
				environment := tpl.only("AWS::ElasticBeanstalk::Environment")
				environment["PlatformArn"] = "arn:aws:elasticbeanstalk:us-east-1::platform/Go"
			},
			"No Platform named",
		},
		"an option with a number": {func(tpl template) { tpl.option("MaxSize", 4) }, "must be strings"},
		"an instance profile that does not exist": {
			func(tpl template) { tpl.option("IamInstanceProfile", "nobody") }, "instance profile nobody does not exist",
		},
		"instances without a profile": {
			func(tpl template) { tpl.option("IamInstanceProfile", "") }, "must have instance profile",
		},
		"a shared load balancer that does not exist": {
			func(tpl template) {
				tpl.add("aws:elasticbeanstalk:environment", "LoadBalancerIsShared", "true")
				tpl.add("aws:elbv2:loadbalancer", "SharedLoadBalancer", "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0a1b")
			}, "loadbalancer/app/web/0a1b' not found",
		},
		"a certificate of another region": {
			func(tpl template) {
				tpl.add("aws:elbv2:listener:443", "SSLCertificateArns", "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b")
			}, "has no such certificate",
		},
		"a subnet that does not exist": {func(tpl template) { tpl.option("Subnets", "subnet-1") }, "subnet-1"},
		"a security group that does not exist": {
			func(tpl template) { tpl.option("SecurityGroups", "sg-1") }, "sg-1",
		},
		"an instance role for another service": {
			func(tpl template) { tpl.mistrust("ec2.amazonaws.com") }, "ec2.amazonaws.com",
		},
		"an environment's role for another service": {
			func(tpl template) { tpl.mistrust("elasticbeanstalk.amazonaws.com") }, "not authorized",
		},
		"a build role for another service": {
			func(tpl template) { tpl.mistrust("codebuild.amazonaws.com") }, "not authorized",
		},
		"a pipeline role for another service": {
			func(tpl template) { tpl.mistrust("codepipeline.amazonaws.com") }, "not authorized",
		},
		"a role with a policy that AWS does not have": {
			func(tpl template) {
				tpl.only("AWS::IAM::Role")["ManagedPolicyArns"] = []any{"arn:aws:iam::aws:policy/AWSElasticBeanstalkEverything"}
			},
			"does not exist or is not attachable",
		},
		"a pipeline from a repository that does not exist": {
			func(tpl template) { configure(tpl.action("CodeCommit"), "RepositoryName", "other") }, "other is not among",
		},
		"a pipeline through a project that does not exist": {
			func(tpl template) { configure(tpl.action("CodeBuild"), "ProjectName", "other") }, "other is not among",
		},
		"a pipeline to an environment that does not exist": {
			func(tpl template) { configure(tpl.action("ElasticBeanstalk"), "EnvironmentName", "other") },
			"No Environment found for EnvironmentName = 'other'",
		},
		"a pipeline with an artifact that nothing makes": {
			func(tpl template) {
				tpl.action("ElasticBeanstalk")["InputArtifacts"] = []any{map[string]any{"Name": "Other"}}
			},
			"which nothing before it makes",
		},
		"a reference that leads nowhere": {
			func(tpl template) { tpl.option("MaxSize", map[string]any{"Ref": "Nowhere"}) }, "[Nowhere]",
		},
		"a resource type that the local AWS does not know": {
			func(tpl template) {
				tpl["Resources"].(map[string]any)["Other"] = map[string]any{"Type": "AWS::Other::Thing"}
			},
			"knows no resource type AWS::Other::Thing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := "ProdStack"
			if strings.HasPrefix(name, "a pipeline") || strings.HasPrefix(name, "a build") {
				stack = "DevStack"
			}
			bent := golden(t, stack)
			bent.unname()
			test.bend(bent)
			reasons := deploy(t, client, fmt.Sprintf("Stack%d", time.Now().UnixNano()), bent)
			if test.want == "" && reasons != "" || !strings.Contains(reasons, test.want) {
				t.Errorf("got %q, want %q", reasons, test.want)
			}
		})
	}
}
