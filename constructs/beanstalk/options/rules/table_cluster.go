package rules

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"beanstalkline/internal/prop"
)

// clusterRules judge environments of the Cluster tier, which run on EKS.
var clusterRules = []rule{
	{Rule: Rule{ID: "cluster-role-missing", Severity: SeverityError,
		Summary: "A Cluster environment has cluster-role, node-role and observability-role.",
		Doc:     clusterPage}, scope: clusterTier, check: present(
		necessity{optionName{nsCluster, "cluster-role"}, "the ARN of a role in a Cluster environment", "set it"},
		necessity{optionName{nsCluster, "node-role"}, "the ARN of a role in a Cluster environment", "set it"},
		necessity{optionName{nsClusterEnvironment, "observability-role"},
			"the ARN of a role in a Cluster environment", "set it"},
	)},
	{Rule: Rule{ID: "cluster-application-role-missing", Severity: SeverityError,
		Summary: "secrets, scaler-auth-secret and custom-credentials come with application-role.",
		Doc:     clusterPage}, scope: clusterTier, check: comesWith(
		companion{option: optionName{nsClusterEnvironment, "secrets"}, with: applicationRole},
		companion{option: optionName{nsClusterTrigger, "scaler-auth-secret"}, with: applicationRole},
		companion{option: optionName{nsClusterTelemetry, "custom-credentials"}, with: applicationRole},
	)},
	{Rule: Rule{ID: "cluster-metrics-endpoint", Severity: SeverityError,
		Summary: "metrics-endpoint comes with metrics-backend amp, and amp with it.",
		Doc:     clusterPage}, scope: clusterTier, check: all(
		onlyWith(exclusive{option: metricsEndpoint, other: metricsBackend, values: []string{"amp"}}),
		comesWith(companion{option: metricsBackend, value: "amp", with: metricsEndpoint}),
	)},
	{Rule: Rule{ID: "cluster-replicas", Severity: SeverityWarning,
		Summary: "min-replica is at most max-replica.", Doc: clusterPage}, scope: clusterTier, check: inOrder(order{
		low: optionName{nsClusterScaling, "min-replica"}, high: optionName{nsClusterScaling, "max-replica"},
	})},
	{Rule: Rule{ID: "cluster-backend-protocol-missing", Severity: SeverityError,
		Summary: "backend-protocol-version comes with backend-protocol.",
		Doc:     clusterPage}, scope: clusterTier, check: comesWith(companion{
		option: optionName{nsClusterBalancer, "backend-protocol-version"},
		with:   optionName{nsClusterBalancer, "backend-protocol"},
	})},
	{Rule: Rule{ID: "cluster-listen-ports", Severity: SeverityError,
		Summary: "listen-ports has each port once and leaves 443 to HTTPS; ssl-redirect is the port of an HTTPS listener.",
		Doc:     clusterPage}, scope: clusterTier, check: listenPorts},
}

var (
	applicationRole = optionName{nsClusterEnvironment, "application-role"}
	metricsBackend  = optionName{nsClusterTelemetry, "metrics-backend"}
	metricsEndpoint = optionName{nsClusterTelemetry, "metrics-endpoint"}
)

func listenPorts(v *view, r *reporter) {
	given, redirect := v.get(nsClusterBalancer, "listen-ports"), v.get(nsClusterBalancer, "ssl-redirect")
	if !given.known {
		return
	}
	var listeners []map[string]int
	if given.set && json.Unmarshal([]byte(given.text), &listeners) != nil {
		r.problem(given, "must be an array of protocols and ports, got "+prop.Quote(given.text),
			`write it as in [{"HTTP":80},{"HTTPS":443}]`)
		return
	}
	var ports, secure []int
	for _, listener := range listeners {
		for _, protocol := range slices.Sorted(maps.Keys(listener)) {
			port := listener[protocol]
			switch {
			case slices.Contains(ports, port):
				r.problem(given, "must have each port once, got "+strconv.Itoa(port)+" twice", "remove one of the two")
				return
			case port == 443 && protocol == "HTTP":
				r.problem(given, `must leave port 443 to HTTPS, got {"HTTP":443}`, `write {"HTTPS":443}`)
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
		r.problem(redirect, "must be the port of an HTTPS listener, got "+redirect.text, "write "+strconv.Itoa(secure[0]))
	}
}
