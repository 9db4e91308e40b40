package options

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

const (
	albPage    = guide + "environments-cfg-alb.html"
	nlbPage    = guide + "environments-cfg-nlb.html"
	sharedPage = guide + "environments-cfg-alb-shared.html"
)

// loadBalancerRules judge application and network load balancers and the processes behind them.
var loadBalancerRules = []rule{
	{Rule: Rule{ID: "shared-load-balancer-missing", Severity: SeverityError,
		Summary: "LoadBalancerIsShared comes with SharedLoadBalancer.", Doc: sharedPage}, scope: standardTiers, check: sharedMissing},
	{Rule: Rule{ID: "access-logs-bucket-missing", Severity: SeverityError,
		Summary: "AccessLogsS3Enabled comes with AccessLogsS3Bucket.", Doc: albPage}, scope: standardTiers, check: accessLogs},
	{Rule: Rule{ID: "dualstack-load-balancer", Severity: SeverityError,
		Summary: "IpAddressType dualstack is for application and network load balancers."}, scope: standardTiers, check: dualstack},
	{Rule: Rule{ID: "load-balancer-subnets", Severity: SeverityWarning,
		Summary: "An Application Load Balancer has subnets in two Availability Zones.", Doc: albPage}, scope: standardTiers, check: balancerSubnets},
	{Rule: Rule{ID: "process-protocol", Severity: SeverityError,
		Summary: "A process speaks HTTP or HTTPS behind an Application Load Balancer, and TCP behind a Network Load Balancer."}, scope: standardTiers, check: processProtocol},
	{Rule: Rule{ID: "process-health-check-timeout", Severity: SeverityError,
		Summary: "HealthCheckTimeout is below HealthCheckInterval."}, scope: standardTiers, check: processTimeout},
	{Rule: Rule{ID: "network-health-check-interval", Severity: SeverityError,
		Summary: "HealthCheckInterval is 10 or 30 behind a Network Load Balancer.", Doc: nlbPage}, scope: standardTiers, check: networkInterval},
	{Rule: Rule{ID: "network-health-check-thresholds", Severity: SeverityWarning,
		Summary: "UnhealthyThresholdCount equals HealthyThresholdCount behind a Network Load Balancer.", Doc: nlbPage}, scope: standardTiers, check: networkThresholds},
	{Rule: Rule{ID: "matcher-codes", Severity: SeverityError,
		Summary: "MatcherHTTPCode is 200 to 499 behind an Application Load Balancer and 200 to 399 behind a Network Load Balancer."}, scope: standardTiers, check: matcherCodes},
}

func sharedMissing(v *view, r *reporter) {
	shared := v.get(nsEnvironment, "LoadBalancerIsShared")
	if shared.is("true") && v.loadBalancer == application && v.get(nsBalancer, "SharedLoadBalancer").missing() {
		r.problem(shared.setting, shared.label()+" must come with SharedLoadBalancer when it is true, got nothing", "set "+nsBalancer+" SharedLoadBalancer to the load balancer's ARN")
	}
}

func accessLogs(v *view, r *reporter) {
	enabled := v.get(nsBalancer, "AccessLogsS3Enabled")
	if enabled.set && enabled.is("true") && enabled.obstacle.rule == "" && v.get(nsBalancer, "AccessLogsS3Bucket").missing() {
		r.problem(enabled.setting, enabled.label()+" must come with AccessLogsS3Bucket when it is true, got nothing", "set AccessLogsS3Bucket to a bucket in the same Region")
	}
}

func dualstack(v *view, r *reporter) {
	address, kind := v.get(nsBalancer, "IpAddressType"), v.get(nsEnvironment, "LoadBalancerType")
	if !address.is("dualstack") || v.loadBalancer != classic {
		return
	}
	report := r.problem
	if !kind.set {
		report = r.warning // an example in the guide leaves the type out
	}
	report(address.setting, address.label()+` must be "ipv4" for LoadBalancerType `+kind.given()+`, got `+address.given(), `write "ipv4", or set LoadBalancerType to application`)
}

