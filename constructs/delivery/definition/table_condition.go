package definition

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

const conditionPage = guide + "concepts-how-it-works-conditions.html"

// conditionRules judge what happens before a stage, after it, and when it fails.
var conditionRules = []rule{
	{rules.Rule{ID: "pipeline-v1", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "Execution modes, conditions, rollback and retry, triggers, variables and some actions need PipelineType V2, " +
			"which is not the default.", Doc: guide + "pipeline-types.html"}, onlyV2},
	{rules.Rule{ID: "pipeline-failure-result", Severity: rules.SeverityError,
		Summary: "OnFailure has the Result ROLLBACK or RETRY, and a RetryConfiguration goes with RETRY only.",
		Doc:     guide + "stage-retry.html"}, failureResult},
	{rules.Rule{ID: "pipeline-failure-exclusive", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "OnFailure has a Result or Conditions, not both.", Doc: guide + "stage-conditions.html"}, failureExclusive},
	{rules.Rule{ID: "pipeline-rollback-parallel", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A pipeline in the mode PARALLEL rolls nothing back.", Doc: guide + "stage-rollback.html"}, rollbackParallel},
	{rules.Rule{ID: "pipeline-rollback-source", Severity: rules.SeverityError,
		Summary: "A stage with source actions is not rolled back.", Doc: guide + "stage-rollback.html"}, rollbackSource},
	{rules.Rule{ID: "pipeline-condition", Severity: rules.SeverityError,
		Summary: "There is one condition before a stage (FAIL or SKIP), one on success (ROLLBACK or FAIL) and one on failure (ROLLBACK), " +
			"each with 1 to 5 rules.", Doc: conditionPage}, conditions},
	{rules.Rule{ID: "pipeline-condition-rule", Severity: rules.SeverityError,
		Summary: "A rule of a condition has a name of its own, a provider that AWS documents, and the configuration that it demands; " +
			"those that skip a stage are LambdaInvoke and VariableCheck.", Doc: guide + "rule-reference.html"}, conditionRule},
}

func onlyV2(p *pipeline, r *reporter) {
	if !p.v1() {
		return
	}
	const predicate, fix = "must be left to pipelines of type V2", "set PipelineType to V2"
	if mode := p.in("ExecutionMode"); mode.is("QUEUED") || mode.is("PARALLEL") {
		r.say(mode, predicate+", got "+mode.given(), fix)
	}
	var later []node
	for _, s := range p.stages {
		later = append(later, s.in("BeforeEntry"), s.in("OnSuccess"), s.in("OnFailure"))
	}
	for _, n := range append(later, p.in("Triggers"), p.in("Variables")) {
		if list, isList := n.value.([]any); !n.missing() && !n.function() && !(isList && len(list) == 0) {
			r.say(n, predicate, fix)
		}
	}
	for _, a := range p.actions {
		if kind, known := typeOf(a); known && kind.v2 {
			r.say(a.in("ActionTypeId").in("Provider"), predicate+", got "+prop.Quote(a.provider), fix)
		}
	}
}

func failureResult(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		failure := s.in("OnFailure")
		result, retry := failure.in("Result"), failure.in("RetryConfiguration")
		r.oneOf(result, "ROLLBACK", "RETRY")
		r.oneOf(retry.in("RetryMode"), "ALL_ACTIONS", "FAILED_ACTIONS")
		if text, known := result.text(); !retry.missing() && !retry.function() && text != "RETRY" && (known || result.missing()) {
			r.say(retry, "must be given for the Result RETRY only, got "+result.given(), "remove it, or set Result to RETRY")
		}
	}
}

func failureExclusive(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		result, conditions := s.in("OnFailure").in("Result"), s.in("OnFailure").in("Conditions")
		if list := conditions.list(); !result.missing() && !result.function() && len(list) > 0 {
			r.say(conditions, "must not be given beside Result, got "+result.given(), "remove one of the two")
		}
	}
}

// rollbacks are the results of a stage that bring back an earlier release.
func (s stage) rollbacks() []node {
	all := []node{s.in("OnFailure").in("Result")}
	for _, block := range []string{"OnSuccess", "OnFailure"} {
		for _, condition := range s.in(block).in("Conditions").list() {
			all = append(all, condition.in("Result"))
		}
	}
	return slices.DeleteFunc(all, func(n node) bool { return !n.is("ROLLBACK") })
}

