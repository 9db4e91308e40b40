package beanstalk

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// LoadBalancer is an Application Load Balancer of the app's own, for the environments that name it in a
// [SharedLoadBalancer]: several services on one address, a web ACL, and an address that stays when an environment is
// replaced. Header fields with invalid names are dropped, and a host that no environment has is answered with 404.
//
// A DNS record of yours points each host to it, wherever the environments are:
//
//	awsroute53.NewARecord(stack, jsii.String("Record"), &awsroute53.ARecordProps{
//		Zone: zone, RecordName: jsii.String("shop"),
//		Target: awsroute53.RecordTarget_FromAlias(awsroute53targets.NewLoadBalancerTarget(loadBalancer.Resource, nil)),
//	})
//
// Nothing of this has been verified on AWS. What is reported to go wrong there is told at [SharedLoadBalancer].
type LoadBalancer struct {
	constructs.Construct
	// Resource is the load balancer itself.
	Resource awselasticloadbalancingv2.ApplicationLoadBalancer
	// HttpListener is that of port 80: it redirects to HTTPS where there is a certificate.
	HttpListener awselasticloadbalancingv2.ApplicationListener
	// HttpsListener is that of port 443; nil without a certificate.
	HttpsListener awselasticloadbalancingv2.ApplicationListener
	// AccessLogs is the bucket of the access logs.
	AccessLogs awss3.IBucket
	// WebAclAssociation is what puts the web ACL in front; nil without one.
	WebAclAssociation awscdk.CfnResource

	vpc      awsec2.IVpc
	subnets  subnets
	internal bool
	tenants  []tenant
}

var _ awsec2.IConnectable = (*LoadBalancer)(nil)

// NewLoadBalancer defines
//   - the load balancer, with deletion protection where its logs are retained
//   - a listener on port 80 and, with a certificate, one on port 443 to which it redirects
//   - a security group that admits the visitors, and sends only to the instances behind it
//   - an encrypted bucket for the access logs, whose policy the load balancer waits for
//   - the association with a web ACL, where one is given
//
// It panics with every problem at once, both those that Validate finds and those of the subnets.
func NewLoadBalancer(scope constructs.Construct, id *string, props *LoadBalancerProps) *LoadBalancer {
	p := prop.Or(props, LoadBalancerProps{})
	var problems prop.Problems
	p.validate(&problems)
	place := balancerPlace{vpc: p.Vpc, given: p.Subnets, internal: p.Internal}
	var found subnets
	if !prop.IsNil(p.Vpc) {
		found = place.find(&problems)
		p.validateVpc(&problems, scope, found)
	}
	p.validateTree(&problems, scope)
	cdk.Reject("NewLoadBalancer", scope, id, problems.Err())

	l := &LoadBalancer{vpc: p.Vpc, subnets: found, internal: prop.Or(p.Internal, !found.public)}
	cdk.Define("NewLoadBalancer", l, scope, id)
	groups := prop.Or(p.SecurityGroups, nil)
	if groups == nil {
		groups = []awsec2.ISecurityGroup{l.newSecurityGroup(p.Vpc)}
	}
	l.Resource = awselasticloadbalancingv2.NewApplicationLoadBalancer(l, jsii.String("Resource"), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{
		Vpc:                     p.Vpc,
		VpcSubnets:              place.selection(),
		InternetFacing:          jsii.Bool(!l.internal),
		SecurityGroup:           groups[0],
		IpAddressType:           awselasticloadbalancingv2.IpAddressType_IPV4,
		DropInvalidHeaderFields: jsii.Bool(true),
		DeletionProtection:      jsii.Bool(prop.Or(p.DeletionProtection, p.RemovalPolicy != awscdk.RemovalPolicy_DESTROY)),
	})
	// The CDK would write a number that only the deployment knows as what stands for it.
	l.Resource.SetAttribute(jsii.String("idle_timeout.timeout_seconds"), jsii.String(numberText(prop.Or(p.IdleTimeoutSeconds, 60))))
	for _, group := range groups[1:] {
		l.Resource.AddSecurityGroup(group)
	}
	p.entrance().admit(l, l.Connections())
	l.defineAccessLogs(&p)
	l.defineListeners(&p)
	if p.WebAclArn != nil {
		l.WebAclAssociation = awscdk.NewCfnResource(l, jsii.String("WebAclAssociation"), &awscdk.CfnResourceProps{
			Type:       jsii.String("AWS::WAFv2::WebACLAssociation"),
			Properties: &map[string]any{"ResourceArn": l.Resource.LoadBalancerArn(), "WebACLArn": p.WebAclArn},
		})
	}
	return l
}

// newSecurityGroup defines a group that sends nowhere until an environment adds its instances. The CDK says so with a rule
// that it takes back once another stack adds one; without any, Amazon EC2 would let everything out.
func (l *LoadBalancer) newSecurityGroup(vpc awsec2.IVpc) awsec2.ISecurityGroup {
	group := awsec2.NewSecurityGroup(l, jsii.String("SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:                vpc,
		Description:        jsii.String("Load balancer of several environments"),
		AllowAllOutbound:   jsii.Bool(false),
		DisableInlineRules: jsii.Bool(false),
	})
	group.Node().DefaultChild().(awsec2.CfnSecurityGroup).AddPropertyOverride(jsii.String("SecurityGroupEgress"), []any{map[string]any{
		"CidrIp": "255.255.255.255/32", "Description": "Disallow all traffic", "FromPort": 252, "IpProtocol": "icmp", "ToPort": 86,
	}})
	return group
}

