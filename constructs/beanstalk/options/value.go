package options

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// fault is what is wrong with a value on its own.
type fault struct {
	rule    string
	message string // goes on after the setting's label
	fix     string
	doubt   Doubt // about the fact that the value breaks
}

// faultOf returns what is wrong with a setting's value, or nil.
func (o *Option) faultOf(s *setting) *fault {
	if slices.ContainsFunc(o.Literals, func(literal string) bool { return strings.EqualFold(literal, s.Value) }) {
		return nil
	}
	if f := o.typeFault(s); f != nil {
		return f
	}
	if f := o.allowedFault(s); f != nil {
		return f
	}
	if f := o.boundsFault(s); f != nil {
		return f
	}
	return o.patternFault(s)
}

var (
	integerForm   = regexp.MustCompile(`^[+-]?[0-9]+$`)
	numberForm    = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$`)
	durationForm  = regexp.MustCompile(`^PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?$`)
	timestampForm = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5]?[0-9](\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})$`)
	cronSpecial   = regexp.MustCompile(`^([0-9]{0,2}(L|W|LW)|\?|[0-9]#[1-5])$`)
	cronPart      = regexp.MustCompile(`^(?:\*|([0-9]{1,4}|[A-Za-z]{3})(?:-([0-9]{1,4}|[A-Za-z]{3}))?)(?:/([1-9][0-9]{0,3}))?$`)
)

func (o *Option) typeFault(s *setting) *fault {
	value := s.Value
	ok, want, fix := true, "", ""
	switch o.Type {
	case TypeBoolean:
		if ok = strings.EqualFold(value, "true") || strings.EqualFold(value, "false"); !ok {
			want, fix = `"true" or "false"`, suggestBoolean(value)
		}
	case TypeInteger:
		ok = integerForm.MatchString(value)
		want, fix = "a whole number", "write digits only"
	case TypeNumber:
		ok = numberForm.MatchString(value)
		want, fix = "a number", "write digits only, with a point before decimals"
	case TypeJSON:
		ok = json.Valid([]byte(value))
		want, fix = "a JSON document", "write valid JSON"
	case TypeDuration:
		ok = durationForm.MatchString(value) && value != "PT"
		want, fix = "a duration", `write it as in "PT30M"`
	case TypeTimestamp:
		ok = timestampForm.MatchString(value)
		want, fix = "a time in UTC", `write it as in "2026-04-28T04:07:00Z"`
	case TypeCron:
		ok, want = false, "a cron expression of five fields"
		if fields := strings.Fields(value); len(fields) == len(cronFields) {
			ok = true
			for i, c := range cronFields {
				if !c.takes(fields[i]) {
					ok, want = false, "a cron expression with "+c.name
					break
				}
			}
		}
		fix = `write it as in "0 7 * * MON-FRI"`
	case TypeKeyValueList:
		all := items(value)
		ok = len(all) > 0 && !slices.ContainsFunc(all, func(item string) bool { return strings.Index(item, "=") < 1 })
		want, fix = "key=value items separated by commas", `write it as in "key=value"`
	}
	if ok {
		return nil
	}
	return &fault{rule: ruleType, message: "must be " + want + ", got " + s.shown(), fix: fix}
}

// cronField is one of the five parts of a cron expression.
type cronField struct {
	name        string
	least, most int
	words       []string
}

