package options

import "slices"

// Branches returns the platform branches that AWS lists or recently retired, the newest of each family first.
func Branches() []Branch { return slices.Clone(load().Platforms.Branches) }

// Current reports whether the branch was not yet retired when the catalogue was compared with its sources.
func (b Branch) Current() bool { return b.Retires == "" || b.Retires > load().Platforms.Date }

// LookupBranch returns the branch of that name, and whether AWS lists or listed it. It also knows the branches of
// operating systems that are retired as a whole; for any other it returns what the name shows.
func LookupBranch(name string) (Branch, bool) {
	all := &load().Platforms
	for _, b := range all.Branches {
		if b.Name == name {
			return b, true
		}
	}
	b := Branch{Name: name, Family: familyOf(name)}
	for _, system := range all.Systems {
		if b.System() == system.Name {
			b.Retires = system.Retires
			return b, true
		}
	}
	return b, false
}

// Newest returns the newest branch of a family without an announced end, and whether there is one.
func Newest(family string) (Branch, bool) {
	for _, b := range load().Platforms.Branches {
		if b.Family == family && b.Retires == "" {
			return b, true
		}
	}
	return Branch{}, false
}
