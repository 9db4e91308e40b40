package options

import "regexp"

// Type is the form that the value of an option has. Every value travels as text.
type Type string

// The types of options.
const (
	TypeScalar             Type = "Scalar"             // any text
	TypeBoolean            Type = "Boolean"            // "true" or "false", in any case
	TypeInteger            Type = "Integer"            // a whole number
	TypeNumber             Type = "Number"             // a decimal number
	TypeList               Type = "List"               // items separated by commas
	TypeCommaSeparatedList Type = "CommaSeparatedList" // items separated by commas
	TypeKeyValueList       Type = "KeyValueList"       // key=value items separated by commas
	TypeJSON               Type = "Json"               // a JSON document
	TypeDuration           Type = "Duration"           // hours, minutes and seconds as in "PT1H30M"
	TypeTimestamp          Type = "Timestamp"          // a time as in "2026-04-28T04:07:02Z"
	TypeCron               Type = "Cron"               // five fields as in "0 7 * * MON-FRI"
)

// Doubt is why a fact in the catalogue is uncertain; empty if it is simply documented.
type Doubt string

const (
	// DoubtInferred marks what AWS's examples and formats suggest but no page states.
	DoubtInferred Doubt = "inferred"
	// DoubtDisputed marks what AWS's own sources disagree on, or state in a visibly dated form.
	DoubtDisputed Doubt = "disputed"
	// DoubtIgnored marks a restriction whose breach Elastic Beanstalk silently ignores.
	DoubtIgnored Doubt = "ignored"
	// DoubtUndocumented marks an option that AWS's API prints and no page describes.
	DoubtUndocumented Doubt = "undocumented"
)

// Doubts are the doubts about an option, one per kind of fact. Empty means documented.
type Doubts struct {
	Option  Doubt `json:"option,omitempty"`  // that there is such an option
	Allowed Doubt `json:"allowed,omitempty"` // its allowed values
	Bounds  Doubt `json:"bounds,omitempty"`  // its smallest and largest value
	Length  Doubt `json:"length,omitempty"`  // its greatest number of characters
	Pattern Doubt `json:"pattern,omitempty"` // the form of its value
}

// Condition is a value that another option must have. An option of a templated namespace, such as one of a listener,
// means another option of the same listener.
type Condition struct {
	Namespace string   `json:"namespace"` // of the other option
	Name      string   `json:"name"`      // of the other option
	Values    []string `json:"values"`    // one of which it must have
	// Given means that only a value that somebody gave the other option breaks the condition, not its default.
	Given bool `json:"given,omitempty"`
}

// Applicability is where an option means something. An empty field restricts nothing.
type Applicability struct {
	// Tiers are the tiers that know the option: WebServer, Worker, Cluster.
	Tiers []string `json:"tiers,omitempty"`
	// EnvironmentTypes are SingleInstance and LoadBalanced.
	EnvironmentTypes []string `json:"environmentTypes,omitempty"`
	// LoadBalancerTypes are classic, application and network.
	LoadBalancerTypes []string `json:"loadBalancerTypes,omitempty"`
	// SharedLoadBalancer is true for options of shared load balancers only, false for options of dedicated ones only.
	SharedLoadBalancer *bool `json:"sharedLoadBalancer,omitempty"`
	// Platforms are platform families such as "go", "python" or "windows".
	Platforms []string `json:"platforms,omitempty"`
	// AmazonLinux1 means that only the retired platforms on the first Amazon Linux knew the option.
	AmazonLinux1 bool `json:"amazonLinux1,omitempty"`
	// Requires are the values of other options without which this one does nothing.
	Requires []Condition `json:"requires,omitempty"`
}

// Option is one entry of the catalogue.
type Option struct {
	// Namespace is the option's namespace. In a templated namespace the last segment is a placeholder, such as
	// "listener_port" in "aws:elbv2:listener:listener_port".
	Namespace string `json:"namespace"`
	// Name is the option's name; "*" stands for any name.
	Name string `json:"name"`
	// Type is the form of the value.
	Type Type `json:"type"`
	// Default is what Elastic Beanstalk uses when the option is not set; nil if there is none, if it varies or if it is
	// not documented.
	Default *string `json:"default,omitempty"`
	// Allowed are the allowed values, or for a list the allowed items; empty if any value is allowed.
	Allowed []string `json:"allowed,omitempty"`
	// Min is the smallest value: for a number the number itself, for a list its number of items, for a duration its
	// seconds.
	Min *float64 `json:"min,omitempty"`
	// Max is the largest value, counted as Min is.
	Max *float64 `json:"max,omitempty"`
	// MaxLength is the greatest number of characters; 0 if it is not known.
	MaxLength int `json:"maxLength,omitempty"`
	// Pattern is the regular expression (RE2) that the value matches, for a list the items joined by commas.
	Pattern string `json:"pattern,omitempty"`
	// Form says in words what Pattern allows.
	Form string `json:"form,omitempty"`
	// Example is a value that Pattern allows.
	Example string `json:"example,omitempty"`
	// Literals are values allowed whatever the type says.
	Literals []string `json:"literals,omitempty"`
	// CaseSensitive means that the case of allowed values matters; for other options it does not.
	CaseSensitive bool `json:"caseSensitive,omitempty"`
	// Applies says in AWS's words what the option applies to.
	Applies string `json:"applies"`
	Applicability
	// Templated means that the namespace's last segment is a placeholder.
	Templated bool `json:"templated,omitempty"`
	// Freeform means that the namespace takes any option name.
	Freeform bool `json:"freeform,omitempty"`
	// ServiceManaged means that Elastic Beanstalk sets the option itself.
	ServiceManaged bool `json:"serviceManaged,omitempty"`
	// Obsolete means that current platforms no longer know the option or that another one replaces it.
	Obsolete bool `json:"obsolete,omitempty"`
	// Successor is what replaces an obsolete option; empty if nothing does.
	Successor string `json:"successor,omitempty"`
	// Doubts are the facts above that are not simply documented.
	Doubts Doubts `json:"doubts,omitzero"`
	// Note is a remark for readers.
	Note string `json:"note,omitempty"`

	pattern *regexp.Regexp // nil if any form will do
}

func (o *Option) isList() bool {
	return o.Type == TypeList || o.Type == TypeCommaSeparatedList || o.Type == TypeKeyValueList
}
