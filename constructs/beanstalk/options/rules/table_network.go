package rules

import (
	"strings"

	"beanstalkline/internal/prop"
)

// networkRules judge the VPC and its subnets.
var networkRules = []rule{
	{Rule: Rule{ID: "subnets-missing", Severity: SeverityError, Basis: BasisReport,
		Summary: "An Application Load Balancer in a VPC that is named comes with Subnets; otherwise, Subnets are wanted, too.",
		Doc:     guide + "using-features.managing.vpc.html"}, scope: standardTiers, check: subnetsMissing},
	{Rule: Rule{ID: "subnet-twice", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "A list of subnets names each once.",
		Doc:     guide + "using-features.managing.vpc.html"}, scope: standardTiers, check: subnetTwice},
	{Rule: Rule{ID: "arn-of-other-region", Severity: SeverityError,
		Summary: "A certificate and a shared load balancer are of the region that the environment is deployed to, where that " +
			"is known.",
		Doc: guide + "configuring-https-ssl.html"}, scope: standardTiers, check: otherRegion},
}

func subnetsMissing(v *view, r *reporter) {
	vpc, subnets := v.get(nsVpc, "VPCId"), v.get(nsVpc, "Subnets")
	if !vpc.set || !subnets.missing() {
		return
	}
	report := r.warning
	if v.loadBalancer == application {
		report = r.problem
	}
	report(vpc, "must come with Subnets, got nothing", "set "+nsVpc+" Subnets to the subnets of the instances")
}

func subnetTwice(v *view, r *reporter) {
	for _, name := range []string{"Subnets", "ELBSubnets", "DBSubnets"} {
		given := v.get(nsVpc, name)
		all, ok := given.items()
		seen := map[string]bool{}
		for _, id := range all {
			if ok && given.set && seen[id] {
				r.problem(given, "must name each subnet once, got "+prop.Quote(id)+" twice", "remove one of the two")
				break
			}
			seen[id] = true
		}
	}
}

func otherRegion(v *view, r *reporter) {
	for _, x := range v.values {
		switch x.canonicalName() {
		case "SSLCertificateArns", "SSLCertificateId", "SharedLoadBalancer":
		default:
			continue
		}
		parts := strings.SplitN(x.text, ":", 5)
		if v.region == "" || !x.set || !x.known || len(parts) < 5 || parts[3] == "" || parts[3] == v.region {
			continue // certificates in IAM have no region
		}
		r.problem(x, "must be of region "+prop.Quote(v.region)+", got "+prop.Quote(parts[3]), "name one of the same region")
	}
}
