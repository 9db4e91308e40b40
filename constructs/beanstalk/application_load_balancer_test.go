package beanstalk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"

// defineBalancer puts a load balancer with the given properties into a stack of its own.
func defineBalancer(props beanstalk.LoadBalancerProps) (awscdk.Stack, *beanstalk.LoadBalancer) {
	stack := cdktest.NewStack(nil)
	if props.Vpc == nil {
		props.Vpc = cdktest.Vpc(stack)
	}
	return stack, beanstalk.NewLoadBalancer(stack, jsii.String("Front"), &props)
}

// sole is the only resource of a type.
func sole(t *testing.T, stack awscdk.Stack, kind string) cdktest.Resource {
	t.Helper()
	var found []cdktest.Resource
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type == kind {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("the stack has %d of %s, want one", len(found), kind)
	}
	return found[0]
}

// attributes are those of the only load balancer in a stack.
func attributes(t *testing.T, stack awscdk.Stack) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, a := range sole(t, stack, "AWS::ElasticLoadBalancingV2::LoadBalancer").Properties["LoadBalancerAttributes"].([]any) {
		attribute := a.(map[string]any)
		all[attribute["Key"].(string)] = strings.Trim(cdktest.Text(attribute["Value"]), `"`)
	}
	return all
}

// listeners maps the ports of a load balancer to their protocol, policy and default answer.
func listeners(t *testing.T, stack awscdk.Stack) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type == "AWS::ElasticLoadBalancingV2::Listener" {
			p := r.Properties
			all[cdktest.Text(p["Port"])] = cdktest.Text([]any{p["Protocol"], p["SslPolicy"], p["DefaultActions"]})
		}
	}
	return all
}

const nobody = `[{"FixedResponseConfig":{"ContentType":"text/plain","MessageBody":"Not found","StatusCode":"404"},"Type":"fixed-response"}]`

func TestLoadBalancerDefaults(t *testing.T) {
	stack, balancer := defineBalancer(beanstalk.LoadBalancerProps{})
	resource := sole(t, stack, "AWS::ElasticLoadBalancingV2::LoadBalancer")
	if got := resource.Properties["Scheme"]; got != "internet-facing" {
		t.Errorf("the scheme is %v", got)
	}
	if !slices.ContainsFunc(resource.DependsOn, func(id string) bool { return strings.HasPrefix(id, "FrontAccessLogsPolicy") }) {
		t.Errorf("the load balancer waits for %v, want the policy of its log bucket among them", resource.DependsOn)
	}
	wantAttributes := map[string]string{
		"deletion_protection.enabled": "true", "idle_timeout.timeout_seconds": "60",
		"routing.http.drop_invalid_header_fields.enabled": "true", "access_logs.s3.enabled": "true",
		"access_logs.s3.bucket": attributes(t, stack)["access_logs.s3.bucket"], "access_logs.s3.prefix": "load-balancer",
	}
	if diff := cmp.Diff(wantAttributes, attributes(t, stack)); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"80": `["HTTP",null,` + nobody + `]`}, listeners(t, stack)); diff != "" {
		t.Errorf("listeners (-want +got):\n%s", diff)
	}
	policy := cdktest.Text(sole(t, stack, "AWS::S3::BucketPolicy").Properties)
	for _, part := range []string{`"Service":"logdelivery.elasticloadbalancing.amazonaws.com"`, `/load-balancer/AWSLogs/`, `:loadbalancer/*`} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy of the log bucket lacks %s: %s", part, policy)
		}
	}
	group := sole(t, stack, "AWS::EC2::SecurityGroup").Properties
	if in := cdktest.Text(group["SecurityGroupIngress"]); strings.Count(in, "CidrIp") != 1 || !strings.Contains(in, `"FromPort":80`) {
		t.Errorf("visitors enter by %s, want port 80 from everywhere", in)
	}
	if out := cdktest.Text(group["SecurityGroupEgress"]); !strings.Contains(out, "255.255.255.255/32") {
		t.Errorf("the load balancer sends to %s, want nobody", out)
	}
	if balancer.HttpsListener != nil || balancer.WebAclAssociation != nil || balancer.HttpListener == nil || balancer.AccessLogs == nil {
		t.Errorf("handles are not those of what there is: %+v", balancer)
	}
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::WAFv2::WebACLAssociation": 0, "AWS::S3::Bucket": 1})
}

func TestLoadBalancerCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := cdktest.Vpc(stack)
	first := awsec2.NewSecurityGroup(stack, jsii.String("First"), &awsec2.SecurityGroupProps{Vpc: vpc})
	second := awsec2.NewSecurityGroup(stack, jsii.String("Second"), &awsec2.SecurityGroupProps{Vpc: vpc})
	balancer := beanstalk.NewLoadBalancer(stack, jsii.String("Front"), &beanstalk.LoadBalancerProps{
		Vpc:                vpc,
		CertificateArns:    jsii.Strings(certificate, certificate+"2"),
		Subnets:            &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS},
		SecurityGroups:     &[]awsec2.ISecurityGroup{first, second},
		WebAclArn:          jsii.String("arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/0a1b"),
		IdleTimeoutSeconds: jsii.Number(300),
		AccessLogs:         awss3.Bucket_FromBucketName(stack, jsii.String("Logs"), jsii.String("acme-logs")),
		DeletionProtection: jsii.Bool(false),
	})
	resource := sole(t, stack, "AWS::ElasticLoadBalancingV2::LoadBalancer").Properties
	if resource["Scheme"] != "internal" || len(resource["SecurityGroups"].([]any)) != 2 {
		t.Errorf("the load balancer is %v with the groups %v", resource["Scheme"], resource["SecurityGroups"])
	}
	expect(t, attributes(t, stack), map[string]string{
		"deletion_protection.enabled": "false", "idle_timeout.timeout_seconds": "300", "access_logs.s3.bucket": "acme-logs",
	})
	redirect := `[{"RedirectConfig":{"Port":"443","Protocol":"HTTPS","StatusCode":"HTTP_301"},"Type":"redirect"}]`
	if diff := cmp.Diff(map[string]string{
		"80": `["HTTP",null,` + redirect + `]`, "443": `["HTTPS","ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",` + nobody + `]`,
	}, listeners(t, stack)); diff != "" {
		t.Errorf("listeners (-want +got):\n%s", diff)
	}
	further := sole(t, stack, "AWS::ElasticLoadBalancingV2::ListenerCertificate").Properties["Certificates"]
	if got := cdktest.Text(further); !strings.Contains(got, "0a1b2") {
		t.Errorf("the second certificate is %s", got)
	}
	association := sole(t, stack, "AWS::WAFv2::WebACLAssociation").Properties
	if association["WebACLArn"] != "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/0a1b" || association["ResourceArn"] == nil {
		t.Errorf("the web ACL is associated as %v", association)
	}
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::S3::Bucket": 0, "AWS::EC2::SecurityGroup": 2})
	if balancer.HttpsListener == nil || balancer.WebAclAssociation == nil {
		t.Error("handles are missing")
	}
}

// What keeps its logs keeps its address.
func TestDeletionProtectionFollowsTheRemovalPolicy(t *testing.T) {
	for policy, want := range map[awscdk.RemovalPolicy]string{
		"": "true", awscdk.RemovalPolicy_RETAIN: "true", awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE: "true",
		awscdk.RemovalPolicy_DESTROY: "false",
	} {
		stack, _ := defineBalancer(beanstalk.LoadBalancerProps{RemovalPolicy: policy})
		if got := attributes(t, stack)["deletion_protection.enabled"]; got != want {
			t.Errorf("%q: deletion protection is %s, want %s", policy, got, want)
		}
	}
}

