package definition

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// Provider is the provider of the action that deploys to Elastic Beanstalk.
const Provider = "ElasticBeanstalk"

// beanstalkRules judge what only deployments to Elastic Beanstalk ask for.
var beanstalkRules = []rule{
	{rules.Rule{ID: "pipeline-environment-busy", Severity: rules.SeverityWarning, Basis: rules.BasisInference,
		Summary: "Two deployments never go to one environment at once: Elastic Beanstalk refuses the second while the first runs.",
		Doc:     guide + "action-reference-Beanstalk.html"}, environmentBusy},
}

func environmentBusy(p *pipeline, r *reporter) {
	type target struct {
		stage                    int
		order                    float64
		application, environment string
	}
	seen := map[target]bool{}
	for _, a := range p.actions {
		if a.provider != Provider || a.category != "Deploy" {
			continue
		}
		c := a.in("Configuration")
		application, known := c.in("ApplicationName").text()
		environment, known2 := c.in("EnvironmentName").text()
		order, known3 := a.runOrder()
		at := target{a.stage, order, application, environment}
		if known && known2 && known3 && seen[at] {
			r.say(c.in("EnvironmentName"), "must differ from that of every action that runs at the same time, got "+prop.Quote(environment)+" twice",
				"give one of them a higher RunOrder")
		}
		seen[at] = true
	}
	if mode := p.in("ExecutionMode"); len(seen) > 0 && mode.is("PARALLEL") {
		r.mustBe(mode, `"QUEUED" or "SUPERSEDED" in a pipeline that deploys to Elastic Beanstalk`, `write "QUEUED"`)
	}
}

// Deploys reports whether a pipeline deploys to Elastic Beanstalk, or may: one whose stages are no list is broken anyway.
func Deploys(properties map[string]any) bool {
	p := read(properties, "")
	for _, a := range p.actions {
		if strings.EqualFold(a.provider, Provider) {
			return true
		}
	}
	stages := p.in("Stages")
	return stages.kind() != "a list" && !stages.function() && !p.function()
}