func rollbackParallel(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		for _, result := range s.rollbacks() {
			if p.in("ExecutionMode").is("PARALLEL") {
				r.say(result, `must not be "ROLLBACK" while ExecutionMode is "PARALLEL"`, "set ExecutionMode to QUEUED or SUPERSEDED, or remove it")
			}
		}
	}
}

func rollbackSource(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		for _, result := range s.rollbacks() {
			if slices.ContainsFunc(s.actions, func(a action) bool { return a.category == "Source" }) {
				r.say(result, `must not be "ROLLBACK" where the source is read`, "remove it, or write RETRY")
			}
		}
	}
}

// results are what a condition may lead to, by where it is.
var results = map[string][]string{"BeforeEntry": {"FAIL", "SKIP"}, "OnSuccess": {"ROLLBACK", "FAIL"}, "OnFailure": {"ROLLBACK"}}

// eachCondition calls visit with every condition of every stage.
func (p *pipeline) eachCondition(visit func(block string, condition node)) {
	for _, s := range p.stages {
		for _, block := range []string{"BeforeEntry", "OnSuccess", "OnFailure"} {
			for _, condition := range s.in(block).in("Conditions").list() {
				visit(block, condition)
			}
		}
	}
}

func conditions(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		for _, block := range []string{"BeforeEntry", "OnSuccess", "OnFailure"} {
			list, known := s.in(block).in("Conditions").all()
			lacking := block != "OnFailure" && len(list) == 0 && s.in(block).kind() == "a map"
			if known && (lacking || len(list) > 1) {
				r.say(s.in(block).in("Conditions"), "must be 1, got "+strconv.Itoa(len(list)), "put all rules into one condition")
			}
		}
	}
	p.eachCondition(func(block string, condition node) {
		r.oneOf(condition.in("Result"), results[block]...)
		list, known := condition.in("Rules").all()
		if n := len(list); known && !condition.function() && (n < 1 || n > 5) {
			r.say(condition.in("Rules"), "must be 1 to 5, got "+strconv.Itoa(n), "write 1 to 5 rules")
		}
	})
}

func conditionRule(p *pipeline, r *reporter) {
	p.eachCondition(func(_ string, condition node) {
		var names []node
		for _, rule := range condition.in("Rules").list() {
			r.name(rule.in("Name"))
			names = append(names, rule.in("Name"))
			r.ruleOf(condition, rule)
		}
		r.unique(names, "rule of its condition")
	})
}

// ruleOf reports what is wrong with a rule of a condition.
func (r *reporter) ruleOf(condition, rule node) {
	kind := rule.in("RuleTypeId")
	var providers []string
	for name := range ruleProviders {
		providers = append(providers, name)
	}
	slices.Sort(providers)
	r.oneOf(kind.in("Category"), "Rule")
	r.oneOf(kind.in("Owner"), "AWS")
	r.oneOf(kind.in("Provider"), providers...)
	name, _ := kind.in("Provider").text()
	provider, known := ruleProviders[name]
	if !known || rule.function() || rule.in("Configuration").function() {
		return
	}
	if condition.in("Result").is("SKIP") && name != "LambdaInvoke" && name != "VariableCheck" {
		r.mustBe(kind.in("Provider"), "LambdaInvoke or VariableCheck where the result is SKIP", "use one of them, or the result FAIL")
	}
	for _, key := range strings.Fields(provider.required) {
		if value := rule.in("Configuration").in(key); value.missing() {
			r.say(value, "must be given for "+name+", got nothing", "set it")
		}
	}
	if list, known := rule.in("Commands").all(); name == "Commands" && known && (len(list) < 1 || len(list) > 50) {
		r.say(rule.in("Commands"), "must be 1 to 50, got "+strconv.Itoa(len(list)), "write 1 to 50")
	}
	for _, key := range rule.in("Configuration").keys() {
		value := rule.in("Configuration").in(key)
		if text, known := value.text(); known && utf8.RuneCountInString(text) > 10000 {
			r.say(value, "must have at most 10000 characters, got "+strconv.Itoa(utf8.RuneCountInString(text)), "shorten it")
		}
	}
	if name == "VariableCheck" {
		r.oneOf(rule.in("Configuration").in("Operator"), "EQ", "NE", "CONTAINS", "MATCHES")
	}
}
