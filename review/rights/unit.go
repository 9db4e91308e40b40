package rights

import (
	"fmt"
	"slices"
	"strings"
)

// A unit is rights that one sentence can say.
type unit struct {
	who, actions, resources []string
	allBut                  [3]bool // whether each of these is what is left out
	when                    condition
	was                     string // the condition before, or after if the right is lost
	partly                  bool   // something of it is denied
	admin, public           bool
}

func unitOf(r right) unit {
	return unit{
		who: r.who.patterns, actions: r.name.patterns, resources: r.resource.patterns,
		allBut: [3]bool{r.who.but, r.action.but, r.resource.but}, when: r.when,
		admin: r.admin(), public: (r.who.everything() || r.who.but) && !r.when.limitsWho(),
	}
}

func unitsOf(rights []right) (units []unit) {
	for _, r := range rights {
		units = append(units, unitOf(r))
	}
	return units
}

// limiting are the keys of conditions that say who asks, or from where.
var limiting = []string{
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:principalaccount", "aws:principalarn", "aws:principalorgid",
	"aws:principalorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceip", "aws:sourceowner", "kms:calleraccount",
	"aws:vpcsourceip", "aws:principalisawsservice", "lambda:eventsourcetoken",
}

func (c condition) limitsWho() bool {
	return slices.ContainsFunc(c, func(t term) bool {
		return slices.Contains(limiting, strings.ToLower(t.key)) && !t.negative() && !strings.HasSuffix(t.operator, "IfExists")
	})
}

// merged are fewer units that say the same: first those with the same resources, then those with the same actions, then
// those for whom the same holds, then those whose conditions have other values.
func merged(units []unit) []unit {
	units = merge(units, func(u *unit) *[]string { return &u.actions }, 1)
	units = merge(units, func(u *unit) *[]string { return &u.resources }, 2)
	units = merge(units, func(u *unit) *[]string { return &u.who }, 0)
	most := 0
	for _, u := range units {
		most = max(most, len(u.when))
	}
	for i := range most {
		units = merge(units, func(u *unit) *[]string {
			if i >= len(u.when) || u.when[i].negative() || strings.HasPrefix(u.when[i].operator, "ForAllValues") {
				return nil
			}
			u.when = slices.Clone(u.when)
			return &u.when[i].values
		}, -1)
	}
	return units
}

// merge unites the units that differ in one list only.
func merge(units []unit, differing func(*unit) *[]string, which int) []unit {
	var all []unit
	at := map[string]int{}
	for _, u := range units {
		values := differing(&u)
		if values == nil || which >= 0 && u.allBut[which] {
			all = append(all, u)
			continue
		}
		own := *values
		*values = nil
		key := fmt.Sprint(u.who, "\x01", u.actions, "\x01", u.resources, "\x01", u.allBut, u.when.sortedKey(), "\x01", u.was, u.partly)
		*values = own
		if i, is := at[key]; is {
			list := differing(&all[i])
			*list = append(*list, own...)
			all[i].admin, all[i].public = all[i].admin || u.admin, all[i].public || u.public
			continue
		}
		*values = slices.Clone(own)
		at[key] = len(all)
		all = append(all, u)
	}
	return all
}