func balancerSubnets(v *view, r *reporter) {
	if v.loadBalancer != application {
		return
	}
	subnets := v.get(nsVpc, "ELBSubnets")
	if all, ok := subnets.items(); ok && subnets.set && len(all) < 2 {
		r.problem(subnets.setting, subnets.label()+" must have subnets in two Availability Zones for LoadBalancerType application, got "+subnets.given(), "add a subnet in another zone")
	}
}

func processProtocol(v *view, r *reporter) {
	for _, namespace := range v.namespaces(nsProcess) {
		protocol := v.get(namespace, "Protocol")
		switch {
		case !protocol.set || !protocol.known:
		case v.loadBalancer == application && protocol.is("TCP"):
			r.problem(protocol.setting, protocol.label()+` must be "HTTP" or "HTTPS" for LoadBalancerType application, got `+protocol.given(), `write "HTTP", or set LoadBalancerType to network`)
		case v.loadBalancer == network && protocol.isNot("TCP"):
			r.problem(protocol.setting, protocol.label()+` must be "TCP" for LoadBalancerType network, got `+protocol.given(), `write "TCP", or set LoadBalancerType to application`)
		}
	}
}

func processTimeout(v *view, r *reporter) {
	if v.loadBalancer != application {
		return // a Network Load Balancer's timeout is not an option
	}
	for _, namespace := range v.namespaces(nsProcess) {
		timeout, interval := v.get(namespace, "HealthCheckTimeout"), v.get(namespace, "HealthCheckInterval")
		t, ok1 := timeout.number()
		i, ok2 := interval.number()
		if !ok1 || !ok2 || t < i || !timeout.set && !interval.set {
			continue
		}
		if timeout.set {
			r.problem(timeout.setting, timeout.label()+" must be below "+interval.labelled()+", got "+timeout.given()+" and "+interval.given(), "lower HealthCheckTimeout or raise HealthCheckInterval")
		} else {
			r.problem(interval.setting, interval.label()+" must be above "+timeout.labelled()+", got "+interval.given()+" and "+timeout.given(), "raise HealthCheckInterval or lower HealthCheckTimeout")
		}
	}
}

func networkInterval(v *view, r *reporter) {
	if v.loadBalancer != network {
		return
	}
	for _, namespace := range v.namespaces(nsProcess) {
		interval := v.get(namespace, "HealthCheckInterval")
		if n, ok := interval.number(); ok && interval.set && n != 10 && n != 30 {
			r.problem(interval.setting, interval.label()+" must be 10 or 30 for LoadBalancerType network, got "+interval.given(), "write 10 or 30")
		}
	}
}

func networkThresholds(v *view, r *reporter) {
	if v.loadBalancer != network {
		return
	}
	for _, namespace := range v.namespaces(nsProcess) {
		healthy, unhealthy := v.get(namespace, "HealthyThresholdCount"), v.get(namespace, "UnhealthyThresholdCount")
		h, ok1 := healthy.number()
		u, ok2 := unhealthy.number()
		if ok1 && ok2 && unhealthy.set && healthy.set && h != u {
			r.problem(unhealthy.setting, unhealthy.label()+" must equal "+healthy.labelled()+" for LoadBalancerType network, got "+unhealthy.given()+" and "+healthy.given(), "write "+healthy.text)
		}
	}
}

var threeDigits = regexp.MustCompile(`[0-9]{3}`)

func matcherCodes(v *view, r *reporter) {
	most := map[string]int{application: 499, network: 399}[v.loadBalancer]
	if most == 0 {
		return
	}
	for _, namespace := range v.namespaces(nsProcess) {
		matcher := v.get(namespace, "MatcherHTTPCode")
		if !matcher.set || !matcher.known {
			continue
		}
		for _, code := range threeDigits.FindAllString(matcher.text, -1) {
			if n, _ := strconv.Atoi(code); n < 200 || n > most {
				r.problem(matcher.setting, matcher.label()+" must be of codes 200 to "+strconv.Itoa(most)+" for LoadBalancerType "+v.loadBalancer+", got "+prop.Quote(matcher.text), "remove "+code)
				break
			}
		}
	}
}

// lastSegment returns the name, the port or the like at the end of a templated namespace.
func lastSegment(namespace string) string { return namespace[strings.LastIndex(namespace, ":")+1:] }
