package rules

import (
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

// networkRules judge the VPC and its subnets.
var networkRules = []rule{
	{Rule: Rule{ID: "subnets-missing", Severity: SeverityError, Basis: BasisReport,
		Summary: "An Application Load Balancer in a VPC that is named comes with Subnets; otherwise, Subnets are wanted, too.",
		Doc:     guide + "using-features.managing.vpc.html"}, scope: standardTiers, check: subnetsMissing},
	{Rule: Rule{ID: "id-twice", Severity: SeverityError, Basis: BasisReport,
		Summary: "A list of security groups of an Application Load Balancer names each once: CloudFormation answers \"Property " +
			"SecurityGroups contains duplicate values\". That other groups and subnets do is a warning.",
		Doc: guide + "using-features.managing.vpc.html"}, scope: standardTiers, check: idTwice},
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

func idTwice(v *view, r *reporter) {
	for _, list := range []optionName{
		{nsVpc, "Subnets"}, {nsVpc, "ELBSubnets"}, {nsVpc, "DBSubnets"},
		{nsLaunch, "SecurityGroups"}, {nsBalancer, "SecurityGroups"}, {nsClassicBalancer, "SecurityGroups"},
	} {
		given := v.at(list)
		all, ok := given.items()
		report := r.warning
		if list.namespace == nsBalancer {
			report = r.problem
		}
		for i, id := range all {
			if ok && given.set && slices.Contains(all[:i], id) {
				report(given, "must name each once, got "+prop.Quote(id)+" twice", "remove one of the two")
				break
			}
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