// defineAccessLogs turns access logs on. Elastic Load Balancing tries to write at once, so the bucket's policy must exist
// before; the CDK's own method needs to know the region.
func (l *LoadBalancer) defineAccessLogs(p *LoadBalancerProps) {
	l.AccessLogs = p.AccessLogs
	if l.AccessLogs == nil {
		l.AccessLogs = newAccessLogs(l, p.RemovalPolicy, prop.Or(p.LogRetentionDays, 90), accessLogsPrefix)
	}
	l.Resource.SetAttribute(jsii.String("access_logs.s3.enabled"), jsii.String("true"))
	l.Resource.SetAttribute(jsii.String("access_logs.s3.bucket"), l.AccessLogs.BucketName())
	l.Resource.SetAttribute(jsii.String("access_logs.s3.prefix"), jsii.String(accessLogsPrefix))
	l.Resource.Node().AddDependency(l.AccessLogs)
}

// defineListeners defines the listeners. Their default answers are for hosts that no environment has.
func (l *LoadBalancer) defineListeners(p *LoadBalancerProps) {
	nobody := awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(404), &awselasticloadbalancingv2.FixedResponseOptions{
		ContentType: jsii.String("text/plain"), MessageBody: jsii.String("Not found"),
	})
	answer := nobody
	if p.secure() {
		answer = awselasticloadbalancingv2.ListenerAction_Redirect(&awselasticloadbalancingv2.RedirectOptions{
			Protocol: jsii.String("HTTPS"), Port: jsii.String("443"), Permanent: jsii.Bool(true),
		})
	}
	l.HttpListener = l.Resource.AddListener(jsii.String("Http"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
		Port: jsii.Number(80), Protocol: awselasticloadbalancingv2.ApplicationProtocol_HTTP, Open: jsii.Bool(false), DefaultAction: answer,
	})
	if !p.secure() {
		return
	}
	var certificates []awselasticloadbalancingv2.IListenerCertificate
	for _, arn := range *p.CertificateArns {
		certificates = append(certificates, awselasticloadbalancingv2.ListenerCertificate_FromArn(arn))
	}
	l.HttpsListener = l.Resource.AddListener(jsii.String("Https"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
		Port: jsii.Number(443), Protocol: awselasticloadbalancingv2.ApplicationProtocol_HTTPS, Open: jsii.Bool(false), DefaultAction: nobody,
		Certificates: &certificates, SslPolicy: awselasticloadbalancingv2.SslPolicy_TLS13_12_RES_PQ,
	})
}

// Connections are those of the load balancer. To let an environment in another stack reach it, begin with the environment,
// environment.Connections().AllowTo(loadBalancer, ...), as [Environment.Connections] says.
func (l *LoadBalancer) Connections() awsec2.Connections { return l.Resource.Connections() }

// Metrics are those of the load balancer, for all environments behind it together, such as HttpCodeTarget, HttpCodeElb
// and TargetResponseTime.
func (l *LoadBalancer) Metrics() awselasticloadbalancingv2.IApplicationLoadBalancerMetrics {
	return l.Resource.Metrics()
}

// MetricUnHealthyHostCount is how many instances fail the load balancer's health check, the most in any environment
// behind it. Elastic Load Balancing counts them by target group, and Elastic Beanstalk makes those, so it is a query of
// CloudWatch Metrics Insights, which an alarm may have and which is charged by the metrics that it reads.
func (l *LoadBalancer) MetricUnHealthyHostCount(props *awscloudwatch.MathExpressionOptions) awscloudwatch.MathExpression {
	of := prop.Or(props, awscloudwatch.MathExpressionOptions{})
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: jsii.String(`SELECT MAX(UnHealthyHostCount) FROM SCHEMA("AWS/ApplicationELB", LoadBalancer, TargetGroup) WHERE LoadBalancer = '` +
			*l.Resource.LoadBalancerFullName() + `'`),
		Color: of.Color, Label: of.Label, Period: of.Period, SearchAccount: of.SearchAccount, SearchRegion: of.SearchRegion,
	})
}

// tenant is an environment behind the load balancer.
type tenant struct {
	path     string
	hosts    []string
	priority float64
}

// port is that of the listener behind which environments are.
func (l *LoadBalancer) port() string {
	if l.HttpsListener != nil {
		return "443"
	}
	return "80"
}

// needs are what an environment behind the load balancer waits for, and what must outlive it: the listeners, and the
// groups with their rules.
func (l *LoadBalancer) needs() []constructs.IDependable {
	needs := []constructs.IDependable{l.HttpListener}
	if l.HttpsListener != nil {
		needs = append(needs, l.HttpsListener)
	}
	for _, group := range *l.Connections().SecurityGroups() {
		needs = append(needs, group)
	}
	return needs
}
