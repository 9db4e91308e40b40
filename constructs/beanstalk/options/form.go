package options

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"beanstalkline/internal/prop"
)

// Items splits a list as Elastic Beanstalk does: at commas, without the space around items.
func Items(text string) []string {
	var all []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

var (
	integerForm   = regexp.MustCompile(`^[+-]?[0-9]+$`)
	numberForm    = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$`)
	durationForm  = regexp.MustCompile(`^PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?$`)
	timestampForm = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])` +
		`T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5]?[0-9](\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})$`)
	cronSpecial = regexp.MustCompile(`^([0-9]{0,2}(L|W|LW)|\?|[0-9]#[1-5])$`)
	cronPart    = regexp.MustCompile(`^(?:\*|([0-9]{1,4}|[A-Za-z]{3})(?:-([0-9]{1,4}|[A-Za-z]{3}))?)` +
		`(?:/([1-9][0-9]{0,3}))?$`)
)

func (o *Option) typeFault(value, shown string) Fault {
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
		ok = timestampForm.MatchString(value) && isDay(value[:len("2006-01-02")])
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
		all := Items(value)
		ok = len(all) > 0 && !slices.ContainsFunc(all, func(item string) bool { return strings.Index(item, "=") < 1 })
		want, fix = "key=value items separated by commas", `write it as in "key=value"`
	}
	if ok {
		return Fault{}
	}
	return Fault{Kind: FaultType, Message: "must be " + want + ", got " + shown, Fix: fix}
}

// isDay reports whether the calendar has the day: the form alone takes a 31st of February.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// cronField is one of the five parts of a cron expression.
type cronField struct {
	name        string
	least, most int
	words       []string
}

var cronFields = []cronField{
	{"minutes from 0 to 59", 0, 59, nil},
	{"hours from 0 to 23", 0, 23, nil},
	{"days from 1 to 31", 1, 31, nil},
	{"months from 1 to 12 or JAN to DEC", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")},
	{"weekdays from 0 to 7 or SUN to SAT", 0, 7, strings.Fields("SUN MON TUE WED THU FRI SAT")},
}

// takes reports whether every part of the text, between commas, is a value of the field, a range of them or *, with or
// without a step.
func (c cronField) takes(text string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if cronSpecial.MatchString(part) {
			continue // only some schedulers accept it
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
	if near, _, ok := Nearest(value, []string{"true", "false"}); ok {
		return "write " + prop.Quote(near)
	}
	return `write "true" or "false"`
}