func TestLoadBalancerAdmitsItsVisitors(t *testing.T) {
	stack, _ := defineBalancer(beanstalk.LoadBalancerProps{
		CertificateArns: jsii.Strings(certificate), AllowFrom: jsii.Strings("203.0.113.0/24"), Internal: jsii.Bool(true),
	})
	group := sole(t, stack, "AWS::EC2::SecurityGroup").Properties
	in := cdktest.Text(group["SecurityGroupIngress"])
	if strings.Count(in, `"CidrIp":"203.0.113.0/24"`) != 2 || strings.Contains(in, "0.0.0.0/0") {
		t.Errorf("visitors enter by %s, want the office by two ports", in)
	}
	stack, _ = defineBalancer(beanstalk.LoadBalancerProps{AllowFrom: jsii.Strings()})
	if in := sole(t, stack, "AWS::EC2::SecurityGroup").Properties["SecurityGroupIngress"]; in != nil {
		t.Errorf("visitors enter by %v, want nobody", in)
	}
}

func TestLoadBalancerMetrics(t *testing.T) {
	stack, balancer := defineBalancer(beanstalk.LoadBalancerProps{})
	for id, metric := range map[string]awscloudwatch.IMetric{
		"Errors":    balancer.Metrics().HttpCodeTarget(awselasticloadbalancingv2.HttpCodeTarget_TARGET_5XX_COUNT, nil),
		"Latency":   balancer.Metrics().TargetResponseTime(nil),
		"Unhealthy": balancer.MetricUnHealthyHostCount(nil),
	} {
		awscloudwatch.NewAlarm(stack, &id, &awscloudwatch.AlarmProps{
			Metric: metric, Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(1),
		})
	}
	template := cdktest.JSON(t, assertions.Template_FromStack(stack, nil))
	for _, part := range []string{
		`"HTTPCode_Target_5XX_Count"`, `"TargetResponseTime"`, "SELECT MAX(UnHealthyHostCount)", `"LoadBalancerFullName"`,
	} {
		if !strings.Contains(template, part) {
			t.Errorf("no alarm has %s", part)
		}
	}
}

// refuses expects one line for each problem of a load balancer.
func refuses(t *testing.T, stack awscdk.Stack, props *beanstalk.LoadBalancerProps, want ...string) {
	t.Helper()
	got := strings.Split(cdktest.Rejection(func() { beanstalk.NewLoadBalancer(stack, jsii.String("Front"), props) }), "\n")
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], "Test/Stack/Front: ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if stack.Node().TryFindChild(jsii.String("Front")) != nil {
		t.Error("a construct is left behind")
	}
}

