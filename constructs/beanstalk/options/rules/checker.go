package rules

import (
	"slices"
	"time"

	"beanstalkline/constructs/beanstalk/options"
)

// Checker is how option sets are judged. The zero Checker applies every rule that needs neither a clock nor Security
// Hub.
type Checker struct {
	// Now is the time with which retirement dates of platforms are compared: a warning for half a year before, an error
	// after. If it is zero, they are not judged.
	Now time.Time
	// SecurityHub applies the rules that AWS Security Hub has for environments, ElasticBeanstalk.1 to .3.
	SecurityHub bool
	// Region is the region to which what is judged is deployed, such as "eu-west-1". Empty if it is not known: then nothing
	// is compared with it.
	Region string
	// Ignore names rules that are not applied, by id.
	Ignore []string
}

// WithoutEffect returns the settings that Elastic Beanstalk accepts and ignores, those that the rule option-without-effect
// reports: somebody who fills in defaults can leave them out.
func WithoutEffect(env Environment, settings options.Settings) []options.Setting {
	var all []options.Setting
	for _, x := range (Checker{}).prepare(env, settings).values {
		if x.obstacle.rule == ruleWithoutEffect {
			all = append(all, x.Setting)
		}
	}
	return all
}

// Check judges the settings of an environment and returns what is wrong with them, sorted by namespace, resource name,
// name and rule. The result does not depend on the order in which the settings were added.
func (c Checker) Check(env Environment, settings options.Settings) []Problem {
	asked := registry
	if len(c.Ignore) > 0 || !c.SecurityHub {
		asked = slices.DeleteFunc(slices.Clone(registry), func(r rule) bool {
			return r.SecurityHub && !c.SecurityHub || slices.Contains(c.Ignore, r.ID)
		})
	}
	return ask(asked, c.prepare(env, settings))
}

func (c Checker) prepare(env Environment, settings options.Settings) *view {
	v := prepare(env, settings)
	v.now, v.region = c.Now, c.Region
	return v
}
