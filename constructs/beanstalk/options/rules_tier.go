package options

import (
	"slices"

	"beanstalkline/internal/prop"
)

// tierRules judge the tier.
var tierRules = []rule{
	{Rule: Rule{ID: "unknown-tier", Severity: SeverityError,
		Summary: "The tier is WebServer, Worker or Cluster.",
		Doc:     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticbeanstalk-environment-tier.html"}, check: unknownTier},
}

func unknownTier(v *view, r *reporter) {
	if v.tier != "" || v.env.TierUnresolved {
		return
	}
	fix := "write one of these"
	if near, _, ok := nearest(v.env.Tier, tiers); ok {
		fix = "write " + prop.Quote(near)
	}
	words := slices.Clone(tiers)
	for i, tier := range words {
		words[i] = prop.Quote(tier)
	}
	r.environment("Tier", v.env.Tier, "Tier must be "+prop.List(words, "or")+", got "+prop.Quote(v.env.Tier), fix)
}
