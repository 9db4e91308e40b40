package rules

import (
	"cmp"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// Basis is what a rule is based on, the firmest first.
type Basis string

const (
	// BasisDeployed marks a rule by which AWS refused what somebody deployed.
	BasisDeployed Basis = "verdict (deployed)"
	// BasisValidated marks a rule by which AWS refused what somebody had it validate.
	BasisValidated Basis = "verdict (validated)"
	// BasisReport marks a rule that people have reported from experience.
	BasisReport Basis = "report"
	// BasisDocumentation marks a rule that an AWS page states.
	BasisDocumentation Basis = "documentation"
	// BasisInference marks a rule that AWS's examples, formats or contradictions suggest but no page states.
	BasisInference Basis = "inference"
)

// Rule describes one rule.
type Rule struct {
	// ID is the rule's stable name, in kebab-case.
	ID string
	// Severity is that of the rule's problems; one that relies on a doubtful fact is a warning nevertheless.
	Severity Severity
	// Summary says in one sentence what the rule demands.
	Summary string
	// Doc is the address of the page that the rule is based on; empty if that is the page of the option at fault.
	Doc string
	// Basis is what the rule is based on. Defaults to BasisDocumentation.
	Basis Basis
	// SecurityHub means that the rule is one of AWS Security Hub's controls, applied only if a Checker wants them.
	SecurityHub bool
}

// scope is the tiers in which a rule applies.
type scope int

const (
	everyTier      scope = iota
	standardTiers        // web server and worker: environments on EC2 instances
	clusterTier          // environments on EKS
	otherResources       // applications and their versions, which have no options
	everyResource        // both
)

func (s scope) includes(v *view) bool {
	resource := v.env.Resource
	other := resource != nil && (resource.Type == options.TypeApplication || resource.Type == options.TypeApplicationVersion)
	if other || s == otherResources {
		return other && (s == otherResources || s == everyResource)
	}
	return s == everyTier || s == everyResource || (s == clusterTier) == (v.tier == options.TierCluster)
}

// A check finds what breaks a rule.
type check func(v *view, r *reporter)

// rule is a Rule with what it takes to apply it.
type rule struct {
	Rule
	scope scope
	check check
	// yields makes the rule silent about an option that another rule reports.
	yields bool
	// merges makes one finding of adjacent ones that say the same about options of one namespace: a dozen options of a
	// load balancer that does not exist are one mistake.
	merges bool
}

// finding is a Problem with the words that its message is made of.
type finding struct {
	Problem
	subjects  []string
	predicate string
}

// reporter collects the findings of one rule.
type reporter struct {
	rule  Rule
	found []finding
}

// problem reports an option: "its label must be ..., got ...".
func (r *reporter) problem(x value, predicate, fix string) {
	r.add(r.rule.Severity, x, x.label(), predicate, fix)
}

// warning reports an option where the fact that the rule is based on is in doubt.
func (r *reporter) warning(x value, predicate, fix string) {
	r.add(SeverityWarning, x, x.label(), predicate, fix)
}

// add reports an option in a sentence about something other than the option.
func (r *reporter) add(severity Severity, x value, subject, predicate, fix string) {
	p := Problem{
		Rule: r.rule.ID, Severity: severity, Fix: fix, Doc: r.rule.Doc,
		Namespace: x.Namespace, Name: x.Name, ResourceName: x.ResourceName, Field: x.Origin.Field,
	}
	if !x.secret {
		p.Value = x.Value
	}
	if p.Doc == "" {
		ns, _ := options.LookupNamespace(x.Namespace)
		p.Doc = cmp.Or(ns.Doc(), optionsPage)
	}
	r.found = append(r.found, finding{p, []string{subject}, predicate})
}

// environment reports a property of the environment, or of another resource: "path must be ..., got ...".
func (r *reporter) environment(path, given, predicate, fix string) {
	field, _, _ := strings.Cut(path, ".")
	r.found = append(r.found, finding{Problem{
		Rule: r.rule.ID, Severity: r.rule.Severity, Field: field, Value: given, Fix: fix, Doc: r.rule.Doc,
	}, []string{path}, predicate})
}

// ask applies rules to a set. The result does not depend on the order of the rules.
func ask(rules []rule, v *view) []Problem {
	found := make([][]finding, len(rules))
	spoken := map[optionAt]bool{} // what rules that do not yield have reported
	for i, rule := range rules {
		if !rule.scope.includes(v) {
			continue
		}
		r := reporter{rule: rule.Rule}
		rule.check(v, &r)
		found[i] = r.found
		for _, f := range r.found {
			if !rule.yields {
				spoken[f.at()] = true
			}
		}
	}
	var problems []Problem
	for i, rule := range rules {
		if rule.yields {
			found[i] = slices.DeleteFunc(found[i], func(f finding) bool { return spoken[f.at()] })
		}
		if rule.merges {
			found[i] = merge(found[i])
		}
		for _, f := range found[i] {
			problems = append(problems, f.problem())
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Namespace, b.Namespace),
			cmp.Compare(a.ResourceName, b.ResourceName),
			cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return problems
}

// optionAt is the place in a set that a finding is about.
type optionAt struct{ namespace, resourceName, name string }

func (f finding) at() optionAt { return optionAt{f.Namespace, f.ResourceName, f.Name} }

// merge makes one finding of adjacent ones that say the same.
func merge(found []finding) []finding {
	var merged []finding
	for _, f := range found {
		if last := len(merged) - 1; last >= 0 && merged[last].sameAs(f) {
			merged[last].subjects = append(merged[last].subjects, cmp.Or(f.Field, f.Name))
		} else {
			merged = append(merged, f)
		}
	}
	return merged
}

func (f finding) sameAs(other finding) bool {
	return f.predicate == other.predicate && f.Fix == other.Fix && f.Namespace == other.Namespace &&
		(f.ResourceName == other.ResourceName || f.Namespace != nsScheduledAction)
}

// problem writes the message, which names the first few of many subjects.
func (f finding) problem() Problem {
	p, words, predicate := f.Problem, f.subjects, f.predicate
	if len(words) > 1 {
		predicate = strings.Replace(predicate, "has no effect", "have no effect", 1)
		p.Fix = strings.Replace(p.Fix, "remove it", "remove them", 1)
	}
	if len(words) > 4 {
		words = append(slices.Clone(words[:3]), prop.Plain(float64(len(words)-3))+" more")
	}
	p.Message = prop.List(words, "and") + " " + predicate
	return p
}
