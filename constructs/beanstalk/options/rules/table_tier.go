package rules

import (
	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// tierRules judge the tier.
var tierRules = []rule{
	{Rule: Rule{ID: "unknown-tier", Severity: SeverityError,
		Summary: "The tier is WebServer, Worker or Cluster.", Doc: tierPage}, check: unknownTier},
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
