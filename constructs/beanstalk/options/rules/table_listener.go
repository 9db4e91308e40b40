package rules

import (
	"slices"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// listenerRules judge the listeners of application and network load balancers and their rules.
var listenerRules = []rule{
	{Rule: Rule{ID: "listener-protocol", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A listener speaks HTTP or HTTPS on an Application Load Balancer, and TCP or TLS on a Network " +
			"Load Balancer."},
		scope: standardTiers, check: byLoadBalancer(choice{in: listeners, option: optionName{name: "Protocol"},
			application: []string{"HTTP", "HTTPS"}, network: []string{"TCP", "TLS"}, when: applies})},
	{Rule: Rule{ID: "listener-certificate-missing", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A listener that speaks HTTPS or TLS has SSLCertificateArns.",
		Doc:     guide + "configuring-https-elb.html"}, scope: standardTiers, check: comesWith(
		companion{in: listeners, option: optionName{name: "Protocol"}, value: "HTTPS",
			with: optionName{name: "SSLCertificateArns"}, when: securedBy(application)},
		companion{in: listeners, option: optionName{name: "Protocol"}, value: "TLS",
			with: optionName{name: "SSLCertificateArns"}, when: securedBy(network)},
	)},
	{Rule: Rule{ID: "listener-443-unencrypted", Severity: SeverityWarning,
		Summary: "The listener on port 443 of an Application Load Balancer speaks HTTPS: browsers expect nothing else there.",
		Doc:     guide + "configuring-https-elb.html"}, scope: standardTiers, check: unencrypted443},
	{Rule: Rule{ID: "listener-unknown-rule", Severity: SeverityError,
		Summary: "The Rules of a listener name rules that have a listenerrule namespace."},
		scope: standardTiers, check: listenerRuleNames},
	{Rule: Rule{ID: "unknown-process", Severity: SeverityError,
		Summary: "DefaultProcess and Process name the process default or one that has a process namespace."},
		scope: standardTiers, check: processNames},
	{Rule: Rule{ID: "listener-rule-priority-twice", Severity: SeverityError,
		Summary: "The rules of a listener differ in Priority."}, scope: standardTiers, check: rulePriorities},
	{Rule: Rule{ID: "listener-rule-conditions", Severity: SeverityError,
		Summary: "A listener rule has at most five host and path conditions, each of at most 128 characters " +
			"and three wildcards; on a shared load balancer four, beside the one for the environment's own name."},
		scope: standardTiers, check: ruleConditions},
	{Rule: Rule{ID: "shared-listener-default-rule", Severity: SeverityWarning,
		Summary: "The Rules of a shared load balancer's listeners include default, the rule for the environment's own name: " +
			"Elastic Beanstalk adds it by itself on port 80 only.",
		Doc: sharedPage}, scope: standardTiers, check: sharedDefaultRule},
}

// listeners are the namespaces of the listeners that are not turned off.
func listeners(v *view) []string {
	if v.loadBalancer != application && v.loadBalancer != network {
		return nil
	}
	return slices.DeleteFunc(v.namespaces(nsListener), func(namespace string) bool {
		return !v.get(namespace, "ListenerEnabled").is("true")
	})
}

// securedBy is the condition that the load balancer is of a type, and that the option means something.
func securedBy(balancer string) condition {
	return func(v *view, x value) bool { return v.loadBalancer == balancer && applies(v, x) }
}

// unencrypted443 leaves alone a shared load balancer, whose listeners are not the environment's, and a listener with a
// certificate, of which another rule says that it has no effect.
func unencrypted443(v *view, r *reporter) {
	const namespace = nsListener + "443"
	protocol := v.get(namespace, "Protocol")
	if v.get(namespace, "SSLCertificateArns").set || v.get(namespace, "SSLPolicy").set {
		return
	}
	if v.loadBalancer == application && slices.Contains(listeners(v), namespace) && protocol.is("HTTP") &&
		v.get(nsEnvironment, "LoadBalancerIsShared").isNot("true") {
		r.problem(protocol, "must be HTTPS on port 443, where browsers expect nothing else, got "+protocol.given(),
			"set it to HTTPS, and SSLCertificateArns to a certificate; or turn the listener off")
	}
}

const (
	// mostNames is how many problems with the names in one list are reported: each repeats the list.
	mostNames = 10
	// mostCandidates is how many of the caller's names are compared with an unknown one, which takes time.
	mostCandidates = 100
)

func listenerRuleNames(v *view, r *reporter) {
	if v.open() {
		return
	}
	known := v.namespaces(nsListenerRule)
	for _, namespace := range listeners(v) {
		rules := v.get(namespace, "Rules")
		names, ok := rules.items()
		missing := slices.DeleteFunc(names, func(name string) bool {
			_, found := slices.BinarySearch(known, nsListenerRule+name)
			return !ok || name == "default" || found
		})
		for _, name := range missing[:min(len(missing), mostNames)] {
			r.problem(rules, "must name rules that the set has, got "+prop.Quote(name), suggestName(name, known,
				nsListenerRule))
		}
	}
}

func processNames(v *view, r *reporter) {
	if v.open() {
		return
	}
	known := v.namespaces(nsProcess)
	check := func(process value) {
		if !process.set || !process.known || process.text == "default" || process.misapplied() {
			return
		}
		if _, found := slices.BinarySearch(known, nsProcess+process.text); !found {
			r.problem(process, `must name the process "default" or one that the set has, got `+prop.Quote(process.text),
				suggestName(process.text, known, nsProcess))
		}
	}
	for _, namespace := range listeners(v) {
		check(v.get(namespace, "DefaultProcess"))
	}
	for _, namespace := range v.namespaces(nsListenerRule) {
		check(v.get(namespace, "Process"))
	}
}

// suggestName suggests the nearest name that ends a namespace, or making such a namespace.
func suggestName(given string, namespaces []string, prefix string) string {
	var names []string
	if len(namespaces) <= mostCandidates {
		for _, namespace := range namespaces {
			names = append(names, lastSegment(namespace))
		}
	}
	if near, _, ok := options.Nearest(given, names); ok {
		return "write " + prop.Quote(near)
	}
	return "set options of " + prefix + given
}

func rulePriorities(v *view, r *reporter) {
	known := v.namespaces(nsListenerRule)
	for _, namespace := range listeners(v) {
		names, ok := v.get(namespace, "Rules").items()
		if !ok {
			continue
		}
		first := map[float64]string{}
		for _, name := range names {
			priority := v.get(nsListenerRule+name, "Priority")
			n, ok := priority.number()
			if _, found := slices.BinarySearch(known, nsListenerRule+name); !ok || !found {
				continue
			}
			if other, taken := first[n]; taken && other != name {
				at := v.get(namespace, "Rules")
				if priority.set {
					at = priority
				}
				r.problem(at, "must give every rule of a listener its own Priority, got "+priority.given()+
					" for "+prop.Quote(other)+" and "+prop.Quote(name), "set Priority of one of them to another number")
			}
			first[n] = name
		}
	}
}

func ruleConditions(v *view, r *reporter) {
	for _, namespace := range v.namespaces(nsListenerRule) {
		total, known := 0, true
		var last value
		for _, name := range []string{"HostHeaders", "PathPatterns"} {
			given := v.get(namespace, name)
			if !given.set {
				continue
			}
			conditions, ok := given.items()
			known, last = known && ok, given
			total += len(conditions)
			for _, c := range conditions {
				if wildcards := strings.Count(c, "*") + strings.Count(c, "?"); ok && (len(c) > 128 || wildcards > 3) {
					r.problem(given, "must have conditions of at most 128 characters and three wildcards, got "+prop.Quote(c),
						"shorten it")
					break
				}
			}
		}
		most, where := 5, ""
		if v.sharesLoadBalancer() {
			most, where = 4, " on a shared load balancer"
		}
		if known && total > most {
			r.add(r.rule.Severity, last, namespace, "must have at most "+strconv.Itoa(most)+" host and path conditions"+where+", got "+
				strconv.Itoa(total), "split the rule in two")
		}
	}
}

func sharedDefaultRule(v *view, r *reporter) {
	if !v.sharesLoadBalancer() {
		return
	}
	for _, namespace := range listeners(v) {
		rules := v.get(namespace, "Rules")
		names, ok := rules.items()
		if ok && rules.set && lastSegment(namespace) != "80" && !slices.Contains(names, "default") {
			r.problem(rules, "must include \"default\" on a shared load balancer, got "+rules.given(), "write "+
				prop.Quote(strings.Join(append([]string{"default"}, names...), ",")))
		}
	}
}

// lastSegment returns what ends a templated namespace, such as a name or a port.
func lastSegment(namespace string) string { return namespace[strings.LastIndex(namespace, ":")+1:] }
