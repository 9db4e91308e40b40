package options

import (
	"slices"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// view is a set of settings as a rule sees it: each with its entry of the catalogue, and every option
// with the value that Elastic Beanstalk will use, as far as it is known.
type view struct {
	env      Environment
	settings []*setting // sorted
	byName   map[optionName]*setting
	actions  []action // scheduled actions, sorted by name

	// What most rules ask. Empty: not known.
	tier            string // WebServer, Worker, Cluster
	environmentType string // SingleInstance, LoadBalanced
	loadBalancer    string // none, classic, application, network
	platform        platform
}

type optionName struct{ namespace, name string }

// setting is a Setting with what the catalogue says of it.
type setting struct {
	Setting
	duplicates []Setting // the other settings of the same option
	option     *Option   // nil if the catalogue does not know it
	fault      *fault    // what is wrong with the value on its own
	obstacle   obstacle  // what keeps the option from meaning anything
	unknown    bool      // the value is not known before deployment
	secret     bool      // the value must not be repeated
}

// action is the settings of one scheduled action.
type action struct {
	name     string
	settings map[string]*setting
}

func newView(env Environment, settings Settings) *view {
	c := load()
	v := &view{env: env, byName: make(map[optionName]*setting, len(settings.byKey)), settings: make([]*setting, 0, len(settings.byKey))}
	store := make([]setting, 0, len(settings.byKey))
	for _, same := range settings.byKey {
		store = append(store, setting{Setting: chosen(same), duplicates: others(same)})
		v.settings = append(v.settings, &store[len(store)-1])
	}
	slices.SortFunc(v.settings, func(a, b *setting) int { return compareOptions(&a.Setting, &b.Setting) })
	for _, s := range v.settings {
		s.unknown = s.Unresolved || strings.Contains(s.Value, "{{resolve:")
		if ns := c.namespace(s.Namespace); ns != nil {
			s.option = ns.option(s.Name)
		}
		if s.option == nil {
			s.option = sameButForCase(c, s.Namespace, s.Name)
		}
		s.secret = isSecret(s)
		if s.option != nil && !s.unknown && s.Value != "" {
			s.fault = s.option.faultOf(s)
		}
		if s.Namespace == nsScheduledAction {
			v.addToAction(s)
		} else if name := s.canonicalName(); v.byName[optionName{s.Namespace, name}] == nil || name == s.Name {
			v.byName[optionName{s.Namespace, name}] = s
		}
	}
	v.tier = tierOf(env)
	v.environmentType = v.oneOf(nsEnvironment, "EnvironmentType", singleInstance, loadBalanced)
	v.loadBalancer = v.loadBalancerType()
	v.platform = platformOf(env)
	for _, s := range v.settings {
		s.obstacle = v.obstacleOf(s)
	}
	return v
}

func tierOf(env Environment) string {
	if env.TierUnresolved {
		return ""
	}
	for _, tier := range tiers {
		if strings.EqualFold(env.Tier, tier) {
			return tier
		}
	}
	if env.Tier == "" {
		return TierWebServer
	}
	return ""
}

func (v *view) loadBalancerType() string {
	switch {
	case v.tier == TierWorker || v.tier == TierCluster || v.environmentType == singleInstance:
		return none
	case v.tier == "" || v.environmentType == "":
		return ""
	}
	return v.oneOf(nsEnvironment, "LoadBalancerType", classic, application, network)
}

// oneOf returns which of the values an option has, or "" if that is not known.
func (v *view) oneOf(namespace, name string, values ...string) string {
	given := v.get(namespace, name)
	for _, value := range values {
		if given.is(value) {
			return value
		}
	}
	return ""
}

// addToAction adds a setting to its scheduled action. Settings come sorted by action.
func (v *view) addToAction(s *setting) {
	last := len(v.actions) - 1
	if last < 0 || v.actions[last].name != s.ResourceName {
		v.actions, last = append(v.actions, action{s.ResourceName, map[string]*setting{}}), last+1
	}
	if name := s.canonicalName(); v.actions[last].settings[name] == nil || name == s.Name {
		v.actions[last].settings[name] = s
	}
}

// open says that an option which is not in the set may have a value all the same.
func (v *view) open() bool { return v.env.HasTemplate || v.env.Partial }

// value is what an option has.
type value struct {
	*setting        // nil if the option is not in the set
	name     string // of the option
	text     string // the value or the default; empty if neither
	set      bool   // the set gives it a value
	known    bool   // text is what Elastic Beanstalk will use
}

// get returns the value of an option; an empty one stands for the default.
func (v *view) get(namespace, name string) value {
	s := v.byName[optionName{namespace, name}]
	if s != nil && (s.unknown || s.Value != "") {
		return value{setting: s, name: name, text: s.Value, set: true, known: !s.unknown && s.fault == nil}
	}
	got := value{setting: s, name: name, known: !v.open()}
	if ns := load().namespace(namespace); ns != nil && got.known {
		if o := ns.option(name); o != nil && o.Default != nil {
			got.text = *o.Default
		}
	}
	return got
}

// is says that the option is known to have the value.
func (x value) is(text string) bool { return x.known && strings.EqualFold(x.text, text) }

// isNot says that the option is known to have another value.
func (x value) isNot(text string) bool { return x.known && !strings.EqualFold(x.text, text) }

// missing says that nothing gives the option a value, not even a default.
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
func (x value) items() ([]string, bool) { return items(x.text), x.known }

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

// items splits a list as Elastic Beanstalk does: at commas, without the space around items.
func items(text string) []string {
	var all []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// label is the caller's word for a setting, or else the option's full name.
func (s *setting) label() string {
	switch {
	case s.Origin.Field != "":
		return s.Origin.Field
	case s.ResourceName != "" && s.Namespace == nsScheduledAction:
		return s.Namespace + " " + s.Name + " of " + prop.Quote(s.ResourceName)
	}
	return s.Namespace + " " + s.Name
}

// canonicalName is the option's name as the catalogue writes it.
func (s *setting) canonicalName() string {
	if s.option != nil && s.option.Name != "*" {
		return s.option.Name
	}
	return s.Name
}

// labelled is the word for an option in a message that is about another one: the caller's, or else
// its name.
func (x value) labelled() string {
	if x.setting != nil && x.Origin.Field != "" {
		return x.Origin.Field
	}
	return x.name
}

// shown is a setting's value in a message.
func (s *setting) shown() string {
	if s.secret {
		return "a value not shown here"
	}
	return prop.Quote(s.Value)
}

// each calls f for every setting of a namespace, or of every namespace with a prefix that ends in ":".
func (v *view) each(namespace string, f func(*setting)) {
	for _, s := range v.settings {
		if s.Namespace == namespace || strings.HasSuffix(namespace, ":") && strings.HasPrefix(s.Namespace, namespace) {
			f(s)
		}
	}
}

// namespaces returns the distinct namespaces of the set with a prefix, sorted.
func (v *view) namespaces(prefix string) []string {
	var all []string
	for _, s := range v.settings {
		if strings.HasPrefix(s.Namespace, prefix) && (len(all) == 0 || all[len(all)-1] != s.Namespace) {
			all = append(all, s.Namespace)
		}
	}
	return all
}
