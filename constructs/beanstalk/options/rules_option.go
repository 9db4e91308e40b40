package options

import (
	"regexp"
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

// Rules that more than one file speaks of.
const (
	ruleType          = "value-type"
	ruleAllowed       = "value-not-allowed"
	ruleBounds        = "value-out-of-bounds"
	ruleItems         = "list-length"
	rulePattern       = "value-form"
	ruleWithoutEffect = "option-without-effect"
)

// optionRules judge each setting on its own.
var optionRules = []rule{
	{Rule: Rule{ID: "unknown-namespace", Severity: SeverityError,
		Summary: "A setting is in a namespace that Elastic Beanstalk knows."}, check: unknownNamespace},
	{Rule: Rule{ID: "unknown-option", Severity: SeverityError,
		Summary: "A setting names an option that its namespace has."}, check: unknownOption},
	{Rule: Rule{ID: "option-name-case", Severity: SeverityWarning,
		Summary: "An option's name is written as documented; whether Elastic Beanstalk minds its case is not."}, check: optionNameCase},
	{Rule: Rule{ID: "duplicate-option", Severity: SeverityError,
		Summary: "An option is set once."}, check: duplicateOption},
	{Rule: Rule{ID: ruleType, Severity: SeverityError,
		Summary: "A value has the option's type."}, check: valueFaults},
	{Rule: Rule{ID: ruleAllowed, Severity: SeverityError,
		Summary: "A value is one of those that the option allows."}, check: valueFaults},
	{Rule: Rule{ID: ruleBounds, Severity: SeverityError,
		Summary: "A value lies within the option's bounds."}, check: valueFaults},
	{Rule: Rule{ID: ruleItems, Severity: SeverityError,
		Summary: "A list has as many items as the option allows."}, check: valueFaults},
	{Rule: Rule{ID: rulePattern, Severity: SeverityError,
		Summary: "A value has the form that the option demands."}, check: valueFaults},
	{Rule: Rule{ID: "obsolete-option", Severity: SeverityWarning,
		Summary: "An option is not one that a newer one replaces or that nothing reads any more."}, check: obsoleteOption},
	{Rule: Rule{ID: "undocumented-option", Severity: SeverityWarning,
		Summary: "An option is documented."}, check: undocumentedOption},
	{Rule: Rule{ID: "service-managed-option", Severity: SeverityWarning,
		Summary: "An option that Elastic Beanstalk sets itself is left to it."}, check: serviceManagedOption},
}

// subject is who is addressed by a message about the setting's name.
func subject(s *setting) string {
	if s.Origin.Field != "" {
		return s.Origin.Field
	}
	return "the setting"
}

// customised says that the platform or a saved configuration may know options which no page describes.
func (v *view) customised() bool { return v.env.HasTemplate || v.platform.custom }

var digits = regexp.MustCompile(`[0-9]+`)

func unknownNamespace(v *view, r *reporter) {
	c := load()
	if v.customised() {
		return
	}
	for _, s := range v.settings {
		if c.namespace(s.Namespace) != nil {
			continue
		}
		r.problem(s, subject(s)+" must be in a namespace of Elastic Beanstalk, got "+prop.Quote(s.Namespace), c.suggestNamespace(s.Namespace))
	}
}

// suggestNamespace says what to write instead of a namespace; in a templated one it keeps the caller's
// last segment.
func (c *catalogue) suggestNamespace(given string) string {
	for _, t := range c.templates {
		if last, ok := strings.CutPrefix(given, t.prefix); ok && t.port {
			if port := digits.FindString(last); isPort(port) {
				return "write " + prop.Quote(t.prefix+port)
			}
			if _, _, ok := nearest(last, []string{"default"}); ok && c.namespaces[t.prefix+"default"] != nil {
				return "write " + prop.Quote(t.prefix+"default")
			}
			return "end it with a port, as in " + prop.Quote(t.prefix+"443")
		}
	}
	candidates := slices.Clip(c.fixed)
	if last := lastSegment(given); last != "" {
		for _, t := range c.templates {
			if !t.port || isPort(last) {
				candidates = append(candidates, t.prefix+last)
			}
		}
	}
	if near, _, ok := nearest(given, candidates); ok {
		return "write " + prop.Quote(near)
	}
	return "write a namespace of the documentation"
}

func unknownOption(v *view, r *reporter) {
	c := load()
	for _, s := range v.settings {
		ns := c.namespace(s.Namespace)
		if ns == nil || s.option != nil {
			continue
		}
		message := subject(s) + " must name an option of " + s.Namespace + ", got " + prop.Quote(s.Name)
		near, distance, ok := nearest(s.Name, ns.names)
		elsewhere := c.namespacesWith(s.Name)
		switch disputed := c.disputed(s.Namespace, s.Name); {
		case disputed != "":
			r.warning(s, message, "write "+disputed)
			continue
		case s.Name == "":
			r.problem(s, message, "give it a name")
		case ok && (distance < 2 && !ns.options[near].Obsolete || len(elsewhere) == 0 || len(elsewhere) > 3):
			r.problem(s, message, "write "+prop.Quote(near))
		case len(elsewhere) > 0 && len(elsewhere) <= 3:
			r.problem(s, message, s.Name+" belongs to "+prop.List(elsewhere, "or"))
		case len(ns.names) > 0 && len(ns.names) <= 10:
			r.problem(s, message, "write "+prop.List(ns.names, "or"))
		default:
			r.problem(s, message, "write an option of the documentation")
		}
	}
}

// namespacesWith returns the namespaces that have an option of that name.
func (c *catalogue) namespacesWith(name string) []string {
	var all []string
	for _, o := range c.Options {
		if o.Name == name && name != "*" {
			all = append(all, o.Namespace)
		}
	}
	return all
}

func (c *catalogue) disputed(namespace, name string) string {
	for _, d := range c.DisputedNames {
		if d.Namespace == namespace && d.Name == name {
			return d.Successor
		}
	}
	return ""
}

// sameButForCase returns the option whose name differs only in case, or nil.
func sameButForCase(c *catalogue, namespace, name string) *Option {
	if ns := c.namespace(namespace); ns != nil {
		for _, known := range ns.names {
			if strings.EqualFold(known, name) {
				return ns.options[known]
			}
		}
	}
	return nil
}

func optionNameCase(v *view, r *reporter) {
	for _, s := range v.settings {
		if name := s.canonicalName(); name != s.Name {
			r.problem(s, subject(s)+" must be written "+prop.Quote(name)+", got "+prop.Quote(s.Name), "write "+prop.Quote(name))
		}
	}
}

func duplicateOption(v *view, r *reporter) {
	first := make(map[key]*setting, len(v.settings))
	for _, s := range v.settings {
		k := s.key()
		k.name = s.canonicalName()
		if other := first[k]; other != nil {
			// Whether Elastic Beanstalk tells them apart is not documented; it takes one of them at most.
			r.warning(s, s.Namespace+" "+k.name+" must be set once, got "+other.Name+" "+other.shown()+origin(other.Origin)+" and "+s.Name+" "+s.shown()+origin(s.Origin),
				"remove one of the two")
		} else {
			first[k] = s
		}
		for _, other := range s.duplicates {
			value := "another value"
			if !s.secret {
				value = prop.Quote(other.Value)
			}
			r.problem(s, s.Namespace+" "+s.Name+" must be set once, got "+s.shown()+origin(s.Origin)+" and "+value+origin(other.Origin),
				"remove one of the two")
		}
	}
}

func origin(o Origin) string {
	if text := o.String(); text != "" {
		return " from " + text
	}
	return ""
}

func valueFaults(v *view, r *reporter) {
	for _, s := range v.settings {
		switch {
		case s.fault == nil || s.fault.rule != r.rule.ID:
		case s.fault.doubt != "":
			r.warning(s, s.label()+" "+s.fault.message, s.fault.fix)
		default:
			r.problem(s, s.label()+" "+s.fault.message, s.fault.fix)
		}
	}
}

func obsoleteOption(v *view, r *reporter) {
	for _, s := range v.settings {
		if s.option == nil || !s.option.Obsolete || s.obstacle.rule != "" {
			continue
		}
		fix := "remove it"
		if s.option.Successor != "" {
			fix = "use " + s.option.Successor
		}
		r.problem(s, s.label()+" is obsolete", fix)
	}
}

func undocumentedOption(v *view, r *reporter) {
	for _, s := range v.settings {
		if s.option != nil && s.option.Doubts.Option == DoubtUndocumented && !s.option.ServiceManaged && !s.option.Obsolete {
			r.problem(s, s.label()+" is not documented", "remove it unless AWS told you to set it")
		}
	}
}

func serviceManagedOption(v *view, r *reporter) {
	for _, s := range v.settings {
		if s.option != nil && s.option.ServiceManaged {
			r.problem(s, s.label()+" is set by Elastic Beanstalk itself", "remove it")
		}
	}
}
