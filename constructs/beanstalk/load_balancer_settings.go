package beanstalk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
)

// accessLogsPrefix is the folder of the load balancer's logs in their bucket; it must not contain "AWSLogs".
const accessLogsPrefix = "load-balancer"

// loadBalancerTables are the option settings of a load balancer.
func (r *resolved) loadBalancerTables() []table {
	b := r.balancer
	if b == nil {
		return nil
	}
	path := b.HealthCheckPath
	if path != nil && *path == "" {
		path = nil
	}
	var scheme *string
	if b.Internal != nil {
		scheme = new(schemeOf(*b.Internal))
	}
	interval, timeout := r.healthCheck()
	tables := []table{
		{environmentNamespace, []row{{name: "LoadBalancerType", otherwise: "application", field: "LoadBalancer"}}},
		{"aws:ec2:vpc", []row{
			{name: "ELBScheme", field: "LoadBalancer.Internal", given: scheme, reference: scheme == nil},
			{name: "ELBSubnets", reference: true},
		}},
		{"aws:elbv2:loadbalancer", []row{
			{name: "AccessLogsS3Bucket", reference: true},
			{name: "AccessLogsS3Enabled", otherwise: "true"},
			{name: "AccessLogsS3Prefix", otherwise: accessLogsPrefix},
			{name: "IdleTimeout", otherwise: "60"},
			{name: "IpAddressType", otherwise: "ipv4"},
			{name: "ManagedSecurityGroup", reference: true},
			{name: "SecurityGroups", reference: true},
		}},
		{"aws:elbv2:listener:default", []row{
			{name: "DefaultProcess", otherwise: "default"},
			{name: "ListenerEnabled", otherwise: strconv.FormatBool(b.CertificateArn == nil)},
			{name: "Protocol", otherwise: "HTTP"},
		}},
		{processPrefix + "default", []row{
			{name: "DeregistrationDelay", otherwise: "20"},
			{name: "HealthCheckInterval", otherwise: interval},
			{name: "HealthCheckPath", otherwise: "/", field: "LoadBalancer.HealthCheckPath", given: path},
			{name: "HealthCheckTimeout", otherwise: timeout},
			{name: "HealthyThresholdCount", otherwise: "3"},
			{name: "MatcherHTTPCode", otherwise: "200"},
			{name: "Port", otherwise: "80", field: "InstancePort", given: number(r.props.InstancePort)},
			{name: "Protocol", otherwise: "HTTP"},
			{name: "StickinessEnabled", otherwise: "false"},
			{name: "UnhealthyThresholdCount", otherwise: "5"},
		}},
	}
	if b.CertificateArn != nil {
		tables = append(tables, table{"aws:elbv2:listener:443", []row{
			{name: "DefaultProcess", otherwise: "default"},
			{name: "ListenerEnabled", otherwise: "true"},
			{name: "Protocol", otherwise: "HTTPS"},
			{name: "SSLCertificateArns", field: "LoadBalancer.CertificateArn", given: b.CertificateArn},
			{name: "SSLPolicy", otherwise: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"},
		}})
	}
	return tables
}

// healthCheck is how often the load balancer asks an instance, and how long it waits for the answer, in seconds. The
// wait must be the shorter one.
func (r *resolved) healthCheck() (interval, timeout string) {
	const process = processPrefix + "default"
	interval, timeout = r.said(process, "HealthCheckInterval", "15"), r.said(process, "HealthCheckTimeout", "5")
	i, err1 := strconv.Atoi(interval)
	t, err2 := strconv.Atoi(timeout)
	switch {
	case err1 != nil || err2 != nil:
		return "15", "5" // the option rules say what is wrong
	case i <= t && i > 2 && r.said(process, "HealthCheckTimeout", "") == "":
		timeout = strconv.Itoa(i - 1)
	case i <= t && r.said(process, "HealthCheckInterval", "") == "":
		interval = strconv.Itoa(t + 1)
	}
	return interval, timeout
}

func schemeOf(internal bool) string {
	if internal {
		return "internal"
	}
	return "public"
}

// processPorts are the ports on which the load balancer reaches the instances, whoever defined the processes.
func (r *resolved) processPorts() []int { return r.ports(processPrefix, "Port", "80") }

// listenerPorts are the ports on which visitors reach the load balancer: 80 unless its listener is off,
// 443, and those of further listeners.
func (r *resolved) listenerPorts() []int {
	ports := []int{443}
	if enabled, _ := r.settings.Get(listenerPrefix+"default", "ListenerEnabled"); !strings.EqualFold(enabled.Value, "false") {
		ports = []int{80, 443}
	}
	for _, setting := range r.settings.All() {
		name, is := strings.CutPrefix(setting.Namespace, listenerPrefix)
		if port, err := strconv.Atoi(name); is && err == nil && !slices.Contains(ports, port) {
			if enabled, _ := r.settings.Get(setting.Namespace, "ListenerEnabled"); !strings.EqualFold(enabled.Value, "false") {
				ports = append(ports, port)
			}
		}
	}
	return ports
}

// ports are the values of an option in all namespaces with a prefix, each once, in namespace order.
func (r *resolved) ports(prefix, name, otherwise string) []int {
	var ports []int
	seen := map[string]bool{}
	for _, setting := range r.settings.All() {
		if !strings.HasPrefix(setting.Namespace, prefix) || seen[setting.Namespace] {
			continue
		}
		seen[setting.Namespace] = true
		value := otherwise
		if given, ok := r.settings.Get(setting.Namespace, name); ok && given.Value != "" {
			value = given.Value
		}
		if port, err := strconv.Atoi(value); err == nil && !slices.Contains(ports, port) {
			ports = append(ports, port)
		}
	}
	return ports
}

// accessLogs is the bucket for access logs, given or defined, and nil if they are turned off. Elastic Load Balancing
// accepts only Amazon S3's own keys, and the policy names its log delivery service rather than the regional accounts
// (AWS page "Enable access logs for your Application Load Balancer").
func accessLogs(scope constructs.Construct, r *resolved) awss3.IBucket {
	if enabled, _ := r.settings.Get("aws:elbv2:loadbalancer", "AccessLogsS3Enabled"); strings.EqualFold(enabled.Value, "false") {
		return nil
	}
	if r.balancer.AccessLogs != nil {
		return r.balancer.AccessLogs
	}
	removal, emptied := cdk.Removal(r.props.RemovalPolicy)
	bucket := awss3.NewBucket(scope, jsii.String("AccessLogs"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		LifecycleRules:    &[]*awss3.LifecycleRule{{Expiration: awscdk.Duration_Days(jsii.Number(r.logRetentionDays()))}},
		RemovalPolicy:     removal,
		AutoDeleteObjects: emptied,
	})
	account := *awscdk.Aws_ACCOUNT_ID()
	prefix, _ := r.settings.Get("aws:elbv2:loadbalancer", "AccessLogsS3Prefix")
	bucket.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("logdelivery.elasticloadbalancing.amazonaws.com"), nil)},
		Actions:    jsii.Strings("s3:PutObject"),
		Resources:  &[]*string{bucket.ArnForObjects(jsii.String(prefix.Value + "/AWSLogs/" + account + "/*"))},
		Conditions: &map[string]any{"ArnLike": map[string]string{
			"aws:SourceArn": fmt.Sprintf("arn:%s:elasticloadbalancing:%s:%s:loadbalancer/*", *awscdk.Aws_PARTITION(), *awscdk.Aws_REGION(), account),
		}},
	}))
	return bucket
}