var cronFields = []cronField{
	{"minutes of 0 to 59", 0, 59, nil},
	{"hours of 0 to 23", 0, 23, nil},
	{"days of 1 to 31", 1, 31, nil},
	{"months of 1 to 12 or JAN to DEC", 1, 12, []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
	{"weekdays of 0 to 7 or SUN to SAT", 0, 7, []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
}

// takes says that every part of the text, between commas, is a value of the field, a range of them or *,
// with a step or without.
func (c cronField) takes(text string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if cronSpecial.MatchString(part) {
			continue // which schedulers take or not
		}
		values := cronPart.FindStringSubmatch(part)
		if values == nil {
			return false
		}
		for _, v := range values[1:3] {
			n, err := strconv.Atoi(v)
			if v != "" && (err != nil || n < c.least || n > c.most) && !slices.Contains(c.words, strings.ToUpper(v)) {
				return false
			}
		}
	}
	return true
}

// suggestBoolean translates what people write instead of true and false.
func suggestBoolean(value string) string {
	value = strings.ToLower(strings.TrimSpace(value))
	switch value {
	case "yes", "y", "on", "1", "t", "enable", "enabled":
		return `write "true"`
	case "no", "n", "off", "0", "f", "disable", "disabled":
		return `write "false"`
	}
	if near, _, ok := nearest(value, []string{"true", "false"}); ok {
		return "write " + prop.Quote(near)
	}
	return `write "true" or "false"`
}

func (o *Option) isList() bool {
	return o.Type == TypeList || o.Type == TypeCommaSeparatedList || o.Type == TypeKeyValueList
}

func (o *Option) allowedFault(s *setting) *fault {
	value := s.Value
	if len(o.Allowed) == 0 || o.Type == TypeBoolean {
		return nil
	}
	given := []string{value}
	if o.isList() {
		given = items(value)
	}
	for _, item := range given {
		if slices.ContainsFunc(o.Allowed, func(a string) bool {
			return a == item || !o.CaseSensitive && strings.EqualFold(a, item)
		}) {
			continue
		}
		words, shown := slices.Clone(o.Allowed), s.shown()
		number := o.Type == TypeInteger || o.Type == TypeNumber
		if !number {
			for i, w := range words {
				words[i] = prop.Quote(w)
			}
		} else {
			shown = value
		}
		message := "must be " + prop.List(words, "or") + ", got " + shown
		if o.isList() {
			message = "must have items " + prop.List(words, "or") + ", got " + prop.Quote(item)
		}
		return &fault{rule: ruleAllowed, message: message, fix: o.suggestAllowed(item, number), doubt: o.Doubts.Allowed}
	}
	return nil
}

// suggestAllowed returns the next greater of numbers, and of words the nearest.
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
	if near, _, ok := nearest(given, o.Allowed); ok {
		return "write " + prop.Quote(near)
	}
	if near, ok := extended(given, o.Allowed); ok {
		return "write " + prop.Quote(near)
	}
	return "write one of these"
}

func (o *Option) boundsFault(s *setting) *fault {
	value := s.Value
	if o.Min == nil && o.Max == nil {
		return nil
	}
	n, write, rule, unit := 0.0, prop.Plain, ruleBounds, ""
	switch {
	case o.isList():
		n, rule, unit = float64(len(items(value))), ruleItems, " items"
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
		return nil
	}
	verb, got, fix := "must be ", value, "write "+write(min(max(n, least), most))
	if o.isList() {
		verb, got, fix = "must have ", prop.Plain(n), "list fewer"
		if n < least {
			fix = "list more"
		}
	} else if o.Type == TypeDuration {
		got = s.shown()
	}
	want := write(least) + " to " + write(most)
	switch {
	case o.Max == nil:
		want = "at least " + write(least)
	case o.Min == nil:
		want = "at most " + write(most)
	}
	return &fault{rule: rule, message: verb + want + unit + ", got " + got, fix: fix, doubt: o.Doubts.Bounds}
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

func (o *Option) patternFault(s *setting) *fault {
	if o.pattern == nil {
		return nil
	}
	value := s.Value
	if o.isList() {
		value = strings.Join(items(value), ",")
	}
	if o.pattern.MatchString(value) {
		return nil
	}
	return &fault{
		rule: rulePattern, message: "must be " + o.Form + ", got " + s.shown(),
		fix: "write it as in " + prop.Quote(o.Example), doubt: o.Doubts.Pattern,
	}
}
