package options

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"beanstalkline/internal/prop"
)

const clusterPage = guide + "command-options-general-eks.html"

// clusterRules judge environments of the Cluster tier, which run on EKS.
var clusterRules = []rule{
	{Rule: Rule{ID: "cluster-role-missing", Severity: SeverityError,
		Summary: "A Cluster environment has cluster-role, node-role and observability-role.", Doc: clusterPage}, scope: clusterTier, check: clusterRoles},
	{Rule: Rule{ID: "cluster-application-role-missing", Severity: SeverityError,
		Summary: "secrets, scaler-auth-secret and custom-credentials come with application-role.", Doc: clusterPage}, scope: clusterTier, check: applicationRole},
	{Rule: Rule{ID: "cluster-metrics-endpoint", Severity: SeverityError,
		Summary: "metrics-endpoint comes with metrics-backend amp, and amp with it.", Doc: clusterPage}, scope: clusterTier, check: metricsEndpoint},
	{Rule: Rule{ID: "cluster-replicas", Severity: SeverityWarning,
		Summary: "min-replica is at most max-replica.", Doc: clusterPage}, scope: clusterTier, check: replicas},
	{Rule: Rule{ID: "cluster-backend-protocol-missing", Severity: SeverityError,
		Summary: "backend-protocol-version comes with backend-protocol.", Doc: clusterPage}, scope: clusterTier, check: backendProtocol},
	{Rule: Rule{ID: "cluster-listen-ports", Severity: SeverityError,
		Summary: "listen-ports has each port once and leaves 443 to HTTPS; ssl-redirect is the port of an HTTPS listener.", Doc: clusterPage}, scope: clusterTier, check: listenPorts},
}

func clusterRoles(v *view, r *reporter) {
	for _, role := range []optionName{{nsCluster, "cluster-role"}, {nsCluster, "node-role"}, {nsClusterEnvironment, "observability-role"}} {
		given := v.get(role.namespace, role.name)
		if !given.missing() {
			continue
		}
		s := given.setting
		if s == nil {
			s = absent(role.namespace, role.name)
		}
		r.problem(s, s.label()+" must be the ARN of a role in a Cluster environment, got nothing", "set it")
	}
}

func applicationRole(v *view, r *reporter) {
	if !v.get(nsClusterEnvironment, "application-role").missing() {
		return
	}
	for _, option := range []optionName{{nsClusterEnvironment, "secrets"}, {nsClusterTrigger, "scaler-auth-secret"}, {nsClusterTelemetry, "custom-credentials"}} {
		if given := v.get(option.namespace, option.name); given.set {
			r.problem(given.setting, given.label()+" must come with application-role, got nothing", "set "+nsClusterEnvironment+" application-role")
		}
	}
}

func metricsEndpoint(v *view, r *reporter) {
	backend, endpoint := v.get(nsClusterTelemetry, "metrics-backend"), v.get(nsClusterTelemetry, "metrics-endpoint")
	switch {
	case endpoint.set && backend.isNot("amp"):
		r.problem(endpoint.setting, endpoint.label()+" must be set for "+backend.labelled()+" amp only, got "+backend.given(), "remove it, or set metrics-backend to amp")
	case backend.is("amp") && endpoint.missing():
		r.problem(backend.setting, backend.label()+" must come with metrics-endpoint when it is amp, got nothing", "set metrics-endpoint")
	}
}

func replicas(v *view, r *reporter) {
	least, most := v.get(nsClusterScaling, "min-replica"), v.get(nsClusterScaling, "max-replica")
	m, ok1 := least.number()
	n, ok2 := most.number()
	if !ok1 || !ok2 || m <= n {
		return
	}
	if least.set {
		r.problem(least.setting, least.label()+" must be at most "+most.labelled()+", got "+least.given()+" and "+most.given(), "lower min-replica or raise max-replica")
	} else if most.set {
		r.problem(most.setting, most.label()+" must be at least "+least.labelled()+", got "+most.given()+" and "+least.given(), "raise max-replica or lower min-replica")
	}
}

func backendProtocol(v *view, r *reporter) {
	version := v.get(nsClusterBalancer, "backend-protocol-version")
	if version.set && v.get(nsClusterBalancer, "backend-protocol").missing() {
		r.problem(version.setting, version.label()+" must come with backend-protocol, got nothing", "set backend-protocol")
	}
}

func listenPorts(v *view, r *reporter) {
	given, redirect := v.get(nsClusterBalancer, "listen-ports"), v.get(nsClusterBalancer, "ssl-redirect")
	if !given.known {
		return
	}
	var listeners []map[string]int
	if given.set && json.Unmarshal([]byte(given.text), &listeners) != nil {
		r.problem(given.setting, given.label()+" must be an array of protocols and ports, got "+prop.Quote(given.text), `write it as in [{"HTTP":80},{"HTTPS":443}]`)
		return
	}
	var ports, secure []int
	for _, listener := range listeners {
		for _, protocol := range slices.Sorted(maps.Keys(listener)) {
			port := listener[protocol]
			switch {
			case slices.Contains(ports, port):
				r.problem(given.setting, given.label()+" must have each port once, got "+strconv.Itoa(port)+" twice", "remove one of the two")
				return
			case port == 443 && protocol == "HTTP":
				r.problem(given.setting, given.label()+` must leave port 443 to HTTPS, got {"HTTP":443}`, `write {"HTTPS":443}`)
				return
			}
			ports = append(ports, port)
			if protocol == "HTTPS" {
				secure = append(secure, port)
			}
		}
	}
	secure = append(secure, 443) // Elastic Beanstalk adds it
	if n, ok := redirect.number(); ok && redirect.set && !slices.Contains(secure, int(n)) {
		r.problem(redirect.setting, redirect.label()+" must be the port of an HTTPS listener, got "+redirect.text, "write "+strconv.Itoa(secure[0]))
	}
}
