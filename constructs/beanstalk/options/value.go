package options

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"beanstalkline/internal/prop"
)

// Fault returns what is wrong with a value of the option. In its message the value is written as shown, for values that
// must not be repeated.
func (o *Option) Fault(value, shown string) Fault {
	if slices.ContainsFunc(o.Literals, func(literal string) bool { return strings.EqualFold(literal, value) }) {
		return Fault{}
	}
	for _, judge := range []func(o *Option, value, shown string) Fault{
		(*Option).typeFault, (*Option).allowedFault, (*Option).boundsFault, (*Option).patternFault, (*Option).lengthFault,
	} {
		if f := judge(o, value, shown); f.Kind != FaultNone {
			return f
		}
	}
	return Fault{}
}

func (o *Option) lengthFault(value, _ string) Fault {
	n := utf8.RuneCountInString(value)
	if o.MaxLength == 0 || n <= o.MaxLength {
		return Fault{}
	}
	return Fault{
		Kind: FaultTooLong, Doubt: o.Doubts.Length, Fix: "shorten it",
		Message: "must have at most " + strconv.Itoa(o.MaxLength) + " characters, got " + strconv.Itoa(n),
	}
}

func (o *Option) allowedFault(value, shown string) Fault {
	if len(o.Allowed) == 0 || o.Type == TypeBoolean {
		return Fault{}
	}
	given := []string{value}
	if o.isList() {
		given = Items(value)
	}
	for _, item := range given {
		if slices.ContainsFunc(o.Allowed, func(a string) bool {
			return a == item || !o.CaseSensitive && strings.EqualFold(a, item)
		}) {
			continue
		}
		words, number := o.Allowed, o.Type == TypeInteger || o.Type == TypeNumber
		if number {
			shown = value
		} else {
			words = prop.QuoteAll(words)
		}
		message := "must be " + prop.List(words, "or") + ", got " + shown
		if o.isList() {
			message = "must have items " + prop.List(words, "or") + ", got " + prop.Quote(item)
		}
		return Fault{Kind: FaultAllowed, Message: message, Fix: o.suggestAllowed(item, number), Doubt: o.Doubts.Allowed}
	}
	return Fault{}
}

// suggestAllowed suggests the next larger number, or the nearest word.
func (o *Option) suggestAllowed(given string, number bool) string {
	if number {
		n, _ := strconv.ParseFloat(given, 64)
		for _, a := range o.Allowed {
			if m, _ := strconv.ParseFloat(a, 64); m >= n {
				return "write " + a
			}
		}
		return "write " + o.Allowed[len(o.Allowed)-1]
	}
	if near, _, ok := Nearest(given, o.Allowed); ok {
		return "write " + prop.Quote(near)
	}
	if near, ok := Extended(given, o.Allowed); ok {
		return "write " + prop.Quote(near)
	}
	return "write one of these"
}

func (o *Option) boundsFault(value, shown string) Fault {
	if o.Min == nil && o.Max == nil {
		return Fault{}
	}
	n, write, kind, unit := 0.0, prop.Plain, FaultBounds, ""
	switch {
	case o.isList():
		n, kind, unit = float64(len(Items(value))), FaultLength, " items"
	case o.Type == TypeDuration:
		n, write = seconds(value), duration
	default:
		n, _ = strconv.ParseFloat(value, 64)
	}
	least, most := math.Inf(-1), math.Inf(1)
	if o.Min != nil {
		least = *o.Min
	}
	if o.Max != nil {
		most = *o.Max
	}
	if n >= least && n <= most {
		return Fault{}
	}
	verb, got, fix := "must be ", value, "write "+write(min(max(n, least), most))
	if o.isList() {
		verb, got, fix = "must have ", prop.Plain(n), "list fewer"
		if n < least {
			fix = "list more"
		}
	} else if o.Type == TypeDuration {
		got = shown
	}
	want := write(least) + " to " + write(most)
	switch {
	case o.Max == nil:
		want = "at least " + write(least)
	case o.Min == nil:
		want = "at most " + write(most)
	}
	return Fault{Kind: kind, Message: verb + want + unit + ", got " + got, Fix: fix, Doubt: o.Doubts.Bounds}
}

// seconds returns the length of a duration.
func seconds(text string) float64 {
	total := 0.0
	if parts := durationForm.FindStringSubmatch(text); parts != nil {
		for i, unit := range []float64{3600, 60, 1} {
			n, _ := strconv.ParseFloat(parts[i+1], 64)
			total += n * unit
		}
	}
	return total
}

// duration writes seconds as an option does.
func duration(seconds float64) string {
	if s := int(seconds); s%60 == 0 && s > 0 {
		return "PT" + strconv.Itoa(s/60) + "M"
	}
	return "PT" + prop.Plain(seconds) + "S"
}

func (o *Option) patternFault(value, shown string) Fault {
	if o.pattern == nil {
		return Fault{}
	}
	if o.isList() {
		value = strings.Join(Items(value), ",")
	}
	if o.pattern.MatchString(value) {
		return Fault{}
	}
	return Fault{
		Kind: FaultForm, Message: "must be " + o.Form + ", got " + shown,
		Fix: "write it as in " + prop.Quote(o.Example), Doubt: o.Doubts.Pattern,
	}
}
