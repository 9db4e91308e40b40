package options

import (
	"cmp"
	"slices"
)

// OriginKind says where a setting came from.
type OriginKind string

const (
	// OriginDefault is a default of the construct.
	OriginDefault OriginKind = "default"
	// OriginProp is a typed property of the construct.
	OriginProp OriginKind = "prop"
	// OriginExplicit is an option setting that the caller wrote out.
	OriginExplicit OriginKind = "explicit"
)

// rank orders the kinds by how specific they are. What somebody wrote, as a property or as an option setting, never
// replaces what somebody else wrote.
func (k OriginKind) rank() int {
	if k == OriginDefault {
		return 0
	}
	return 1
}

// Origin is where a setting came from, in the caller's words.
type Origin struct {
	// Kind is default, prop or explicit.
	Kind OriginKind
	// Field is what the caller wrote, such as "MinSize" or "Options[3]". Empty if there is no such field.
	Field string
}

// String returns the kind and the field, such as "prop MinSize".
func (o Origin) String() string {
	switch {
	case o.Field == "":
		return string(o.Kind)
	case o.Kind == "":
		return o.Field
	}
	return string(o.Kind) + " " + o.Field
}

// Setting is one option setting of an environment.
type Setting struct {
	// Namespace is the option's namespace, such as "aws:autoscaling:asg". Required.
	Namespace string
	// Name is the option's name, such as "MinSize". Required.
	Name string
	// ResourceName groups the options of one scheduled action; for other options it means nothing.
	ResourceName string
	// Value is the value as text, in Beanstalk's own form. Empty means that the option keeps its default.
	Value string
	// Unresolved means that the value is not known before deployment; then it is never judged.
	Unresolved bool
	// Origin is where the setting came from.
	Origin Origin
}

// ScheduledAction is the only namespace in which a resource name means something: it tells actions apart.
const ScheduledAction = "aws:autoscaling:scheduledaction"

// key is what makes two settings the same option.
type key struct{ namespace, resourceName, name string }

func (s Setting) key() key {
	// A resource name tells scheduled actions apart and nothing else: what DescribeConfigurationSettings prints for
	// other options there, such as AWSEBAutoScalingGroup, does not make a second option.
	if s.Namespace != ScheduledAction {
		return key{s.Namespace, "", s.Name}
	}
	return key{s.Namespace, s.ResourceName, s.Name}
}

// Settings is a set of option settings: one per namespace, resource name and option name. Names are compared as
// Beanstalk compares them, with their case. The zero value is an empty set, ready to use. A copy shares its content
// with the original.
type Settings struct {
	// An option has more than one setting only if it is a duplicate.
	byKey map[key][]Setting
}

// Add adds settings. A second setting of the same option is kept as a duplicate, which the rules report with both
// origins.
func (s *Settings) Add(settings ...Setting) {
	if s.byKey == nil {
		s.byKey = make(map[key][]Setting, len(settings))
	}
	for _, setting := range settings {
		k := setting.key()
		s.byKey[k] = append(s.byKey[k], setting)
	}
}

// Override adds settings that replace defaults. Any other second setting is a duplicate.
func (s *Settings) Override(settings ...Setting) {
	for _, setting := range settings {
		if k := setting.key(); s.byKey[k] != nil {
			s.byKey[k] = slices.DeleteFunc(slices.Clone(s.byKey[k]), func(old Setting) bool {
				return old.Origin.Kind.rank() < setting.Origin.Kind.rank()
			})
		}
		s.Add(setting)
	}
}

// Remove removes the settings of an option.
func (s *Settings) Remove(setting Setting) { delete(s.byKey, setting.key()) }

// All returns the settings sorted by namespace, resource name and name, one per option: the most specific one of
// duplicates.
func (s Settings) All() []Setting {
	all := make([]Setting, 0, len(s.byKey))
	sorted := make([]*Setting, 0, len(s.byKey)) // pointers are cheaper to move
	for _, same := range s.byKey {
		all = append(all, chosen(same))
		sorted = append(sorted, &all[len(all)-1])
	}
	slices.SortFunc(sorted, func(a, b *Setting) int {
		return cmp.Or(
			cmp.Compare(a.Namespace, b.Namespace),
			cmp.Compare(a.ResourceName, b.ResourceName),
			cmp.Compare(a.Name, b.Name),
		)
	})
	result := make([]Setting, len(sorted))
	for i, setting := range sorted {
		result[i] = *setting
	}
	return result
}

// Duplicates returns the other settings of the same option, in order: those that All leaves out.
func (s Settings) Duplicates(setting Setting) []Setting {
	same := s.byKey[setting.key()]
	if len(same) < 2 {
		return nil
	}
	return slices.SortedFunc(slices.Values(same), compareDuplicates)[1:]
}

// Get returns the setting of an option, and whether there is one. For a scheduled action's options it returns the one
// without a resource name.
func (s Settings) Get(namespace, name string) (Setting, bool) {
	same := s.byKey[key{namespace, "", name}]
	if len(same) == 0 {
		return Setting{}, false
	}
	return chosen(same), true
}

// chosen returns the setting of an option that counts.
func chosen(same []Setting) Setting {
	if len(same) == 1 {
		return same[0]
	}
	return slices.MinFunc(same, compareDuplicates)
}

// compareDuplicates orders the settings of one option so that the result does not depend on the order in which they
// were added: the most specific first.
func compareDuplicates(a, b Setting) int {
	unresolved := func(s Setting) int {
		if s.Unresolved {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(b.Origin.Kind.rank(), a.Origin.Kind.rank()),
		cmp.Compare(a.Origin.Kind, b.Origin.Kind),
		cmp.Compare(a.Origin.Field, b.Origin.Field),
		cmp.Compare(a.Value, b.Value),
		cmp.Compare(a.ResourceName, b.ResourceName),
		cmp.Compare(unresolved(a), unresolved(b)),
	)
}
