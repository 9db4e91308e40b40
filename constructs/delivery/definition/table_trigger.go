package definition

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

const triggerPage = guide + "pipelines-triggers.html"

// triggerRules judge what starts a pipeline.
var triggerRules = []rule{
	{rules.Rule{ID: "pipeline-trigger-source", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A trigger names a source action of the pipeline whose provider is CodeStarSourceConnection.",
		Doc:     triggerPage}, triggerSource},
	{rules.Rule{ID: "pipeline-trigger-repeated", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A source action has one trigger.", Doc: triggerPage}, triggerRepeated},
	{rules.Rule{ID: "pipeline-trigger-provider", Severity: rules.SeverityError,
		Summary: "A trigger's ProviderType is CodeStarSourceConnection, and there are at most 50 triggers.", Doc: quotas}, triggerProvider},
	{rules.Rule{ID: "pipeline-trigger-filters", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A trigger has at most 3 filters for pushes and 3 for pull requests.", Doc: quotas}, triggerFilters},
	{rules.Rule{ID: "pipeline-trigger-patterns", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A filter has at most 8 patterns to include and 8 to exclude, of 1 to 255 characters.", Doc: quotas}, triggerPatterns},
	{rules.Rule{ID: "pipeline-trigger-combination", Severity: rules.SeverityError,
		Summary: "A filter for pushes has tags, or branches, or branches and file paths; one for pull requests branches, or both.",
		Doc:     guide + "pipelines-filter.html"}, triggerCombination},
	{rules.Rule{ID: "pipeline-trigger-events", Severity: rules.SeverityError,
		Summary: "The events of a filter for pull requests are OPEN, UPDATED and CLOSED, each at most once.",
		Doc:     guide + "pipelines-filter.html"}, triggerEvents},
}

func (p *pipeline) triggers() []node { return p.in("Triggers").list() }

func triggerSource(p *pipeline, r *reporter) {
	for _, trigger := range p.triggers() {
		named := trigger.in("GitConfiguration").in("SourceActionName")
		name, known := named.text()
		if !known || p.open {
			continue
		}
		i := slices.IndexFunc(p.actions, func(a action) bool { return a.in("Name").is(name) && (a.category == "Source" || a.category == "") })
		unnamed := slices.ContainsFunc(p.actions, func(a action) bool { _, known := a.in("Name").text(); return !known })
		switch {
		case i < 0 && unnamed:
		case i < 0:
			r.mustBe(named, "the name of a source action", "name one whose provider is CodeStarSourceConnection")
		case p.actions[i].provider != "" && p.actions[i].provider != "CodeStarSourceConnection":
			r.say(named, "must name an action of CodeStarSourceConnection, got one of "+prop.Quote(p.actions[i].provider),
				"start the pipeline with an EventBridge rule")
		}
	}
}

func triggerRepeated(p *pipeline, r *reporter) {
	var names []node
	for _, trigger := range p.triggers() {
		names = append(names, trigger.in("GitConfiguration").in("SourceActionName"))
	}
	r.unique(names, "trigger")
}

func triggerProvider(p *pipeline, r *reporter) {
	list, known := p.in("Triggers").all()
	if known && len(list) > 50 {
		r.say(p.in("Triggers"), "must be at most 50, got "+strconv.Itoa(len(list)), "remove some")
	}
	for _, trigger := range list {
		r.oneOf(trigger.in("ProviderType"), "CodeStarSourceConnection")
	}
}

func triggerFilters(p *pipeline, r *reporter) {
	for _, trigger := range p.triggers() {
		for _, event := range []string{"Push", "PullRequest"} {
			filters, known := trigger.in("GitConfiguration").in(event).all()
			if known && len(filters) > 3 {
				r.say(trigger.in("GitConfiguration").in(event), "must be at most 3 filters, got "+strconv.Itoa(len(filters)),
					"give one filter several patterns")
			}
		}
	}
}

// eachFilter calls visit with every filter of every trigger; event is Push or PullRequest.
func (p *pipeline) eachFilter(visit func(event string, filter node)) {
	for _, trigger := range p.triggers() {
		for _, event := range []string{"Push", "PullRequest"} {
			for _, filter := range trigger.in("GitConfiguration").in(event).list() {
				visit(event, filter)
			}
		}
	}
}

func triggerPatterns(p *pipeline, r *reporter) {
	p.eachFilter(func(_ string, filter node) {
		for _, what := range []string{"Branches", "FilePaths", "Tags"} {
			for _, list := range []node{filter.in(what).in("Includes"), filter.in(what).in("Excludes")} {
				patterns, known := list.all()
				if n := len(patterns); known && !list.missing() && (n < 1 || n > 8) {
					r.say(list, "must be 1 to 8 patterns, got "+strconv.Itoa(n), "join some with braces or wildcards")
				}
				for _, pattern := range patterns {
					if text, known := pattern.text(); known && (text == "" || utf8.RuneCountInString(text) > 255) {
						r.say(pattern, "must have 1 to 255 characters, got "+strconv.Itoa(utf8.RuneCountInString(text)), "shorten it")
					}
				}
			}
		}
	})
}

func triggerCombination(p *pipeline, r *reporter) {
	for _, trigger := range p.triggers() {
		git := trigger.in("GitConfiguration")
		if git.kind() == "a map" && git.in("Push").missing() && git.in("PullRequest").missing() {
			r.say(git, "must have Push or PullRequest, got neither", "say on which branches or tags to start, or remove the trigger")
		}
	}
	p.eachFilter(func(event string, filter node) {
		tags, branches, paths := !filter.in("Tags").missing(), !filter.in("Branches").missing(), !filter.in("FilePaths").missing()
		switch {
		case filter.function() || filter.kind() != "a map":
		case event == "Push" && tags && (branches || paths):
			r.say(filter.in("Tags"), "must be the only part of a filter", "make two filters")
		case event == "PullRequest" && tags:
			r.say(filter.in("Tags"), "must be in filters for pushes only", "remove it")
		case !branches && paths:
			r.say(filter.in("FilePaths"), "must come with Branches, got nothing", `set Branches, to "**" for all`)
		case !branches && !tags && event == "Push":
			r.say(filter, "must have Branches or Tags, got neither", "set one of them")
		case !branches && event == "PullRequest":
			r.say(filter, "must have Branches, got nothing", `set Branches, to "**" for all`)
		}
	})
}

func triggerEvents(p *pipeline, r *reporter) {
	p.eachFilter(func(_ string, filter node) {
		events := filter.in("Events").list()
		for _, event := range events {
			r.oneOf(event, "OPEN", "UPDATED", "CLOSED")
		}
		r.unique(events, "event")
	})
}
