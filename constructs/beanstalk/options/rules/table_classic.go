package rules

import "strings"

// classicRules judge Classic Load Balancers.
var classicRules = []rule{
	{Rule: Rule{ID: "classic-listener-layers", Severity: SeverityError, Basis: BasisValidated,
		Summary: "ListenerProtocol and InstanceProtocol are on one layer: HTTP and HTTPS, or TCP and SSL."},
		scope: standardTiers, check: classicLayers},
	{Rule: Rule{ID: "classic-listener-certificate-missing", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A classic listener that speaks HTTPS or SSL has SSLCertificateId."}, scope: standardTiers, check: comesWith(
		companion{in: classicListeners, option: optionName{name: "ListenerProtocol"}, value: "HTTPS",
			with: optionName{name: "SSLCertificateId"}},
		companion{in: classicListeners, option: optionName{name: "ListenerProtocol"}, value: "SSL",
			with: optionName{name: "SSLCertificateId"}},
	)},
	{Rule: Rule{ID: "classic-instance-port-security", Severity: SeverityError,
		Summary: "Classic listeners with one InstancePort agree on whether it is encrypted."},
		scope: standardTiers, check: classicPorts},
	{Rule: Rule{ID: "connection-draining-off", Severity: SeverityError, Basis: BasisValidated,
		Summary: "ConnectionDrainingTimeout comes with ConnectionDrainingEnabled."},
		scope: standardTiers, check: draining},
	{Rule: Rule{ID: "classic-health-check-timeout", Severity: SeverityError,
		Summary: "Timeout of the health check is below Interval."}, scope: standardTiers, check: inOrder(order{
		low: optionName{nsClassicHealth, "Timeout"}, high: optionName{nsClassicHealth, "Interval"}, strict: true,
		// AWS's sources give two different defaults for Interval.
		when: func(v *view, low, high value) bool { return low.set && high.set && v.loadBalancer == classic },
	})},
}

// classicListeners are the namespaces of the classic listeners that are not turned off.
func classicListeners(v *view) []string {
	if v.loadBalancer != classic {
		return nil
	}
	var all []string
	for _, namespace := range v.namespaces(nsClassicListener) {
		if enabled := v.get(namespace, "ListenerEnabled"); !enabled.set || enabled.is("true") {
			all = append(all, namespace)
		}
	}
	return all
}

func encrypted(protocol string) bool { return protocol == "HTTPS" || protocol == "SSL" }

func layer(protocol string) string {
	if strings.HasPrefix(protocol, "HTTP") {
		return "HTTP"
	}
	return "TCP"
}

func classicLayers(v *view, r *reporter) {
	for _, namespace := range classicListeners(v) {
		outside, inside := v.get(namespace, "ListenerProtocol"), v.get(namespace, "InstanceProtocol")
		if inside.set && inside.known && outside.known && layer(inside.text) != layer(outside.text) {
			r.problem(inside, "must be on the same layer as "+outside.labelled()+", got "+inside.given()+" and "+outside.given(),
				"pair HTTP with HTTPS, or TCP with SSL")
		}
	}
}

func classicPorts(v *view, r *reporter) {
	first := map[string]value{}
	for _, namespace := range classicListeners(v) {
		port, protocol := v.get(namespace, "InstancePort"), v.get(namespace, "InstanceProtocol")
		if !port.known || !port.set || !protocol.known || !protocol.set {
			continue
		}
		other, taken := first[port.text]
		if taken && encrypted(other.text) != encrypted(protocol.text) {
			r.problem(protocol, "must be as encrypted as that of every listener with InstancePort "+port.text+
				", got "+protocol.given()+" and "+other.given(), "use another InstancePort or the same InstanceProtocol")
		} else if !taken {
			first[port.text] = protocol
		}
	}
}

func draining(v *view, r *reporter) {
	timeout, enabled := v.get(nsPolicies, "ConnectionDrainingTimeout"), v.get(nsPolicies, "ConnectionDrainingEnabled")
	// AWS cannot tell the default from nothing.
	if timeout.set && timeout.isNot(*timeout.option.Default) && v.loadBalancer == classic && enabled.isNot("true") {
		r.problem(timeout, "must come with "+enabled.labelled()+" true, got "+enabled.given(),
			"remove it, or set "+nsPolicies+" ConnectionDrainingEnabled to true")
	}
}