// What somebody who has not read the documentation would write first.
func TestLoadBalancerWrongUses(t *testing.T) {
	type P = beanstalk.LoadBalancerProps
	stack := awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
	})
	vpc := cdktest.Vpc(stack)
	group := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Group"), jsii.String("sg-1"), nil)
	var ranges []*string
	for i := range 31 {
		ranges = append(ranges, jsii.Sprintf("203.0.113.%d/32", i))
	}
	for name, test := range map[string]struct {
		props P
		want  string
	}{
		"a certificate of CloudFront's region": {
			P{CertificateArns: jsii.Strings("arn:aws:acm:us-east-1:111122223333:certificate/0a1b")},
			`CertificateArns[0] must be of region "eu-central-1", got "us-east-1"; name one of the same region`,
		},
		"a web ACL for CloudFront": {
			P{WebAclArn: jsii.String("arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/0a1b")},
			`WebAclArn must be that of a web ACL of scope REGIONAL, got "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/0a1b"; ` +
				"one of scope CLOUDFRONT is for Amazon CloudFront only",
		},
		"the name of a web ACL": {
			P{WebAclArn: jsii.String("shop")},
			"WebAclArn must be an ARN such as arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/NAME/ID, got \"shop\"",
		},
		"a web ACL of another region": {
			P{WebAclArn: jsii.String("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b")},
			`WebAclArn must be of region "eu-central-1", got "eu-west-1"; name one of the same region`,
		},
		"no certificates": {
			P{CertificateArns: jsii.Strings()},
			"CertificateArns must be left out for plain HTTP, or name one or more, got an empty list",
		},
		"a certificate twice": {
			P{CertificateArns: jsii.Strings(certificate, certificate)},
			`CertificateArns[1] must be different from CertificateArns[0], got "` + certificate + `"`,
		},
		"visitors beside groups": {
			P{SecurityGroups: &[]awsec2.ISecurityGroup{group}, AllowFrom: jsii.Strings("203.0.113.0/24")},
			"AllowFrom must be left out where SecurityGroups are given; say it in the groups",
		},
		"a group as a visitor": {
			P{AllowFrom: jsii.Strings("sg-1")},
			`AllowFrom[0] must be a range such as 203.0.113.0/24, or the id of a prefix list, got "sg-1"; ` +
				"admit a security group with Connections().AllowFrom on the environment",
		},
		"more visitors than a group takes": {
			P{AllowFrom: &ranges, CertificateArns: jsii.Strings(certificate)},
			"AllowFrom must be at most 30 ranges, each a rule on port 80 and 443, of which a security group has 60 unless the quota is raised, " +
				"got 31; merge ranges, or give groups of your own in SecurityGroups",
		},
		"one subnet": {
			P{Subnets: &awsec2.SubnetSelection{AvailabilityZones: jsii.Strings(*(*vpc.AvailabilityZones())[0])}},
			"Subnets must be at least 2, each in a zone of its own, got 1",
		},
		"a timeout of an hour and more": {
			P{IdleTimeoutSeconds: jsii.Number(4001)}, "IdleTimeoutSeconds must be a whole number from 1 to 4000, got 4001",
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Vpc = vpc
			refuses(t, stack, &test.props, test.want)
		})
	}
	t.Run("nothing", func(t *testing.T) {
		refuses(t, stack, nil, "Vpc must be given, got nil; use one made by network.NewNetwork, or any other")
	})
}

// What a VPC tells of its subnets and zones is judged as it is for a load balancer of an environment's own.
func TestLoadBalancerInAnExistingVpc(t *testing.T) {
	stack := cdktest.NewStack(nil)
	existing := func(id string, attributes *awsec2.VpcAttributes) awsec2.IVpc {
		attributes.VpcId, attributes.AvailabilityZones = jsii.String("vpc-0a1b"), jsii.Strings("eu-west-1a", "eu-west-1b")
		return awsec2.Vpc_FromVpcAttributes(stack, &id, attributes)
	}
	inside := existing("Inside", &awsec2.VpcAttributes{PrivateSubnetIds: jsii.Strings("subnet-0a", "subnet-0b")})
	wide := existing("Wide", &awsec2.VpcAttributes{
		PublicSubnetIds: jsii.Strings("subnet-1a", "subnet-1b", "subnet-2a", "subnet-2b"), PublicSubnetNames: jsii.Strings("Web", "Front"),
	})
	refuses(t, stack, &beanstalk.LoadBalancerProps{Vpc: inside},
		"Subnets must be given, since the VPC has no public subnets, got nil; "+
			"set Internal for one inside the VPC, or use a VPC with public subnets")
	refuses(t, stack, &beanstalk.LoadBalancerProps{Vpc: wide, Subnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}},
		`Subnets must be in zones of their own, got two in "eu-west-1a"; set OnePerAz, or name one for each zone`)
	for id, props := range map[string]*beanstalk.LoadBalancerProps{
		"Private": {Vpc: inside, Internal: jsii.Bool(true)}, "Public": {Vpc: wide},
	} {
		balancer := beanstalk.NewLoadBalancer(stack, &id, props)
		resource := balancer.Resource.Node().DefaultChild().(awselasticloadbalancingv2.CfnLoadBalancer)
		if n := len(*resource.Subnets()); n != 2 {
			t.Errorf("%s: the load balancer has %d subnets, want one for each zone", id, n)
		}
	}
}
