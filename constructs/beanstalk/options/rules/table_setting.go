package rules

import (
	"cmp"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// settingRules judge each setting on its own.
var settingRules = []rule{
	{Rule: Rule{ID: "unknown-namespace", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A setting is in a namespace that Elastic Beanstalk knows."}, check: unknownNamespace},
	{Rule: Rule{ID: "unknown-option", Severity: SeverityError, Basis: BasisReport,
		Summary: "A setting names an option that its namespace has."}, check: unknownOption},
	{Rule: Rule{ID: "option-name-case", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "An option's name is written as documented; whether its case matters is not documented."}, check: optionNameCase},
	{Rule: Rule{ID: "duplicate-option", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "An option is set once; which of two values counts is not documented."}, check: duplicateOption},
	{Rule: Rule{ID: "value-type", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A value has the option's type."}, check: faults(options.FaultType)},
	{Rule: Rule{ID: "value-not-allowed", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A value is one of those that the option allows."}, check: faults(options.FaultAllowed)},
	{Rule: Rule{ID: "value-out-of-bounds", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A value lies within the option's bounds."}, check: faults(options.FaultBounds)},
	{Rule: Rule{ID: "value-too-long", Severity: SeverityError,
		Summary: "A value has at most as many characters as Elastic Beanstalk's DescribeConfigurationOptions, or the service " +
			"behind the option, says that it takes.",
		Doc: api + "API_ConfigurationOptionDescription.html"},
		check: faults(options.FaultTooLong)},
	{Rule: Rule{ID: "list-length", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A list has as many items as the option allows."}, check: faults(options.FaultLength)},
	{Rule: Rule{ID: "value-form", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A value has the form that the option demands, or that EC2 and Elastic Load Balancing demand of it at launch."}, check: faults(options.FaultForm)},
	{Rule: Rule{ID: "obsolete-option", Severity: SeverityWarning,
		Summary: "An option is not one that a newer one replaces or that nothing reads anymore."}, check: obsoleteOption},
	{Rule: Rule{ID: "undocumented-option", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "An option is one that AWS documents."}, check: undocumentedOption},
	{Rule: Rule{ID: "service-managed-option", Severity: SeverityWarning,
		Summary: "An option that Elastic Beanstalk sets itself is left to it."}, check: serviceManagedOption},
}

func unknownNamespace(v *view, r *reporter) {
	if v.customised() {
		return
	}
	for _, x := range v.values {
		if _, known := options.LookupNamespace(x.Namespace); !known {
			r.add(r.rule.Severity, x, x.subject(), "must be in a namespace of Elastic Beanstalk, got "+prop.Quote(x.Namespace),
				options.SuggestNamespace(x.Namespace))
		}
	}
}

func unknownOption(v *view, r *reporter) {
	for _, x := range v.values {
		ns, known := options.LookupNamespace(x.Namespace)
		if !known || x.option.Name != "" {
			continue
		}
		severity, fix := r.rule.Severity, suggestOption(ns, x.Name)
		if successor := options.DisputedName(x.Namespace, x.Name); successor != "" {
			severity, fix = SeverityWarning, "write "+successor
		}
		r.add(severity, x, x.subject(), "must name an option of "+x.Namespace+", got "+prop.Quote(x.Name), fix)
	}
}

// suggestOption says what to write instead of a name that a namespace does not have.
func suggestOption(ns options.Namespace, name string) string {
	if name == "" {
		return "give it a name"
	}
	near, changes, ok := options.Nearest(name, ns.Names)
	elsewhere := options.NamespacesWith(name)
	few := len(elsewhere) > 0 && len(elsewhere) <= 3
	option, _ := ns.Option(near)
	switch {
	case ok && (changes < 2 && !option.Obsolete || !few):
		return "write " + prop.Quote(near)
	case few:
		return name + " belongs to " + prop.List(elsewhere, "or")
	case len(ns.Names) > 0 && len(ns.Names) <= 10:
		return "write " + prop.List(ns.Names, "or")
	}
	return "write a documented option"
}

func optionNameCase(v *view, r *reporter) {
	for _, x := range v.values {
		if name := x.canonicalName(); name != x.Name {
			r.add(r.rule.Severity, x, x.subject(), "must be written "+prop.Quote(name)+", got "+prop.Quote(x.Name),
				"write "+prop.Quote(name))
		}
	}
}

func duplicateOption(v *view, r *reporter) {
	first := make(map[optionAt]int, len(v.values))
	for i, x := range v.values {
		at := optionAt{x.Namespace, "", x.canonicalName()}
		if x.Namespace == nsScheduledAction {
			at.resourceName = x.ResourceName
		}
		if j, taken := first[at]; taken {
			other := v.values[j]
			// Whether Elastic Beanstalk tells them apart is not documented; it accepts at most one of them.
			r.add(SeverityWarning, x, x.Namespace+" "+at.name, "must be set once, got "+
				other.Name+" "+other.shown()+from(other.Origin)+" and "+x.Name+" "+x.shown()+from(x.Origin),
				"remove one of the two")
		} else {
			first[at] = i
		}
		for _, other := range x.duplicates {
			given := "another value"
			if !x.secret {
				given = prop.Quote(other.Value)
			}
			r.add(r.rule.Severity, x, x.Namespace+" "+x.Name, "must be set once, got "+
				x.shown()+from(x.Origin)+" and "+given+from(other.Origin), "remove one of the two")
		}
	}
}

func from(o options.Origin) string {
	if text := cmp.Or(o.Field, o.String()); text != "" {
		return " from " + text
	}
	return ""
}

// faults reports the values with a fault of one kind; it only warns where the fact that a value breaks is in doubt.
func faults(kind options.FaultKind) check {
	return func(v *view, r *reporter) {
		for _, x := range v.values {
			switch {
			case x.fault.Kind != kind:
			case x.fault.Doubt != "":
				r.warning(x, x.fault.Message, x.fault.Fix)
			default:
				r.problem(x, x.fault.Message, x.fault.Fix)
			}
		}
	}
}

func obsoleteOption(v *view, r *reporter) {
	for _, x := range v.values {
		if !x.option.Obsolete || x.misapplied() {
			continue
		}
		r.problem(x, "is obsolete", x.replacement())
	}
}

func undocumentedOption(v *view, r *reporter) {
	for _, x := range v.values {
		if x.option.Doubts.Option == options.DoubtUndocumented && !x.option.ServiceManaged && !x.option.Obsolete {
			r.problem(x, "is not documented", "remove it unless AWS told you to set it")
		}
	}
}

func serviceManagedOption(v *view, r *reporter) {
	for _, x := range v.values {
		if x.option.ServiceManaged {
			r.problem(x, "is set by Elastic Beanstalk itself", "remove it")
		}
	}
}
