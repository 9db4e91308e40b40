package rules

import (
	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// tierRules judge the tier.
var tierRules = []rule{
	{Rule: Rule{ID: "unknown-tier", Severity: SeverityError,
		Summary: "The tier is WebServer, Worker or Cluster.", Doc: tierPage}, check: unknownTier},
	{Rule: Rule{ID: "tier-type", Severity: SeverityError,
		Summary: "The tier's Type is Standard for WebServer, SQS/HTTP for Worker and EKS for Cluster.",
		Doc:     tierPage}, check: tierType},
}

func unknownTier(v *view, r *reporter) {
	if v.tier != "" || v.env.TierUnresolved {
		return
	}
	fix := "write one of these"
	if near, _, ok := options.Nearest(v.env.Tier, options.Tiers()); ok {
		fix = "write " + prop.Quote(near)
	}
	r.environment("Tier", v.env.Tier, "must be "+prop.List(prop.QuoteAll(options.Tiers()), "or")+", got "+prop.Quote(v.env.Tier), fix)
}

var tierTypes = map[string]string{options.TierWebServer: "Standard", options.TierWorker: "SQS/HTTP", options.TierCluster: "EKS"}

func tierType(v *view, r *reporter) {
	tier := v.resource(options.TypeEnvironment).in("Tier")
	kind := tier.in("Type")
	given, known := kind.text()
	if want := tierTypes[v.tier]; want != "" && known && !kind.missing() && !tier.in("Name").missing() && given != want {
		r.property(kind, "must be "+prop.Quote(want)+" for tier "+v.tier+", got "+prop.Quote(given), "write "+prop.Quote(want))
	}
}
