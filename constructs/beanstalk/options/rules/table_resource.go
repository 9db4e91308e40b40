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
	{Rule: Rule{ID: "lifecycle-twice", Severity: SeverityWarning, Basis: BasisInference,
		Summary: "At most one of MaxCountRule and MaxAgeRule is enabled: the console offers one or the other.",
		Doc:     lifecyclePage}, scope: otherResources, check: lifecycleTwice},
	{Rule: Rule{ID: "source-incomplete", Severity: SeverityError,
		Summary: "A SourceConfiguration has an ApplicationName and a TemplateName, and a SourceBundle an S3Bucket and an S3Key.",
		Doc:     reference + "aws-properties-elasticbeanstalk-configurationtemplate-sourceconfiguration.html"},
		scope: everyResource, check: sourceIncomplete},
	{Rule: Rule{ID: "template-without-source", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "A configuration template has a platform, a SourceConfiguration or an EnvironmentId.",
		Doc:     reference + "aws-resource-elasticbeanstalk-configurationtemplate.html"}, check: templateSource},
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

func lifecycleTwice(v *view, r *reporter) {
	config := v.resource(options.TypeApplication).at("ResourceLifecycleConfig.VersionLifecycleConfig")
	for _, name := range []string{"MaxCountRule", "MaxAgeRule"} {
		if enabled, known := config.in(name).in("Enabled").text(); !known || !strings.EqualFold(enabled, "true") {
			return
		}
	}
	r.property(config, "must enable one of MaxCountRule and MaxAgeRule, got both", "disable one of the two")
}

func sourceIncomplete(v *view, r *reporter) {
	for _, part := range []struct{ kind, path, one, other string }{
		{options.TypeConfigurationTemplate, "SourceConfiguration", "ApplicationName", "TemplateName"},
		{options.TypeApplicationVersion, "SourceBundle", "S3Bucket", "S3Key"},
	} {
		source := v.resource(part.kind).in(part.path)
		for _, name := range []string{part.one, part.other} {
			if source.kind() == "a map" && !source.missing() && !source.function() && source.in(name).missing() {
				r.property(source.in(name), "must be set, got nothing", "set it")
			}
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
