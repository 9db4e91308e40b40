package rules

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// resourceRules judge Beanstalk's resources by properties other than option settings.
var resourceRules = []rule{
	{Rule: Rule{ID: "lifecycle-limit", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "An enabled MaxCountRule has a MaxCount, and an enabled MaxAgeRule a MaxAgeInDays, of at least 1.",
		Doc:     lifecyclePage}, scope: otherResources, check: lifecycleLimit},
	{Rule: Rule{ID: "lifecycle-role", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A VersionLifecycleConfig comes with a ServiceRole, which is the ARN of a role.",
		Doc:     lifecyclePage}, scope: otherResources, check: lifecycleRole},
	{Rule: Rule{ID: "version-build-timeout", Severity: SeverityError, Basis: BasisValidated,
		Summary: "A version that is built has a TimeoutInMinutes of 5 to 480.",
		Doc:     reference + "aws-resource-elasticbeanstalk-applicationversion.html"},
		scope: otherResources, check: buildTimeout},
	{Rule: Rule{ID: "environment-tags", Severity: SeverityError,
		Summary: "An environment has at most 47 tags, with different keys of at most 128 characters that do not begin " +
			"with aws: or elasticbeanstalk:, and values of at most 256.",
		Doc: guide + "using-features.tagging.html"}, check: environmentTags},
	{Rule: Rule{ID: "template-without-source", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A configuration template has a platform, a SourceConfiguration or an EnvironmentId.",
		Doc:     reference + "aws-resource-elasticbeanstalk-configurationtemplate.html"}, check: templateSource},
}

// property is a property of a resource, or something in one.
type property struct {
	path  string // of names, such as "ResourceLifecycleConfig.ServiceRole"
	value any    // as encoding/json decodes it; a function is a map
}

// in returns something in a property.
func (p property) in(name string) property {
	fields, _ := p.value.(map[string]any)
	return property{strings.TrimPrefix(p.path+"."+name, "."), fields[name]}
}

// missing reports whether nothing is there.
func (p property) missing() bool {
	fields, _ := p.value.(map[string]any)
	return p.value == nil || fields["Ref"] == "AWS::NoValue"
}

// text returns what is there as text, and whether that is known.
func (p property) text() (string, bool) {
	switch v := p.value.(type) {
	case string:
		return v, !strings.Contains(v, "{{resolve:")
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		return prop.Plain(v), true
	}
	return "", false
}

// function reports whether what is there is known to CloudFormation only.
func (p property) function() bool {
	fields, ok := p.value.(map[string]any)
	if !ok || len(fields) != 1 {
		return false
	}
	for name := range fields {
		return name == "Ref" || strings.HasPrefix(name, "Fn::")
	}
	return false
}

// property reports a property of a resource: "path must be ...".
func (r *reporter) property(p property, predicate, fix string) {
	given, _ := p.text()
	r.environment(p.path, given, predicate, fix)
}

// resource returns the properties of a resource of a type; of others there are none.
func (v *view) resource(kind string) property {
	if v.env.Resource == nil || v.env.Resource.Type != kind || v.env.Resource.Properties == nil {
		return property{}
	}
	return property{value: v.env.Resource.Properties}
}

func lifecycleLimit(v *view, r *reporter) {
	config := v.resource(options.TypeApplication).in("ResourceLifecycleConfig").in("VersionLifecycleConfig")
	for _, names := range [][2]string{{"MaxCountRule", "MaxCount"}, {"MaxAgeRule", "MaxAgeInDays"}} {
		rule := config.in(names[0])
		if enabled, known := rule.in("Enabled").text(); !known || !strings.EqualFold(enabled, "true") {
			continue
		}
		limit := rule.in(names[1])
		text, known := limit.text()
		n, err := strconv.ParseFloat(text, 64)
		switch {
		case limit.missing():
			r.property(limit, "must be at least 1, got nothing", "set it")
		case known && (err != nil || n < 1):
			r.property(limit, "must be at least 1, got "+prop.Quote(text), "write 1 or more")
		}
	}
}

var roleArn = regexp.MustCompile(`^arn:[^:]+:iam::[^:]*:role/.+$`)

func lifecycleRole(v *view, r *reporter) {
	config := v.resource(options.TypeApplication).in("ResourceLifecycleConfig")
	role, versions := config.in("ServiceRole"), config.in("VersionLifecycleConfig")
	text, known := role.text()
	switch {
	case versions.missing() || config.function():
	case role.missing():
		r.property(role, "must be the ARN of a role, got nothing", "set it to a role that Elastic Beanstalk may assume")
	case known && !roleArn.MatchString(text):
		r.property(role, "must be the ARN of a role, got "+prop.Quote(text),
			`write it as in "arn:aws:iam::111122223333:role/versions"`)
	}
}

func buildTimeout(v *view, r *reporter) {
	build := v.resource(options.TypeApplicationVersion).in("ImageConfiguration").in("Build")
	timeout := build.in("TimeoutInMinutes")
	text, known := timeout.text()
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case build.missing() || build.function():
	case timeout.missing():
		r.property(timeout, "must be 5 to 480, got nothing", "set it")
	case known && (err != nil || n < 5 || n > 480):
		r.property(timeout, "must be 5 to 480, got "+prop.Quote(text), "write 5 to 480")
	}
}

func templateSource(v *view, r *reporter) {
	template := v.resource(options.TypeConfigurationTemplate)
	if template.value == nil || template.function() || template.in("Fn::Transform").value != nil {
		return
	}
	for _, name := range []string{"PlatformArn", "SolutionStackName", "SourceConfiguration", "EnvironmentId"} {
		if !template.in(name).missing() {
			return
		}
	}
	r.property(template.in("PlatformArn"), "must be set in a configuration template without SolutionStackName, "+
		"SourceConfiguration and EnvironmentId, got nothing", "set one of them")
}

const mostTags = 47 // Elastic Beanstalk adds three to CloudFormation's 50

func environmentTags(v *view, r *reporter) {
	tags := v.resource(options.TypeEnvironment).in("Tags")
	list, _ := tags.value.([]any)
	if len(list) > mostTags {
		r.property(tags, "must be at most 47, got "+strconv.Itoa(len(list)), "remove some")
	}
	seen := map[string]bool{}
	for i, tag := range list {
		at := property{"Tags." + strconv.Itoa(i), tag}
		key, known := at.in("Key").text()
		value, _ := at.in("Value").text()
		lower := strings.ToLower(key)
		switch {
		case !known:
		case strings.HasPrefix(lower, "aws:") || strings.HasPrefix(lower, "elasticbeanstalk:"):
			r.property(at.in("Key"), "must not begin with aws: or elasticbeanstalk:, got "+prop.Quote(key), "choose another key")
		case key == "" || len([]rune(key)) > 128:
			r.property(at.in("Key"), "must have 1 to 128 characters, got "+strconv.Itoa(len([]rune(key))), "choose another key")
		case seen[key]:
			r.property(at.in("Key"), "must differ from that of every other tag, got "+prop.Quote(key)+" twice", "remove one of the two")
		}
		seen[key] = true
		if n := len([]rune(value)); n > 256 {
			r.property(at.in("Value"), "must have at most 256 characters, got "+strconv.Itoa(n), "shorten it")
		}
	}
}
