package options

import "strings"

// classicRules judge Classic Load Balancers.
var classicRules = []rule{
	{Rule: Rule{ID: "classic-listener-layers", Severity: SeverityError,
		Summary: "ListenerProtocol and InstanceProtocol are of one layer: HTTP and HTTPS, or TCP and SSL."}, scope: standardTiers, check: classicLayers},
	{Rule: Rule{ID: "classic-listener-certificate-missing", Severity: SeverityError,
		Summary: "A classic listener that speaks HTTPS or SSL has SSLCertificateId."}, scope: standardTiers, check: classicCertificate},
	{Rule: Rule{ID: "classic-instance-port-security", Severity: SeverityError,
		Summary: "Classic listeners with one InstancePort agree on whether it is encrypted."}, scope: standardTiers, check: classicPorts},
	{Rule: Rule{ID: "classic-health-check-timeout", Severity: SeverityError,
		Summary: "Timeout of the health check is below Interval."}, scope: standardTiers, check: classicTimeout},
}

// classicListeners calls f for the namespace of every classic listener that is not turned off.
func (v *view) classicListeners(f func(namespace string)) {
	if v.loadBalancer != classic {
		return
	}
	for _, namespace := range v.namespaces(nsClassicListener) {
		if enabled := v.get(namespace, "ListenerEnabled"); !enabled.set || enabled.is("true") {
			f(namespace)
		}
	}
}

func encrypted(protocol string) bool { return protocol == "HTTPS" || protocol == "SSL" }

func layer(protocol string) string {
	if strings.HasPrefix(protocol, "HTTP") {
		return "HTTP"
	}
	return "TCP"
}

func classicLayers(v *view, r *reporter) {
	v.classicListeners(func(namespace string) {
		outside, inside := v.get(namespace, "ListenerProtocol"), v.get(namespace, "InstanceProtocol")
		if inside.set && inside.known && outside.known && layer(inside.text) != layer(outside.text) {
			r.problem(inside.setting, inside.label()+" must be of the same layer as "+outside.labelled()+", got "+inside.given()+" and "+outside.given(), "pair HTTP with HTTPS, or TCP with SSL")
		}
	})
}

func classicCertificate(v *view, r *reporter) {
	v.classicListeners(func(namespace string) {
		protocol := v.get(namespace, "ListenerProtocol")
		if protocol.known && encrypted(protocol.text) && v.get(namespace, "SSLCertificateId").missing() {
			r.problem(protocol.setting, protocol.label()+" must come with SSLCertificateId when it is "+protocol.text+", got nothing", "set "+namespace+" SSLCertificateId")
		}
	})
}

func classicPorts(v *view, r *reporter) {
	first := map[string]value{}
	v.classicListeners(func(namespace string) {
		port, protocol := v.get(namespace, "InstancePort"), v.get(namespace, "InstanceProtocol")
		if !port.known || !port.set || !protocol.known || !protocol.set {
			return
		}
		other, taken := first[port.text]
		if taken && encrypted(other.text) != encrypted(protocol.text) {
			r.problem(protocol.setting, protocol.label()+" must be as encrypted as that of every listener with InstancePort "+port.text+", got "+protocol.given()+" and "+other.given(), "use another InstancePort or the same InstanceProtocol")
		} else if !taken {
			first[port.text] = protocol
		}
	})
}

func classicTimeout(v *view, r *reporter) {
	timeout, interval := v.get(nsClassicHealth, "Timeout"), v.get(nsClassicHealth, "Interval")
	t, ok1 := timeout.number()
	i, ok2 := interval.number()
	// AWS's sources give two defaults of Interval.
	if ok1 && ok2 && timeout.set && interval.set && t >= i && v.loadBalancer == classic {
		r.problem(timeout.setting, timeout.label()+" must be below "+interval.labelled()+", got "+timeout.given()+" and "+interval.given(), "lower Timeout or raise Interval")
	}
}
