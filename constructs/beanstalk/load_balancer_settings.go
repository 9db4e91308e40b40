package beanstalk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
)

// loadBalancerTables are the option settings of a load balancer.
func (r *resolved) loadBalancerTables() []table {
	b := r.balancer
	if b == nil {
		return nil
	}
	var scheme *string
	if b.Internal != nil {
		scheme = new(schemeOf(*b.Internal))
	}
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
		{httpListener, []row{
			{name: "DefaultProcess", otherwise: "default"},
			{name: "ListenerEnabled", otherwise: strconv.FormatBool(r.opensHTTP())},
			{name: "Protocol", otherwise: "HTTP"},
		}},
		r.processTable(b.HealthCheckPath),
	}
	if r.encrypts() {
		tables = append(tables, table{httpsListener, []row{
			{name: "DefaultProcess", otherwise: "default"},
			{name: "ListenerEnabled", otherwise: "true"},
			{name: "Protocol", otherwise: "HTTPS"},
			{name: "SSLCertificateArns", field: "LoadBalancer.CertificateArn", given: b.CertificateArn, reference: b.CertificateArn == nil},
			{name: "SSLPolicy", otherwise: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"},
		}})
	}
	return append(tables, r.redirectTables()...)
}

// processTable is what the load balancer sends to, and how it asks whether instances are healthy.
func (r *resolved) processTable(path *string) table {
	if path != nil && *path == "" {
		path = nil
	}
	interval, timeout := r.healthCheck()
	return table{processPrefix + "default", []row{
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
	}}
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

// listenerPorts are the ports on which visitors reach the load balancer: those of its listeners that are not off, of which
// the default one has port 80.
func (r *resolved) listenerPorts() []int {
	var ports []int
	if !r.off(httpListener, "ListenerEnabled") {
		ports = []int{80}
	}
	for _, setting := range r.settings.All() {
		name, is := strings.CutPrefix(setting.Namespace, listenerPrefix)
		port, err := strconv.Atoi(name)
		if is && err == nil && !slices.Contains(ports, port) && !r.off(setting.Namespace, "ListenerEnabled") {
			ports = append(ports, port)
		}
	}
	return ports
}

// processPorts are the ports on which the load balancer reaches the instances, whoever defined the processes, each once.
func (r *resolved) processPorts() []int {
	var ports []int
	seen := map[string]bool{}
	for _, setting := range r.settings.All() {
		if !strings.HasPrefix(setting.Namespace, processPrefix) || seen[setting.Namespace] {
			continue
		}
		seen[setting.Namespace] = true
		value := "80"
		if given, ok := r.settings.Get(setting.Namespace, "Port"); ok && given.Value != "" {
			value = given.Value
		}
		if port, err := strconv.Atoi(value); err == nil && !slices.Contains(ports, port) {
			ports = append(ports, port)
		}
	}
	return ports
}

// off reports whether an option is turned off.
func (r *resolved) off(namespace, name string) bool {
	setting, _ := r.settings.Get(namespace, name)
	return strings.EqualFold(setting.Value, "false")
}

// accessLogs is the bucket for access logs, given or defined, and nil if they are turned off.
func accessLogs(scope constructs.Construct, r *resolved) awss3.IBucket {
	if r.off("aws:elbv2:loadbalancer", "AccessLogsS3Enabled") {
		return nil
	}
	if r.balancer.AccessLogs != nil {
		return r.balancer.AccessLogs
	}
	prefix, _ := r.settings.Get("aws:elbv2:loadbalancer", "AccessLogsS3Prefix")
	return newAccessLogs(scope, r.props.RemovalPolicy, r.logRetentionDays(), prefix.Value)
}
