package rules

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// tagRules judge the tags of environments, the only ones of Beanstalk's resources that CloudFormation tags.
var tagRules = []rule{
	{Rule: Rule{ID: "environment-tags", Severity: SeverityError,
		Summary: "An environment has at most 47 tags, with different keys of 1 to 128 characters that do not begin " +
			"with aws: or elasticbeanstalk:, and values of 1 to 256; both have letters, digits, spaces and _ . : / = + - @ only.",
		Doc: tagsPage}, check: environmentTags},
	{Rule: Rule{ID: "environment-tag-name", Severity: SeverityWarning, Basis: BasisReport,
		Summary: "An environment has no tag Name, which Elastic Beanstalk sets itself: a later change of it fails with " +
			"\"Environment tag update failed\".",
		Doc: tagsPage}, check: nameTag},
}

const mostTags = 47 // Elastic Beanstalk adds three to CloudFormation's 50

var tagForm = regexp.MustCompile(`^[\pL\pN\pZ_.:/=+@-]*$`)

// tags are those of an environment: where each is, and its key, if that is known.
func (v *view) tags(yield func(at property, key string, known bool)) int {
	tags := v.resource(options.TypeEnvironment).in("Tags")
	list, _ := tags.value.([]any)
	for i, tag := range list {
		at := property{"Tags." + strconv.Itoa(i), tag}
		key, known := at.in("Key").text()
		yield(at, key, known)
	}
	return len(list)
}

func environmentTags(v *view, r *reporter) {
	seen := map[string]bool{}
	count := v.tags(func(at property, key string, known bool) {
		lower := strings.ToLower(key)
		switch {
		case !known:
		case strings.HasPrefix(lower, "aws:") || strings.HasPrefix(lower, "elasticbeanstalk:"):
			r.property(at.in("Key"), "must not begin with aws: or elasticbeanstalk:, got "+prop.Quote(key), "choose another key")
		case seen[key]:
			r.property(at.in("Key"), "must differ from that of every other tag, got "+prop.Quote(key)+" twice", "remove one of the two")
		default:
			r.tagText(at.in("Key"), 128)
		}
		seen[key] = true
		r.tagText(at.in("Value"), 256)
	})
	if count > mostTags {
		r.property(v.resource(options.TypeEnvironment).in("Tags"), "must be at most 47, got "+strconv.Itoa(count), "remove some")
	}
}

// tagText judges a key or a value.
func (r *reporter) tagText(p property, most int) {
	text, known := p.text()
	switch n := len([]rune(text)); {
	case !known:
	case n < 1 || n > most:
		r.property(p, "must have 1 to "+strconv.Itoa(most)+" characters, got "+strconv.Itoa(n), "write 1 to "+strconv.Itoa(most))
	case !tagForm.MatchString(text):
		r.property(p, "must have letters, digits, spaces and _ . : / = + - @ only, got "+prop.Quote(text), "remove other characters")
	}
}

func nameTag(v *view, r *reporter) {
	v.tags(func(at property, key string, known bool) {
		if known && key == "Name" {
			r.property(at.in("Key"), `must not be "Name", which Elastic Beanstalk sets to the environment's name`,
				`remove the tag; in a CDK app, awscdk.Tags_Of(environment).Remove("Name") does it`)
		}
	})
}
