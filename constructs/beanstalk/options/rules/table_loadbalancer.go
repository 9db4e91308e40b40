package rules

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// loadBalancerRules judge application and network load balancers and the processes behind them.
var loadBalancerRules = []rule{
	{Rule: Rule{ID: "shared-load-balancer-missing", Severity: SeverityError,
		Summary: "LoadBalancerIsShared comes with SharedLoadBalancer.", Doc: sharedPage},
		scope: standardTiers, check: comesWith(companion{
			option: optionName{nsEnvironment, "LoadBalancerIsShared"}, value: "true",
			with: optionName{nsBalancer, "SharedLoadBalancer"}, what: " to the load balancer's ARN",
			when: func(v *view, _ value) bool { return v.loadBalancer == application },
		})},
	{Rule: Rule{ID: "access-logs-bucket-missing", Severity: SeverityError,
		Summary: "AccessLogsS3Enabled comes with AccessLogsS3Bucket.", Doc: albPage},
		scope: standardTiers, check: comesWith(companion{
			option: optionName{nsBalancer, "AccessLogsS3Enabled"}, value: "true",
			with: optionName{nsBalancer, "AccessLogsS3Bucket"}, what: " to a bucket in the same Region", when: applies,
		})},
	{Rule: Rule{ID: "dualstack-load-balancer", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "IpAddressType, whichever, is set for application and network load balancers only."},
		scope: standardTiers, check: addressType},
	{Rule: Rule{ID: "load-balancer-subnets", Severity: SeverityWarning,
		Summary: "An Application Load Balancer has subnets in two Availability Zones.", Doc: albPage},
		scope: standardTiers, check: balancerSubnets},
	{Rule: Rule{ID: "process-protocol", Severity: SeverityError,
		Summary: "A process speaks HTTP or HTTPS behind an Application Load Balancer, and TCP behind a Network " +
			"Load Balancer."},
		scope: standardTiers, check: byLoadBalancer(choice{in: processes, option: optionName{name: "Protocol"},
			application: []string{"HTTP", "HTTPS"}, network: []string{"TCP"}})},
	{Rule: Rule{ID: "process-protocol-case", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "The Protocol of a process is in capitals, as Elastic Load Balancing writes it and that of listeners has to be."},
		scope: standardTiers, check: protocolCase},
	{Rule: Rule{ID: "process-health-check-timeout", Severity: SeverityError,
		Summary: "HealthCheckTimeout is below HealthCheckInterval."},
		scope: standardTiers, check: inOrder(order{in: processes,
			low: optionName{name: "HealthCheckTimeout"}, high: optionName{name: "HealthCheckInterval"}, strict: true,
			// A Network Load Balancer's timeout is not an option.
			when: func(v *view, _, _ value) bool { return v.loadBalancer == application },
		})},
	{Rule: Rule{ID: "network-health-check-interval", Severity: SeverityWarning,
		Summary: "HealthCheckInterval is 10 or 30 behind a Network Load Balancer, as the guide says; Elastic Load Balancing " +
			"itself now takes 5 to 300.", Doc: nlbPage},
		scope: standardTiers, check: networkInterval},
	{Rule: Rule{ID: "network-health-check-thresholds", Severity: SeverityWarning,
		Summary: "UnhealthyThresholdCount equals HealthyThresholdCount behind a Network Load Balancer.", Doc: nlbPage},
		scope: standardTiers, check: networkThresholds},
	{Rule: Rule{ID: "matcher-codes", Severity: SeverityError,
		Summary: "MatcherHTTPCode is not blank, and is 200 to 499 behind an Application Load Balancer. Behind a Network Load " +
			"Balancer, the guide says 200 to 399, and Elastic Load Balancing itself up to 599: what is between is a warning."},
		scope: standardTiers, check: matcherCodes},
}

// processes are the namespaces of the processes that the set has.
func processes(v *view) []string { return v.namespaces(nsProcess) }

func addressType(v *view, r *reporter) {
	address, kind := v.get(nsBalancer, "IpAddressType"), v.get(nsEnvironment, "LoadBalancerType")
	if !address.set || !address.known {
		return
	}
	switch {
	case v.loadBalancer == classic:
		r.problem(address, "must be set for LoadBalancerType application or network only, got "+kind.given(),
			"remove it, or set LoadBalancerType to application")
	case v.environmentType == singleInstance && v.tier != options.TierWorker:
		r.problem(address, "must be set for application and network load balancers only, got EnvironmentType SingleInstance",
			v.removeOrLoadBalance())
	}
}

func balancerSubnets(v *view, r *reporter) {
	subnets := v.get(nsVpc, "ELBSubnets")
	if all, ok := subnets.items(); ok && subnets.set && len(all) < 2 && v.loadBalancer == application {
		r.problem(subnets, "must have subnets in two Availability Zones for LoadBalancerType application, got "+
			subnets.given(),
			"add a subnet in another zone")
	}
}

func protocolCase(v *view, r *reporter) {
	for _, namespace := range processes(v) {
		protocol := v.get(namespace, "Protocol")
		if upper := strings.ToUpper(protocol.text); protocol.set && protocol.known && upper != protocol.text {
			r.problem(protocol, "must be in capitals, got "+prop.Quote(protocol.text), "write "+prop.Quote(upper))
		}
	}
}

func networkInterval(v *view, r *reporter) {
	if v.loadBalancer != network {
		return
	}
	for _, namespace := range processes(v) {
		interval := v.get(namespace, "HealthCheckInterval")
		if n, ok := interval.number(); ok && interval.set && n != 10 && n != 30 {
			r.problem(interval, "must be 10 or 30 for LoadBalancerType network, got "+interval.given(), "write 10 or 30")
		}
	}
}

func networkThresholds(v *view, r *reporter) {
	if v.loadBalancer != network {
		return
	}
	for _, namespace := range processes(v) {
		healthy, unhealthy := v.get(namespace, "HealthyThresholdCount"), v.get(namespace, "UnhealthyThresholdCount")
		h, ok1 := healthy.number()
		u, ok2 := unhealthy.number()
		if ok1 && ok2 && unhealthy.set && healthy.set && h != u {
			r.problem(unhealthy, "must equal "+healthy.labelled()+" for LoadBalancerType network, got "+
				unhealthy.given()+" and "+healthy.given(), "write "+healthy.text)
		}
	}
}

var threeDigits = regexp.MustCompile(`[0-9]{3}`)

func matcherCodes(v *view, r *reporter) {
	for _, namespace := range processes(v) {
		matcher := v.get(namespace, "MatcherHTTPCode")
		if matcher.option.Name != "" && matcher.Value == "" && !matcher.unknown && v.contains(matcher) {
			r.problem(matcher, "must be a status code, got nothing", "remove it, or write 200")
		}
		for _, code := range threeDigits.FindAllString(matcher.text, -1) {
			n, _ := strconv.Atoi(code)
			most, report := 499, r.problem
			if v.loadBalancer == network {
				most = 399
				if n >= 200 && n < 600 {
					report = r.warning
				}
			}
			if matcher.set && matcher.known && (n < 200 || n > most) && (v.loadBalancer == application || v.loadBalancer == network) {
				report(matcher, "must have codes 200 to "+strconv.Itoa(most)+" for LoadBalancerType "+v.loadBalancer+
					", got "+prop.Quote(matcher.text), "remove "+code)
				break
			}
		}
	}
}
