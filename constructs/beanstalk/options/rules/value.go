package rules

import (
	"strconv"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// value is an option as a rule sees it: what the set says about it, what the catalogue says about it, and the value
// that Elastic Beanstalk will use, as far as it is known. Every option has one, whether it is in the set or not.
type value struct {
	options.Setting                   // for an option that is not in the set, only the namespace and the name
	option          *options.Option   // an empty one if the catalogue does not know the option
	known           bool              // text is what Elastic Beanstalk will use
	set             bool              // the set gives the option a value
	text            string            // the value or the default; empty if neither
	unknown         bool              // the set gives it a value that is not known before deployment
	secret          bool              // the value must not be repeated
	fault           options.Fault     // what is wrong with the value on its own
	obstacle        obstacle          // what keeps the option from meaning anything
	duplicates      []options.Setting // the other settings of the same option
}

// obstacle is why an option means nothing here. The zero obstacle means that nothing is in the way.
type obstacle struct {
	rule   string
	reason string // follows the options' labels
	fix    string
}

// misapplied reports whether something keeps the option from meaning anything.
func (x value) misapplied() bool { return x.obstacle.rule != "" }

// is reports whether the option is known to have the value.
func (x value) is(text string) bool { return x.known && strings.EqualFold(x.text, text) }

// isNot reports whether the option is known to have another value.
func (x value) isNot(text string) bool { return x.known && !strings.EqualFold(x.text, text) }

// missing reports whether nothing gives the option a value, not even a default.
func (x value) missing() bool { return x.known && x.text == "" }

// number returns the value as a number and whether it is known to be one.
func (x value) number() (float64, bool) {
	if !x.known {
		return 0, false
	}
	n, err := strconv.ParseFloat(x.text, 64)
	return n, err == nil
}

// items returns the items of a list and whether they are known.
func (x value) items() ([]string, bool) { return options.Items(x.text), x.known }

// time returns the value as a time and whether it is known to be one.
func (x value) time() (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, x.text); err == nil && x.known {
			return at, true
		}
	}
	return time.Time{}, false
}

// given describes the value in a message.
func (x value) given() string {
	text := prop.Quote(x.text)
	if _, isNumber := x.number(); isNumber {
		text = x.text
	}
	switch {
	case x.text == "":
		return "nothing"
	case !x.set:
		return text + " (the default)"
	}
	return text
}

// shown is what the set says, in a message.
func (x value) shown() string {
	if x.secret {
		return "a value not shown here"
	}
	return prop.Quote(x.Value)
}

// replacement says what to do about an option that is no more.
func (x value) replacement() string {
	if x.option.Successor != "" {
		return "use " + x.option.Successor
	}
	return "remove it"
}

// label is the caller's word for the option, or else its full name.
func (x value) label() string {
	switch {
	case x.Origin.Field != "":
		return x.Origin.Field
	case x.ResourceName != "" && x.Namespace == nsScheduledAction:
		return x.Namespace + " " + x.Name + " of " + prop.Quote(x.ResourceName)
	}
	return x.Namespace + " " + x.Name
}

// labelled is the word for the option in a message that is about another one: the caller's, or else its name.
func (x value) labelled() string {
	if x.Origin.Field != "" {
		return x.Origin.Field
	}
	return x.canonicalName()
}

// subject is what a message about the setting's name starts with.
func (x value) subject() string {
	if x.Origin.Field != "" {
		return x.Origin.Field
	}
	return "the setting"
}

// canonicalName is the option's name as the catalogue writes it.
func (x value) canonicalName() string {
	if x.option.Name != "" && x.option.Name != "*" {
		return x.option.Name
	}
	return x.Name
}
