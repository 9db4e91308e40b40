package rules

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// tlsRules judge the security policies of listeners that encrypt.
var tlsRules = []rule{
	{Rule: Rule{ID: "tls-policy-unknown", Severity: SeverityError,
		Summary: "SSLPolicy is a security policy of Elastic Load Balancing; a name that looks like one, but is not in " +
			"the list of November 2026, is a warning.",
		Doc: tlsPage}, scope: standardTiers, check: tlsUnknown},
	{Rule: Rule{ID: "tls-policy-blank", Severity: SeverityError, Basis: BasisReport,
		Summary: "SSLPolicy of a listener that encrypts is not blank: Elastic Beanstalk accepts it, and Elastic Load Balancing " +
			"answers \"An SSL policy must be specified\".",
		Doc: tlsPage}, scope: standardTiers, check: tlsBlank},
	{Rule: Rule{ID: "tls-policy-old", Severity: SeverityWarning,
		Summary: "SSLPolicy and SSLReferencePolicy demand TLS 1.2 or later.", Doc: tlsPage},
		scope: standardTiers, check: tlsOld},
}

// tlsPolicies are the security policies of Application and Network Load Balancers without what they begin with, in
// November 2026.
var tlsPolicies = strings.Fields(`
	2015-05 2016-08 TLS-1-0-2015-04 TLS-1-1-2017-01 TLS-1-2-2017-01 TLS-1-2-Ext-2018-06
	FS-2018-06 FS-1-1-2019-08 FS-1-2-2019-08 FS-1-2-Res-2019-08 FS-1-2-Res-2020-10
	TLS13-1-0-2021-06 TLS13-1-0-PQ-2025-09 TLS13-1-0-FIPS-2023-04 TLS13-1-0-FIPS-PQ-2025-09
	TLS13-1-1-2021-06 TLS13-1-1-FIPS-2023-04
	TLS13-1-2-2021-06 TLS13-1-2-PQ-2025-09 TLS13-1-2-FIPS-2023-04 TLS13-1-2-FIPS-PQ-2025-09
	TLS13-1-2-Ext0-FIPS-2023-04 TLS13-1-2-Ext0-FIPS-PQ-2025-09
	TLS13-1-2-Ext1-2021-06 TLS13-1-2-Ext1-PQ-2025-09 TLS13-1-2-Ext1-FIPS-2023-04 TLS13-1-2-Ext1-FIPS-PQ-2025-09
	TLS13-1-2-Ext2-2021-06 TLS13-1-2-Ext2-PQ-2025-09 TLS13-1-2-Ext2-FIPS-2023-04 TLS13-1-2-Ext2-FIPS-PQ-2025-09
	TLS13-1-2-Res-2021-06 TLS13-1-2-Res-PQ-2025-09 TLS13-1-2-Res-FIPS-2023-04 TLS13-1-2-Res-FIPS-PQ-2025-09
	TLS13-1-3-2021-06 TLS13-1-3-PQ-2025-09 TLS13-1-3-FIPS-2023-04 TLS13-1-3-FIPS-PQ-2025-09
	TLS13-1-2-RFC9151-FIPS-2023-07 TLS13-1-2-Ext0-RFC9151-FIPS-2023-07 TLS13-1-3-RFC9151-FIPS-2023-07
	TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07 TLS13-1-2-RFC9151-INTEROP2-FIPS-2023-07
	TLS13-1-2-RFC9151-INTEROP3-FIPS-2023-07 TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07`)

// oldTLS begins the names of policies that accept TLS 1.0 or 1.1, those of Classic Load Balancers included.
var oldTLS = strings.Fields(`2011- 2014- 2015- 2016- FS-2018- FS-1-0- FS-1-1- TLS-1-0- TLS-1-1- TLS13-1-0- TLS13-1-1-`)

const (
	tlsPrefix = "ELBSecurityPolicy-"
	tlsPolicy = tlsPrefix + "TLS13-1-2-Res-PQ-2025-09" // which AWS recommends
)

// policies are the options that name a security policy. Classic Load Balancers take names of people's own, too.
func policies(v *view, yield func(x value, name string, elastic bool)) {
	for _, x := range v.values {
		elastic := strings.HasPrefix(x.Namespace, nsListener) && x.canonicalName() == "SSLPolicy"
		if !elastic && x.canonicalName() != "SSLReferencePolicy" || !x.set || !x.known || x.misapplied() {
			continue
		}
		yield(x, strings.TrimPrefix(x.text, tlsPrefix), elastic)
	}
}

func tlsUnknown(v *view, r *reporter) {
	known := make([]string, len(tlsPolicies))
	for i, name := range tlsPolicies {
		known[i] = tlsPrefix + name
	}
	policies(v, func(x value, name string, elastic bool) {
		if !elastic {
			return
		}
		for _, policy := range known {
			if policy == x.text {
				return
			}
		}
		report, fix := r.problem, "write "+prop.Quote(tlsPolicy)
		if name != x.text {
			report = r.warning // AWS adds policies
		}
		if near, _, ok := options.Nearest(x.text, known); ok {
			fix = "write " + prop.Quote(near)
		}
		report(x, "must be a security policy of Elastic Load Balancing, got "+prop.Quote(x.text), fix)
	})
}

func tlsOld(v *view, r *reporter) {
	policies(v, func(x value, name string, _ bool) {
		for _, old := range oldTLS {
			if name != x.text && strings.HasPrefix(name, old) {
				r.problem(x, "must demand TLS 1.2 or later, got "+prop.Quote(x.text)+", which accepts older versions",
					"write "+prop.Quote(newTLS(x)))
				return
			}
		}
	})
}

// newTLS is the policy to use instead.
func newTLS(x value) string {
	if strings.HasPrefix(x.Namespace, nsListener) {
		return tlsPolicy
	}
	return tlsPrefix + "TLS-1-2-2017-01" // the last one for Classic Load Balancers
}

func tlsBlank(v *view, r *reporter) {
	for _, x := range v.values {
		blank := x.canonicalName() == "SSLPolicy" && strings.TrimSpace(x.Value) == "" && !x.unknown
		protocol := v.get(x.Namespace, "Protocol")
		if !blank || !strings.HasPrefix(x.Namespace, nsListener) || x.misapplied() || v.get(x.Namespace, "ListenerEnabled").is("false") {
			continue
		}
		if protocol.is("HTTPS") || protocol.is("TLS") {
			r.problem(x, "must be a security policy where Protocol is "+protocol.text+", got nothing",
				"remove it, or write "+prop.Quote(tlsPolicy))
		}
	}
}
