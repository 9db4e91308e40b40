package rules

import (
	"maps"
	"slices"
	"strconv"

	"beanstalkline/internal/prop"
)

// scheduleRules judge scheduled actions.
var scheduleRules = []rule{
	{Rule: Rule{ID: "scheduled-action-resource-name", Severity: SeverityError,
		Summary: "Every option of a scheduled action has the action's name, of 1 to 256 characters, as its ResourceName.",
		Doc:     schedulePage}, check: actionName},
	{Rule: Rule{ID: "scheduled-action-size-missing", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A scheduled action has MinSize and MaxSize.", Doc: schedulePage}, check: actionSizeMissing},
	{Rule: Rule{ID: "scheduled-action-sizes", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A scheduled action's MinSize is at most its DesiredCapacity, and that is at most its MaxSize.",
		Doc:     schedulePage}, check: actionSizes},
	{Rule: Rule{ID: "scheduled-action-start", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A scheduled action has a Recurrence or a StartTime.", Doc: schedulePage}, check: actionStart},
	{Rule: Rule{ID: "scheduled-action-same-time", Severity: SeverityError,
		Summary: "No two scheduled actions have the same StartTime, or the same EndTime.", Doc: schedulePage},
		check: actionTimes},
	{Rule: Rule{ID: "scheduled-action-end", Severity: SeverityWarning,
		Summary: "A scheduled action's EndTime is after its StartTime; otherwise it never takes place.",
		Doc:     schedulePage}, check: actionEnd},
	{Rule: Rule{ID: "scheduled-action-to-zero", Severity: SeverityWarning,
		Summary: "A scheduled action leaves at least one instance: with none, updates of the environment's options can fail.",
		Doc:     pausePage}, check: actionToZero},
	{Rule: Rule{ID: "scheduled-action-below-in-service", Severity: SeverityWarning,
		Summary: "A scheduled action's MaxSize is above MinInstancesInService: with rolling updates, an environment whose MaxSize " +
			"is not cannot be updated meanwhile.",
		Doc: guide + "using-features.rollingupdates.html"}, scope: standardTiers, check: actionBelowInService},
}

func actionName(v *view, r *reporter) {
	for x := range v.within(nsScheduledAction) {
		if n := len([]rune(x.ResourceName)); n < 1 || n > 256 {
			r.problem(x, "must have a ResourceName of 1 to 256 characters, got "+strconv.Itoa(n),
				"set ResourceName to the name of the action")
		}
	}
}

func actionSizes(v *view, r *reporter) {
	for _, a := range v.actions {
		for _, pair := range [][2]string{
			{"MinSize", "MaxSize"}, {"MinSize", "DesiredCapacity"}, {"DesiredCapacity", "MaxSize"},
		} {
			low, high := a.get(pair[0]), a.get(pair[1])
			m, ok1 := low.number()
			n, ok2 := high.number()
			if ok1 && ok2 && m > n {
				r.problem(low, "must be at most "+high.labelled()+", got "+low.text+" and "+high.text,
					"write "+high.text+" or less, or raise "+pair[1])
				break
			}
		}
	}
}

func actionSizeMissing(v *view, r *reporter) {
	for _, a := range v.actions {
		least, most := a.get("MinSize"), a.get("MaxSize")
		if v.open() || a.name == "" || !least.missing() && !most.missing() || v.environmentType == singleInstance {
			continue
		}
		got, fix := "neither", "set MinSize and MaxSize"
		switch {
		case !least.missing():
			got, fix = "no MaxSize", "set MaxSize"
		case !most.missing():
			got, fix = "no MinSize", "set MinSize"
		}
		r.add(r.rule.Severity, a.first(), "scheduled action "+prop.Quote(a.name), "must have MinSize and MaxSize, got "+got, fix)
	}
}

// first returns an option of the action, always the same one.
func (a action) first() value {
	return a.values[slices.Min(slices.Collect(maps.Keys(a.values)))]
}

func actionStart(v *view, r *reporter) {
	for _, a := range v.actions {
		if v.open() || a.name == "" || !a.get("Recurrence").missing() || !a.get("StartTime").missing() {
			continue
		}
		for _, name := range []string{"MinSize", "MaxSize", "DesiredCapacity", "EndTime", "Suspend"} {
			if x, ok := a.values[name]; ok { // the first, so that it is always the same one
				r.add(r.rule.Severity, x, "scheduled action "+prop.Quote(a.name),
					"must have a Recurrence or a StartTime, got neither",
					`set Recurrence, as in "0 7 * * MON-FRI", or StartTime`)
				break
			}
		}
	}
}

func actionTimes(v *view, r *reporter) {
	for _, name := range []string{"StartTime", "EndTime"} {
		seen := map[string]string{}
		for _, a := range v.actions {
			x := a.get(name)
			if !x.set || !x.known {
				continue
			}
			if other, ok := seen[x.text]; ok {
				r.problem(x, "must differ from that of every other action, got "+x.given()+", as in "+prop.Quote(other),
					"move one of the two")
			}
			seen[x.text] = a.name
		}
	}
}

func actionEnd(v *view, r *reporter) {
	for _, a := range v.actions {
		start, end := a.get("StartTime"), a.get("EndTime")
		from, ok1 := start.time()
		to, ok2 := end.time()
		if ok1 && ok2 && !to.After(from) {
			r.problem(end, "must be after "+start.labelled()+", got "+end.given()+" and "+start.given(),
				"move one of the two")
		}
	}
}

func actionToZero(v *view, r *reporter) {
	for _, a := range v.actions {
		most := a.get("MaxSize")
		if n, ok := most.number(); ok && n == 0 {
			r.problem(most, "must be at least 1 so that the environment can be updated meanwhile, got 0",
				"write 1 or more, or deploy only while the environment runs")
		}
	}
}

func actionBelowInService(v *view, r *reporter) {
	inService := v.get(nsRollingUpdate, "MinInstancesInService")
	m, ok := inService.number()
	if !ok || !inService.set || v.get(nsRollingUpdate, "RollingUpdateEnabled").isNot("true") || v.environmentType != loadBalanced {
		return
	}
	for _, a := range v.actions {
		most := a.get("MaxSize")
		if n, ok := most.number(); ok && n > 0 && n <= m {
			r.problem(most, "must be above "+inService.labelled()+" so that the environment can be updated meanwhile, got "+
				most.given()+" and "+inService.given(), "set MinInstancesInService to "+prop.Plain(n-1)+" or less, or raise MaxSize")
		}
	}
}
