package rules

import (
	"beanstalkline/internal/prop"
)

// The relations that many options have. Each function makes a check from rows, and each row is one sentence about two
// options or about one. In a row, `in` stands for the namespaces in which it holds where there are several, such as one
// for every listener; the options then have no namespace of their own.

// all makes one check of several.
func all(checks ...check) check {
	return func(v *view, r *reporter) {
		for _, check := range checks {
			check(v, r)
		}
	}
}

// namespaces lists where a row holds.
type namespaces func(v *view) []string

// condition is what must hold for a row to apply to its option.
type condition func(v *view, x value) bool

func (c condition) holds(v *view, x value) bool { return c == nil || c(v, x) }

// applies is the condition that an option means something in the environment; another rule reports one that does not.
func applies(_ *view, x value) bool { return !x.misapplied() }

// places returns the namespaces of a row: those listed, or the empty one for options that have their own.
func (n namespaces) places(v *view) []string {
	if n == nil {
		return []string{""}
	}
	return n(v)
}

func (v *view) find(namespace string, o optionName) value {
	if o.namespace == "" {
		o.namespace = namespace
	}
	return v.at(o)
}

// companion is a row of comesWith: with option set, or set to a certain value, with must have one too.
type companion struct {
	in     namespaces
	option optionName
	value  string // empty: any
	with   optionName
	what   string // what to set it to, for the fix: " to ..."
	when   condition
}

// comesWith demands options that others cannot do without.
func comesWith(rows ...companion) check {
	return func(v *view, r *reporter) {
		for _, row := range rows {
			for _, namespace := range row.in.places(v) {
				x, with := v.find(namespace, row.option), v.find(namespace, row.with)
				if !x.set || row.value != "" && !x.is(row.value) || !with.missing() || !row.when.holds(v, x) {
					continue
				}
				because := ""
				if row.value != "" {
					because = " when it is " + x.text
				}
				r.problem(x, "must come with "+with.labelled()+because+", got nothing",
					"set "+with.Namespace+" "+with.Name+row.what)
			}
		}
	}
}

// exclusive is a row of onlyWith: option means something only while other has one of the values.
type exclusive struct {
	option, other optionName
	values        []string
	when          condition
	fix           string // defaults to removing the option or setting the other one
}

// onlyWith refuses options beside others that they do not go with. If the other option has neither a value nor a
// default, nothing is concluded.
func onlyWith(rows ...exclusive) check {
	return func(v *view, r *reporter) {
		for _, row := range rows {
			x, other := v.at(row.option), v.at(row.other)
			if !x.set || other.text == "" || !isNoneOf(other, row.values) || !row.when.holds(v, x) {
				continue
			}
			fix := row.fix
			if fix == "" {
				fix = "remove it, or set " + other.Name + " to " + prop.Quote(row.values[len(row.values)-1])
			}
			r.problem(x, "must be set for "+other.labelled()+" "+prop.List(row.values, "or")+" only, got "+other.given(), fix)
		}
	}
}

func isNoneOf(x value, values []string) bool {
	for _, text := range values {
		if !x.isNot(text) {
			return false
		}
	}
	return true
}

// order is a row of inOrder: low is at most high, or, if strict, below it. One of the two must be in the set.
type order struct {
	in        namespaces
	low, high optionName
	strict    bool
	when      func(v *view, low, high value) bool
	fix       string // defaults to lowering one or raising the other
}

// inOrder demands that pairs of numbers have the right order.
func inOrder(rows ...order) check {
	return func(v *view, r *reporter) {
		for _, row := range rows {
			for _, namespace := range row.in.places(v) {
				low, high := v.find(namespace, row.low), v.find(namespace, row.high)
				if row.when == nil || row.when(v, low, high) {
					row.compare(r, low, high)
				}
			}
		}
	}
}

func (row order) compare(r *reporter, low, high value) {
	l, ok1 := low.number()
	h, ok2 := high.number()
	if !ok1 || !ok2 || l < h || l == h && !row.strict {
		return
	}
	least, most := "at least ", "at most "
	lower, raise := low.Name+" to "+prop.Plain(h)+" or less", high.Name+" to "+prop.Plain(l)+" or more"
	fixLow, fixHigh := "set "+lower+", or raise "+high.Name, "set "+raise+", or lower "+low.Name
	if row.strict {
		least, most = "above ", "below "
		fixLow, fixHigh = "lower "+low.Name+" or raise "+high.Name, "raise "+high.Name+" or lower "+low.Name
	}
	if row.fix != "" {
		fixLow, fixHigh = row.fix, row.fix
	}
	switch {
	case low.set:
		r.problem(low, "must be "+most+high.labelled()+", got "+low.given()+" and "+high.given(), fixLow)
	case high.set:
		r.problem(high, "must be "+least+low.labelled()+", got "+high.given()+" and "+low.given(), fixHigh)
	}
}

// choice is a row of byLoadBalancer: which values an option may have behind which type of load balancer.
type choice struct {
	in                   namespaces
	option               optionName
	application, network []string
	when                 condition
}

// byLoadBalancer demands the values of options that the type of the load balancer allows.
func byLoadBalancer(rows ...choice) check {
	return func(v *view, r *reporter) {
		for _, row := range rows {
			values := map[string][]string{application: row.application, network: row.network}[v.loadBalancer]
			if len(values) == 0 {
				continue
			}
			list := prop.List(prop.QuoteAll(values), "or")
			for _, namespace := range row.in.places(v) {
				if x := v.find(namespace, row.option); x.set && isNoneOf(x, values) && row.when.holds(v, x) {
					r.problem(x, "must be "+list+" for LoadBalancerType "+v.loadBalancer+", got "+x.given(),
						"write "+list+", or change LoadBalancerType")
				}
			}
		}
	}
}

// necessity is a row of present.
type necessity struct {
	option    optionName
	what, fix string // what it must be, and how to set it
}

// present demands options that nothing gives a value.
func present(rows ...necessity) check {
	return func(v *view, r *reporter) {
		for _, row := range rows {
			if x := v.at(row.option); x.missing() {
				r.problem(x, "must be "+row.what+", got nothing", row.fix)
			}
		}
	}
}

// wants demands the value of an option that Security Hub does, in environments whose tier is known.
func wants(option optionName, text string) check {
	return func(v *view, r *reporter) {
		if x := v.at(option); v.tier != "" && x.isNot(text) {
			r.problem(x, "must be "+prop.Quote(text)+" for Security Hub, got "+x.given(), "write "+prop.Quote(text))
		}
	}
}
